/**
 * Resources of a VF in its guest: what the host has assigned is released before the bus leaves D0, once, and what the
 * host refused is not. An ejection ends an assignment without it: Linux sends only VPCI_EJECTION_COMPLETE then, and so
 * do a rescind and a list without the device.
 */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import type { Observation, Seen, Wrong } from './monitor.ts';
import { driverMonitor, number, text, wrong } from './monitor.ts';

/** What became of the resources of a slot's device; `asked` until the packet of that id is answered. */
type Resources =
  | { readonly state: 'asked'; readonly id: string }
  | { readonly state: 'assigned' | 'refused' | 'released' };

interface Memory {
  /** The host has confirmed VPCI_FDO_D0_ENTRY; before that, a guest may clear what another has left (Z15). */
  readonly inD0: boolean;
  /** Serial numbers of the host's last list, by slot. */
  readonly listed: Readonly<Record<string, number>>;
  readonly slots: Readonly<Record<string, Resources>>;
}

const nothing: Memory = { inD0: false, listed: {}, slots: {} };

const slotOf = (message: Seen) => String(number(message, 'slot') ?? '');
/** In any version of the protocol. */
const assigning: readonly string[] = [
  'VPCI_RESOURCES_ASSIGNED',
  'VPCI_RESOURCES_ASSIGNED2',
  'VPCI_ASSIGNED_RESOURCES3',
];

export const resourcesReleased: MonitorProperty = driverMonitor<Memory>({
  name: 'ResourcesReleased',
  rule:
    'a VPCI bus driver that leaves D0 has released (VPCI_RESOURCES_RELEASED) what the host has assigned, once, and ' +
    'never releases what the host has refused',
  source: 'vpci-protocol 4, guest-initiated stop and suspend; Z15',
  initial: nothing,
  received(memory, { message }) {
    const { type } = message;
    if (type.endsWith('.completion')) return answered(memory, message);
    switch (type) {
      case 'VPCI_BUS_RELATIONS':
      case 'VPCI_BUS_RELATIONS2':
        return listed(memory, message);
      case 'VPCI_EJECT':
        return memory.slots[slotOf(message)]?.state === 'assigned'
          ? forgotten(memory, message)
          : memory;
      case 'IRP_MN_SURPRISE_REMOVAL':
        return number(message, 'slot') === undefined ? nothing : forgotten(memory, message);
      case 'VMBUS_RESCIND_CHANNEL_OFFER':
        return nothing;
      default:
        return memory;
    }
  },
  did(memory, seen) {
    const { message } = seen;
    const { type } = message;
    if (assigning.includes(type)) {
      return noted(memory, message, { state: 'asked', id: text(message, 'id') });
    }
    switch (type) {
      case 'VPCI_RESOURCES_RELEASED':
        return released(memory, seen);
      case 'VPCI_EJECTION_COMPLETE':
        return forgotten(memory, message);
      case 'VPCI_FDO_D0_EXIT':
        return leftD0(memory, seen);
      case 'VMBUS_CLOSE_CHANNEL':
        return nothing;
      default:
        return memory;
    }
  },
});

function noted(memory: Memory, message: Seen, resources: Resources | undefined): Memory {
  return { ...memory, slots: entry(memory.slots, slotOf(message), resources) };
}

/** Whatever comes of it is about nobody, or about the next device in the slot. */
const forgotten = (memory: Memory, message: Seen) => noted(memory, message, undefined);

function answered(memory: Memory, message: Seen): Memory {
  const request = message.type.replace(/\.completion$/, '');
  const worked = text(message, 'status') === 'STATUS_SUCCESS';
  if (request === 'VPCI_FDO_D0_ENTRY') return { ...memory, inD0: worked };
  if (!assigning.includes(request)) return memory;
  const before = memory.slots[slotOf(message)];
  // A late answer is about the device that was there before.
  if (before?.state !== 'asked' || before.id !== text(message, 'id')) return memory;
  return noted(memory, message, { state: worked ? 'assigned' : 'refused' });
}

/** A device that is not in the list, or another in its place, ends the assignment. */
function listed(memory: Memory, message: Seen): Memory {
  const children = Array.isArray(message.children) ? (message.children as readonly Seen[]) : [];
  const list = Object.fromEntries(
    children.map((child) => [slotOf(child), number(child, 'serial') ?? 0]),
  );
  const kept = Object.entries(memory.slots).filter(
    ([slot]) => list[slot] !== undefined && list[slot] === memory.listed[slot],
  );
  return { ...memory, listed: list, slots: Object.fromEntries(kept) };
}

function released(memory: Memory, { from, message }: Observation): Memory | Wrong {
  const state = memory.slots[slotOf(message)]?.state;
  if (!memory.inD0) return memory;
  const what = `${from} sent VPCI_RESOURCES_RELEASED for slot ${slotOf(message)}`;
  if (state === 'refused') {
    return wrong(`${what}, whose VPCI_RESOURCES_ASSIGNED2 the host had refused`);
  }
  if (state === 'released') {
    return wrong(`${what} a second time, with no VPCI_RESOURCES_ASSIGNED2 since the first`);
  }
  return noted(memory, message, state === 'assigned' ? { state: 'released' } : undefined);
}

function leftD0({ inD0, listed: list, slots }: Memory, { from }: Observation): Memory | Wrong {
  const left = Object.keys(slots).find((slot) => slots[slot]?.state === 'assigned');
  return inD0 && left !== undefined
    ? wrong(
        `${from} sent VPCI_FDO_D0_EXIT and had not sent VPCI_RESOURCES_RELEASED for slot ${left}, whose ` +
          'resources the host had assigned',
      )
    : { inD0: false, listed: list, slots: {} };
}
