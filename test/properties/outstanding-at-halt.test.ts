import { describe, expect, test } from 'vitest';
import { nothingOutstandingAtHalt as rule } from '../../actors/properties/outstanding-at-halt.ts';
import type { Delivery } from './sequence.ts';
import { completion, during, irp } from './sequence.ts';

const call = (type: string): Delivery => ['ndis.vf0', 'vf0', { type, id: 'pnp' }];
const returned = (type: string, status = 'NDIS_STATUS_SUCCESS'): Delivery => [
  'vf0',
  'ndis.vf0',
  { type: `${type}.return`, id: 'pnp', status },
];
const up = [call('MiniportInitializeEx'), returned('MiniportInitializeEx')];
const halt = [call('MiniportHaltEx'), returned('MiniportHaltEx')];
const read: Delivery = ['vf0', 'ndis.vf0', { type: 'NdisMReadConfigBlock', id: 'call' }];
const readBack: Delivery = ['ndis.vf0', 'vf0', { type: 'NdisMReadConfigBlock.return', id: 'call' }];
const ioctl: Delivery = ['vf0', 'vpci.g0', irp('IOCTL_VPCI_READ_BLOCK')];
const ioctlBack = (status: string): Delivery => [
  'vpci.g0',
  'vf0',
  completion('IOCTL_VPCI_READ_BLOCK', status),
];
const pended: Delivery = [
  'vpci.g0',
  'vf0',
  {
    type: 'IoCallDriver.return',
    id: 'irp',
    request: 'IOCTL_VPCI_READ_BLOCK',
    status: 'STATUS_PENDING',
  },
];

describe('NothingOutstandingAtHalt', () => {
  test('its calls and IRPs have come back', () => {
    expect(during(rule, ...up, read, readBack, ...halt)).toBe('holds');
    expect(during(rule, ...up, ioctl, pended, ioctlBack('STATUS_SUCCESS'), ...halt)).toBe('holds');
    expect(during(rule, ...up, ioctl, ioctlBack('STATUS_CANCELLED'), ...halt)).toBe('holds');
  });

  test('a call of NDIS is under way', () => {
    expect(during(rule, ...up, read, ...halt)).toMatchInlineSnapshot(
      `"vf0 returned from MiniportHaltEx before its NdisMReadConfigBlock to ndis.vf0 had come back: it waits for that first"`,
    );
  });

  test('an IRP that is pended, or cancelled and not completed, is under way', () => {
    expect(during(rule, ...up, ioctl, pended, ...halt)).toMatchInlineSnapshot(
      `"vf0 returned from MiniportHaltEx before its IOCTL_VPCI_READ_BLOCK to vpci.g0 had come back: it waits for that first"`,
    );
    const cancel: Delivery = ['vf0', 'vpci.g0', { type: 'IoCancelIrp', id: 'irp' }];
    expect(during(rule, ...up, ioctl, cancel, ...halt)).toContain('IOCTL_VPCI_READ_BLOCK');
  });

  test('MiniportInitializeEx fails while a call is under way', () => {
    const failed = returned('MiniportInitializeEx', 'NDIS_STATUS_FAILURE');
    expect(during(rule, call('MiniportInitializeEx'), read, failed)).toContain(
      'vf0 returned from MiniportInitializeEx',
    );
    expect(during(rule, call('MiniportInitializeEx'), read, readBack, failed)).toBe('holds');
    // A miniport that reads on while it is initialised does as it may.
    expect(during(rule, call('MiniportInitializeEx'), read, returned('MiniportInitializeEx'))).toBe(
      'holds',
    );
  });

  test('MiniportPause waits for sends and receives, and not for these calls', () => {
    const pause = [call('MiniportPause'), returned('MiniportPause')];
    expect(during(rule, ...up, read, ...pause, readBack, ...halt)).toBe('holds');
  });

  test('what it only answers or announces is no call', () => {
    const oid: Delivery = ['ndis.vf0', 'vf0', { type: 'OID_PNP_QUERY_POWER', id: 'oid' }];
    const done: Delivery = ['vf0', 'ndis.vf0', { type: 'NdisMOidRequestComplete', id: 'oid' }];
    const told: Delivery = ['pf', 'ndis', { type: 'NdisMInvalidateConfigBlock', id: 'note' }];
    expect(during(rule, ...up, oid, done, told, ...halt)).toBe('holds');
  });
});
