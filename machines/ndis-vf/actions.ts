/** What NDIS around a VF adapter does, by name. */
import type { Outgoing } from '../../src/system/index.ts';
import { messaging, sender, to } from '../../src/system/index.ts';
import { INTERFACE, interfaceSizeBytes } from '../../src/wdk/interfaces.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import { ntSuccess } from '../../src/wdk/ntstatus.ts';
import { orMasks } from '../block-mask.ts';
import { irqlBugcheck, without } from '../common.ts';
import type { InterfaceGuid } from '../messages/index.ts';
import { bufferBytesNeeded } from '../oid-buffers.ts';
import type { HeldIrp, NdisVfContext, NdisVfEvent, QueuedOid, ServiceCall } from './context.ts';
import { below } from './context.ts';
import { callId } from './guards.ts';

const { send, reply, assign } = messaging<NdisVfContext, NdisVfEvent>();

const held = [
  'IRP_MN_START_DEVICE',
  'IRP_MN_QUERY_REMOVE_DEVICE',
  'IRP_MN_REMOVE_DEVICE',
  'IRP_MN_CANCEL_REMOVE_DEVICE',
  'IRP_MN_SURPRISE_REMOVAL',
  'IRP_MN_QUERY_POWER',
  'IRP_MN_SET_POWER',
] as const;
const passed = [
  'IRP_MN_STOP_DEVICE',
  'IRP_MN_QUERY_STOP_DEVICE',
  'IRP_MN_CANCEL_STOP_DEVICE',
  'IRP_MN_QUERY_DEVICE_RELATIONS',
  'IRP_MN_QUERY_INTERFACE',
  'IRP_MN_QUERY_CAPABILITIES',
  'IRP_MN_READ_CONFIG',
  'IRP_MN_WRITE_CONFIG',
] as const;
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

/**
 * An IRP for the device object below. Without `from` it is NDIS's own, which is told of its
 * completion.
 */
function lowerIrp(
  context: NdisVfContext,
  irp: Omit<HeldIrp, 'from'> & { from?: string },
): Outgoing {
  const { type, id, irql, powerState, from } = irp;
  return to(context.bus, {
    type,
    id,
    irql,
    deviceObject: 'PDO',
    slot: context.slot,
    ...(powerState === undefined ? {} : { powerState }),
    ...(from === undefined ? {} : { from }),
  } as never);
}

function finish({ irp }: NdisVfContext, status: NtStatus): Outgoing | undefined {
  if (irp === null) return undefined;
  const message = { type: 'IoCompleteRequest', id: irp.id, request: irp.type, status };
  return to(irp.from, message);
}

const query = (interfaceType: InterfaceGuid, id: string) =>
  send('*', ({ context }) => {
    const name =
      interfaceType === 'GUID_VPCI_INTERFACE_STANDARD'
        ? 'VPCI_INTERFACE_STANDARD'
        : 'BUS_INTERFACE_STANDARD';
    return to(context.bus, {
      type: 'IRP_MN_QUERY_INTERFACE',
      id,
      irql: 'PASSIVE_LEVEL',
      deviceObject: 'PDO',
      slot: context.slot,
      interfaceType,
      size: interfaceSizeBytes(name),
      version: INTERFACE[name].version,
      status: 'STATUS_NOT_SUPPORTED',
    } as never);
  });

const call = (type: string, rest: (context: NdisVfContext) => object = () => ({})) =>
  send('*', ({ context }) =>
    to(context.miniport, { type, id: type, irql: 'PASSIVE_LEVEL', ...rest(context) } as never),
  );

const stop = (rule: string, what: string) =>
  assign('*', ({ event }) => ({
    bugcheck: {
      code: 'BUGCODE_NDIS_DRIVER' as const,
      rule,
      message: `${event.from ?? 'the miniport'} sent ${event.type}: ${what}`,
    },
  }));

/** Power OIDs come first, in their order; a second invalidation is added to one that waits. */
function queued(oids: readonly QueuedOid[], oid: QueuedOid): readonly QueuedOid[] {
  if (isPowerOid(oid)) {
    return [...oids.filter(isPowerOid), oid, ...without(oids, isPowerOid)];
  }
  const waiting = oids.find((each) => each.oid === oid.oid);
  if (waiting === undefined) return [...oids, oid];
  const mask = orMasks(waiting.parameters.blockMask ?? '0x0', oid.parameters.blockMask ?? '0x0');
  return oids.map((each) =>
    each === waiting ? { ...oid, parameters: { blockMask: mask } } : each,
  );
}

const isPowerOid = ({ oid }: QueuedOid) => oid.startsWith('OID_PNP_');
const powerOid = (powerState: 'D0' | 'D3') =>
  assign('*', ({ context }) => ({
    oids: queued(context.oids, { oid: 'OID_PNP_SET_POWER', parameters: { powerState } }),
  }));

const byCall = (a: ServiceCall, b: ServiceCall) =>
  callId(a.routine, a.id) < callId(b.routine, b.id) ? -1 : 1;

/** What a service returns when its routine below has returned, or cannot be called. */
function serviceReturn({ routine, from, id }: ServiceCall, below: object): Outgoing {
  return to(from, { type: `${routine}.return`, id, ...below } as never);
}

export const ndisVfActions = {
  stopOverIrql: assign('*', ({ event }) => ({ bugcheck: irqlBugcheck(event) })),
  stopDoubleCompletion: stop('NdisDoubleComplete', 'this OID is not pending'),
  stopPendingCompletion: stop('NdisOidComplete', 'an OID is not completed as pending'),
  stopOidAcrossReset: stop('MiniportResetEx (C20)', 'an OID is still pending'),
  stopPauseFailed: stop('MiniportPause cannot fail', 'only success and pending are allowed'),
  stopNoAttributes: stop(
    'NdisMSetMiniportAttributes in MiniportInitializeEx',
    'registration and general attributes were not set',
  ),

  // IRPs.
  queueIrp: assign(held, ({ context, event }) => {
    const { type, id, irql } = event;
    const power = 'powerState' in event ? { powerState: event.powerState } : {};
    return { irps: [...context.irps, { type, from: sender(event), id, irql, ...power }] };
  }),
  takeIrp: assign('*', ({ context }) => ({
    irp: context.irps[0] ?? null,
    irps: context.irps.slice(1),
  })),
  forgetIrp: assign('*', () => ({ irp: null })),
  // With a completion routine: bottom-up IRPs, on which NDIS works after the drivers below.
  sendIrpDown: send('*', ({ context }) =>
    context.irp === null
      ? undefined
      : lowerIrp(context, { ...context.irp, id: 'irp', from: undefined }),
  ),
  // Without one: the requester stays, so that the bus driver completes the IRP to it.
  passIrpDown: send('*', ({ context }) =>
    context.irp === null ? undefined : lowerIrp(context, context.irp),
  ),
  passThrough: send(passed, ({ context, event }) =>
    to(context.bus, { ...event, deviceObject: 'PDO', slot: context.slot } as never),
  ),
  finishIrp: send('IoCompleteRequest', ({ context, event }) => finish(context, event.status)),
  succeedIrp: send('*', ({ context }) => finish(context, 'STATUS_SUCCESS')),
  failIrp: send('*', ({ context }) => finish(context, 'STATUS_UNSUCCESSFUL')),

  // Interfaces.
  queryVpciInterface: query('GUID_VPCI_INTERFACE_STANDARD', 'vpci-interface'),
  queryBusInterface: query('GUID_BUS_INTERFACE_STANDARD', 'bus-interface'),
  holdVpciInterface: assign('IoCompleteRequest', ({ context, event }) => ({
    held: [...context.held, 'GUID_VPCI_INTERFACE_STANDARD' as const],
    serialNumber: event.serialNumber ?? null,
  })),
  holdBusInterface: assign('IoCompleteRequest', ({ context }) => ({
    held: [...context.held, 'GUID_BUS_INTERFACE_STANDARD' as const],
  })),
  retireInterfaces: assign('*', ({ context }) => ({
    held: [],
    retired: [...context.retired, ...context.held],
  })),
  dropInterfaces: send('*', ({ context }) =>
    context.retired.map((interfaceType) =>
      to(context.bus, {
        type: 'InterfaceDereference',
        interfaceType,
        slot: context.slot,
      } as never),
    ),
  ),
  forgetInterfaces: assign('*', () => ({ retired: [], serialNumber: null })),

  // The miniport's entry points.
  initialize: call('MiniportInitializeEx'),
  restart: call('MiniportRestart'),
  pause: call('MiniportPause'),
  notifySurprise: call('MiniportDevicePnPEventNotify', () => ({
    event: 'NdisDevicePnPEventSurpriseRemoved',
  })),
  halt: call('MiniportHaltEx', ({ irp }) => ({
    haltAction:
      irp?.type === 'IRP_MN_SURPRISE_REMOVAL'
        ? 'NdisHaltDeviceSurpriseRemoved'
        : 'NdisHaltDeviceDisabled',
  })),
  noteHalted: assign('*', () => ({
    adapter: 'Halted' as const,
    attributes: 0,
    power: 'D0' as const,
  })),
  notePaused: assign('*', () => ({ adapter: 'Paused' as const })),
  noteRunning: assign('*', () => ({ adapter: 'Running' as const })),
  acceptAttributes: reply('NdisMSetMiniportAttributes', ({ event }) => ({
    type: 'NdisMSetMiniportAttributes.return',
    id: event.id,
    status: 'NDIS_STATUS_SUCCESS',
  })),
  countAttributes: assign('NdisMSetMiniportAttributes', ({ context }) => ({
    attributes: context.attributes + 1,
  })),
  refuseAttributes: reply('NdisMSetMiniportAttributes', ({ event }) => ({
    type: 'NdisMSetMiniportAttributes.return',
    id: event.id,
    status: 'NDIS_STATUS_FAILURE',
  })),

  // The data path and the device interface.
  switchToVf: send('*', ({ context }) =>
    to(context.host, { type: 'SwitchDataPath', vf: context.vf, toVf: true } as never),
  ),
  switchBack: send('*', ({ context }) =>
    to(context.host, { type: 'SwitchDataPath', vf: context.vf, toVf: false } as never),
  ),
  enableInterface: send('*', ({ context }) =>
    context.interfaceEnabled
      ? undefined
      : to(context.pnp, {
          type: 'IoSetDeviceInterfaceState',
          vf: context.vf,
          enable: true,
        } as never),
  ),
  noteEnabled: assign('*', () => ({ interfaceEnabled: true })),
  disableInterface: send('*', ({ context }) =>
    context.interfaceEnabled
      ? to(context.pnp, {
          type: 'IoSetDeviceInterfaceState',
          vf: context.vf,
          enable: false,
        } as never)
      : undefined,
  ),
  noteDisabled: assign('*', () => ({ interfaceEnabled: false })),

  // OIDs.
  queuePowerQuery: assign('*', ({ context }) => ({
    oids: queued(context.oids, {
      oid: 'OID_PNP_QUERY_POWER',
      parameters: { powerState: context.irp?.powerState ?? 'D0' },
    }),
  })),
  queuePowerDown: powerOid('D3'),
  queuePowerUp: powerOid('D0'),
  noteAsleep: assign('*', () => ({ power: 'D3' as const })),
  noteAwake: assign('*', () => ({ power: 'D0' as const })),
  takeOid: assign('*', ({ context }) => ({
    oid: context.oids[0] ?? null,
    oids: context.oids.slice(1),
  })),
  // C19: the page of the handler says PASSIVE_LEVEL, that of the request DISPATCH_LEVEL. Taken: the
  // handler's page; the completion may come at DISPATCH_LEVEL.
  issueOid: send('*', ({ context }) =>
    context.oid === null
      ? undefined
      : to(context.miniport, {
          type: context.oid.oid,
          id: 'oid',
          irql: 'PASSIVE_LEVEL',
          parameters: context.oid.parameters,
        } as never),
  ),
  forgetOid: assign('*', () => ({ oid: null })),
  // An adapter that sleeps gets no OID before it is halted.
  dropSleepingOids: assign('*', ({ context }) => (context.power === 'D3' ? { oids: [] } : {})),

  // Invalidations.
  wantInvalidations: assign('*', () => ({ wantsInvalidations: true })),
  wantNoInvalidations: assign('*', () => ({ wantsInvalidations: false })),
  sendInvalidateIoctl: send('*', ({ context }) =>
    to(context.bus, {
      type: 'IOCTL_VPCI_INVALIDATE_BLOCK',
      id: 'invalidate',
      irql: 'PASSIVE_LEVEL',
      slot: context.slot,
    } as never),
  ),
  cancelInvalidateIoctl: send('*', ({ context }) =>
    to(context.bus, { type: 'IoCancelIrp', id: 'invalidate', irql: 'DISPATCH_LEVEL' } as never),
  ),
  queueInvalidation: assign('IoCompleteRequest', ({ context, event }) => ({
    oids: queued(context.oids, {
      oid: 'OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK',
      parameters: { blockMask: event.blockMask ?? '0x0' },
    }),
  })),

  // Services of the miniport, at the level of its call: those for blocks wait, which is legal up to
  // APC_LEVEL (C37); of config space C09 and C12 are in the VPCI bus driver.
  callBelow: send(services, ({ context, event }) => {
    const { type, id, irql, from, ...parameters } = event;
    return to(context.bus, {
      type: below[type].routine,
      id: callId(type, id),
      irql,
      slot: context.slot,
      ...parameters,
    } as never);
  }),
  noteCall: assign(services, ({ context, event }) => ({
    calls: [...context.calls, { routine: event.type, from: sender(event), id: event.id }].sort(
      byCall,
    ),
  })),
  refuseBlock: send(services, ({ event }) =>
    serviceReturn(
      { routine: event.type, from: sender(event), id: event.id },
      {
        status: 'NDIS_STATUS_FAILURE',
        ...('blockId' in event ? { blockId: event.blockId } : {}),
      },
    ),
  ),
  returnNothing: send(services, ({ event }) =>
    serviceReturn({ routine: event.type, from: sender(event), id: event.id }, { count: 0 }),
  ),
  // The detailed status is not passed through: success or failure.
  returnService: send(returns, ({ context, event }) => {
    const found = context.calls.find((each) => callId(each.routine, each.id) === event.id);
    if (found === undefined) return undefined;
    const { type, id, from, ...result } = event;
    if (!('status' in result)) return serviceReturn(found, result);
    const succeeded = ntSuccess(result.status);
    return serviceReturn(found, {
      ...result,
      status: succeeded ? 'NDIS_STATUS_SUCCESS' : 'NDIS_STATUS_FAILURE',
    });
  }),
  dropCall: assign(returns, ({ context, event }) => ({
    calls: without(context.calls, (each) => callId(each.routine, each.id) === event.id),
  })),
  answerSerialNumber: reply('NdisOidRequest', ({ context, event }) => ({
    type: 'ProtocolOidRequestComplete',
    id: event.id,
    oid: event.oid,
    status: 'NDIS_STATUS_SUCCESS',
    result: { serialNumber: context.serialNumber },
  })),
  refuseShortBuffer: reply('NdisOidRequest', ({ event }) => ({
    type: 'ProtocolOidRequestComplete',
    id: event.id,
    oid: event.oid,
    status: 'NDIS_STATUS_INVALID_LENGTH',
    result: { bytesNeeded: bufferBytesNeeded(event.oid, event.parameters) },
  })),
  refuseProtocolOid: reply('NdisOidRequest', ({ event }) => ({
    type: 'ProtocolOidRequestComplete',
    id: event.id,
    oid: event.oid,
    status: 'NDIS_STATUS_NOT_SUPPORTED',
    result: {},
  })),
};
