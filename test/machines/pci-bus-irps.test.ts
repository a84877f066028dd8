/** IRPs to the PCI bus driver that are neither about the device's life nor about interfaces. */
import { describe, expect, test } from 'vitest';
import {
  answers,
  enable,
  irp,
  power,
  pull,
  query,
  readVf,
  start,
  statuses,
} from './pci-harness.ts';

const ok = 'STATUS_SUCCESS';
const gone = 'STATUS_NO_SUCH_DEVICE';
const surprise = irp('IRP_MN_SURPRISE_REMOVAL');

const read = (offset: number, length: number, more: object = {}) => ({
  type: 'IRP_MN_READ_CONFIG',
  deviceObject: 'PDO',
  whichSpace: 'PCI_WHICHSPACE_CONFIG',
  offset,
  length,
  ...more,
});
const write = (offset: number, length: number, value: number) => ({
  ...read(offset, length, { value }),
  type: 'IRP_MN_WRITE_CONFIG',
});
/** Completions, in the order in which they came. */
const completions = (calls: Parameters<typeof answers>[0]) =>
  answers(calls)
    .received.filter(({ type }) => type === 'IoCompleteRequest')
    .map(({ request, status, information, value }) => ({ request, status, information, value }));

describe('IRP_MN_READ_CONFIG and IRP_MN_WRITE_CONFIG', () => {
  test("read and write the PF's own registers without an interface", () => {
    const [ids, command, again] = completions([read(0, 4), write(4, 2, 6), read(4, 2)]);
    const request = 'IRP_MN_READ_CONFIG';
    expect(ids).toEqual({ request, status: ok, information: 4, value: 0x10c98086 });
    expect(command).toMatchObject({ status: ok, information: 2 });
    expect(again).toMatchObject({ status: ok, information: 2, value: 6 });
  });

  test('are marked pending before they wait for the device', () => {
    const { received } = answers([read(0, 2)]);
    expect(received.map(({ type, status }) => [type, status])).toEqual([
      ['IoCallDriver.return', 'STATUS_PENDING'],
      ['IoCompleteRequest', ok],
    ]);
  });

  test.each([
    ['another space', read(0, 4, { whichSpace: 'PCI_WHICHSPACE_ROM' }), 1],
    ['an offset outside', read(0x1000, 4), 2],
    ['an offset across two registers', read(2, 4), 2],
    ['a length that no access has', read(0, 3), 3],
  ])('%s is refused, and says which argument is wrong', (_, call, argument) => {
    expect(completions([call])).toMatchObject([
      { status: `STATUS_INVALID_PARAMETER_${argument}`, information: 0 },
    ]);
  });

  test('of a function that has gone find no device', () => {
    expect(statuses([start, pull, surprise, read(0, 4)]).at(-1)).toBe(gone);
  });

  test('C12, C13: may be sent at APC_LEVEL, and at DISPATCH_LEVEL are a bug check', () => {
    expect(completions([read(0, 4, { irql: 'APC_LEVEL' })])).toMatchObject([{ status: ok }]);
    const { pci } = answers([read(0, 4, { irql: 'DISPATCH_LEVEL' })]);
    expect(pci?.context.bugcheck.rule).toBe('IRQL of IRP_MN_READ_CONFIG');
  });
});

test('IRP_MN_QUERY_CAPABILITIES is answered for version 1 of the structure, started or not', () => {
  const ask = (version: number) => ({ ...irp('IRP_MN_QUERY_CAPABILITIES'), version });
  const { received } = answers([ask(1), start, ask(1), ask(2)]);
  const capabilities = { removable: false, ejectSupported: false, surpriseRemovalOk: true };
  expect(received[0]).toMatchObject({ status: ok, capabilities });
  expect(received[2]).toMatchObject({ status: ok, capabilities });
  expect(received[3]).toMatchObject({ status: 'STATUS_UNSUCCESSFUL' });
});

describe('device power', () => {
  const pmcsr = 0x44;

  test('a query changes nothing, a set-power goes to PMCSR, and each is completed', () => {
    const { received } = answers([
      start,
      power('D3', 'IRP_MN_QUERY_POWER'),
      read(pmcsr, 2),
      power('D3'),
      read(pmcsr, 2),
      power('D0'),
      read(pmcsr, 2),
    ]);
    const values = received.filter((each) => each.value !== undefined);
    expect(values.map(({ value }) => Number(value) & 3)).toEqual([0, 3, 0]);
    const powers = received.filter(({ request }) => /POWER$/.test(String(request)));
    expect(powers.map(({ status }) => status)).toEqual([ok, ok, ok]);
  });

  test('VFs that were enabled are there again when the power-up is completed', () => {
    const { received } = answers([
      ...[start, query(), enable(2), power('D3'), power('D0')],
      readVf(1, 0, 4),
    ]);
    expect(received.at(-1)).toMatchObject({ count: 4, value: 0x10ca8086, timeMs: 200 });
  });

  test('a power-up fails only when the device is gone; a power-down does not', () => {
    const [down, up] = statuses([start, pull, surprise, power('D3'), power('D0')]).slice(2);
    expect([down, up]).toEqual([ok, gone]);
    expect(statuses([start, power('D3'), pull, surprise, power('D0')]).at(-1)).toBe(gone);
  });

  test('IRP_MN_SET_POWER may be sent at DISPATCH_LEVEL', () => {
    expect(statuses([start, { ...power('D3'), irql: 'DISPATCH_LEVEL' }]).at(-1)).toBe(ok);
  });
});
