/**
 * The ledger of interface references that monitors share. A hand-out counts when its completion
 * reaches the holder, a dereference when it reaches the exporter: so the count is never above the
 * exporter's own.
 */
import { entry } from '../../machines/common.ts';
import { irpTypes } from './irps.ts';
import type { Observation, Seen } from './monitor.ts';
import { number, text } from './monitor.ts';

/** References that a holder has on an interface of an exporter. */
export interface Held {
  readonly holder: string;
  readonly exporter: string;
  readonly interfaceType: string;
  readonly slot?: number;
  readonly count: number;
}

/** An IRP_MN_QUERY_INTERFACE or remove IRP that is out: which exporter has it, and for what. */
interface Query {
  readonly request: string;
  readonly requester: string;
  readonly owner: string;
  readonly interfaceType: string;
  readonly deviceObject: string;
  readonly slot?: number;
  /** Query-remove: a reference was out when it reached its owner. */
  readonly referenced: boolean;
}

export interface References {
  readonly held: Readonly<Record<string, Held>>;
  readonly queries: Readonly<Record<string, Query>>;
}

export const noReferences: References = { held: {}, queries: {} };

const followed: readonly string[] = [
  'IRP_MN_QUERY_INTERFACE',
  'IRP_MN_QUERY_REMOVE_DEVICE',
  'IRP_MN_REMOVE_DEVICE',
];
/** The routines of each interface. */
export const interfaceOf: Readonly<Record<string, string>> = {
  EnableVirtualization: 'GUID_PCI_VIRTUALIZATION_INTERFACE',
  GetVirtualFunctionData: 'GUID_PCI_VIRTUALIZATION_INTERFACE',
  SetVirtualFunctionData: 'GUID_PCI_VIRTUALIZATION_INTERFACE',
  GetLocation: 'GUID_PCI_VIRTUALIZATION_INTERFACE',
  GetResources: 'GUID_PCI_VIRTUALIZATION_INTERFACE',
  GetVirtualFunctionProbedBars: 'GUID_PCI_VIRTUALIZATION_INTERFACE',
  GetBusData: 'GUID_BUS_INTERFACE_STANDARD',
  SetBusData: 'GUID_BUS_INTERFACE_STANDARD',
  ReadVfConfigBlock: 'GUID_VPCI_INTERFACE_STANDARD',
  WriteVfConfigBlock: 'GUID_VPCI_INTERFACE_STANDARD',
};

export const referenceTraffic: readonly string[] = [
  ...followed,
  'InterfaceReference',
  'InterfaceDereference',
  'IoCompleteRequest',
];

const slotOf = (message: Seen) => number(message, 'slot');
const keyOf = (holder: string, exporter: string, interfaceType: string, slot?: number) =>
  `${holder} ${exporter} ${interfaceType} ${slot ?? ''}`.trimEnd();

/** The references that somebody has on this exporter's device object. */
export function heldAt(
  { held }: References,
  exporter: string,
  slot: number | undefined,
): readonly Held[] {
  return Object.values(held).filter(
    (each) => each.exporter === exporter && (slot === undefined || each.slot === slot),
  );
}

/**
 * Whether the caller of a routine holds a reference. A driver in between that passes the call on
 * has not handed the interface out itself: then a reference on it at a driver below counts, until
 * the call arrives there.
 */
export function mayCall({ held }: References, { from, to, message }: Observation): boolean {
  const interfaceType = interfaceOf[message.type] ?? text(message, 'interfaceType');
  const holder = message.from ?? from;
  const slot = slotOf(message);
  const own = Object.values(held).filter(
    (each) => each.holder === holder && each.interfaceType === interfaceType && each.slot === slot,
  );
  const isExporter = Object.values(held).some(
    (each) => each.exporter === to && each.interfaceType === interfaceType,
  );
  return own.some(({ exporter }) => exporter === to || !isExporter);
}

/** The completed request that this message is, when it is one that the ledger follows. */
export function endedQuery(
  references: References,
  { from, to, message }: Observation,
): Query | undefined {
  if (message.type !== 'IoCompleteRequest') return undefined;
  const query = references.queries[queryKey(to, text(message, 'request'), text(message, 'id'))];
  return query?.owner === from ? query : undefined;
}

const queryKey = (requester: string, request: string, id: string) =>
  `${requester} ${request} ${id}`;

/** The ledger after a delivery. */
export function followReference(references: References, seen: Observation): References {
  const { from, to, message } = seen;
  if (followed.includes(message.type)) return begun(references, seen);
  const interfaceType = text(message, 'interfaceType');
  const holder = message.from ?? from;
  switch (message.type) {
    case 'InterfaceReference':
      return counted(references, holder, to, interfaceType, slotOf(message), 1);
    case 'InterfaceDereference':
      return counted(references, holder, to, interfaceType, slotOf(message), -1);
    case 'IoCompleteRequest':
      return ended(references, seen);
    default:
      return references;
  }
}

function begun(references: References, { from, to, message }: Observation): References {
  if (!irpTypes.includes(message.type)) return references;
  const requester = message.from ?? from;
  const slot = slotOf(message);
  const query: Query = {
    request: message.type,
    requester,
    owner: to,
    interfaceType: text(message, 'interfaceType'),
    deviceObject: text(message, 'deviceObject'),
    ...(slot === undefined ? {} : { slot }),
    referenced: heldAt(references, to, slot).length > 0,
  };
  const key = queryKey(requester, message.type, text(message, 'id'));
  return { ...references, queries: entry(references.queries, key, query) };
}

function ended(references: References, seen: Observation): References {
  const query = endedQuery(references, seen);
  if (query === undefined) return references;
  const { message } = seen;
  const key = queryKey(query.requester, query.request, text(message, 'id'));
  const rest = { ...references, queries: entry(references.queries, key, undefined) };
  if (query.request !== 'IRP_MN_QUERY_INTERFACE' || !isSuccess(message)) return rest;
  return counted(rest, query.requester, query.owner, query.interfaceType, query.slot, 1);
}

function counted(
  references: References,
  holder: string,
  exporter: string,
  interfaceType: string,
  slot: number | undefined,
  change: 1 | -1,
): References {
  const key = keyOf(holder, exporter, interfaceType, slot);
  const count = (references.held[key]?.count ?? 0) + change;
  const held: Held = {
    holder,
    exporter,
    interfaceType,
    ...(slot === undefined ? {} : { slot }),
    count,
  };
  return { ...references, held: entry(references.held, key, count > 0 ? held : undefined) };
}

/** Whether an IRP's completion says that it worked. */
export function isSuccess(message: Seen): boolean {
  return text(message, 'status') === 'STATUS_SUCCESS';
}

/** A reference in words. */
export function heldText({ holder, interfaceType, exporter, slot }: Held): string {
  const where = slot === undefined ? exporter : `${exporter}, slot ${slot}`;
  return `${holder} holds ${interfaceType} of ${where}`;
}
