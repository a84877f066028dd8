/** What the VPCI bus driver does for one child, by name. The slot is the parameter of each action. */
import type { ActionFunction } from 'xstate';
import { enqueueActions } from 'xstate';
import type { Outgoing } from '../../src/system/index.ts';
import { peer, sender, to } from '../../src/system/index.ts';
import type { InterfaceName } from '../../src/wdk/interfaces.ts';
import { INTERFACE } from '../../src/wdk/interfaces.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import { emptyMask, orMasks } from '../block-mask.ts';
import { entry } from '../common.ts';
import type { BusChild } from '../messages/index.ts';
import { counted, queryInterfaceStatus } from '../pci/checks.ts';
import { completionDpc } from './bus-actions.ts';
import type { Outstanding, VpciContext, VpciEvent } from './context.ts';
import { listedIn } from './guards.ts';
import type { Effect } from './requests.ts';
import {
  blockStatus,
  byTransaction,
  changed,
  completion,
  excluding,
  failAll,
  including,
  nextTransaction,
  powerStatusOfGone,
} from './requests.ts';

type EventOf<T extends VpciEvent['type']> = Extract<VpciEvent, { type: T }>;
interface Args<T extends VpciEvent['type']> {
  readonly context: VpciContext;
  readonly event: EventOf<T>;
  readonly self: string;
  readonly slot: number;
}
type SlotAction = ActionFunction<
  VpciContext,
  VpciEvent,
  VpciEvent,
  { slot: number },
  never,
  never,
  never,
  never,
  never
>;

/** A named action on one child: changes the context and sends, both as its expression says. */
function act<const T extends VpciEvent['type']>(
  types: readonly T[] | '*',
  expression: (args: Args<T>) => Effect,
): SlotAction {
  return enqueueActions(({ context, event, self, system, enqueue }, { slot }: { slot: number }) => {
    const type = event.type as T;
    if (types !== '*' && !types.includes(type)) {
      throw new Error(`an action for ${types.join(', ')} was run on '${type}'`);
    }
    const { change, sent = [] } = expression({
      context: context as VpciContext,
      event: event as unknown as EventOf<T>,
      self: self.id,
      slot,
    });
    if (change !== undefined) enqueue.assign(change as never);
    for (const each of sent) {
      enqueue.sendTo(peer(system, each.to), { from: self.id, ...each.message });
    }
  }) as unknown as SlotAction;
}

const exported: readonly InterfaceName[] = ['VPCI_INTERFACE_STANDARD', 'BUS_INTERFACE_STANDARD'];
const calls = ['ReadVfConfigBlock', 'WriteVfConfigBlock'] as const;
const transfers = ['IOCTL_VPCI_READ_BLOCK', 'IOCTL_VPCI_WRITE_BLOCK'] as const;
const ioctls = [...transfers, 'IOCTL_VPCI_INVALIDATE_BLOCK'] as const;
const configCalls = ['GetBusData', 'SetBusData'] as const;

/** Adds a request with a packet of its own; `message` is the packet without its id. */
function begin(
  context: VpciContext,
  request: Omit<Outstanding, 'transaction'>,
  message: { readonly type: string } & Readonly<Record<string, unknown>>,
): Effect & { readonly change: Partial<VpciContext> } {
  const transaction = nextTransaction(context);
  return {
    change: { outstanding: including(context.outstanding, { ...request, transaction }) },
    sent: [to(context.host, { ...message, id: String(transaction) } as never)],
  };
}

/** A child that the host has listed: what resources does it need? */
function survey(context: VpciContext, listed: BusChild): Effect {
  const { slot, vendorId, deviceId, serial } = listed;
  const { change, sent } = begin(
    context,
    { slot, request: 'VPCI_QUERY_RESOURCE_REQUIREMENTS', from: '', id: '' },
    { type: 'VPCI_QUERY_RESOURCE_REQUIREMENTS', slot },
  );
  const child = {
    slot,
    vendorId,
    deviceId,
    serial,
    reported: false,
    gone: false,
    assigned: false,
    power: 'D0' as const,
    references: {},
    invalidated: emptyMask,
    replacement: null,
  };
  return { change: { ...change, children: entry(context.children, slot, child) }, sent };
}

/** Ends the request that this packet answers; `status` is what its requester is told. */
function settle(context: VpciContext, id: string, status: NtStatus): Effect {
  const found = byTransaction(context, id);
  if (found === undefined) return {};
  const asked = found.from !== '';
  return {
    change: { outstanding: excluding(context.outstanding, found) },
    sent: asked ? [completion(found, found.request, status)] : [],
  };
}

/** The IRP is marked pending and gets a cancel routine before anybody can see it (kernel rules 2 and 27). */
function pended(event: EventOf<(typeof ioctls)[number]>, slot: number) {
  return {
    slot,
    request: event.type,
    from: sender(event),
    id: event.id,
    pending: true as const,
    cancelRoutine: true,
  };
}

function dispatched(event: EventOf<(typeof ioctls)[number]>): Outgoing {
  return to(sender(event), {
    type: 'IoCallDriver.return',
    id: event.id,
    request: event.type,
    status: 'STATUS_PENDING',
  } as never);
}

/** Gives the cached mask to the pended IRP, if there is one, and clears exactly those bits. */
function deliver(context: VpciContext, slot: number, self: string): Effect {
  const mask = context.children[slot]?.invalidated ?? emptyMask;
  const irp = context.outstanding.find(
    (each) =>
      each.slot === slot &&
      each.request === 'IOCTL_VPCI_INVALIDATE_BLOCK' &&
      each.cancelRoutine === true,
  );
  if (irp === undefined || mask === emptyMask) return {};
  const owned = {
    ...irp,
    cancelRoutine: false,
    completion: { status: 'STATUS_SUCCESS' as const, information: 0, blockMask: mask },
  };
  return {
    change: {
      outstanding: including(excluding(context.outstanding, irp), owned),
      ...changed(context, slot, { invalidated: emptyMask }),
    },
    sent: [to(self, completionDpc(irp))],
  };
}

/** Two effects, one after the other. */
function both(context: VpciContext, first: Effect, second: (context: VpciContext) => Effect) {
  const next = second({ ...context, ...first.change });
  return {
    change: { ...first.change, ...next.change },
    sent: [...(first.sent ?? []), ...(next.sent ?? [])],
  };
}

function refuseBlocks(status: NtStatus) {
  return act([...calls, ...ioctls], ({ event }) => ({ sent: [refusal(event, status)] }));
}

function refusal(
  event: EventOf<(typeof calls)[number] | (typeof ioctls)[number]>,
  status: NtStatus,
): Outgoing {
  const from = sender(event);
  if (event.type === 'ReadVfConfigBlock' || event.type === 'WriteVfConfigBlock') {
    const { id, blockId } = event;
    return to(from, { type: `${event.type}.return`, id, status, blockId } as never);
  }
  return completion({ from, id: event.id }, event.type, status, {
    information: 0,
    slot: event.slot,
  });
}

export const slotActions = {
  // Enumeration.
  survey: act('*', ({ context, event, slot }) => {
    const listed = listedIn({ context, event }, slot);
    return listed === undefined ? {} : survey(context, listed);
  }),
  surveyReplacement: act('*', ({ context, slot }) => {
    const next = context.children[slot]?.replacement ?? null;
    return next === null ? {} : survey(context, next);
  }),
  settleSurvey: act(['VPCI_QUERY_RESOURCE_REQUIREMENTS.completion'], ({ context, event }) =>
    settle(context, event.id, event.status),
  ),
  announce: act('*', ({ context }) => ({
    sent: [to(context.pnp, { type: 'IoInvalidateDeviceRelations' })],
  })),
  noteReported: act('*', ({ context, slot }) => ({
    change: changed(context, slot, { reported: true }),
  })),
  noteLeftOut: act('*', ({ context, slot }) => ({
    change: changed(context, slot, { reported: false }),
  })),
  noteReplacement: act('*', ({ context, event, slot }) => ({
    change: changed(context, slot, { replacement: listedIn({ context, event }, slot) ?? null }),
  })),
  forgetReplacement: act('*', ({ context, slot }) => ({
    change: changed(context, slot, { replacement: null }),
  })),
  failOutstanding: act('*', ({ context, slot }) => failAll(context, slot)),
  /** The function is no longer there: what is under way for it ends now. */
  lose: act('*', ({ context, slot }) =>
    both(context, failAll(context, slot), (after) => ({
      change: changed(after, slot, { gone: true, assigned: false, invalidated: emptyMask }),
    })),
  ),
  unlink: act('*', ({ context, slot }) =>
    both(context, failAll(context, slot), (after) => ({
      change: { children: entry(after.children, slot, undefined) },
    })),
  ),

  // Start and power.
  assignResources: act(['IRP_MN_START_DEVICE'], ({ context, event, slot }) =>
    both(
      context,
      begin(
        context,
        { slot, request: 'IRP_MN_START_DEVICE', from: sender(event), id: event.id },
        { type: 'VPCI_RESOURCES_ASSIGNED2', slot },
      ),
      (after) => ({ change: changed(after, slot, { assigned: true }) }),
    ),
  ),
  finishStart: act(['VPCI_RESOURCES_ASSIGNED2.completion'], ({ context, event }) =>
    settle(context, event.id, event.status),
  ),
  noteUnassigned: act('*', ({ context, slot }) => ({
    change: changed(context, slot, { assigned: false }),
  })),
  releaseResources: act('*', ({ context, slot }) =>
    context.children[slot]?.assigned === true
      ? {
          change: changed(context, slot, { assigned: false, power: 'D0', invalidated: emptyMask }),
          sent: [to(context.host, { type: 'VPCI_RESOURCES_RELEASED', slot } as never)],
        }
      : {},
  ),
  changePower: act(['IRP_MN_SET_POWER'], ({ context, event, slot }) => {
    const { id, powerState } = event;
    return begin(
      context,
      { slot, request: 'IRP_MN_SET_POWER', from: sender(event), id, powerState },
      { type: 'VPCI_POWER_STATE_CHANGE', slot, powerState },
    );
  }),
  finishPower: act(['VPCI_POWER_STATE_CHANGE.completion'], ({ context, event, slot }) => {
    const power = byTransaction(context, event.id)?.powerState ?? 'D0';
    // A power-down never fails; a power-up may, of a device that is being removed.
    const status = power === 'D3' ? 'STATUS_SUCCESS' : event.status;
    return both(context, settle(context, event.id, status), (after) => ({
      change: event.status === 'STATUS_SUCCESS' ? changed(after, slot, { power }) : {},
    }));
  }),
  completePowerOfGone: act(['IRP_MN_SET_POWER'], ({ event }) => ({
    sent: [
      completion(
        { from: sender(event), id: event.id },
        event.type,
        powerStatusOfGone(event.powerState),
      ),
    ],
  })),

  // Ejection.
  requestEject: act('*', ({ context, slot }) => ({
    sent: [to(context.pnp, { type: 'IoRequestDeviceEject', slot } as never)],
  })),
  acknowledgeEjection: act('*', ({ context, slot }) => ({
    sent: [to(context.host, { type: 'VPCI_EJECTION_COMPLETE', slot } as never)],
  })),

  // Interfaces.
  takeReference: act(['IRP_MN_QUERY_INTERFACE'], ({ context, event, slot }) => {
    if (!exported.some((name) => INTERFACE[name].guid === event.interfaceType)) return {};
    if (queryInterfaceStatus(event, exported) !== 'STATUS_SUCCESS') return {};
    const references = context.children[slot]?.references ?? {};
    const next = counted(references, sender(event), event.interfaceType, 1);
    return { change: changed(context, slot, { references: next }) };
  }),
  answerQueryInterface: act(['IRP_MN_QUERY_INTERFACE'], ({ context, event, slot }) => {
    const status = queryInterfaceStatus(event, exported);
    const name = exported.find((each) => INTERFACE[each].guid === event.interfaceType);
    const given = status === 'STATUS_SUCCESS' && name !== undefined;
    const serialNumber = context.children[slot]?.serial;
    const requester = { from: sender(event), id: event.id };
    return {
      sent: [
        completion(requester, event.type, status, {
          information: 0,
          ...(given ? { version: INTERFACE[name].version } : {}),
          ...(given && name === 'VPCI_INTERFACE_STANDARD' ? { serialNumber } : {}),
        }),
      ],
    };
  }),
  addReference: act(['InterfaceReference'], ({ context, event, slot }) => ({
    change: changed(context, slot, {
      references: counted(
        context.children[slot]?.references ?? {},
        sender(event),
        event.interfaceType,
        1,
      ),
    }),
  })),
  dropReference: act(['InterfaceDereference'], ({ context, event, slot }) => ({
    change: changed(context, slot, {
      references: counted(
        context.children[slot]?.references ?? {},
        sender(event),
        event.interfaceType,
        -1,
      ),
    }),
  })),

  // Configuration space.
  accessConfig: act(configCalls, ({ context, event, slot }) => {
    const { id, offset, length } = event;
    const isRead = event.type === 'GetBusData';
    return begin(
      context,
      { slot, request: event.type, from: sender(event), id },
      {
        type: isRead ? 'VpciConfigRead' : 'VpciConfigWrite',
        slot,
        offset,
        length,
        ...(isRead ? {} : { value: event.value }),
      },
    );
  }),
  returnNothing: act(configCalls, ({ event }) => ({
    sent: [to(sender(event), { type: `${event.type}.return`, id: event.id, count: 0 } as never)],
  })),

  // Configuration blocks.
  refuseNotReady: refuseBlocks('STATUS_DEVICE_NOT_READY'),
  refuseNotConnected: refuseBlocks('STATUS_DEVICE_NOT_CONNECTED'),
  refuseBusy: refuseBlocks('STATUS_DEVICE_BUSY'),
  refuseBlock: act([...calls, ...transfers], ({ event }) => ({
    sent: [refusal(event, blockStatus(event))],
  })),
  callHost: act(calls, ({ context, event, slot }) => {
    const { id, blockId, length } = event;
    const content = event.type === 'WriteVfConfigBlock' ? { block: event.block } : {};
    return begin(
      context,
      { slot, request: event.type, from: sender(event), id, blockId, length },
      { type: packetOf(event.type), slot, blockId, length, ...content },
    );
  }),
  pendTransfer: act(transfers, ({ context, event, slot }) => {
    const { blockId, length } = event;
    const content = event.type === 'IOCTL_VPCI_WRITE_BLOCK' ? { block: event.block } : {};
    const { change, sent = [] } = begin(
      context,
      { ...pended(event, slot), blockId, length },
      { type: packetOf(event.type), slot, blockId, length, ...content },
    );
    return { change, sent: [dispatched(event), ...sent] };
  }),
  pendInvalidate: act(['IOCTL_VPCI_INVALIDATE_BLOCK'], ({ context, event, slot, self }) => {
    const irp = { ...pended(event, slot), transaction: null };
    const queued = {
      change: { outstanding: including(context.outstanding, irp) },
      sent: [dispatched(event)],
    };
    return both(context, queued, (after) => deliver(after, slot, self));
  }),
  noteInvalidation: act(['VPCI_INVALIDATE_BLOCK'], ({ context, event, slot, self }) => {
    const cached = context.children[slot]?.invalidated ?? emptyMask;
    const noted = {
      change: changed(context, slot, { invalidated: orMasks(cached, event.blockMask) }),
    };
    return both(context, noted, (after) => deliver(after, slot, self));
  }),
};

function packetOf(type: string): string {
  return type.includes('Read') || type.includes('READ') ? 'VPCI_READ_BLOCK' : 'VPCI_WRITE_BLOCK';
}
