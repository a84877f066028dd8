/**
 * A VF that is gone is left alone: by the PF's drivers after FREE_VF, by the guest after it
 * acknowledged an ejection.
 */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import { ndisSuccess } from '../../src/wdk/ndis-status.ts';
import type { Irps } from './irps.ts';
import { receiveIrp, sendIrp } from './irps.ts';
import type { Observation, Seen } from './monitor.ts';
import { driverMonitor, number, structure, text, wrong } from './monitor.ts';
import type { Oids } from './oids.ts';
import { followOid, isOidCall } from './oids.ts';

interface Freed {
  /** FREE_VF and ALLOCATE_VF at the miniport. */
  readonly oids: Oids;
  /** VFIds that were freed and not allocated since. */
  readonly freed: Readonly<Record<string, true>>;
  /** Config accesses that the miniport waits for, by request and id: the VFId. */
  readonly access: Readonly<Record<string, number>>;
}

const routines: readonly string[] = ['GetVirtualFunctionData', 'SetVirtualFunctionData'];
const calls: readonly string[] = [
  'NdisMGetVirtualFunctionBusData',
  'NdisMSetVirtualFunctionBusData',
];
const followed: readonly string[] = ['OID_NIC_SWITCH_FREE_VF', 'OID_NIC_SWITCH_ALLOCATE_VF'];

/**
 * Judged at the PF miniport, at whose request its VBD or NDIS reads and writes: it neither asks for
 * it after FREE_VF, nor frees a VF while such a request is under way.
 */
export const noConfigAccessAfterVfGone: MonitorProperty = driverMonitor<Freed>({
  name: 'NoConfigAccessAfterVfGone',
  rule: 'nobody touches the config space of a VF between FREE_VF and its next ALLOCATE_VF',
  source: 'virtual-function-teardown-sequence; S3.7; Z31, Z52',
  initial: { oids: {}, freed: {}, access: {} },
  received(memory, seen) {
    const { type } = seen.message;
    if (type === 'MiniportHaltEx') return { ...memory, freed: {} };
    if (followed.includes(type)) {
      return { ...memory, oids: followOid(memory.oids, seen, ['vf']).oids };
    }
    if (!type.endsWith('.return')) return memory;
    return { ...memory, access: entry(memory.access, accessKey(seen.message), undefined) };
  },
  did(memory, seen) {
    const { from, message } = seen;
    const [routine, vf] = configAccess(message);
    if (vf !== undefined) {
      // While a VF is being allocated, it may be any of the free ones.
      const allocating = Object.values(memory.oids).some(
        ({ oid }) => oid === 'OID_NIC_SWITCH_ALLOCATE_VF',
      );
      return memory.freed[vf] !== true || allocating
        ? { ...memory, access: entry(memory.access, accessKey(message), vf) }
        : wrong(`${from} called ${routine} for VF ${vf}, which was freed`);
    }
    return isOidCall(seen) ? memory : ended(memory, seen);
  },
});

/** The routine and the VF of a call that reads or writes config space, on either way. */
function configAccess(message: Seen): readonly [string, number | undefined] {
  const viaVbd = message.type === 'VbdCall';
  const routine = viaVbd ? text(message, 'routine') : message.type;
  if (!(viaVbd ? routines : calls).includes(routine)) return [routine, undefined];
  return [routine, number(viaVbd ? structure(message, 'parameters') : message, 'vf')];
}

const accessKey = (message: Seen) =>
  `${message.type.replace(/\.return$/, '')} ${text(message, 'id')}`;

function ended(memory: Freed, seen: Observation) {
  const { oids, event } = followOid(memory.oids, seen);
  if (event.kind !== 'ended' || !ndisSuccess(event.status as NdisStatus))
    return { ...memory, oids };
  const { oid, parameters } = event.oid;
  const vf = number(event.result, 'vf') ?? number(parameters, 'vf');
  if (vf === undefined) return { ...memory, oids };
  if (oid === 'OID_NIC_SWITCH_ALLOCATE_VF') {
    return { ...memory, oids, freed: entry(memory.freed, vf, undefined) };
  }
  if (Object.values(memory.access).includes(vf)) {
    return wrong(`${seen.from} freed VF ${vf} while it reads or writes its config space`);
  }
  return { ...memory, oids, freed: entry(memory.freed, vf, true) };
}

/** Serial number of the device in a slot of the guest's virtual bus, by slot. */
type Serials = Readonly<Record<string, number>>;

interface Ejections {
  /** IRP_MN_START_DEVICE in the bus driver's hands. */
  readonly irps: Irps;
  /** In the newest list that reached the guest. */
  readonly listed: Serials;
  /** Asked for by the host and not acknowledged. */
  readonly ejecting: Serials;
  /** Acknowledged by the guest: the device is the host's again. */
  readonly ejected: Serials;
}

const ofSlot: readonly string[] = [
  'VPCI_QUERY_RESOURCE_REQUIREMENTS',
  'VPCI_RESOURCES_ASSIGNED2',
  'VPCI_RESOURCES_RELEASED',
  'VPCI_READ_BLOCK',
  'VPCI_WRITE_BLOCK',
  'VPCI_POWER_STATE_CHANGE',
  'VpciConfigRead',
  'VpciConfigWrite',
];

export const noAccessAfterEjection: MonitorProperty = driverMonitor<Ejections>({
  name: 'NoAccessAfterEjection',
  rule:
    'after VPCI_EJECTION_COMPLETE a guest neither starts the device of that slot nor asks ' +
    'anything for it, until the host lists another one there',
  source: 'vpci-protocol 8.5; Z04, Z10, Z48',
  bugcheck: bugcheckText('PAGE_FAULT_IN_NONPAGED_AREA'),
  initial: { irps: {}, listed: {}, ejecting: {}, ejected: {} },
  received(memory, seen) {
    const { message } = seen;
    switch (message.type) {
      case 'VPCI_BUS_RELATIONS2':
        return listed(memory, message);
      case 'VPCI_EJECT': {
        const slot = slotOf(message);
        return { ...memory, ejecting: entry(memory.ejecting, slot, memory.listed[slot]) };
      }
      case 'IRP_MN_START_DEVICE':
        return message.deviceObject === 'PDO'
          ? { ...memory, irps: receiveIrp(memory.irps, seen).irps }
          : memory;
      default:
        return memory;
    }
  },
  did(memory, seen) {
    const { from, message } = seen;
    if (message.type === 'VPCI_EJECTION_COMPLETE') return acknowledged(memory, slotOf(message));
    if (message.type === 'IoCompleteRequest') return started(memory, seen);
    return !ofSlot.includes(message.type) || memory.ejected[slotOf(message)] === undefined
      ? memory
      : wrong(`${from} sent ${message.type} for slot ${message.slot}, which it had let go`);
  },
});

const slotOf = (message: Seen) => String(number(message, 'slot') ?? '');

function listed(memory: Ejections, message: Seen): Ejections {
  const children = Array.isArray(message.children) ? (message.children as readonly Seen[]) : [];
  const list = Object.fromEntries(
    children.map((child) => [slotOf(child), number(child, 'serial') ?? 0]),
  );
  // The same serial number is the same device: the host had not heard of the acknowledgement yet.
  const kept = Object.entries(memory.ejected).filter(
    ([slot, serial]) => list[slot] === undefined || list[slot] === serial,
  );
  return { ...memory, listed: list, ejected: Object.fromEntries(kept) };
}

/** An acknowledgement that is sent when another device is in the slot is about the one before. */
function acknowledged(memory: Ejections, slot: string): Ejections {
  const serial = memory.ejecting[slot];
  const newest = memory.listed[slot];
  const ejecting = entry(memory.ejecting, slot, undefined);
  if (serial === undefined || (newest !== undefined && newest !== serial)) {
    return { ...memory, ejecting };
  }
  return { ...memory, ejecting, ejected: entry(memory.ejected, slot, serial) };
}

function started(memory: Ejections, seen: Observation) {
  const { irps, event } = sendIrp(memory.irps, seen);
  if (event.kind !== 'completed') return memory;
  const slot = String(event.irp.slot ?? '');
  return memory.ejected[slot] !== undefined && text(seen.message, 'status') === 'STATUS_SUCCESS'
    ? wrong(`${seen.from} started the device in slot ${slot} after it had let it go`)
    : { ...memory, irps };
}
