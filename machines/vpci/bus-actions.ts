/** What the VPCI bus driver does for the bus itself and for packets, by name. */
import { messaging, sender, to } from '../../src/system/index.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import { irqlBugcheck, without } from '../common.ts';
import type { HostToGuest } from '../messages/index.ts';
import { irqlLimitUnder } from '../readings.ts';
import type { VpciContext, VpciEvent } from './context.ts';
import { newestVersion } from './guards.ts';
import {
  byTransaction,
  completion,
  excluding,
  including,
  irpOf,
  nextTransaction,
} from './requests.ts';

const { send, reply, assign } = messaging<VpciContext, VpciEvent>();

const busIrps = [
  'IRP_MN_START_DEVICE',
  'IRP_MN_QUERY_REMOVE_DEVICE',
  'IRP_MN_REMOVE_DEVICE',
  'IRP_MN_CANCEL_REMOVE_DEVICE',
  'IRP_MN_QUERY_STOP_DEVICE',
  'IRP_MN_CANCEL_STOP_DEVICE',
  'IRP_MN_SURPRISE_REMOVAL',
  'IRP_MN_QUERY_DEVICE_RELATIONS',
  'IRP_MN_QUERY_INTERFACE',
  'IRP_MN_QUERY_CAPABILITIES',
  'IRP_MN_READ_CONFIG',
  'IRP_MN_WRITE_CONFIG',
  'IRP_MN_QUERY_POWER',
  'IRP_MN_SET_POWER',
] as const;
type BlockCompletion = Extract<
  HostToGuest,
  { type: 'VPCI_READ_BLOCK.completion' | 'VPCI_WRITE_BLOCK.completion' }
>;
const blockCompletions = ['VPCI_READ_BLOCK.completion', 'VPCI_WRITE_BLOCK.completion'] as const;
const configReturns = ['VpciConfigRead.return', 'VpciConfigWrite.return'] as const;

const answer = (status: NtStatus) =>
  reply(busIrps, ({ event }) => ({
    type: 'IoCompleteRequest',
    id: event.id,
    request: event.type,
    status,
  }));

const packet = (type: string, rest: (context: VpciContext) => object = () => ({})) =>
  send('*', ({ context }) =>
    to(context.host, {
      type,
      id: String(context.busTransaction),
      ...rest(context),
    } as never),
  );

const finish = ({ busIrp }: VpciContext, status: NtStatus) =>
  busIrp === null ? undefined : completion(busIrp, 'IRP_MN_START_DEVICE', status);

/** The status of a block's packet: a read that gives no bytes has failed. */
function blockStatusOf(event: BlockCompletion): NtStatus {
  const empty = event.type === 'VPCI_READ_BLOCK.completion' && event.block === undefined;
  return event.status === 'STATUS_SUCCESS' && empty ? 'STATUS_UNSUCCESSFUL' : event.status;
}

const contentOf = (event: BlockCompletion) => ('block' in event ? event.block : undefined);

export const busActions = {
  stopOverIrql: assign('*', ({ context, event }) => ({
    bugcheck: irqlBugcheck(event, irqlLimitUnder(context.readings, event.type)),
  })),
  stopOverApcLevel: assign('*', ({ event }) => ({
    bugcheck: {
      code: 'DRIVER_IRQL_NOT_LESS_OR_EQUAL' as const,
      rule: `IRQL of ${event.type} for a VF (C09, C12)`,
      message:
        `${event.from ?? 'someone'} called ${event.type} at ` +
        `${'irql' in event ? event.irql : 'no level'}; at most APC_LEVEL is allowed for a VF`,
    },
  })),
  stopUseAfterDereference: assign('*', ({ event }) => ({
    bugcheck: {
      code: 'PAGE_FAULT_IN_NONPAGED_AREA' as const,
      rule: 'no call through an interface without a reference (S11.6)',
      message: `${event.from ?? 'someone'} called ${event.type} and holds no reference`,
    },
  })),
  stopReferenceUnderflow: assign('*', ({ event }) => ({
    bugcheck: {
      code: 'REFERENCE_BY_POINTER' as const,
      rule: 'one dereference per reference (kernel rule 50)',
      message: `${event.from ?? 'someone'} sent ${event.type} and holds no reference`,
    },
  })),

  // IRPs of either device object that need nothing but an answer.
  completeIrp: answer('STATUS_SUCCESS'),
  refuseIrp: answer('STATUS_UNSUCCESSFUL'),
  completeNoSuchDevice: answer('STATUS_NO_SUCH_DEVICE'),
  completeNotSupported: answer('STATUS_NOT_SUPPORTED'),
  // Every child that is physically present, started or not. Who was left out is removed by the PnP
  // manager.
  answerRelations: reply('IRP_MN_QUERY_DEVICE_RELATIONS', ({ context, event }) => ({
    type: 'IoCompleteRequest',
    id: event.id,
    request: event.type,
    status: 'STATUS_SUCCESS',
    children: Object.values(context.children)
      .filter((child) => !child.gone && !isBeingSurveyed(context, child.slot))
      .map(({ slot, serial }) => ({ slot, serial })),
  })),

  // The bus's own start and end.
  rememberBusIrp: assign(busIrps, ({ event }) => ({
    busIrp: { from: sender(event), id: event.id },
  })),
  completeBusStart: send('*', ({ context }) => finish(context, 'STATUS_SUCCESS')),
  failBusStart: send('*', ({ context, event }) =>
    finish(context, 'status' in event ? event.status : 'STATUS_NO_SUCH_DEVICE'),
  ),
  completeBusRemove: send('*', ({ context }) =>
    context.busIrp === null
      ? undefined
      : completion(context.busIrp, 'IRP_MN_REMOVE_DEVICE', 'STATUS_SUCCESS'),
  ),
  forgetBusIrp: assign('*', () => ({ busIrp: null, busTransaction: null })),
  beginOpening: assign('*', ({ context }) => ({
    link: 'opening' as const,
    version: newestVersion,
    d0Retried: false,
    relations: null,
    abandoned: [],
    busTransaction: nextTransaction({ ...context, abandoned: [] }),
  })),
  lowerVersion: assign('*', ({ context }) => ({ version: context.version - 1 })),
  offerVersion: packet('VPCI_QUERY_PROTOCOL_VERSION', ({ version }) => ({ version })),
  enterD0: packet('VPCI_FDO_D0_ENTRY'),
  noteD0Retry: assign('*', () => ({ d0Retried: true })),
  beginD0Exit: assign('*', ({ context }) => ({
    link: 'closing' as const,
    busTransaction: nextTransaction(context),
  })),
  exitD0: packet('VPCI_FDO_D0_EXIT'),
  // Only the newest list counts.
  keepRelations: assign('VPCI_BUS_RELATIONS2', ({ event }) => ({ relations: event.children })),
  dropKept: assign('VPCI_EJECT', ({ context, event }) => ({
    relations: without(context.relations ?? [], (child) => child.slot === event.slot),
  })),
  acknowledgeKept: send('VPCI_EJECT', ({ context, event }) =>
    to(context.host, { type: 'VPCI_EJECTION_COMPLETE', slot: event.slot } as never),
  ),
  // The list that came before stays for this step: the slots survey what is in it.
  openLink: assign('*', () => ({ link: 'open' as const, busTransaction: null })),
  forgetRelations: assign('*', () => ({ relations: null })),
  loseLink: assign('*', () => ({
    link: 'lost' as const,
    relations: null,
    busIrp: null,
    busTransaction: null,
  })),
  sendClose: send('*', ({ context }) => to(context.host, { type: 'VMBUS_CLOSE_CHANNEL' })),
  /** Everything as before the first offer: late answers can no longer come. */
  closeLink: assign('*', () => ({
    link: 'closed' as const,
    version: newestVersion,
    d0Retried: false,
    relations: null,
    busIrp: null,
    busTransaction: null,
    abandoned: [],
  })),

  // Packets.
  freeTransaction: assign('*', ({ context, event }) => ({
    abandoned: without(context.abandoned, (id) => 'id' in event && String(id) === event.id),
  })),
  returnCall: send(blockCompletions, ({ context, event }) => {
    const call = byTransaction(context, event.id);
    if (call === undefined) return undefined;
    const block = contentOf(event);
    return to(call.from, {
      type: `${call.request}.return`,
      id: call.id,
      status: blockStatusOf(event),
      blockId: call.blockId,
      ...(block === undefined ? {} : { block }),
    } as never);
  }),
  returnConfig: send(configReturns, ({ context, event }) => {
    const call = byTransaction(context, event.id);
    if (call === undefined) return undefined;
    const { count, value } = event;
    const read = value === undefined ? {} : { value };
    if (call.request.startsWith('IRP_')) {
      const status = count > 0 ? 'STATUS_SUCCESS' : 'STATUS_NO_SUCH_DEVICE';
      return completion(call, call.request, status, { information: count, ...read });
    }
    return to(call.from, {
      type: `${call.request}.return`,
      id: call.id,
      count,
      ...read,
    } as never);
  }),
  dropCall: assign([...blockCompletions, ...configReturns], ({ context, event }) => {
    const call = byTransaction(context, event.id);
    return call === undefined ? {} : { outstanding: excluding(context.outstanding, call) };
  }),
  // IoSetCancelRoutine(Irp, NULL) gave the routine back: from here the IRP is the DPC's.
  takeIrp: assign(blockCompletions, ({ context, event }) => {
    const irp = byTransaction(context, event.id);
    if (irp === undefined) return {};
    const status = blockStatusOf(event);
    const block = contentOf(event);
    const owned = {
      ...irp,
      transaction: null,
      cancelRoutine: false,
      completion: {
        status,
        information: status === 'STATUS_SUCCESS' ? (irp.length ?? 0) : 0,
        ...(block === undefined ? {} : { value: block }),
      },
    };
    return { outstanding: including(excluding(context.outstanding, irp), owned) };
  }),
  queueDpc: send(blockCompletions, ({ context, event, self }) => {
    const irp = byTransaction(context, event.id);
    return irp && to(self, completionDpc(irp));
  }),
  completePended: send('KeInsertQueueDpc', ({ context, event }) => {
    const irp = irpOf(context, event.requester, event.irp);
    if (irp?.completion === undefined) return undefined;
    const { status, ...rest } = irp.completion;
    const { blockId, slot } = irp;
    return completion(irp, irp.request, status, {
      ...rest,
      ...(blockId === undefined ? {} : { blockId }),
      slot,
    });
  }),
  dropPended: assign('KeInsertQueueDpc', ({ context, event }) => {
    const irp = irpOf(context, event.requester, event.irp);
    return irp === undefined ? {} : { outstanding: excluding(context.outstanding, irp) };
  }),
  // The I/O manager took the cancel routine off and runs it: unlink, STATUS_CANCELLED, Information
  // 0.
  completeCancelled: send('IoCancelIrp', ({ context, event }) => {
    const irp = irpOf(context, event.from, event.id);
    return (
      irp && completion(irp, irp.request, 'STATUS_CANCELLED', { information: 0, slot: irp.slot })
    );
  }),
  dropCancelled: assign('IoCancelIrp', ({ context, event }) => {
    const irp = irpOf(context, event.from, event.id);
    if (irp === undefined) return {};
    const ids = irp.transaction === null ? [] : [irp.transaction];
    return {
      outstanding: excluding(context.outstanding, irp),
      abandoned: [...context.abandoned, ...ids].sort((a, b) => a - b),
    };
  }),
};

/** The DPC that completes an IRP. */
export function completionDpc(irp: { readonly from: string; readonly id: string }) {
  return {
    type: 'KeInsertQueueDpc',
    irql: 'DISPATCH_LEVEL',
    requester: irp.from,
    irp: irp.id,
  } as const;
}

function isBeingSurveyed(context: VpciContext, slot: number): boolean {
  return context.outstanding.some(
    (each) => each.slot === slot && each.request === 'VPCI_QUERY_RESOURCE_REQUIREMENTS',
  );
}
