/**
 * Life of an interface: referenced at the hand-out, never used after the last dereference, given
 * back before the end.
 */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import { passed } from './irps.ts';
import type { Observation, Seen } from './monitor.ts';
import { driverMonitor, number, text, wrong } from './monitor.ts';
import type { Held, References } from './references.ts';
import {
  heldKey,
  heldText,
  interfaceOf,
  isOwn,
  isSuccess,
  noReferences,
  receiveReference,
  referenced,
  sendReference,
} from './references.ts';

/** Judged at the caller. */
export const interfaceAfterDereference: MonitorProperty = driverMonitor<References>({
  name: 'InterfaceAfterDereference',
  rule: 'only who holds a reference on an interface calls its routines and dereferences it',
  source: 'irp-mn-query-interface; ns-wdm-_interface; kernel-rules 50, 51; S11.6',
  bugcheck: bugcheckText('PAGE_FAULT_IN_NONPAGED_AREA'),
  initial: noReferences,
  received: receiveReference,
  did(references, seen) {
    if (!isOwn(seen)) return references;
    const { type } = seen.message;
    const counts = type === 'InterfaceReference' || type === 'InterfaceDereference';
    const what = referenced(seen.message);
    if (!counts && !(type in interfaceOf)) return sendReference(references, seen);
    if (references.held[heldKey(what)] !== undefined) return sendReference(references, seen);
    const { from, to } = seen;
    return wrong(`${from} called ${type} of ${to} without a reference on its ${heldText(what)}`);
  },
});

interface Leaving extends References {
  /** Remove IRPs for its functional device object in the driver's hands, by requester and id. */
  readonly removes: Readonly<Record<string, true>>;
}

/**
 * Judged at the holder: a driver gives its references back before it lets go of the remove IRP of
 * its device, down or up. What it exports through a PDO of its own is not its device; and a driver
 * of another stack gets no such IRP: its rule is another (52).
 */
export const interfaceLeak: MonitorProperty = driverMonitor<Leaving>({
  name: 'InterfaceLeak',
  rule: 'every reference on an interface is given back before the device is removed',
  source: 'irp-mn-query-interface; kernel-rules 50, 51; S11.6',
  bugcheck: bugcheckText('DRIVER_VERIFIER_DETECTED_VIOLATION'),
  initial: { ...noReferences, removes: {} },
  received({ removes, ...references }, seen) {
    const { from, message } = seen;
    if (message.type === 'IRP_MN_REMOVE_DEVICE' && text(message, 'deviceObject') === 'FDO') {
      const key = `${message.from ?? from} ${text(message, 'id')}`;
      return { ...references, removes: entry(removes, key, true) };
    }
    return { ...receiveReference(references, seen), removes };
  },
  did({ removes, ...references }, seen) {
    const { from, to, message } = seen;
    const key = `${to} ${text(message, 'id')}`;
    const completes = isRemoved(message) && removes[key] === true;
    if (completes || message.type === 'IRP_MN_REMOVE_DEVICE') {
      const slot = number(message, 'slot');
      const leaked = Object.values(references.held).filter(
        (held) => held.slot === undefined || slot === undefined || held.slot === slot,
      );
      if (leaked.length > 0) {
        return wrong(
          `the device of ${from} is removed, and it holds ${leaked.map(heldText).join(', ')}`,
        );
      }
    }
    const left = completes ? entry(removes, key, undefined) : removes;
    return { ...(isOwn(seen) ? sendReference(references, seen) : references), removes: left };
  },
});

const isRemoved = (message: Seen) =>
  message.type === 'IoCompleteRequest' && text(message, 'request') === 'IRP_MN_REMOVE_DEVICE';

interface Exported {
  /** References of others on what the driver exports, by holder, interface and slot. */
  readonly held: Readonly<Record<string, Held>>;
  /** Queries for an interface and query-removes in its hands, by requester, request and id. */
  readonly queries: Readonly<Record<string, Held>>;
}

const followed: readonly string[] = ['IRP_MN_QUERY_INTERFACE', 'IRP_MN_QUERY_REMOVE_DEVICE'];

/** Judged at the exporter, which counts as it hands out and as dereferences reach it. */
export const queryRemoveRefused: MonitorProperty = driverMonitor<Exported>({
  name: 'QueryRemoveRefused',
  rule: 'a bus driver refuses a query-remove while an interface that it exported is referenced',
  source: 'handling-an-irp-mn-query-remove-device-request; kernel-rules 41; S11.7',
  bugcheck: bugcheckText('DRIVER_VERIFIER_DETECTED_VIOLATION'),
  initial: { held: {}, queries: {} },
  received(memory, { from, message }) {
    const holder = message.from ?? from;
    if (followed.includes(message.type)) {
      const key = `${holder} ${message.type} ${text(message, 'id')}`;
      return { ...memory, queries: entry(memory.queries, key, referenced(message)) };
    }
    switch (message.type) {
      case 'InterfaceReference':
        // Who passes the call on has handed out nothing itself.
        return memory.held[exportKey(holder, referenced(message))] === undefined
          ? memory
          : handedOut(memory, holder, referenced(message), 1);
      case 'InterfaceDereference':
        return handedOut(memory, holder, referenced(message), -1);
      default:
        return memory;
    }
  },
  did(memory, seen) {
    const irp = passed(seen.from, seen.message);
    if (irp !== undefined) {
      const key = `${irp.requester} ${irp.request} ${irp.id}`;
      return { ...memory, queries: entry(memory.queries, key, undefined) };
    }
    return seen.message.type === 'IoCompleteRequest' ? completed(memory, seen) : memory;
  },
});

function completed(memory: Exported, { from, to, message }: Observation) {
  const key = `${to} ${text(message, 'request')} ${text(message, 'id')}`;
  const query = memory.queries[key];
  if (query === undefined) return memory;
  const left = { ...memory, queries: entry(memory.queries, key, undefined) };
  if (!isSuccess(message)) return left;
  if (text(message, 'request') === 'IRP_MN_QUERY_INTERFACE') return handedOut(left, to, query, 1);
  const out = Object.entries(memory.held).filter(
    ([, { slot }]) => query.slot === undefined || slot === query.slot,
  );
  if (out.length === 0) return left;
  const holders = out.map(([holder, held]) => `${holder.split(' ')[0]} holds ${heldText(held)}`);
  return wrong(`${from} let the device be removed, and ${holders.join('; ')}`);
}

const exportKey = (holder: string, what: Held) => `${holder} ${heldKey(what)}`;

function handedOut(memory: Exported, holder: string, what: Held, change: 1 | -1): Exported {
  const key = exportKey(holder, what);
  const count = (memory.held[key]?.count ?? 0) + change;
  return { ...memory, held: entry(memory.held, key, count > 0 ? { ...what, count } : undefined) };
}
