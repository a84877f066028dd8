import { describe, expect, test } from 'vitest';
import { carriedOut } from '../../actors/properties/carried-out.ts';
import type { Delivery } from './sequence.ts';
import { completed, during, oid, returned } from './sequence.ts';

const rule = carriedOut();
const ask = (blockId = 1): Delivery => [
  'application',
  'vf0',
  { type: 'ReadBlock', id: 'step1', way: 'ndis', blockId, length: 16 },
];
const below = (blockId = 1): Delivery => [
  'vf0',
  'ndis.vf0',
  { type: 'NdisMReadConfigBlock', id: 'block', blockId, length: 16 },
];
const above = (status = 'STATUS_SUCCESS', value?: string): Delivery => [
  'vf0',
  'application',
  { type: 'ReadBlock.done', id: 'step1', status, ...(value === undefined ? {} : { value }) },
];
const fromBelow = (status = 'NDIS_STATUS_SUCCESS', block = 'a'): Delivery => [
  'ndis.vf0',
  'vf0',
  { type: 'NdisMReadConfigBlock.return', id: 'block', status, block },
];
/** A write into Device Control of a VF. */
const write = (vf: number, value: number): Delivery => [
  'pf',
  'ndis',
  { type: 'NdisMSetVirtualFunctionBusData', id: 'oid', vf, offset: 168, length: 2, value },
];
const wrote: Delivery = [
  'ndis',
  'pf',
  { type: 'NdisMSetVirtualFunctionBusData.return', id: 'oid', count: 2 },
];

describe('CarriedOut', () => {
  test('a read succeeds with what was read below', () => {
    expect(during(rule, ask(), below(), fromBelow(), above('STATUS_SUCCESS', 'a'))).toBe('holds');
    expect(
      during(rule, ask(), below(), fromBelow('NDIS_STATUS_FAILURE'), above('STATUS_UNSUCCESSFUL')),
    ).toBe('holds');
  });

  test('a read succeeds that nobody below was asked for', () => {
    expect(during(rule, ask(), above())).toMatchInlineSnapshot(
      `"vf0 told application that its request to read block 1 has succeeded; vf0 had no success for it from the driver or device below"`,
    );
    expect(during(rule, ask(1), below(2), fromBelow(), above('STATUS_SUCCESS', 'a'))).toContain(
      'read block 1',
    );
  });

  test('a read succeeds that has failed below, and fails though it has worked', () => {
    expect(during(rule, ask(), below(), fromBelow('NDIS_STATUS_FAILURE'), above())).toContain(
      'had no success for it',
    );
    expect(
      during(rule, ask(), below(), fromBelow(), above('STATUS_UNSUCCESSFUL')),
    ).toMatchInlineSnapshot(
      `"vf0 told application that its request to read block 1 has failed; the driver or device below had done it"`,
    );
  });

  test('another content is told than was read', () => {
    expect(
      during(rule, ask(), below(), fromBelow(), above('STATUS_SUCCESS', 'b')),
    ).toMatchInlineSnapshot(
      `"vf0 told application that its request to read block 1 has read b; below it was a"`,
    );
  });

  test('a reset of a VF is a function level reset of this VF', () => {
    const name = 'OID_SRIOV_RESET_VF';
    const reset = (...between: readonly Delivery[]) =>
      during(
        rule,
        oid(name, { vf: 1 }),
        returned(name, 'NDIS_STATUS_PENDING'),
        ...between,
        completed(name),
      );
    expect(reset(write(1, 0x8000), wrote)).toBe('holds');
    expect(reset(write(0, 0x8000), wrote)).toContain('reset VF 1');
    expect(reset(write(1, 0), wrote)).toContain('had no success for it');
  });

  test('a reset is given up while it goes on', () => {
    const name = 'OID_SRIOV_RESET_VF';
    const failed = (...between: readonly Delivery[]) =>
      during(
        rule,
        oid(name, { vf: 1 }),
        returned(name, 'NDIS_STATUS_PENDING'),
        write(1, 0x8000),
        wrote,
        ...between,
        completed(name, 'NDIS_STATUS_REQUEST_ABORTED'),
      );
    expect(failed(['ndis', 'pf', { type: 'MiniportResetEx' }])).toBe('holds');
    expect(failed()).toContain('had done it');
  });

  test('what was cancelled may fail', () => {
    const name = 'OID_NIC_SWITCH_ALLOCATE_VF';
    const call: Delivery = [
      'pf',
      'ndis',
      { type: 'NdisMGetVirtualFunctionLocation', id: 'oid', vf: 0 },
    ];
    const located: Delivery = [
      'ndis',
      'pf',
      { type: 'NdisMGetVirtualFunctionLocation.return', id: 'oid', busNumber: 1 },
    ];
    const cancel: Delivery = ['ndis', 'pf', { type: 'MiniportCancelOidRequest', requestId: 'oid' }];
    const allocate = (...between: readonly Delivery[]) =>
      during(
        rule,
        oid(name),
        returned(name, 'NDIS_STATUS_PENDING'),
        call,
        ...between,
        located,
        completed(name, 'NDIS_STATUS_REQUEST_ABORTED'),
      );
    expect(allocate(cancel)).toBe('holds');
    expect(allocate()).toContain('has failed; the driver or device below had done it');
  });
});
