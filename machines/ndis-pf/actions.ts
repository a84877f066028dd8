/** What NDIS does for the PF's adapter, by name. */
import { enqueueActions } from 'xstate';
import { messaging, sender, to } from '../../src/system/index.ts';
import { INTERFACE, interfaceSizeBytes } from '../../src/wdk/interfaces.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import { irqlBugcheck, without } from '../common.ts';
import type { HaltAction, InterfaceGuid, ProtocolNetPnPEvent } from '../messages/index.ts';
import { plainPnpMinors } from '../messages/pnp-minors.ts';
import { emptyCache } from './cache.ts';
import type { AdapterState, CurrentIrp, NdisPfContext, NdisPfEvent, PfIrp } from './context.ts';
import { callMiniport } from './miniport-calls.ts';
import { oidActions } from './oid-actions.ts';
import { resetActions } from './reset-actions.ts';
import {
  newSlot,
  refusedService,
  routineCall,
  routineReturns,
  serviceReturn,
  services,
  slotId,
} from './services.ts';

const { send, reply, assign } = messaging<NdisPfContext, NdisPfEvent>();

const irps = [...plainPnpMinors, 'IRP_MN_SET_POWER', 'IRP_MN_QUERY_POWER'] as const;
const busDriverIrps = [
  'IRP_MN_READ_CONFIG',
  'IRP_MN_WRITE_CONFIG',
  'IRP_MN_QUERY_CAPABILITIES',
  'IRP_MN_QUERY_INTERFACE',
] as const;

const adapterIs = (adapter: AdapterState) => assign('*', () => ({ adapter }));
const query = (id: 'virtualization' | 'standard') =>
  send('*', ({ context }) => {
    const name =
      id === 'virtualization' ? 'PCI_VIRTUALIZATION_INTERFACE' : 'BUS_INTERFACE_STANDARD';
    return to(context.bus, {
      type: 'IRP_MN_QUERY_INTERFACE',
      id,
      irql: 'PASSIVE_LEVEL',
      deviceObject: 'PDO',
      interfaceType: INTERFACE[name].guid,
      size: interfaceSizeBytes(name),
      version: INTERFACE[name].version,
      status: 'STATUS_NOT_SUPPORTED',
    } as never);
  });
const dereference = (interfaceType: InterfaceGuid) =>
  ({ type: 'InterfaceDereference', interfaceType }) as const;

const tellProtocol = (id: string, event: ProtocolNetPnPEvent['event'], surprise: boolean) =>
  send('*', ({ context }) =>
    context.bound === 'yes'
      ? to(context.protocol, {
          type: 'ProtocolNetPnPEvent',
          id,
          irql: 'PASSIVE_LEVEL',
          event,
          surprise,
        } satisfies ProtocolNetPnPEvent)
      : undefined,
  );

const irpStatus = (status: CurrentIrp['status']) =>
  assign('*', ({ context }) => (context.irp === null ? {} : { irp: { ...context.irp, status } }));

const refuseService = (status: NdisStatus) =>
  reply(services, ({ event }) => refusedService(event, status));

/**
 * Hands the IRP that waited longest to the state that has just been entered, as if it had come now.
 */
const takeHeldIrp = enqueueActions(({ context, enqueue }) => {
  const [first, ...rest] = (context as NdisPfContext).heldIrps;
  if (first === undefined) return;
  enqueue.assign({ heldIrps: rest });
  enqueue.raise(first);
});

export const ndisActions = {
  ...oidActions,
  ...resetActions,
  stopOverIrql: assign('*', ({ event }) => ({ bugcheck: irqlBugcheck(event) })),

  // The adapter's states.
  noteHalted: adapterIs('halted'),
  noteInitializing: adapterIs('initializing'),
  notePaused: adapterIs('paused'),
  noteRestarting: adapterIs('restarting'),
  noteRunning: adapterIs('running'),
  notePausing: adapterIs('pausing'),
  noteHalting: adapterIs('halting'),
  callInitialize: callMiniport('MiniportInitializeEx'),
  callRestart: callMiniport('MiniportRestart'),
  callPause: callMiniport('MiniportPause'),
  callHalt: callMiniport('MiniportHaltEx', ({ gone }) => ({
    haltAction: (gone
      ? 'NdisHaltDeviceSurpriseRemoved'
      : 'NdisHaltDeviceDisabled') satisfies HaltAction,
  })),
  acceptAttributes: assign('NdisMSetMiniportAttributes', ({ context, event }) => ({
    attributes: context.attributes + 1,
    sriov:
      event.attributes === 'hardware-assist'
        ? (event.sriovCapabilities ?? []).includes('NDIS_SRIOV_CAPS_SRIOV_SUPPORTED')
        : context.sriov,
  })),
  returnAttributes: reply('NdisMSetMiniportAttributes', ({ event }) => ({
    type: 'NdisMSetMiniportAttributes.return',
    id: event.id,
    status: 'NDIS_STATUS_SUCCESS',
  })),
  refuseAttributes: reply('NdisMSetMiniportAttributes', ({ event }) => ({
    type: 'NdisMSetMiniportAttributes.return',
    id: event.id,
    status: 'NDIS_STATUS_FAILURE',
  })),
  // Nothing that was true of the miniport survives it (Z69).
  forgetAdapter: assign('*', () => ({ ...emptyCache, attributes: 0, sriov: false })),
  stopPauseFailed: assign('MiniportPause.return', ({ event }) => ({
    bugcheck: {
      code: 'DRIVER_VERIFIER_DETECTED_VIOLATION' as const,
      rule: 'MiniportPause returns NDIS_STATUS_SUCCESS or NDIS_STATUS_PENDING',
      message: `${event.from} returned ${event.status} from MiniportPause`,
    },
  })),

  // Where PnP wants the adapter.
  initializeAdapter: assign('*', () => ({ goal: 'paused' as const })),
  runAdapter: assign('*', () => ({ goal: 'running' as const })),
  haltAdapter: assign('*', () => ({ goal: 'halted' as const })),
  pauseAdapter: assign('*', ({ context }) =>
    context.goal === 'running' ? { goal: 'paused' as const } : {},
  ),
  stayHalted: assign('*', () => ({ goal: 'halted' as const })),
  stayPaused: assign('*', ({ context }) =>
    context.goal === 'running' ? { goal: 'paused' as const } : {},
  ),
  holdOids: assign('*', () => ({ holdsOids: true })),
  releaseOids: assign('*', () => ({ holdsOids: false })),

  // IRPs.
  holdIrp: assign(irps, ({ context, event }) => ({ heldIrps: [...context.heldIrps, event] })),
  takeHeldIrp: takeHeldIrp as never,
  rememberIrp: assign(irps, ({ event }) => ({
    irp: {
      from: sender(event),
      id: event.id,
      request: event.type,
      powerState: 'powerState' in event ? event.powerState : null,
      status: 'STATUS_SUCCESS' as const,
    },
  })),
  forwardIrp: send('*', ({ context }) => {
    if (context.irp === null) return undefined;
    const { request, powerState } = context.irp;
    return to(context.bus, {
      type: request,
      id: 'irp',
      irql: 'PASSIVE_LEVEL',
      deviceObject: 'PDO',
      ...(powerState === null ? {} : { powerState }),
    } as PfIrp);
  }),
  takeStatus: assign('IoCompleteRequest', ({ context, event }) => {
    if (context.irp === null) return {};
    const children = event.children === undefined ? {} : { children: event.children };
    return { irp: { ...context.irp, status: event.status, ...children } };
  }),
  failIrp: irpStatus('STATUS_UNSUCCESSFUL'),
  completeIrp: send('*', ({ context }) => {
    if (context.irp === null) return undefined;
    const { from, id, request, status, children } = context.irp;
    return to(from, {
      type: 'IoCompleteRequest',
      id,
      request,
      status,
      ...(children === undefined ? {} : { children }),
    } as never);
  }),
  // No completion routine: the requester stays in `from`, so that the bus driver answers it.
  passThrough: send(busDriverIrps, ({ context, event }) =>
    to(context.bus, { ...event, deviceObject: 'PDO' as const }),
  ),
  completeNoSuchDevice: reply(busDriverIrps, ({ event }) => ({
    type: 'IoCompleteRequest',
    id: event.id,
    request: event.type,
    status: 'STATUS_NO_SUCH_DEVICE',
  })),
  succeedIrp: reply(irps, ({ event }) => ({
    type: 'IoCompleteRequest',
    id: event.id,
    request: event.type,
    status: 'STATUS_SUCCESS',
  })),
  forgetIrp: assign('*', () => ({ irp: null })),

  // Interfaces.
  queryVirtualization: query('virtualization'),
  queryStandard: query('standard'),
  holdVirtualization: assign('*', ({ context }) => ({
    interfaces: { ...context.interfaces, virtualization: true },
  })),
  holdStandard: assign('*', ({ context }) => ({
    interfaces: { ...context.interfaces, standard: true },
  })),
  returnInterface: send('IoCompleteRequest', ({ context, event }) =>
    to(
      context.bus,
      dereference(
        event.id === 'virtualization'
          ? 'GUID_PCI_VIRTUALIZATION_INTERFACE'
          : 'GUID_BUS_INTERFACE_STANDARD',
      ),
    ),
  ),
  dereferenceInterfaces: send('*', ({ context }) => [
    ...(context.interfaces.virtualization
      ? [to(context.bus, dereference('GUID_PCI_VIRTUALIZATION_INTERFACE'))]
      : []),
    ...(context.interfaces.standard
      ? [to(context.bus, dereference('GUID_BUS_INTERFACE_STANDARD'))]
      : []),
  ]),
  forgetInterfaces: assign('*', () => ({ interfaces: { virtualization: false, standard: false } })),

  // Protocols.
  noteBinding: assign('*', () => ({ bound: 'binding' as const })),
  bindProtocol: send('*', ({ context }) =>
    to(context.protocol, {
      type: 'ProtocolBindAdapterEx',
      id: 'bind',
      irql: 'PASSIVE_LEVEL',
      numVFs: context.nicSwitch?.numVFs ?? 0,
    } as never),
  ),
  noteBound: assign('*', () => ({ bound: 'yes' as const })),
  noteUnbinding: assign('*', ({ context }) =>
    context.bound === 'yes' ? { bound: 'unbinding' as const } : {},
  ),
  unbindProtocol: send('*', ({ context }) =>
    context.bound === 'unbinding'
      ? to(context.protocol, {
          type: 'ProtocolUnbindAdapterEx',
          id: 'unbind',
          irql: 'PASSIVE_LEVEL',
        } as never)
      : undefined,
  ),
  noteUnbound: assign('*', () => ({ bound: 'no' as const })),
  askProtocol: tellProtocol('query-remove', 'NetEventQueryRemoveDevice', false),
  tellProtocolCancelled: tellProtocol('cancel-remove', 'NetEventCancelRemoveDevice', false),
  tellProtocolLoss: tellProtocol('surprise', 'NetEventQueryRemoveDevice', true),

  // Surprise removal.
  noteGone: assign('*', () => ({ gone: true })),
  notifyMiniport: callMiniport('MiniportDevicePnPEventNotify', () => ({
    event: 'NdisDevicePnPEventSurpriseRemoved',
  })),

  // Services.
  refuseNotSupported: refuseService('NDIS_STATUS_NOT_SUPPORTED'),
  refuseInvalid: refuseService('NDIS_STATUS_INVALID_PARAMETER'),
  callRoutine: send(services, ({ context, event }) =>
    to(context.bus, routineCall(context, event) as never),
  ),
  rememberService: assign(services, ({ context, event }) => {
    const call = {
      slot: newSlot(context),
      caller: sender(event),
      id: event.id,
      routine: event.type,
    };
    return { services: [...context.services, call].sort((a, b) => a.slot - b.slot) };
  }),
  returnService: send(routineReturns, ({ context, event }) => {
    const call = context.services.find(({ slot }) => slotId(slot) === event.id);
    return call && to(call.caller, serviceReturn(call, event) as never);
  }),
  forgetService: assign(routineReturns, ({ context, event }) => ({
    services: without(context.services, ({ slot }) => slotId(slot) === event.id),
  })),
  tellInvalidation: send('NdisMInvalidateConfigBlock', ({ context, event }) => {
    const { from: _, ...message } = event;
    return to(context.protocol, message);
  }),
};
