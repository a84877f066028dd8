/** What the virtual bus driver does, by name. */
import { messaging, sender, to } from '../../src/system/index.ts';
import type { DdiName } from '../../src/wdk/catalogue.ts';
import { irqlLimitOf } from '../../src/wdk/catalogue.ts';
import { interfaceSizeBytes } from '../../src/wdk/interfaces.ts';
import { irqlAtMost } from '../../src/wdk/irql.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import { irqlBugcheck } from '../common.ts';
import type { InterfaceGuid } from '../messages/index.ts';
import { plainPnpMinors } from '../messages/pnp-minors.ts';
import type { ServiceRequest, VbdContext, VbdEvent } from './context.ts';
import { wanted } from './context.ts';

const { send, reply, assign } = messaging<VbdContext, VbdEvent>();

const irps = [...plainPnpMinors, 'IRP_MN_SET_POWER', 'IRP_MN_QUERY_POWER'] as const;
const passed = [
  'IRP_MN_QUERY_INTERFACE',
  'IRP_MN_QUERY_CAPABILITIES',
  'IRP_MN_READ_CONFIG',
  'IRP_MN_WRITE_CONFIG',
  'IRP_MN_QUERY_POWER',
  'InterfaceReference',
  'InterfaceDereference',
  'GetBusData',
  'SetBusData',
  'IOCTL_VPCI_READ_BLOCK',
  'IOCTL_VPCI_WRITE_BLOCK',
  'IOCTL_VPCI_INVALIDATE_BLOCK',
  'IoCancelIrp',
] as const;
const returns = [
  'EnableVirtualization.return',
  'GetVirtualFunctionData.return',
  'SetVirtualFunctionData.return',
  'GetLocation.return',
  'GetResources.return',
  'GetVirtualFunctionProbedBars.return',
  'ReadVfConfigBlock.return',
  'WriteVfConfigBlock.return',
] as const;

const completion = (id: string, request: string, status: NtStatus) => ({
  type: 'IoCompleteRequest',
  id,
  request,
  status,
});
const onSlot = (context: VbdContext) => (context.slot === null ? {} : { slot: context.slot });

const guidStructures = {
  GUID_PCI_VIRTUALIZATION_INTERFACE: 'PCI_VIRTUALIZATION_INTERFACE',
  GUID_BUS_INTERFACE_STANDARD: 'BUS_INTERFACE_STANDARD',
  GUID_VPCI_INTERFACE_STANDARD: 'VPCI_INTERFACE_STANDARD',
} as const;

/**
 * IRP_MN_QUERY_INTERFACE to the bus below: the sender puts STATUS_NOT_SUPPORTED into the status
 * first (S11.1).
 */
function query(context: VbdContext, interfaceType: InterfaceGuid, id: string) {
  return to(context.bus, {
    type: 'IRP_MN_QUERY_INTERFACE',
    id,
    irql: 'PASSIVE_LEVEL',
    deviceObject: 'PDO',
    ...onSlot(context),
    interfaceType,
    size: interfaceSizeBytes(guidStructures[interfaceType]),
    version: 1,
    status: 'STATUS_NOT_SUPPORTED',
  } as never);
}

const holdsFirst = ({ held, partition }: VbdContext) => held.includes(wanted[partition][0]);
const dereference = (context: VbdContext, interfaceType: InterfaceGuid) =>
  to(context.bus, { type: 'InterfaceDereference', interfaceType, ...onSlot(context) } as never);

/**
 * The highest level at which the routine may be called from a work item: PASSIVE_LEVEL suits all of
 * them.
 */
function levelFor(routine: string): 'PASSIVE_LEVEL' {
  const limit = irqlLimitOf(routine as DdiName);
  if (limit !== null && !irqlAtMost('PASSIVE_LEVEL', limit)) {
    throw new Error(`${routine} may not be called at PASSIVE_LEVEL`);
  }
  return 'PASSIVE_LEVEL';
}

const result = (request: ServiceRequest | undefined, status: NtStatus) =>
  request === undefined
    ? undefined
    : to(request.from, {
        type: 'VbdCall.return',
        id: request.id,
        routine: request.routine,
        status,
        result: {},
      } as never);

export const vbdActions = {
  stopOverIrql: assign('*', ({ event }) => ({ bugcheck: irqlBugcheck(event) })),

  // IRPs of its own device object: passed down, finished when the lower driver has.
  passIrpDown: send(irps, ({ context, event }) =>
    to(context.bus, {
      type: event.type,
      id: event.id,
      irql: event.irql,
      deviceObject: 'PDO',
      ...onSlot(context),
      ...('powerState' in event ? { powerState: event.powerState } : {}),
    } as never),
  ),
  rememberIrp: assign(irps, ({ event }) => ({
    irp: { from: sender(event), id: event.id, request: event.type },
  })),
  finishIrp: send('IoCompleteRequest', ({ context, event }) =>
    context.irp === null
      ? undefined
      : to(
          context.irp.from,
          completion(context.irp.id, context.irp.request, event.status) as never,
        ),
  ),
  succeedIrp: send('*', ({ context }) =>
    context.irp === null
      ? undefined
      : to(
          context.irp.from,
          completion(context.irp.id, context.irp.request, 'STATUS_SUCCESS') as never,
        ),
  ),
  failStart: send('*', ({ context }) =>
    context.irp === null
      ? undefined
      : to(
          context.irp.from,
          completion(context.irp.id, context.irp.request, 'STATUS_UNSUCCESSFUL') as never,
        ),
  ),
  forgetIrp: assign('*', () => ({ irp: null })),

  // IRPs that it completes itself, as the bus driver of its child.
  completeIrp: reply(irps, ({ event }) => completion(event.id, event.type, 'STATUS_SUCCESS')),
  completeNotReady: reply(irps, ({ event }) =>
    completion(event.id, event.type, 'STATUS_DEVICE_NOT_READY'),
  ),
  refuseIrp: reply(irps, ({ event }) => completion(event.id, event.type, 'STATUS_UNSUCCESSFUL')),
  reportChild: reply('IRP_MN_QUERY_DEVICE_RELATIONS', ({ context, event }) => ({
    ...completion(event.id, event.type, 'STATUS_SUCCESS'),
    children: [{ slot: context.slot ?? 0, serial: 0 }],
  })),
  leaveStatus: reply('IRP_MN_QUERY_INTERFACE', ({ event }) => ({
    ...completion(event.id, event.type, event.status),
    information: 0,
  })),
  rememberPower: assign('IRP_MN_SET_POWER', ({ event }) => ({
    power: { from: sender(event), id: event.id, request: event.type },
  })),
  finishPower: send('IoCompleteRequest', ({ context, event }) =>
    context.power === null
      ? undefined
      : to(
          context.power.from,
          completion(context.power.id, context.power.request, event.status) as never,
        ),
  ),
  forgetPower: assign('*', () => ({ power: null })),
  // No completion routine: the requester stays in `from`, so that the bus driver answers it
  // directly.
  passThrough: send(passed, ({ context, event }) =>
    to(context.bus, {
      ...event,
      ...('deviceObject' in event && event.deviceObject === 'FDO'
        ? { deviceObject: 'PDO', ...onSlot(context) }
        : {}),
    } as never),
  ),

  // Interfaces of the bus below.
  queryFirst: send('*', ({ context }) => query(context, wanted[context.partition][0], 'interface')),
  querySecond: send('*', ({ context }) =>
    query(context, wanted[context.partition][1], 'interface'),
  ),
  queryForService: send('*', ({ context }) =>
    query(context, wanted[context.partition][0], 'service'),
  ),
  holdFirst: assign('*', ({ context }) => ({
    held: holdsFirst(context) ? context.held : [wanted[context.partition][0]],
  })),
  // Cancel-remove and a request that was served meanwhile have both fetched it: one reference
  // suffices.
  dropSurplus: send('*', ({ context }) =>
    holdsFirst(context) ? dereference(context, wanted[context.partition][0]) : undefined,
  ),
  dropGranted: send('*', ({ context }) => dereference(context, wanted[context.partition][0])),
  holdBoth: assign('*', ({ context }) => ({ held: wanted[context.partition] })),
  dropInterfaces: send('*', ({ context }) =>
    context.held.map((interfaceType) => dereference(context, interfaceType)),
  ),
  forgetInterfaces: assign('*', () => ({ held: [] })),

  // The private channel.
  queueRequest: assign('VbdCall', ({ context, event }) => ({
    queue: [
      ...context.queue,
      {
        from: sender(event),
        id: event.id,
        routine: event.routine,
        parameters: event.parameters,
      },
    ],
  })),
  refuseRequest: reply('VbdCall', ({ event }) => ({
    type: 'VbdCall.return',
    id: event.id,
    routine: event.routine,
    status: 'STATUS_INVALID_DEVICE_REQUEST',
    result: {},
  })),
  refuseGone: reply('VbdCall', ({ event }) => ({
    type: 'VbdCall.return',
    id: event.id,
    routine: event.routine,
    status: 'STATUS_DELETE_PENDING',
    result: {},
  })),
  queueDpc: send('*', ({ self }) => to(self, { type: 'KeInsertQueueDpc' })),
  queueWorkItem: send('*', ({ self }) => to(self, { type: 'IoQueueWorkItem' })),
  callRoutine: send('*', ({ context }) => {
    const [request] = context.queue;
    if (request === undefined) return undefined;
    return to(context.bus, {
      type: request.routine,
      id: 'service',
      irql: levelFor(request.routine),
      ...onSlot(context),
      ...request.parameters,
    } as never);
  }),
  returnResult: send(returns, ({ context, event }) => {
    const [request] = context.queue;
    if (request === undefined) return undefined;
    const { type, id, from, status, ...rest } = event as typeof event & { status?: NtStatus };
    const counted = 'count' in rest && rest.count === 0 ? 'STATUS_UNSUCCESSFUL' : 'STATUS_SUCCESS';
    return to(request.from, {
      type: 'VbdCall.return',
      id: request.id,
      routine: request.routine,
      status: status ?? counted,
      result: rest,
    } as never);
  }),
  dropRequest: assign('*', ({ context }) => ({ queue: context.queue.slice(1) })),
  failRequest: send('*', ({ context }) => result(context.queue[0], 'STATUS_NO_SUCH_DEVICE')),
  notePresence: assign('*', () => ({ present: true })),
  noteAbsence: assign('*', () => ({ present: false })),
};
