import { describe, expect, test } from 'vitest';
import {
  CONTRADICTION,
  closestDdiNames,
  type DdiCard,
  ddi,
  ddiCards,
  ddiNames,
  findDdi,
  IOCTL,
  irqlLimitOf,
  isContradictionId,
  NDIS_INDICATION,
  NDIS_STATUS,
  NTSTATUS,
  OID,
} from '../../src/wdk/index.ts';

/** Statuses that a page gives as a family, with what stands for them. */
const STATUS_FAMILY: Readonly<Record<string, string>> = {
  STATUS_INVALID_PARAMETER_n: 'STATUS_INVALID_PARAMETER_1',
};

function statusesOf(card: DdiCard): string[] {
  return card.returns
    .flatMap(({ status }) => status.split(/[ /]+/))
    .filter((word) => /^(NDIS_)?STATUS_\w+$/.test(word))
    .map((word) => STATUS_FAMILY[word] ?? word);
}

describe('cards', () => {
  test('there are 224, 96 of them routines', () => {
    expect(ddiNames).toHaveLength(224);
    expect(new Set(ddiNames).size).toBe(224);
    expect(ddiCards.filter((card) => card.kind === 'routine')).toHaveLength(96);
  });

  test('every status on a card is in a status table', () => {
    const known = { ...NTSTATUS, ...NDIS_STATUS, ...NDIS_INDICATION };
    const unknown = ddiCards.flatMap((card) =>
      statusesOf(card)
        .filter((status) => !Object.hasOwn(known, status))
        .map((status) => `${card.name}: ${status}`),
    );
    expect(unknown).toEqual([]);
  });

  test('every contradiction on a card is known, and every contradiction is on a card', () => {
    const ids = ddiCards.flatMap((card) => card.contradictions);
    expect(ids.filter((id) => !isContradictionId(id))).toEqual([]);
    const unnamed = Object.keys(CONTRADICTION).filter((id) => !ids.includes(id));
    expect(unnamed).toEqual([]);
  });

  test('every OID and IOCTL with a number has a card, and the other way round', () => {
    const named = (kind: string) =>
      ddiCards
        .filter((card) => card.kind === kind)
        .map((card) => card.name)
        .sort();
    expect(named('oid')).toEqual(Object.keys(OID).sort());
    expect(named('ioctl')).toEqual(Object.keys(IOCTL).sort());
  });

  test('a card takes its value from the table of its kind', () => {
    expect(ddi('IOCTL_VPCI_READ_BLOCK').value).toBe(0x002ac00b);
    expect(ddi('GUID_BUS_VPCI').value).toBe('c066f39a-de00-4667-8941-3368ed5d83b5');
    expect(ddi('IRP_MN_SURPRISE_REMOVAL').value).toBe(0x17);
    expect(ddi('GetLocation').value).toBeNull();
  });
});

describe('looking up', () => {
  test('text is found in any case, and by alias', () => {
    expect(findDdi(' enablevirtualization ')?.name).toBe('EnableVirtualization');
    expect(findDdi('VPCI_WRITE_BLOCK')?.name).toBe('WriteVfConfigBlock');
    expect(findDdi('SetBusData')?.name).toBe('GetBusData');
    expect(findDdi('DRIVER_CANCEL')?.name).toBe('Cancel routine (DRIVER_CANCEL)');
    expect(findDdi('GetLocaton')).toBeUndefined();
  });

  test('what was meant is guessed from a slip, a part, and not from nonsense', () => {
    expect(closestDdiNames('GetLocaton')[0]).toBe('GetLocation');
    expect(closestDdiNames('FREE_VF')[0]).toBe('OID_NIC_SWITCH_FREE_VF');
    expect(closestDdiNames('NdisMEnableVirtualisation')[0]).toBe('NdisMEnableVirtualization');
    expect(closestDdiNames('qqqqqqqq')).toEqual([]);
    expect(closestDdiNames('')).toEqual([]);
  });

  test('the IRQL limit is that of the card; what is no DDI has none', () => {
    expect(irqlLimitOf('GetLocation')).toBe('PASSIVE_LEVEL');
    expect(irqlLimitOf('WriteVfConfigBlock')).toBe('APC_LEVEL');
    expect(irqlLimitOf('EnableVirtualization')).toBe('DISPATCH_LEVEL');
    expect(irqlLimitOf('NdisMGetBusData')).toBeNull();
    expect(irqlLimitOf('a message of the model')).toBeNull();
  });
});
