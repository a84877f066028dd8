/**
 * Every block that the PF invalidates is announced to the VF's driver afterwards, unless the VF
 * goes away.
 */
import { blocksOf, emptyMask, minusMask, orMasks } from '../../machines/block-mask.ts';
import { entry } from '../../machines/common.ts';
import { lifecycleId } from '../../machines/vstack/guards.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { guestOf } from '../placement.ts';
import type { Irps } from './irps.ts';
import { receiveIrp, sendIrp } from './irps.ts';
import type { Observation, Seen } from './monitor.ts';
import { driverMonitor, number, structure, text } from './monitor.ts';

/** What one driver on the way of the news knows; each driver uses its part. */
interface Memory {
  /** Blocks whose news it has not passed on: by VFId, or by slot in a guest's bus driver. */
  readonly due: Readonly<Record<string, string>>;
  /** NDIS of the PF: a protocol is bound. */
  readonly bound: boolean;
  /** Virtualization stack: where on a virtual bus a VF is, by VFId. */
  readonly places: Readonly<Record<string, string>>;
  /** Virtualization stack: places in the newest list of each bus. */
  readonly listed: readonly string[];
  /** Bus driver in a guest: notifications that it may complete. */
  readonly waiting: Irps;
  /** NDIS of a VF: its miniport is initialized; the blocks to announce are under `miniport`. */
  readonly up: boolean;
}

const news = 'IOCTL_VPCI_INVALIDATE_BLOCK';
const initial: Memory = {
  due: {},
  bound: false,
  places: {},
  listed: [],
  waiting: {},
  up: false,
};

/**
 * Judged at every driver that the news goes through (NDIS of the PF, virtualization stack, bus
 * driver of the guest, NDIS of the VF): when nothing can move any more, it has passed on what came
 * to it, if there is somebody to tell. What counts is what the driver learns: one announcement after
 * several invalidations of a block serves them all, and a driver that starts reads afresh.
 */
export function invalidationNotLost(vfs: number, guests = 1): MonitorProperty {
  const places = new Map(
    Array.from({ length: vfs }, (_, vf) => [
      lifecycleId(vf),
      `vpci.g${guestOf(vf, guests)} ${Math.floor(vf / guests)}`,
    ]),
  );
  return driverMonitor<Memory>({
    name: 'InvalidationNotLost',
    rule: 'each block that NdisMInvalidateConfigBlock names is announced to a VF that stays',
    source: 'backchannel-communication-from-the-pf-miniport-driver; S8; Z40',
    initial,
    received: (memory, seen) => received(memory, seen, places),
    did,
    finally({ due, bound, places: placed, listed, waiting, up }) {
      const slots = Object.values(waiting).map(({ slot }) => `${slot ?? ''}`);
      const owed = Object.entries(due).filter(
        ([whose]) =>
          bound || up || slots.includes(whose) || listed.includes(placed[whose] ?? 'nowhere'),
      );
      return owed.length === 0
        ? undefined
        : owed
            .map(
              ([whose, mask]) =>
                `${nameOf(whose)}: block ${blocksOf(mask).join(', ')} changed, which it passed on to nobody`,
            )
            .join('; ');
    },
  });
}

const nameOf = (whose: string) => (whose === 'miniport' ? 'miniport' : `VF or slot ${whose}`);

function received(memory: Memory, seen: Observation, places: ReadonlyMap<string, string>): Memory {
  const { message } = seen;
  switch (message.type) {
    case 'NdisMInvalidateConfigBlock':
      return owing(memory, String(number(message, 'vf') ?? ''), text(message, 'blockMask'));
    case 'VPCI_INVALIDATE_BLOCK':
      return owing(memory, String(number(message, 'slot') ?? ''), text(message, 'blockMask'));
    case 'ProtocolOidRequestComplete': {
      const place = places.get(text(message, 'id'));
      return place === undefined ? memory : allocation(memory, message, place);
    }
    // Another device, or a driver that starts: it reads afresh.
    case 'VPCI_BUS_RELATIONS2': {
      const slots = placesOf('', message);
      const kept = Object.entries(memory.due).filter(([slot]) => slots.includes(` ${slot}`));
      return { ...memory, due: Object.fromEntries(kept) };
    }
    case 'IRP_MN_START_DEVICE':
      return settled(memory, String(number(message, 'slot') ?? ''));
    case news:
    case 'IoCancelIrp':
      return { ...memory, waiting: receiveIrp(memory.waiting, seen).irps };
    case 'VPCI_FDO_D0_EXIT':
    case 'VMBUS_CLOSE_CHANNEL':
      return unlisted(memory, seen.from);
    case 'IoCompleteRequest':
      return memory.up &&
        text(message, 'request') === news &&
        text(message, 'status') === 'STATUS_SUCCESS'
        ? owing(memory, 'miniport', text(message, 'blockMask'))
        : memory;
    case 'MiniportInitializeEx.return':
      return text(message, 'status') === 'NDIS_STATUS_SUCCESS' ? { ...memory, up: true } : memory;
    default:
      return memory;
  }
}

function did(memory: Memory, seen: Observation): Memory {
  const { to, message } = seen;
  const mask = text(message, 'blockMask');
  switch (message.type) {
    case 'ProtocolBindAdapterEx':
      return { ...memory, bound: true };
    case 'ProtocolUnbindAdapterEx':
      return { ...memory, bound: false, due: {} };
    case 'NdisMInvalidateConfigBlock':
      return told(memory, String(number(message, 'vf') ?? ''), mask);
    case 'VPCI_INVALIDATE_BLOCK': {
      const place = `${to} ${number(message, 'slot') ?? ''}`;
      const vf = Object.keys(memory.places).find((each) => memory.places[each] === place);
      return vf === undefined ? memory : told(memory, vf, mask);
    }
    case 'VPCI_BUS_RELATIONS2': {
      const others = unlisted(memory, to);
      return { ...others, listed: [...others.listed, ...placesOf(to, message)].sort() };
    }
    case 'VMBUS_RESCIND_CHANNEL_OFFER':
      return unlisted(memory, to);
    case 'OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK':
      return told(memory, 'miniport', text(structure(message, 'parameters'), 'blockMask'));
    case 'MiniportDevicePnPEventNotify':
    case 'MiniportHaltEx':
      return { ...settled(memory, 'miniport'), up: false };
    case news:
    case 'IoCompleteRequest': {
      const { irps: waiting, event } = sendIrp(memory.waiting, seen);
      const { slot } = event.kind === 'completed' ? event.irp : {};
      return told({ ...memory, waiting }, String(slot ?? ''), mask);
    }
    default:
      return memory;
  }
}

const owing = (memory: Memory, whose: string, mask: string): Memory => ({
  ...memory,
  due: entry(memory.due, whose, orMasks(memory.due[whose] ?? emptyMask, mask)),
});

function told(memory: Memory, whose: string, mask: string): Memory {
  const before = memory.due[whose];
  if (before === undefined || mask === '') return memory;
  const left = minusMask(before, mask);
  return { ...memory, due: entry(memory.due, whose, left === emptyMask ? undefined : left) };
}

const settled = (memory: Memory, whose: string): Memory => ({
  ...memory,
  due: entry(memory.due, whose, undefined),
});

/** The guest's bus is not there, or shows nothing: nobody can be told. */
const unlisted = (memory: Memory, bus: string): Memory => ({
  ...memory,
  listed: memory.listed.filter((place) => !place.startsWith(`${bus} `)),
});

function placesOf(bus: string, message: Seen): readonly string[] {
  const children = Array.isArray(message.children) ? (message.children as readonly Seen[]) : [];
  return children.map((child) => `${bus} ${number(child, 'slot') ?? ''}`);
}

/** The virtualization stack hears where a VF is allocated, or that it was freed. */
function allocation(memory: Memory, message: Seen, place: string): Memory {
  if (text(message, 'status') !== 'NDIS_STATUS_SUCCESS') return memory;
  const oid = text(message, 'oid');
  const before = Object.keys(memory.places).find((vf) => memory.places[vf] === place);
  const freed: Memory =
    before === undefined
      ? memory
      : { ...settled(memory, before), places: entry(memory.places, before, undefined) };
  if (oid === 'OID_NIC_SWITCH_FREE_VF') return freed;
  const vf = number(structure(message, 'result'), 'vf');
  return oid === 'OID_NIC_SWITCH_ALLOCATE_VF' && vf !== undefined
    ? { ...freed, places: entry(freed.places, vf, place) }
    : memory;
}
