/**
 * What the VPCI bus driver does for configuration blocks and configuration space of one child, by
 * name.
 */
import type { Outgoing } from '../../src/system/index.ts';
import { sender, to } from '../../src/system/index.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import { emptyMask, orMasks } from '../block-mask.ts';
import type { EventOf } from './act.ts';
import { act, begin, both } from './act.ts';
import { completionDpc } from './bus-actions.ts';
import type { VpciContext } from './context.ts';
import type { Effect } from './requests.ts';
import {
  blockStatus,
  changed,
  completion,
  configStatus,
  excluding,
  including,
} from './requests.ts';

const calls = ['ReadVfConfigBlock', 'WriteVfConfigBlock'] as const;
const transfers = ['IOCTL_VPCI_READ_BLOCK', 'IOCTL_VPCI_WRITE_BLOCK'] as const;
const ioctls = [...transfers, 'IOCTL_VPCI_INVALIDATE_BLOCK'] as const;
const configCalls = ['GetBusData', 'SetBusData'] as const;
const configIrps = ['IRP_MN_READ_CONFIG', 'IRP_MN_WRITE_CONFIG'] as const;

/**
 * The IRP is marked pending and gets a cancel routine before anybody can see it (kernel rules 2 and
 * 27).
 */
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

/** C34: what was marked returns STATUS_PENDING, even if it has been completed meanwhile. */
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

export const blockActions = {
  // Configuration space.
  accessConfig: act([...configCalls, ...configIrps], ({ context, event, slot }) => {
    const { id, offset, length } = event;
    const isRead = event.type === 'GetBusData' || event.type === 'IRP_MN_READ_CONFIG';
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
  refuseConfig: act(configIrps, ({ event }) => ({
    sent: [
      completion({ from: sender(event), id: event.id }, event.type, configStatus(event), {
        information: 0,
      }),
    ],
  })),
  returnNothing: act(configCalls, ({ event }) => ({
    sent: [to(sender(event), { type: `${event.type}.return`, id: event.id, count: 0 } as never)],
  })),

  // Configuration blocks.
  refuseNotReady: refuseBlocks('STATUS_DEVICE_NOT_READY'),
  refuseNotConnected: refuseBlocks('STATUS_DEVICE_NOT_CONNECTED'),
  refuseBusy: refuseBlocks('STATUS_DEVICE_BUSY'),
  refuseBlock: act([...calls, ...ioctls], ({ context, event }) => ({
    sent: [refusal(event, blockStatus(event, context.readings))],
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
