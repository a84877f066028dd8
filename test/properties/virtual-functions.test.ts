import { describe, expect, test } from 'vitest';
import {
  noAccessAfterEjection,
  noConfigAccessAfterVfGone,
} from '../../actors/properties/vf-gone.ts';
import { oidForUnallocatedVf, teardownOrder } from '../../actors/properties/vf-teardown.ts';
import type { Delivery } from './sequence.ts';
import { completion, during, irp, oid, returned } from './sequence.ts';

/** An OID that ends at once. */
const ended = (
  name: string,
  parameters: object = {},
  result: object = {},
  status?: string,
): readonly Delivery[] => [oid(name, parameters), returned(name, status, result)];

const allocate = ended('OID_NIC_SWITCH_ALLOCATE_VF', { vf: 0xffff }, { vf: 0 });
const createVPort = ended('OID_NIC_SWITCH_CREATE_VPORT', { attachedFunction: 0 }, { vport: 1 });
const setFilter = ended('OID_RECEIVE_FILTER_SET_FILTER', { vport: 0 }, { filter: 1 });
const moveFilter = (destinationVPort: number) =>
  ended('OID_RECEIVE_FILTER_MOVE_FILTER', { filter: 1, destinationVPort });
const deleteVPort = ended('OID_NIC_SWITCH_DELETE_VPORT', { vport: 1 });
const reset = ended('OID_SRIOV_RESET_VF', { vf: 0 });
const free = ended('OID_NIC_SWITCH_FREE_VF', { vf: 0 });
const attached = [...setFilter, ...allocate, ...createVPort, ...moveFilter(1)];

describe('TeardownOrder', () => {
  const property = teardownOrder();

  test('filter, VPort, reset, free', () => {
    expect(during(property, ...attached, ...moveFilter(0), ...deleteVPort, ...reset, ...free)).toBe(
      'holds',
    );
  });

  test('the VPort is deleted with a filter on it', () => {
    expect(during(property, ...attached, ...deleteVPort)).toMatchInlineSnapshot(
      `"VPort 1 was deleted with filter 1 still on it"`,
    );
  });

  test('the VF is freed before its VPort is deleted', () => {
    expect(
      during(property, ...attached, ...moveFilter(0), ...reset, ...free),
    ).toMatchInlineSnapshot(`"VF 0 was freed before its VPort 1 was deleted"`);
  });

  test('the VF is freed without a reset', () => {
    expect(
      during(property, ...attached, ...moveFilter(0), ...deleteVPort, ...free),
    ).toMatchInlineSnapshot(`"VF 0 was freed without a reset after its VPort was deleted"`);
  });

  test('a reset that came before the VPort was deleted does not count', () => {
    expect(
      during(property, ...attached, ...moveFilter(0), ...reset, ...deleteVPort, ...free),
    ).toContain('without a reset');
  });

  test('the clean-up before a halt needs no reset, and a VF without a VPort neither', () => {
    const unbind: Delivery = ['ndis', 'vstack', { type: 'ProtocolUnbindAdapterEx', id: 'unbind' }];
    expect(during(property, ...attached, unbind, ...moveFilter(0), ...deleteVPort, ...free)).toBe(
      'holds',
    );
    expect(during(property, ...allocate, ...free)).toBe('holds');
  });

  test('steps that failed did not happen', () => {
    const refused = ended('OID_NIC_SWITCH_DELETE_VPORT', { vport: 1 }, {}, 'NDIS_STATUS_FAILURE');
    expect(during(property, ...attached, ...refused)).toBe('holds');
    expect(during(property, ...attached, ...refused, ...free)).toContain('before its VPort');
  });
});

describe('OidForUnallocatedVf', () => {
  const property = oidForUnallocatedVf();

  test('an OID for an allocated VF succeeds, for a freed one it fails', () => {
    expect(during(property, ...allocate, ...reset, ...free)).toBe('holds');
    const failed = ended('OID_SRIOV_RESET_VF', { vf: 0 }, {}, 'NDIS_STATUS_INVALID_PARAMETER');
    expect(during(property, ...allocate, ...free, ...failed)).toBe('holds');
  });

  test('an OID for a freed VF succeeds', () => {
    expect(during(property, ...allocate, ...free, ...reset)).toMatchInlineSnapshot(
      `"OID_SRIOV_RESET_VF (oid) at pf for VF 0, which is not allocated, ended NDIS_STATUS_SUCCESS"`,
    );
  });

  test('a VPort for a VF that was never allocated; one for the PF is fine', () => {
    expect(during(property, ...createVPort)).toContain('for VF 0');
    expect(
      during(property, ...ended('OID_NIC_SWITCH_CREATE_VPORT', { attachedFunction: 0xffff })),
    ).toBe('holds');
  });

  test('a halt takes all VFs along', () => {
    const halt: Delivery = ['ndis', 'pf', { type: 'MiniportHaltEx', id: 'halt' }];
    expect(during(property, ...allocate, halt, ...reset)).toContain('not allocated');
  });
});

describe('NoConfigAccessAfterVfGone', () => {
  const property = noConfigAccessAfterVfGone();
  const read: Delivery = ['vbd', 'pci', { type: 'GetVirtualFunctionData', id: 'service', vf: 0 }];

  test('access before FREE_VF, and to the next VF with this number', () => {
    expect(during(property, ...allocate, read, ...free, ...allocate, read)).toBe('holds');
  });

  test('access after FREE_VF', () => {
    expect(during(property, ...allocate, ...free, read)).toMatchInlineSnapshot(
      `"vbd called GetVirtualFunctionData for VF 0, which was freed"`,
    );
  });

  test('while a VF is being allocated, it may be this one', () => {
    const allocating = oid('OID_NIC_SWITCH_ALLOCATE_VF', { vf: 0xffff });
    expect(during(property, ...allocate, ...free, allocating, read)).toBe('holds');
  });
});

describe('NoAccessAfterEjection', () => {
  const lists = (...children: readonly object[]): Delivery => [
    'vstack',
    'vpci.g0',
    { type: 'VPCI_BUS_RELATIONS2', children },
  ];
  const first = { slot: 0, serial: 1 };
  const second = { slot: 0, serial: 2 };
  const eject: Delivery = ['vstack', 'vpci.g0', { type: 'VPCI_EJECT', slot: 0 }];
  const letGo: Delivery = ['vpci.g0', 'vstack', { type: 'VPCI_EJECTION_COMPLETE', slot: 0 }];
  const read: Delivery = ['vpci.g0', 'vstack', { type: 'VPCI_READ_BLOCK', id: '1', slot: 0 }];
  const starts = irp('IRP_MN_START_DEVICE', { slot: 0 });
  const started: readonly Delivery[] = [
    ['ndis.vf0', 'vpci.g0', starts],
    ['vpci.g0', 'ndis.vf0', completion('IRP_MN_START_DEVICE')],
  ];
  const property = noAccessAfterEjection;

  test('packets before the acknowledgement, and for the next device', () => {
    expect(during(property, lists(first), eject, read, letGo)).toBe('holds');
    expect(
      during(property, lists(first), eject, letGo, lists(), lists(second), read, ...started),
    ).toBe('holds');
  });

  test('a packet after the acknowledgement', () => {
    expect(during(property, lists(first), eject, letGo, read)).toMatchInlineSnapshot(
      `"vpci.g0 sent VPCI_READ_BLOCK for slot 0, which it had let go"`,
    );
  });

  test('the VF is started after the acknowledgement', () => {
    expect(during(property, lists(first), eject, letGo, ...started)).toMatchInlineSnapshot(
      `"vpci.g0 started the device in slot 0 after it had let it go"`,
    );
  });

  test('a repeated list with the same serial number does not bring the device back', () => {
    expect(during(property, lists(first), eject, letGo, lists(first), read)).toContain('let go');
  });

  test('an acknowledgement that is late is about the device before', () => {
    expect(during(property, lists(first), eject, lists(second), letGo, read)).toBe('holds');
  });

  test('a start that is refused is no start', () => {
    const refused: readonly Delivery[] = [
      ['ndis.vf0', 'vpci.g0', starts],
      ['vpci.g0', 'ndis.vf0', completion('IRP_MN_START_DEVICE', 'STATUS_NO_SUCH_DEVICE')],
    ];
    expect(during(property, lists(first), eject, letGo, ...refused)).toBe('holds');
  });
});
