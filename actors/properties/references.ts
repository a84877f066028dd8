/**
 * The ledger of interface references, as their holder sees them: one at the hand-out, one for each
 * InterfaceReference, until InterfaceDereference. A driver in between that passes a call on is
 * neither holder nor exporter.
 */
import { entry } from '../../machines/common.ts';
import type { Observation, Seen } from './monitor.ts';
import { number, text } from './monitor.ts';

/** By interface and slot. */
export interface Held {
  readonly interfaceType: string;
  readonly slot?: number;
  readonly count: number;
}

export interface References {
  readonly held: Readonly<Record<string, Held>>;
  /** IRP_MN_QUERY_INTERFACE that are out, by id. */
  readonly queries: Readonly<Record<string, Held>>;
}

export const noReferences: References = { held: {}, queries: {} };

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

/** What a message is about: an interface, in a slot of the bus where it has slots. */
export function referenced(message: Seen): Held {
  const slot = number(message, 'slot');
  const interfaceType = interfaceOf[message.type] ?? text(message, 'interfaceType');
  return { interfaceType, count: 1, ...(slot === undefined ? {} : { slot }) };
}

export function heldKey({ interfaceType, slot }: Held): string {
  return `${interfaceType} ${slot ?? ''}`.trimEnd();
}

/** One reference more or fewer. */
export function counted(held: References['held'], what: Held, change: 1 | -1): References['held'] {
  const count = (held[heldKey(what)]?.count ?? 0) + change;
  return entry(held, heldKey(what), count > 0 ? { ...what, count } : undefined);
}

/** The holder's ledger after a delivery to it. */
export function receiveReference(references: References, { message }: Observation): References {
  if (message.type !== 'IoCompleteRequest') return references;
  if (text(message, 'request') !== 'IRP_MN_QUERY_INTERFACE') return references;
  const { held, queries } = references;
  const id = text(message, 'id');
  const query = queries[id];
  if (query === undefined) return references;
  const left = entry(queries, id, undefined);
  return { queries: left, held: isSuccess(message) ? counted(held, query, 1) : held };
}

/** The holder's ledger after it has sent something of its own. */
export function sendReference(references: References, { message }: Observation): References {
  const { held, queries } = references;
  switch (message.type) {
    case 'IRP_MN_QUERY_INTERFACE':
      return { held, queries: entry(queries, text(message, 'id'), referenced(message)) };
    case 'InterfaceReference':
      return { queries, held: counted(held, referenced(message), 1) };
    case 'InterfaceDereference':
      return { queries, held: counted(held, referenced(message), -1) };
    default:
      return references;
  }
}

/** Whether it is the sender's own, not passed on for another. */
export function isOwn({ from, message }: Observation): boolean {
  return (message.from ?? from) === from;
}

/** Whether an IRP's completion says that it worked. */
export function isSuccess(message: Seen): boolean {
  return text(message, 'status') === 'STATUS_SUCCESS';
}

/** A reference in words. */
export function heldText({ interfaceType, slot }: Held): string {
  return slot === undefined ? interfaceType : `${interfaceType} of slot ${slot}`;
}
