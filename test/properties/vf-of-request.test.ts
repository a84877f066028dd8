import { describe, expect, test } from 'vitest';
import { assign } from 'xstate';
import { vfAccessGoesToVf } from '../../actors/properties/vf-of-request.ts';
import { buildStack } from '../../actors/topology.ts';
import type { DataCall } from '../../machines/pci/context.ts';
import { pciBus } from '../../machines/pci-bus.ts';
import { runStack, stackOf } from '../stack/run-scenario.ts';
import type { Delivery } from './sequence.ts';
import { completed, during, oid, returned } from './sequence.ts';

const fixed = { firstVfOffset: 128, vfStride: 2 };
const device = { pf: { rid: 0x100 }, sriov: fixed, routing: () => fixed };
const rule = vfAccessGoesToVf({ vfs: 3, guests: 1, device });
const place = { offset: 4, length: 2 };
const routingId = (vf: number) => 0x180 + 2 * vf;

const readOid = 'OID_SRIOV_READ_VF_CONFIG_SPACE';
const asked = (vf: number) => oid(readOid, { vf, ...place });
const pended = returned(readOid, 'NDIS_STATUS_PENDING');
const service = (vf: number, rest = {}): Delivery => [
  'pf',
  'ndis',
  { type: 'NdisMGetVirtualFunctionBusData', id: 'oid', vf, ...place, ...rest },
];
const read = (status?: string) => completed(readOid, status, { value: 4, count: 2 });

describe('VfAccessGoesToVf at the PF miniport', () => {
  test('the VF of the OID is the VF of the call', () => {
    expect(during(rule, asked(1), pended, service(1), read())).toBe('holds');
    expect(during(rule, asked(1), pended, service(0), read())).toMatchInlineSnapshot(
      `"pf told ndis that OID_SRIOV_READ_VF_CONFIG_SPACE for VF 1 has worked; below, pf had asked to read config space 4+2 of VF 0 only"`,
    );
  });

  test('the same through a VBD', () => {
    const call = (vf: number): Delivery => [
      'pf',
      'vbd',
      {
        type: 'VbdCall',
        id: 'oid',
        routine: 'GetVirtualFunctionData',
        parameters: { vf, ...place },
      },
    ];
    expect(during(rule, asked(1), pended, call(1), read())).toBe('holds');
    expect(during(rule, asked(1), pended, call(2), read())).toContain('of VF 2 only');
  });

  test('what is read of another VF for other reasons, or fails, is right', () => {
    expect(during(rule, asked(1), pended, service(0), service(1), read())).toBe('holds');
    expect(during(rule, asked(1), pended, service(0, { offset: 6 }), read())).toBe('holds');
    expect(during(rule, asked(1), pended, service(0), read('NDIS_STATUS_FAILURE'))).toBe('holds');
    // What is done is forgotten.
    const first = [asked(1), pended, service(1), read()];
    expect(during(rule, ...first, asked(0), pended, service(0), read())).toBe('holds');
  });
});

describe('VfAccessGoesToVf at the PCI bus driver', () => {
  const call = (vf: number, id: string): Delivery => [
    'ndis',
    'pci',
    { type: 'GetVirtualFunctionData', id, vf, ...place },
  ];
  const access = (rid: number): Delivery => [
    'pci',
    'device',
    { type: 'ConfigRead', id: 'data', rid, ...place },
  ];
  const done = (id: string): Delivery => [
    'pci',
    'ndis',
    { type: 'GetVirtualFunctionData.return', id, count: 2, value: 4 },
  ];

  test('the routing id is that of the VF', () => {
    expect(during(rule, call(2, 'a'), access(routingId(2)), done('a'))).toBe('holds');
    expect(during(rule, call(2, 'a'), access(routingId(0)), done('a'))).toMatchInlineSnapshot(
      `"pci told ndis that GetVirtualFunctionData for VF 2 has worked; below, pci had asked to read config space 4+2 of VF 0 only"`,
    );
    expect(during(rule, call(2, 'a'), access(device.pf.rid), done('a'))).toContain(
      'of the PF only',
    );
    expect(during(rule, call(0, 'a'), access(0x190), done('a'))).toContain(
      'of the function with routing id 400 only',
    );
  });

  test('of two VFs at once, each gets its own', () => {
    const both = [call(1, 'a'), call(2, 'b')];
    const [one, two] = [access(routingId(1)), access(routingId(2))];
    expect(during(rule, ...both, two, done('b'), one, done('a'))).toBe('holds');
    expect(during(rule, ...both, one, done('a'), one, done('b'))).toContain('for VF 2 has worked');
  });

  test('the PF is read for its own sake meanwhile, and for the ids of a VF', () => {
    const own: Delivery = ['pnp', 'pci', { type: 'IRP_MN_READ_CONFIG', id: 'irp', ...place }];
    expect(
      during(rule, call(1, 'a'), own, access(device.pf.rid), access(routingId(1)), done('a')),
    ).toBe('holds');
    const ids = { offset: 0, length: 4 };
    const idsOf: Delivery = [
      'ndis',
      'pci',
      { type: 'GetVirtualFunctionData', id: 'a', vf: 1, ...ids },
    ];
    const ofPf: Delivery = [
      'pci',
      'device',
      { type: 'ConfigRead', id: 'data', rid: device.pf.rid, ...ids },
    ];
    expect(during(rule, idsOf, ofPf, done('a'))).toBe('holds');
  });

  test('where VFs are is not known of a device that moves them', () => {
    const moving = {
      ...device,
      routing: (_: number, ari: boolean) => (ari ? { ...fixed, vfStride: 1 } : fixed),
    };
    const unknown = vfAccessGoesToVf({ vfs: 3, guests: 1, device: moving });
    expect(during(unknown, call(2, 'a'), access(routingId(0)), done('a'))).toBe('holds');
  });
});

describe('VfAccessGoesToVf in the guest', () => {
  const block = { blockId: 1, length: 8 };
  const toBus = (from: string, slot: number, to = 'vpci.g0'): Delivery => [
    from,
    to,
    { type: 'ReadVfConfigBlock', id: 'block', slot, ...block },
  ];
  const packet = (slot: number): Delivery => [
    'vpci.g0',
    'vstack',
    { type: 'VPCI_READ_BLOCK', id: 'packet', slot, ...block },
  ];
  const done: Delivery = [
    'vpci.g0',
    'vbd.vf1',
    { type: 'ReadVfConfigBlock.return', id: 'block', status: 'STATUS_SUCCESS' },
  ];

  test('the slot of the call is the slot of the packet', () => {
    expect(during(rule, toBus('vbd.vf1', 1), packet(1), done)).toBe('holds');
    expect(during(rule, toBus('vbd.vf1', 1), packet(0), done)).toMatchInlineSnapshot(
      `"vpci.g0 told vbd.vf1 that ReadVfConfigBlock for slot 1 has worked; below, vpci.g0 had asked to read block 1 of slot 0 only"`,
    );
  });

  test("a VF's drivers are in its slot", () => {
    expect(during(rule, toBus('vbd.vf1', 0))).toMatchInlineSnapshot(
      `"vbd.vf1 sent ReadVfConfigBlock for slot 0 to vpci.g0; its device is in slot 1"`,
    );
    // With a guest for each VF every device is in the first slot of its bus.
    const apart = vfAccessGoesToVf({ vfs: 3, guests: 3, device });
    expect(during(apart, toBus('vbd.vf1', 0, 'vpci.g1'))).toBe('holds');
  });
});

describe('VfAccessGoesToVf in a whole stack of two VFs', () => {
  const found = (machine: typeof pciBus) => {
    const { options } = stackOf('config-space', { vfs: 2, vbd: false });
    const stack = buildStack({ ...options, replacements: { pci: machine } });
    return runStack(stack, 1).verdict.violations.map(({ property }) => property);
  };

  test('a bus driver that takes the routing id of VF 0 for every VF (seed 1)', () => {
    const broken = pciBus.provide({
      actions: {
        queueData: assign(({ context, event }) => {
          const { firstVFOffset = 0 } = context.sriov ?? {};
          const call = event as unknown as DataCall & { readonly type: DataCall['routine'] };
          const { from, id, type: routine, offset, length, vf = null, value = null } = call;
          const rid = vf === null ? context.pfRid : context.pfRid + firstVFOffset;
          const next = { from, id, routine, rid, offset, length, vf, value };
          return { data: [...context.data, next] };
        }),
      },
    });
    expect(found(pciBus)).toEqual([]);
    expect(found(broken)).toContain('VfAccessGoesToVf');
  });
});
