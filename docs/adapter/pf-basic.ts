/**
 * The part of the PF miniport that `pf_miniport.c` implements, as a test subject: our statechart with a smaller world
 * around it. NDIS initialises, restarts, pauses and halts; a switch is created and deleted; VFs are allocated and freed;
 * their configuration blocks are read and written; the device may be pulled out.
 *
 *     sriov-sim generate docs/adapter/pf-basic.ts --method wp --out pf-basic.json
 *     sriov-sim test pf-basic.json --against ./pf_miniport
 */
import { pfMiniport } from 'sriov-sim';

const totalVFs = 2;
const anyVf = 0xffff;
const anyRid = 0xffffffff;

const input = {
  ndis: 'ndis',
  vbd: null,
  switchCreation: 'dynamic',
  numVFs: totalVFs,
  totalVFs,
  vendorId: 0x8086,
  vfDeviceId: 0x1889,
  vfRegisters: { deviceControl: null, powerControl: null },
  vfBars: [null, null, null, null, null, null],
  blocks: 1,
};

const fromNdis = (type: string, fields: object) => ({
  from: 'ndis',
  to: 'pf',
  message: { type, from: 'ndis', ...fields },
});
const call = (type: string, fields = {}) =>
  fromNdis(type, { id: 'adapter', irql: 'PASSIVE_LEVEL', ...fields });
const oid = (type: string, parameters: object) =>
  fromNdis(type, { id: 'oid', irql: 'PASSIVE_LEVEL', parameters });
const block = (verb: 'READ' | 'WRITE', vf: number, length: number, more = {}) =>
  oid(`OID_SRIOV_${verb}_VF_CONFIG_BLOCK`, { vf, blockId: 0, length, ...more });

const calls = [
  call('MiniportInitializeEx'),
  call('MiniportRestart'),
  call('MiniportPause'),
  call('MiniportPause', { irql: 'DISPATCH_LEVEL' }),
  call('MiniportHaltEx', { id: 'halt', haltAction: 'NdisHaltDeviceDisabled' }),
  fromNdis('MiniportDevicePnPEventNotify', {
    id: 'notify',
    irql: 'PASSIVE_LEVEL',
    event: 'NdisDevicePnPEventSurpriseRemoved',
  }),
  fromNdis('MiniportCancelOidRequest', { irql: 'PASSIVE_LEVEL', requestId: 'oid' }),
  fromNdis('MiniportCancelOidRequest', { irql: 'PASSIVE_LEVEL', requestId: 'another' }),
];

const oids = [
  oid('OID_NIC_SWITCH_CREATE_SWITCH', { switchId: 0, numVFs: 0 }),
  oid('OID_NIC_SWITCH_CREATE_SWITCH', { switchId: 0, numVFs: 1 }),
  oid('OID_NIC_SWITCH_CREATE_SWITCH', { switchId: 0, numVFs: totalVFs }),
  oid('OID_NIC_SWITCH_CREATE_SWITCH', { switchId: 0, numVFs: totalVFs + 1 }),
  oid('OID_NIC_SWITCH_CREATE_SWITCH', { switchId: 1, numVFs: totalVFs }),
  oid('OID_NIC_SWITCH_DELETE_SWITCH', { switchId: 0 }),
  oid('OID_NIC_SWITCH_ALLOCATE_VF', { switchId: 0, vf: anyVf, requestorId: anyRid }),
  // The miniport chooses the VFId, nobody else.
  oid('OID_NIC_SWITCH_ALLOCATE_VF', { switchId: 0, vf: 0, requestorId: anyRid }),
  oid('OID_NIC_SWITCH_ALLOCATE_VF', { switchId: 0, vf: anyVf, requestorId: 0x110 }),
  oid('OID_NIC_SWITCH_FREE_VF', { vf: 0 }),
  oid('OID_NIC_SWITCH_FREE_VF', { vf: 1 }),
  block('WRITE', 0, 16, { block: 'a' }),
  block('WRITE', 1, 16, { block: 'b' }),
  block('READ', 0, 16),
  block('READ', 1, 16),
  // Lengths at their bounds and beside them, and a buffer that is a byte too short for what it must carry.
  block('READ', 0, 0),
  block('READ', 0, 1),
  block('READ', 0, 128),
  block('READ', 0, 129),
  block('WRITE', 0, 0, { block: 'a' }),
  block('WRITE', 0, 128, { block: 'a' }),
  block('WRITE', 0, 129, { block: 'a' }),
  block('READ', 0, 16, { bufferBytes: 35 }),
  block('READ', 0, 16, { bufferBytes: 36 }),
  block('WRITE', 0, 16, { block: 'a', bufferBytes: 35 }),
  oid('OID_SRIOV_READ_VF_CONFIG_BLOCK', { vf: 0, blockId: 1, length: 16 }),
  oid('OID_SRIOV_READ_VF_CONFIG_BLOCK', { vf: 2, blockId: 0, length: 16 }),
];

const success = { status: 'NDIS_STATUS_SUCCESS' };
const failure = { status: 'NDIS_STATUS_FAILURE' };
const answers = [
  fromNdis('NdisMSetMiniportAttributes.return', { id: 'adapter', ...success }),
  fromNdis('NdisMSetMiniportAttributes.return', { id: 'adapter', ...failure }),
  fromNdis('NdisMEnableVirtualization.return', { id: 'oid', ...success }),
  fromNdis('NdisMEnableVirtualization.return', { id: 'oid', ...failure }),
  fromNdis('NdisMEnableVirtualization.return', { id: 'adapter', ...success }),
  fromNdis('NdisMEnableVirtualization.return', { id: 'adapter', ...failure }),
  fromNdis('NdisMGetVirtualFunctionLocation.return', {
    id: 'oid',
    segmentNumber: 0,
    busNumber: 1,
    functionNumber: 16,
  }),
  fromNdis('NdisMGetVirtualFunctionLocation.return', { id: 'oid' }),
];

/** NDIS hands out one OID at a time, halts with none outstanding, and tells of a removal once. */
function mayCome(
  { oid: pended, isRemoved }: { readonly oid: unknown; readonly isRemoved: boolean },
  { type, id }: { readonly type: string; readonly id?: string },
): boolean {
  if (type.startsWith('OID_') || type === 'MiniportHaltEx') return pended === null;
  if (type === 'MiniportDevicePnPEventNotify') return !isRemoved;
  return !type.endsWith('.return') || (id === 'oid') === (pended !== null);
}

export const subject = {
  name: 'pf-basic',
  actors: { pf: { machine: pfMiniport, input } },
  stimuli: ({ pf }) => {
    const isRemoved = pf._nodes.some(({ key }) => key === 'surpriseRemoved');
    const now = { oid: pf.context.oid, isRemoved };
    return [...calls, ...oids, ...answers].filter(({ message }) => mayCome(now, message));
  },
  status: ({ pf }) => (pf.context.bugcheck === null ? undefined : 'bug check 0xD1'),
  ended: ({ pf }) => pf.context.bugcheck !== null,
};
