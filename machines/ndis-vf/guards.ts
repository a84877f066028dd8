/** The decisions of NDIS around a VF adapter, by name. */
import { and, not, stateIn } from 'xstate';
import { messaging } from '../../src/system/index.ts';
import { INTERFACE } from '../../src/wdk/interfaces.ts';
import { ntSuccess } from '../../src/wdk/ntstatus.ts';
import { overIrql } from '../common.ts';
import { bufferTooShort } from '../oid-buffers.ts';
import type { NdisVfContext, NdisVfEvent } from './context.ts';
import { attributeOrder, below } from './context.ts';

const { when } = messaging<NdisVfContext, NdisVfEvent>();

const services = [
  'NdisMReadConfigBlock',
  'NdisMWriteConfigBlock',
  'NdisMGetBusData',
  'NdisMSetBusData',
] as const;
const returns = [
  'ReadVfConfigBlock.return',
  'WriteVfConfigBlock.return',
  'GetBusData.return',
  'SetBusData.return',
] as const;

const next =
  (type: string) =>
  ({ context }: { context: NdisVfContext }) =>
    context.irps[0]?.type === type;
const nextPower =
  (powerState: 'D0' | 'D3') =>
  ({ context }: { context: NdisVfContext }) =>
    context.irps[0]?.type === 'IRP_MN_SET_POWER' && context.irps[0].powerState === powerState;
const current =
  (type: string) =>
  ({ context }: { context: NdisVfContext }) =>
    context.irp?.type === type;
const completes = (id: string) => when('IoCompleteRequest', ({ event }) => event.id === id);
const completesWell = (id: string) =>
  when('IoCompleteRequest', ({ event }) => event.id === id && ntSuccess(event.status));

/** The id under which a service call is known to the driver below. */
export const callId = (routine: string, id: string) => `${routine}:${id}`;

export const ndisVfGuards = {
  overIrql,

  // Which IRP is the next, which is under way.
  startWaits: next('IRP_MN_START_DEVICE'),
  queryRemoveWaits: next('IRP_MN_QUERY_REMOVE_DEVICE'),
  cancelRemoveWaits: next('IRP_MN_CANCEL_REMOVE_DEVICE'),
  removeWaits: next('IRP_MN_REMOVE_DEVICE'),
  surpriseWaits: next('IRP_MN_SURPRISE_REMOVAL'),
  queryPowerWaits: next('IRP_MN_QUERY_POWER'),
  powerDownWaits: nextPower('D3'),
  powerUpWaits: nextPower('D0'),
  irpWaits: ({ context }: { context: NdisVfContext }) => context.irps.length > 0,
  isStart: current('IRP_MN_START_DEVICE'),
  isQueryRemove: current('IRP_MN_QUERY_REMOVE_DEVICE'),
  removalIsAsked: ({ context }: { context: NdisVfContext }) =>
    context.irp?.type === 'IRP_MN_QUERY_REMOVE_DEVICE' && context.calls.length === 0,
  surpriseIsDone: ({ context }: { context: NdisVfContext }) =>
    context.irp?.type === 'IRP_MN_SURPRISE_REMOVAL' && context.calls.length === 0,

  // Completions of its own IRPs.
  lowerSucceeded: completesWell('irp'),
  lowerDone: completes('irp'),
  vpciInterfaceGranted: when(
    'IoCompleteRequest',
    // The requester checks the version that it was given.
    ({ event }) =>
      event.id === 'vpci-interface' &&
      ntSuccess(event.status) &&
      event.version === INTERFACE.VPCI_INTERFACE_STANDARD.version,
  ),
  vpciInterfaceAnswered: completes('vpci-interface'),
  busInterfaceGranted: when(
    'IoCompleteRequest',
    ({ event }) =>
      event.id === 'bus-interface' &&
      ntSuccess(event.status) &&
      event.version === INTERFACE.BUS_INTERFACE_STANDARD.version,
  ),
  busInterfaceAnswered: completes('bus-interface'),
  invalidated: completesWell('invalidate'),
  invalidateEnded: completes('invalidate'),

  // The miniport.
  isNextAttribute: when(
    'NdisMSetMiniportAttributes',
    ({ context, event }) => attributeOrder[context.attributes] === event.attributes,
  ),
  initialized: when(
    'MiniportInitializeEx.return',
    ({ event }) => event.status === 'NDIS_STATUS_SUCCESS',
  ),
  forgotAttributes: when(
    'MiniportInitializeEx.return',
    ({ context, event }) => event.status === 'NDIS_STATUS_SUCCESS' && context.attributes < 2,
  ),
  restarted: when(
    ['MiniportRestart.return', 'NdisMRestartComplete'],
    ({ event }) => 'status' in event && event.status === 'NDIS_STATUS_SUCCESS',
  ),
  isPending: when(
    [
      'MiniportRestart.return',
      'MiniportPause.return',
      'MiniportResetEx.return',
      'MiniportOidRequest.return',
    ],
    ({ event }) => 'status' in event && event.status === 'NDIS_STATUS_PENDING',
  ),
  paused: when(
    ['MiniportPause.return', 'NdisMPauseComplete'],
    ({ event }) => 'status' in event && event.status === 'NDIS_STATUS_SUCCESS',
  ),
  isRunning: ({ context }: { context: NdisVfContext }) => context.adapter === 'Running',
  isAsleep: ({ context }: { context: NdisVfContext }) => context.power === 'D3',

  // OIDs: one at a time, none to a halted adapter or across a reset, only power OIDs to one that is
  // not in D0.
  mayIssueOid: and([
    not(stateIn({ operating: { reset: 'resetting' } })),
    ({ context }: { context: NdisVfContext }) =>
      context.oids[0] !== undefined &&
      context.adapter !== 'Halted' &&
      (context.power === 'D0' || context.oids[0].oid === 'OID_PNP_SET_POWER'),
  ]),
  oidsDone: ({ context }: { context: NdisVfContext }) =>
    context.oid === null && context.oids.length === 0 && context.reset === null,
  powerOidDone: ({ context }: { context: NdisVfContext }) =>
    ![context.oid, ...context.oids].some((each) => each?.oid === 'OID_PNP_SET_POWER'),
  completesAsPending: when(
    'NdisMOidRequestComplete',
    ({ event }) => event.status === 'NDIS_STATUS_PENDING',
  ),

  // Invalidations.
  wantsInvalidations: ({ context }: { context: NdisVfContext }) => context.wantsInvalidations,
  wantsNoInvalidations: ({ context }: { context: NdisVfContext }) => !context.wantsInvalidations,
  isUnarmed: stateIn({ operating: { invalidation: 'unarmed' } }),

  // Services.
  hasInterface: when(services, ({ context, event }) =>
    context.held.includes(below[event.type].interfaceType),
  ),
  isBusData: when(services, ({ event }) => event.type.endsWith('BusData')),
  callsDone: ({ context }: { context: NdisVfContext }) => context.calls.length === 0,
  isOwnCall: when(returns, ({ context, event }) =>
    context.calls.some((call) => callId(call.routine, call.id) === event.id),
  ),
  serialBufferTooShort: when(
    'NdisOidRequest',
    ({ event }) =>
      event.oid === 'OID_SRIOV_VF_SERIAL_NUMBER' && bufferTooShort(event.oid, event.parameters),
  ),
  asksSerialNumber: when(
    'NdisOidRequest',
    ({ context, event }) =>
      event.oid === 'OID_SRIOV_VF_SERIAL_NUMBER' && context.serialNumber !== null,
  ),
};
