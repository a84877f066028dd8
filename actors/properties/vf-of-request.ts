/**
 * A request about a VF is carried out on that VF. The PF's miniport, VBD and PCI bus driver and the guest's VPCI bus
 * driver serve several VFs: each names the VF again in what it asks of the driver or device below, by its number, its
 * slot or its routing id. The drivers of one VF in the guest are in one slot.
 */
import { entry } from '../../machines/common.ts';
import { stackConventions } from '../../machines/conventions.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { vfRoutingId } from '../../src/wdk/sriov-capability.ts';
import { slotOf } from '../placement.ts';
import type { Observation, Seen, Wrong } from './monitor.ts';
import { driverMonitor, number, requestKey, structure, wrong } from './monitor.ts';
import { operationsOf, outcomeOf } from './operations.ts';

/** A request for which nothing was asked below about its own VF so far. */
interface Asked {
  readonly operation: string;
  readonly about: string;
  /** The same was asked below about these. */
  readonly others?: readonly string[];
}

/** By requester, request and id. */
type Open = Readonly<Record<string, Asked>>;

interface Routing {
  readonly firstVfOffset: number;
  readonly vfStride: number;
}

/** Where the VFs of the device are. */
export interface VfsOfDevice {
  readonly pf: { readonly rid: number };
  readonly sriov: Routing;
  /** As they read with so many VFs, and with ARI Capable Hierarchy set or clear. */
  readonly routing: (numVfs: number, ariCapableHierarchy: boolean) => Routing;
}

export interface VfPlaces {
  readonly vfs: number;
  readonly guests: number;
  readonly device?: VfsOfDevice | undefined;
}

/** Drivers that serve several VFs; NDIS and the host are nobody's to replace. */
const servesSeveral = (id: string): boolean => /^(pf|vbd|pci|vpci\..*)$/.test(id);

/** IRPs that ask for what a routine does as well. */
const routineOf: Readonly<Record<string, string>> = {
  IRP_MN_READ_CONFIG: 'GetBusData',
  IRP_MN_WRITE_CONFIG: 'SetBusData',
};
const thePf = 'the PF';

export function vfAccessGoesToVf({ vfs, guests, device }: VfPlaces): MonitorProperty {
  const functions = functionsOf(vfs, device);
  const aboutWhom = (driver: string, message: Seen) => {
    const about = aboutOf(message, vfs, functions);
    return about ?? (driver === 'pci' && isOfCaller(message) ? thePf : undefined);
  };
  return driverMonitor<Open>({
    name: 'VfAccessGoesToVf',
    rule: 'what a driver is asked to do with a VF it does with that VF, not with another',
    source:
      'ddi-sequences S6, S7, S10; the pages of the OIDs with a VFId and of PCI_VIRTUALIZATION_INTERFACE; ' +
      'PCIe SR-IOV, First VF Offset and VF Stride',
    initial: {},
    received(open, { from, to, message }) {
      if (!servesSeveral(to) || stackConventions.isAnswer(message)) return open;
      const operation = operationOf(message);
      const about = aboutWhom(to, message);
      if (operation === undefined || about === undefined) return open;
      const key = requestKey(message.from ?? from, message.type, message);
      return entry(open, key, { operation, about });
    },
    did(open, seen) {
      const { from, to, message } = seen;
      if (!servesSeveral(from)) return inOwnSlot(open, seen, guests);
      if (stackConventions.isAnswer(message)) return answered(open, seen);
      const about = aboutWhom(to, message);
      if ((message.from ?? from) !== from) return passedOn(open, seen, about);
      const operation = operationOf(message);
      return operation === undefined || about === undefined
        ? open
        : calledBelow(open, operation, about);
    },
  });
}

/** A function level reset of another VF than the one that was asked for is left to `ResetVfResetsIt`. */
function operationOf(message: Seen): string | undefined {
  const routine = routineOf[message.type];
  const [operation] = operationsOf(routine === undefined ? message : { ...message, type: routine });
  return operation?.startsWith('reset ') === true ? undefined : operation;
}

/** The VF, slot or function that a message names. */
function aboutOf(
  message: Seen,
  vfs: number,
  functions: ReadonlyMap<number, string>,
): string | undefined {
  const isWrapped = message.type === 'VbdCall' || message.type.startsWith('OID_');
  const names = isWrapped ? structure(message, 'parameters') : message;
  const vf = number(names, 'vf');
  // As input of OID_NIC_SWITCH_ALLOCATE_VF it names none.
  if (vf !== undefined) return vf < vfs ? `VF ${vf}` : undefined;
  const slot = number(names, 'slot');
  if (slot !== undefined) return `slot ${slot}`;
  const rid = number(names, 'rid');
  if (rid === undefined || functions.size === 0) return undefined;
  return functions.get(rid) ?? `the function with routing id ${rid}`;
}

/** Names of the functions by routing id; none of a device whose VFs change places with what is written into it. */
function functionsOf(vfs: number, device: VfsOfDevice | undefined): ReadonlyMap<number, string> {
  if (device === undefined) return new Map();
  const { pf, sriov, routing } = device;
  const all = Array.from({ length: vfs }, (_, vf) => vf);
  const stays = all
    .flatMap((vf) => [routing(vf + 1, false), routing(vf + 1, true)])
    .every(
      ({ firstVfOffset, vfStride }) =>
        firstVfOffset === sriov.firstVfOffset && vfStride === sriov.vfStride,
    );
  if (!stays) return new Map();
  const ridOf = (vf: number) => vfRoutingId(pf.rid, sriov.firstVfOffset, sriov.vfStride, vf);
  return new Map([[pf.rid, thePf], ...all.map((vf) => [ridOf(vf), `VF ${vf}`] as const)]);
}

/** A request of BUS_INTERFACE_STANDARD, or its IRP: about the caller's own function. */
const isOfCaller = ({ type }: Seen): boolean =>
  type in routineOf || Object.values(routineOf).includes(type);

/**
 * A request needs no more watching as soon as the same was asked below about its VF. Until then it is remembered whom
 * it was asked about instead; a driver may have reasons of its own for that.
 */
function calledBelow(open: Open, operation: string, about: string): Open {
  const same = Object.entries(open).filter(([, each]) => each.operation === operation);
  const own = same.find(([, each]) => each.about === about);
  if (own !== undefined) return entry(open, own[0], undefined);
  return same.reduce((after, [key, each]) => {
    const others = [...new Set([...(each.others ?? []), about])].sort();
    return entry(after, key, { ...each, others });
  }, open);
}

function passedOn(
  open: Open,
  { from, to, message }: Observation,
  about: string | undefined,
): Open | Wrong {
  const key = requestKey(message.from ?? from, message.type, message);
  const asked = open[key];
  if (asked === undefined) return open;
  return about === undefined || about === asked.about
    ? entry(open, key, undefined)
    : wrong(`${from} passed ${message.type} for ${asked.about} on to ${to} as one for ${about}`);
}

function answered(open: Open, { from, to, message }: Observation): Open | Wrong {
  if (stackConventions.isPending(message)) return open;
  const request = stackConventions.answered(message);
  const key = requestKey(to, request, message);
  const asked = open[key];
  if (asked === undefined) return open;
  const { about, operation } = asked;
  // The bus driver may take the ids of a VF, whose own registers read 0xffff, from the PF.
  const isIds = /config space [0-3]\+/.test(operation);
  const others = (asked.others ?? []).filter((each) => !isIds || each !== thePf);
  if (others.length === 0 || outcomeOf(message)?.worked !== true) {
    return entry(open, key, undefined);
  }
  return wrong(
    `${from} told ${to} that ${request} for ${about} has worked; below, ${from} had asked to ${operation} ` +
      `of ${others.join(' and ')} only`,
  );
}

/** A driver of one VF in a guest: its device is in one slot of the bus. */
function inOwnSlot(open: Open, { from, to, message }: Observation, guests: number): Open | Wrong {
  const vf = /^(?:vbd\.)?vf(\d+)$/.exec(from)?.[1];
  const slot = number(message, 'slot');
  if (vf === undefined || slot === undefined || stackConventions.isAnswer(message)) return open;
  const own = slotOf(Number(vf), guests);
  return slot === own
    ? open
    : wrong(`${from} sent ${message.type} for slot ${slot} to ${to}; its device is in slot ${own}`);
}
