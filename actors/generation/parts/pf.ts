/**
 * What comes to the PF miniport: NDIS calls its entry points and hands it OIDs, one at a time; the bus driver answers
 * through NDIS or, with a VBD, over the private channel; the hardware has news, or gets stuck.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { PfMiniportContext } from '../../../machines/pf/context.ts';
import type { Stimulus } from '../../../src/generate/subject.ts';
import { CONSTANT } from '../../../src/wdk/constants.ts';
import { vendorBlocks } from '../../topology.ts';
import type { Alphabet, AnyMessage } from '../alphabet.ts';
import { callsOf, sentBy } from '../alphabet.ts';
import type { Place } from './place.ts';

/** What the bus driver can be asked for, and in which states of the PF miniport it is. */
const routines = {
  EnableVirtualization: ['enabling', 'undoing', 'disabling', 'halting'],
  GetLocation: ['locating'],
  GetVirtualFunctionProbedBars: ['readingBars'],
  GetVirtualFunctionData: ['readingConfigSpace'],
  SetVirtualFunctionData: ['writingConfigSpace', 'settingPower', 'startingReset'],
} as const;
type Routine = keyof typeof routines;

const whileAsleep = [
  'OID_PNP_SET_POWER',
  'MiniportHaltEx',
  'MiniportDevicePnPEventNotify',
  'MiniportShutdownEx',
  'UpdateBlock',
];

const location = { segmentNumber: 0, busNumber: 1, functionNumber: 128 };
const probed = { bars: [0, 0, 0, 0, 0, 0] };
const vf = 0;
const vport = 1;
const filter = 1;

export function pfAlphabet(place: Place): Alphabet {
  const call = callsOf('ndis', 'pf');
  const oid = (type: string, parameters = {}) => call(type, 'oid', { parameters });
  const ask = sentBy('hardware', 'pf');
  const { totalVfs } = place.device.sriov;
  return {
    actor: 'pf',
    bounds: { totalVfs, numVfs: place.vfs, blocks: vendorBlocks },
    concurrency: 1,
    urgent: [
      'MiniportResetEx',
      'MiniportCheckForHangEx',
      'MiniportDevicePnPEventNotify',
      'MiniportPause',
      'UpdateBlock',
      'HangHardware',
    ],
    passedOn: [],
    base: [
      call('MiniportInitializeEx', 'adapter'),
      call('MiniportRestart', 'adapter'),
      call('MiniportPause', 'adapter'),
      call('MiniportHaltEx', 'adapter', { haltAction: 'NdisHaltDeviceDisabled' }),
      call('MiniportResetEx', 'reset'),
      call('MiniportDevicePnPEventNotify', 'notify', {
        event: 'NdisDevicePnPEventSurpriseRemoved',
      }),
      sentBy('ndis', 'pf')('MiniportCancelOidRequest', {
        irql: 'PASSIVE_LEVEL',
        requestId: 'oid',
      }),
      oid('OID_NIC_SWITCH_CREATE_SWITCH', { switchId: 0, numVFs: place.vfs }),
      oid('OID_NIC_SWITCH_DELETE_SWITCH', { switchId: 0 }),
      oid('OID_NIC_SWITCH_ALLOCATE_VF', {
        switchId: 0,
        vf: CONSTANT.NDIS_INVALID_VF_FUNCTION_ID.value,
        requestorId: CONSTANT.NDIS_INVALID_RID.value,
      }),
      oid('OID_NIC_SWITCH_FREE_VF', { vf }),
      oid('OID_SRIOV_RESET_VF', { vf }),
      oid('OID_PNP_SET_POWER', { powerState: 'D3' }),
      oid('OID_PNP_SET_POWER', { powerState: 'D0' }),
      ask('HangHardware', { id: 'hang', noticed: true }),
      ...answers(place),
    ],
    rare: [
      call('MiniportHaltEx', 'adapter', { haltAction: 'NdisHaltDeviceSurpriseRemoved' }),
      call('MiniportCheckForHangEx', 'hang'),
      call('MiniportShutdownEx', 'shutdown', { shutdownAction: 'NdisShutdownPowerOff' }),
      sentBy('ndis', 'pf')('MiniportCancelOidRequest', {
        irql: 'PASSIVE_LEVEL',
        requestId: 'another',
      }),
      ask('HangHardware', { id: 'hang', noticed: false }),
      ask('UpdateBlock', { id: 'update', vf, blockId: 3, block: 'news' }),
      oid('OID_NIC_SWITCH_PARAMETERS', { switchId: 0 }),
      oid('OID_NIC_SWITCH_CREATE_VPORT', { switchId: 0, vport, attachedFunction: vf }),
      oid('OID_NIC_SWITCH_VPORT_PARAMETERS', { switchId: 0, vport }),
      oid('OID_NIC_SWITCH_DELETE_VPORT', { vport }),
      oid('OID_RECEIVE_FILTER_SET_FILTER', { vport, filter }),
      oid('OID_RECEIVE_FILTER_MOVE_FILTER', { filter, vport, destinationVPort: 0 }),
      oid('OID_RECEIVE_FILTER_CLEAR_FILTER', { filter }),
      oid('OID_SRIOV_PROBED_BARS'),
      oid('OID_SRIOV_BAR_RESOURCES', { vf, bar: 0 }),
      oid('OID_SRIOV_VF_VENDOR_DEVICE_ID', { vf }),
      oid('OID_SRIOV_READ_VF_CONFIG_SPACE', { vf, offset: 4, length: 2 }),
      oid('OID_SRIOV_WRITE_VF_CONFIG_SPACE', { vf, offset: 4, length: 2, value: 6 }),
      oid('OID_SRIOV_READ_VF_CONFIG_BLOCK', { vf, blockId: 3, length: 16 }),
      oid('OID_SRIOV_WRITE_VF_CONFIG_BLOCK', { vf, blockId: 3, length: 16, block: 'a' }),
      oid('OID_SRIOV_SET_VF_POWER_STATE', { vf, powerState: 'D3', wakeEnable: false }),
      oid('OID_SRIOV_SET_VF_POWER_STATE', { vf, powerState: 'D0', wakeEnable: true }),
      oid('OID_PNP_QUERY_POWER', { powerState: 'D3' }),
    ],
    mayCome,
    isUnusual: () => false,
  };
}

/** Each way in which a call of the miniport can come back. */
function answers({ vbd, device }: Place): readonly Stimulus[] {
  const answer = sentBy('ndis', 'pf');
  const attributes = (status: string) =>
    answer('NdisMSetMiniportAttributes.return', { id: 'adapter', status });
  return [
    attributes('NDIS_STATUS_SUCCESS'),
    attributes('NDIS_STATUS_FAILURE'),
    ...(['adapter', 'oid'] as const).flatMap((id) => (vbd ? overChannel(id) : throughNdis(id))),
  ];

  function overChannel(id: 'adapter' | 'oid'): readonly Stimulus[] {
    const channel = (routine: Routine, status: string, result = {}) =>
      sentBy('vbd', 'pf')('VbdCall.return', { id, routine, status, result });
    const results = { GetLocation: location, GetVirtualFunctionProbedBars: probed } as const;
    const ofAdapter: readonly Routine[] = ['EnableVirtualization'];
    const asked = id === 'adapter' ? ofAdapter : (Object.keys(routines) as readonly Routine[]);
    return asked.flatMap((routine) => [
      channel(routine, 'STATUS_SUCCESS', {
        ...(routine in results ? results[routine as keyof typeof results] : {}),
        ...(routine === 'GetVirtualFunctionData' ? { count: 2, value: 4 } : {}),
        ...(routine === 'SetVirtualFunctionData' ? { count: 2 } : {}),
      }),
      channel(routine, 'STATUS_UNSUCCESSFUL'),
    ]);
  }

  function throughNdis(id: 'adapter' | 'oid'): readonly Stimulus[] {
    const returned = (routine: string, fields: object) =>
      answer(`${routine}.return`, { id, ...fields });
    const enabled = [
      returned('NdisMEnableVirtualization', { status: 'NDIS_STATUS_SUCCESS' }),
      returned('NdisMEnableVirtualization', { status: 'NDIS_STATUS_FAILURE' }),
    ];
    if (id === 'adapter') return enabled;
    return [
      ...enabled,
      returned('NdisMGetVirtualFunctionLocation', location),
      returned('NdisMGetVirtualFunctionLocation', {}),
      returned('NdisMQueryProbedBars', { status: 'NDIS_STATUS_SUCCESS', ...probed }),
      returned('NdisMQueryProbedBars', { status: 'NDIS_STATUS_FAILURE' }),
      returned('NdisMGetVirtualFunctionBusData', { count: 2, value: device.pf.vendorId }),
      returned('NdisMGetVirtualFunctionBusData', { count: 0 }),
      returned('NdisMSetVirtualFunctionBusData', { count: 2 }),
      returned('NdisMSetVirtualFunctionBusData', { count: 0 }),
    ];
  }
}

function mayCome(snapshot: AnyMachineSnapshot, message: AnyMessage): boolean {
  const context = snapshot.context as PfMiniportContext;
  const { type, id } = message;
  // NDIS pauses the adapter before it goes to sleep, and asks nothing of it but to wake up, or to leave.
  if (isAt(snapshot, ['asleep']) && !whileAsleep.includes(type)) return false;
  if (type === 'OID_PNP_SET_POWER' && !isAt(snapshot, ['paused'])) return false;
  if (type.startsWith('OID_')) return context.oid === null;
  if (type.endsWith('.return')) {
    // An answer to the call of MiniportInitializeEx or MiniportHaltEx, or to that of the OID under way.
    const isOfOid = id === 'oid';
    if (isOfOid !== (context.oid !== null)) return false;
    return type !== 'VbdCall.return' || isAt(snapshot, routines[message.routine as Routine]);
  }
  // NDIS halts an adapter with no OID and no reset outstanding.
  if (type === 'MiniportHaltEx') return context.oid === null;
  return true;
}

function isAt(snapshot: AnyMachineSnapshot, keys: readonly string[]): boolean {
  return snapshot._nodes.some(({ key }) => keys.includes(key));
}
