import { describe, expect, test } from 'vitest';
import { startedWithResources } from '../../actors/properties/child-start.ts';
import { noCallAfterHalt } from '../../actors/properties/halted-miniport.ts';
import { resetVfResetsIt } from '../../actors/properties/vf-reset.ts';
import type { Delivery } from './sequence.ts';
import { during, oid, returned } from './sequence.ts';

describe('NoCallAfterHalt', () => {
  const halt: Delivery = ['ndis.vf0', 'vf0', { type: 'MiniportHaltEx', id: 'halt' }];
  const halted: Delivery = ['vf0', 'ndis.vf0', { type: 'MiniportHaltEx.return', id: 'halt' }];
  const again: Delivery = ['ndis.vf0', 'vf0', { type: 'MiniportInitializeEx', id: 'initialize' }];
  const read: Delivery = ['vf0', 'ndis.vf0', { type: 'NdisMGetBusData', id: 'config' }];

  test('a call before the halt, and after the next initialization', () => {
    expect(during(noCallAfterHalt, again, read, halt, halted, again, read)).toBe('holds');
  });

  test('a call after the halt', () => {
    expect(during(noCallAfterHalt, halt, halted, read)).toMatchInlineSnapshot(
      `"vf0 called NdisMGetBusData of ndis.vf0 after it was halted"`,
    );
  });

  test('a call after an initialization that failed', () => {
    const status = 'NDIS_STATUS_FAILURE';
    const failed: Delivery = ['vf0', 'ndis.vf0', { type: 'MiniportInitializeEx.return', status }];
    expect(during(noCallAfterHalt, again, failed, read)).toMatchInlineSnapshot(
      `"vf0 called NdisMGetBusData of ndis.vf0 after it was halted"`,
    );
  });
});

describe('ResetVfResetsIt', () => {
  const name = 'OID_SRIOV_RESET_VF';
  const ask = oid(name, { vf: 1 });
  const begin = (vf: number): Delivery => [
    'pf',
    'ndis',
    {
      type: 'NdisMSetVirtualFunctionBusData',
      id: 'oid',
      vf,
      offset: 168,
      length: 2,
      value: 0x8000,
    },
  ];

  test('function level reset, then success', () => {
    expect(during(resetVfResetsIt, ask, begin(1), returned(name, 'NDIS_STATUS_SUCCESS'))).toBe(
      'holds',
    );
  });

  test('a failure resets nothing', () => {
    expect(during(resetVfResetsIt, ask, returned(name, 'NDIS_STATUS_FAILURE'))).toBe('holds');
  });

  test('success without a reset', () => {
    expect(
      during(resetVfResetsIt, ask, returned(name, 'NDIS_STATUS_SUCCESS')),
    ).toMatchInlineSnapshot(
      `"pf ended OID_SRIOV_RESET_VF for VF 1 with success, and has not reset it"`,
    );
  });

  test('the reset of another VF', () => {
    expect(during(resetVfResetsIt, ask, begin(0))).toMatchInlineSnapshot(
      `"pf was asked to reset VF 1, and resets VF 0"`,
    );
  });
});

describe('StartedWithResources', () => {
  const list: Delivery = ['vstack', 'vpci.g0', { type: 'VPCI_BUS_RELATIONS2', children: [] }];
  const start: Delivery = [
    'ndis.vf0',
    'vpci.g0',
    { type: 'IRP_MN_START_DEVICE', id: 'pnp', deviceObject: 'PDO', slot: 0 },
  ];
  const assigned: Delivery = [
    'vstack',
    'vpci.g0',
    { type: 'VPCI_RESOURCES_ASSIGNED2.completion', id: '1', slot: 0, status: 'STATUS_SUCCESS' },
  ];
  const released: Delivery = ['vpci.g0', 'vstack', { type: 'VPCI_RESOURCES_RELEASED', slot: 0 }];
  const done: Delivery = [
    'vpci.g0',
    'ndis.vf0',
    {
      type: 'IoCompleteRequest',
      id: 'pnp',
      request: 'IRP_MN_START_DEVICE',
      status: 'STATUS_SUCCESS',
    },
  ];

  test('resources, then the start', () => {
    expect(during(startedWithResources, list, start, assigned, done)).toBe('holds');
  });

  test('a driver between, which has no channel, passes a start on', () => {
    expect(during(startedWithResources, start, done)).toBe('holds');
  });

  test('a start without resources', () => {
    expect(during(startedWithResources, list, start, done)).toMatchInlineSnapshot(
      `"vpci.g0 started the child in slot 0, which has no resources"`,
    );
  });

  test('a start with resources that were given back', () => {
    expect(
      during(startedWithResources, list, assigned, released, start, done),
    ).toMatchInlineSnapshot(`"vpci.g0 started the child in slot 0, which has no resources"`);
  });
});
