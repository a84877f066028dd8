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
import { followIrp } from './irps.ts';
import type { Observation, Seen, Wrong } from './monitor.ts';
import { monitor, number, text, wrong } from './monitor.ts';
import type { Oids } from './oids.ts';
import { followOid, oidTraffic, unfinished } from './oids.ts';

interface Freed {
  readonly oids: Oids;
  /** VFIds that were freed and not allocated since. */
  readonly freed: Readonly<Record<string, true>>;
}

const configAccess: readonly string[] = ['GetVirtualFunctionData', 'SetVirtualFunctionData'];

export function noConfigAccessAfterVfGone(pf = 'pf'): MonitorProperty {
  return monitor<Freed>({
    name: 'NoConfigAccessAfterVfGone',
    rule: 'nobody touches the config space of a VF between FREE_VF and its next ALLOCATE_VF',
    source: 'virtual-function-teardown-sequence; S3.7; Z31, Z52',
    observes: [...oidTraffic, ...configAccess, 'MiniportHaltEx'],
    initial: { oids: {}, freed: {} },
    next(memory, seen) {
      const { from, to, message } = seen;
      if (configAccess.includes(message.type)) {
        const vf = number(message, 'vf');
        // While a VF is being allocated, it may be any of the free ones.
        const allocating = unfinished(memory.oids, pf).some(
          ({ oid }) => oid === 'OID_NIC_SWITCH_ALLOCATE_VF',
        );
        return vf === undefined || memory.freed[vf] !== true || allocating
          ? memory
          : wrong(`${message.from ?? from} called ${message.type} for VF ${vf}, which was freed`);
      }
      if (message.type === 'MiniportHaltEx') return to === pf ? { ...memory, freed: {} } : memory;
      if (from !== pf && to !== pf) return memory;
      const { oids, event } = followOid(memory.oids, seen);
      if (event.kind !== 'ended' || !ndisSuccess(event.status as NdisStatus)) {
        return { ...memory, oids };
      }
      const { oid, parameters } = event.oid;
      const vf = number(event.result, 'vf') ?? number(parameters, 'vf');
      if (vf === undefined) return { ...memory, oids };
      if (oid === 'OID_NIC_SWITCH_FREE_VF') return { oids, freed: entry(memory.freed, vf, true) };
      if (oid === 'OID_NIC_SWITCH_ALLOCATE_VF') {
        return { oids, freed: entry(memory.freed, vf, undefined) };
      }
      return { ...memory, oids };
    },
  });
}

/** Serial number of the device in a slot of a guest's virtual bus, by bus and slot. */
type Serials = Readonly<Record<string, number>>;

interface Ejections {
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

export const noAccessAfterEjection: MonitorProperty = monitor<Ejections>({
  name: 'NoAccessAfterEjection',
  rule:
    'after VPCI_EJECTION_COMPLETE a guest neither starts the device of that slot nor asks ' +
    'anything for it, until the host lists another one there',
  source: 'vpci-protocol 8.5; Z04, Z10, Z48',
  bugcheck: bugcheckText('PAGE_FAULT_IN_NONPAGED_AREA'),
  observes: [
    ...ofSlot,
    'VPCI_BUS_RELATIONS2',
    'VPCI_EJECT',
    'VPCI_EJECTION_COMPLETE',
    'IRP_MN_START_DEVICE',
    'IoCompleteRequest',
  ],
  initial: { irps: {}, listed: {}, ejecting: {}, ejected: {} },
  next(memory, seen) {
    const { from, to, message } = seen;
    switch (message.type) {
      case 'VPCI_BUS_RELATIONS2':
        return listed(memory, to, message);
      case 'VPCI_EJECT': {
        const key = slotKey(to, message);
        return { ...memory, ejecting: entry(memory.ejecting, key, memory.listed[key]) };
      }
      case 'VPCI_EJECTION_COMPLETE':
        return acknowledged(memory, slotKey(from, message));
      case 'IRP_MN_START_DEVICE':
      case 'IoCompleteRequest':
        return started(memory, seen);
      default:
        return memory.ejected[slotKey(from, message)] === undefined
          ? memory
          : wrong(`${from} sent ${message.type} for slot ${message.slot}, which it had let go`);
    }
  },
});

const slotKey = (bus: string, message: Seen) => `${bus} ${number(message, 'slot') ?? ''}`;

function listed(memory: Ejections, bus: string, message: Seen): Ejections {
  const children = Array.isArray(message.children) ? (message.children as readonly Seen[]) : [];
  let { listed: list, ejected } = memory;
  for (const key of Object.keys(list)) {
    if (key.startsWith(`${bus} `)) list = entry(list, key, undefined);
  }
  for (const child of children) {
    const key = slotKey(bus, child);
    const serial = number(child, 'serial') ?? 0;
    list = entry(list, key, serial);
    // The same serial number is the same device: the host had not heard of the acknowledgement yet.
    if (ejected[key] !== serial) ejected = entry(ejected, key, undefined);
  }
  return { ...memory, listed: list, ejected };
}

/** An acknowledgement that comes when another device is in the slot is about the one before. */
function acknowledged(memory: Ejections, key: string): Ejections {
  const serial = memory.ejecting[key];
  const newest = memory.listed[key];
  const ejecting = entry(memory.ejecting, key, undefined);
  if (serial === undefined || (newest !== undefined && newest !== serial)) {
    return { ...memory, ejecting };
  }
  return { ...memory, ejecting, ejected: entry(memory.ejected, key, serial) };
}

function started(memory: Ejections, seen: Observation): Ejections | Wrong {
  const { irps, event } = followIrp(memory.irps, seen);
  if (event.kind !== 'completed' || event.irp.deviceObject !== 'PDO') return { ...memory, irps };
  const { owner, slot } = event.irp;
  const gone = memory.ejected[`${owner} ${slot ?? ''}`] !== undefined;
  return gone && text(seen.message, 'status') === 'STATUS_SUCCESS'
    ? wrong(`${owner} started the device in slot ${slot} after it had let it go`)
    : { ...memory, irps };
}
