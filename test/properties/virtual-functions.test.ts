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

/** The same OIDs as the virtualization stack asks for them. */
const asProtocol = (deliveries: readonly Delivery[]): readonly Delivery[] =>
  deliveries.map(([from, to, { type, ...rest }]) => {
    if (from === 'ndis' && to === 'pf') {
      return ['vstack', 'ndis', { ...rest, type: 'NdisOidRequest', oid: type }];
    }
    if (from === 'pf') return ['ndis', 'vstack', { ...rest, type: 'ProtocolOidRequestComplete' }];
    return [from, to, { type, ...rest }];
  });

describe('TeardownOrder', () => {
  const inOrder = (...deliveries: readonly Delivery[]) =>
    during(teardownOrder, ...asProtocol(deliveries));

  test('filter, VPort, reset, free', () => {
    expect(inOrder(...attached, ...moveFilter(0), ...deleteVPort, ...reset, ...free)).toBe('holds');
  });

  test('the VPort is deleted with a filter on it', () => {
    expect(inOrder(...attached, ...deleteVPort)).toMatchInlineSnapshot(
      `"VPort 1 was deleted with filter 1 still on it"`,
    );
  });

  test('the VF is freed before its VPort is deleted', () => {
    expect(inOrder(...attached, ...moveFilter(0), ...reset, ...free)).toMatchInlineSnapshot(
      `"VF 0 was freed before its VPort 1 was deleted"`,
    );
  });

  test('the VF is freed without a reset', () => {
    expect(inOrder(...attached, ...moveFilter(0), ...deleteVPort, ...free)).toMatchInlineSnapshot(
      `"VF 0 was freed without a reset after its VPort was deleted"`,
    );
  });

  test('a reset that came before the VPort was deleted does not count', () => {
    expect(inOrder(...attached, ...moveFilter(0), ...reset, ...deleteVPort, ...free)).toContain(
      'without a reset',
    );
  });

  test('the clean-up before a halt needs no reset, and a VF without a VPort neither', () => {
    const unbind: Delivery = ['ndis', 'vstack', { type: 'ProtocolUnbindAdapterEx', id: 'unbind' }];
    expect(inOrder(...attached, unbind, ...moveFilter(0), ...deleteVPort, ...free)).toBe('holds');
    expect(inOrder(...allocate, ...free)).toBe('holds');
  });

  test('steps that failed did not happen', () => {
    const refused = ended('OID_NIC_SWITCH_DELETE_VPORT', { vport: 1 }, {}, 'NDIS_STATUS_FAILURE');
    expect(inOrder(...attached, ...refused)).toBe('holds');
    expect(inOrder(...attached, ...refused, ...free)).toContain('before its VPort');
  });
});

describe('OidForUnallocatedVf', () => {
  const property = oidForUnallocatedVf;

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
  const property = noConfigAccessAfterVfGone;
  const call = { id: 'oid', routine: 'GetVirtualFunctionData', parameters: { vf: 0 } };
  const read: Delivery = ['pf', 'vbd', { type: 'VbdCall', ...call }];
  const back: Delivery = [
    'vbd',
    'pf',
    { type: 'VbdCall.return', ...call, status: 'STATUS_SUCCESS' },
  ];
  const viaNdis: Delivery = [
    'pf',
    'ndis',
    { type: 'NdisMSetVirtualFunctionBusData', id: '1', vf: 0 },
  ];

  test('access before FREE_VF, and to the next VF with this number', () => {
    expect(during(property, ...allocate, read, back, ...free, ...allocate, read)).toBe('holds');
  });

  test('access after FREE_VF', () => {
    expect(during(property, ...allocate, ...free, read)).toMatchInlineSnapshot(
      `"pf called GetVirtualFunctionData for VF 0, which was freed"`,
    );
    expect(during(property, ...allocate, ...free, viaNdis)).toContain('which was freed');
  });

  test('FREE_VF while the VBD, or NDIS, is at it', () => {
    expect(during(property, ...allocate, read, ...free)).toMatchInlineSnapshot(
      `"pf freed VF 0 while it reads or writes its config space"`,
    );
    expect(during(property, ...allocate, viaNdis, ...free)).toContain('while it reads or writes');
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
