/**
 * An answer says what has happened: a driver that reports success has had success from below, of the same operation and
 * asked for since; what it says was read is what was read; and it does not report failure for what has worked.
 */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import type { Observation, Seen, Wrong } from './monitor.ts';
import { driverMonitor, requestKey, text, wrong } from './monitor.ts';
import type { Outcome } from './operations.ts';
import { isEndOfChannel, operationsOf, outcomeOf } from './operations.ts';

/** A request in the driver's hands. */
interface Asked {
  readonly operation: string;
  /** The driver below has carried it out; what was read, where something is. */
  readonly done?: Outcome;
  /** Something came that may end it in another way. */
  readonly excused?: true;
  /** It may have been another request for the same, of another VF, that was carried out. */
  readonly unsure?: true;
}

/** What the driver has asked for below. */
interface Call {
  readonly operations: readonly string[];
  /** The requests that it may be made for, by their keys. */
  readonly on: readonly string[];
}

interface Memory {
  /** By requester, request and id. */
  readonly asked: Readonly<Record<string, Asked>>;
  /** The driver's own, by request and id. */
  readonly below: Readonly<Record<string, Call>>;
}

/** After one of these a request that worked below may fail all the same: it was given up, or its device has left. */
const ends: ReadonlySet<string> = new Set([
  'MiniportCancelOidRequest',
  'MiniportResetEx',
  'MiniportDevicePnPEventNotify',
  'IRP_MN_SURPRISE_REMOVAL',
  'IRP_MN_REMOVE_DEVICE',
  'VPCI_EJECT',
  'VPCI_BUS_RELATIONS2',
]);

/** Where nobody is below: the PF miniport has the blocks, the device its registers, the bus driver knows the rest. */
const lowest: readonly string[] = [
  'OID_SRIOV_READ_VF_CONFIG_BLOCK',
  'OID_SRIOV_WRITE_VF_CONFIG_BLOCK',
  'ConfigRead',
  'ConfigWrite',
  'EnableVirtualization',
  'GetLocation',
  'GetVirtualFunctionProbedBars',
];

/** Whether a driver carries it out by itself; a static switch is there from MiniportInitializeEx on. */
function isOwn(request: string, isStatic: boolean): boolean {
  if (lowest.includes(request)) return true;
  return isStatic && /^OID_NIC_SWITCH_(CREATE|DELETE)_SWITCH$/.test(request);
}

export function carriedOut(switchCreation: 'dynamic' | 'static' = 'dynamic'): MonitorProperty {
  const isStatic = switchCreation === 'static';
  return driverMonitor<Memory>({
    name: 'CarriedOut',
    rule:
      'a driver reports success when what was asked for has been done below, with what was read ' +
      'there, and only then',
    source: 'ddi-sequences S1, S2, S3.5, S5.2, S6, S7, S9; the pages of the routines and OIDs',
    initial: { asked: {}, below: {} },
    // Not NDIS: it serves the miniport's calls for an OID while it has the OID, and nobody replaces it.
    received: (memory, seen) => (isNdis(seen.to) ? memory : received(memory, seen, isStatic)),
    did: (memory, seen) => (isNdis(seen.from) ? memory : did(memory, seen)),
  });
}

function received(memory: Memory, { from, message }: Observation, isStatic: boolean): Memory {
  const { type } = message;
  if (isEndOfChannel(type)) return excused(withoutPackets(memory));
  if (type === 'IoCancelIrp') {
    return excused(memory, requestKey(message.from ?? from, '', message));
  }
  if (ends.has(type)) return excused(memory);
  const [operation] = operationsOf(message);
  if (operation !== undefined) {
    if (isOwn(type, isStatic)) return memory;
    const key = requestKey(message.from ?? from, type, message);
    return { ...memory, asked: entry(memory.asked, key, { operation }) };
  }
  const request = requestOf(message);
  const call = memory.below[`${request} ${text(message, 'id')}`];
  const outcome = call === undefined ? undefined : outcomeOf(message);
  if (call === undefined || outcome === undefined) return memory;
  const below = entry(memory.below, `${request} ${text(message, 'id')}`, undefined);
  if (!outcome.worked) return { ...memory, below };
  return { below, asked: done(memory.asked, call, outcome) };
}

const isNdis = (id: string) => id === 'ndis' || id.startsWith('ndis.');

/** What was under way on the channel is answered no more. */
function withoutPackets({ asked, below }: Memory): Memory {
  const stays = ([key]: readonly [string, unknown]) => !/(^| )(VPCI_|VpciConfig)/.test(key);
  return {
    asked: Object.fromEntries(Object.entries(asked).filter(stays)),
    below: Object.fromEntries(Object.entries(below).filter(stays)),
  };
}

/**
 * Something came that may end the requests, or the one IRP; what has worked below already is no longer given up, but
 * for a reset, which goes on for a while after the write that begins it (ddi-sequences S17.4, S17.5).
 */
function excused(memory: Memory, irp?: string): Memory {
  const asked = Object.entries(memory.asked).map(([key, each]) => {
    const isMeant = irp === undefined || key.replace(/ .* /, '  ') === irp;
    const isUnderWay = each.done === undefined || each.operation.startsWith('reset ');
    return [key, isUnderWay && isMeant ? { ...each, excused: true as const } : each];
  });
  return asked.length === 0 ? memory : { ...memory, asked: Object.fromEntries(asked) };
}

/** The requests for one of these that are in the driver's hands, without those that another call is made for. */
function candidates({ asked, below }: Memory, operations: readonly string[]): readonly string[] {
  const all = Object.keys(asked).filter((key) => {
    const each = asked[key];
    return each !== undefined && each.done === undefined && operations.includes(each.operation);
  });
  const claimed = Object.values(below).flatMap(({ on }) => (on.length === 1 ? on : []));
  const free = all.filter((key) => !claimed.includes(key));
  return free.length > 0 ? free : all;
}

function done(asked: Memory['asked'], { on }: Call, outcome: Outcome): Memory['asked'] {
  const unsure = on.length > 1 ? { unsure: true as const } : {};
  const after = Object.entries(asked).map(([key, each]) => [
    key,
    on.includes(key) ? { ...each, ...unsure, done: outcome } : each,
  ]);
  return Object.fromEntries(after);
}

function did(memory: Memory, { from, to, message }: Observation): Memory | Wrong {
  if (isEndOfChannel(message.type)) return withoutPackets(memory);
  const operations = operationsOf(message);
  if (operations.length > 0) {
    const requester = message.from ?? from;
    const key = requestKey(requester, message.type, message);
    // Passed down: the driver below answers the requester itself.
    if (requester !== from) return { ...memory, asked: entry(memory.asked, key, undefined) };
    const call = { operations, on: candidates(memory, operations) };
    const below = entry(memory.below, `${message.type} ${text(message, 'id')}`, call);
    return { ...memory, below };
  }
  const key = requestKey(to, requestOf(message), message);
  const asked = memory.asked[key];
  const outcome = asked === undefined ? undefined : outcomeOf(message);
  if (asked === undefined || outcome === undefined) return memory;
  return (
    falseReport(from, to, asked, outcome) ?? {
      ...memory,
      asked: entry(memory.asked, key, undefined),
    }
  );
}

function falseReport(
  from: string,
  to: string,
  { operation, done: below, excused, unsure }: Asked,
  { worked, value }: Outcome,
): Wrong | undefined {
  const what = `${from} told ${to} that its request to ${operation}`;
  if (worked && below === undefined) {
    return wrong(
      `${what} has succeeded; ${from} had no success for it from the driver or device below`,
    );
  }
  if (below === undefined || unsure === true) return undefined;
  if (!worked) {
    return excused === true
      ? undefined
      : wrong(`${what} has failed; the driver or device below had done it`);
  }
  if (below.value === value) return undefined;
  // The bus driver supplies the ids of a VF, whose own registers read 0xffff.
  if (value === undefined || /config space [0-3]\+/.test(operation)) return undefined;
  return wrong(`${what} has read ${value}; below it was ${below.value ?? 'nothing'}`);
}

/** The request that a message answers. */
function requestOf(message: Seen): string {
  if (message.type === 'IoCompleteRequest') return text(message, 'request');
  if (message.type === 'ProtocolOidRequestComplete') return 'NdisOidRequest';
  const oid = text(message, 'oid');
  if (oid !== '') return oid;
  return message.type.replace(/\.(return|done|completion)$/, '');
}
