/**
 * All cards by name. The names are a union, so that a misspelt one does not compile; text that a
 * user typed goes through `findDdi`, which ignores case and knows the aliases.
 */
import type { CardFacts, CardGroup, DdiCard } from './card.ts';
import { CONSTANT } from './constants.ts';
import { GUID } from './guids.ts';
import { IOCTL } from './ioctls.ts';
import type { Irql } from './irql.ts';
import { NDIS_INDICATION, NDIS_STATUS } from './ndis-status.ts';
import { OID } from './oids.ts';
import { PNP_MINOR, POWER_MINOR } from './pnp.ts';
import { SRIOV_IOCTLS } from './requests/ioctls-sriov.ts';
import { VPCI_IOCTLS } from './requests/ioctls-vpci.ts';
import { PNP_IRPS } from './requests/irps-pnp.ts';
import { POWER_IRPS } from './requests/irps-power.ts';
import { QUERY_IRPS } from './requests/irps-query.ts';
import { BACKCHANNEL_OIDS } from './requests/oids-backchannel.ts';
import { NIC_SWITCH_OIDS } from './requests/oids-nic-switch.ts';
import { POWER_OIDS } from './requests/oids-power.ts';
import { SRIOV_OIDS } from './requests/oids-sriov.ts';
import { VF_OIDS } from './requests/oids-vf.ts';
import { VPORT_OIDS } from './requests/oids-vport.ts';
import { BUS_INTERFACE_ROUTINES } from './routines/bus-interface.ts';
import { IO_MANAGER_ROUTINES } from './routines/io-manager.ts';
import { KERNEL_ROUTINES } from './routines/kernel.ts';
import { MINIPORT_ROUTINES } from './routines/miniport.ts';
import { NDIS_M_ROUTINES } from './routines/ndis-m.ts';
import { NDIS_M_BACKCHANNEL_ROUTINES } from './routines/ndis-m-backchannel.ts';
import { NDIS_M_VIRTUALIZATION_ROUTINES } from './routines/ndis-m-virtualization.ts';
import { OID_REQUEST_ROUTINES } from './routines/oid-requests.ts';
import { PCI_VIRTUALIZATION_ROUTINES } from './routines/pci-virtualization.ts';
import { PCIVIRT_ROUTINES } from './routines/pcivirt.ts';
import { REMOVE_LOCK_ROUTINES } from './routines/remove-lock.ts';
import { VPCI_ROUTINES } from './routines/vpci.ts';
import { CONSTANT_CARDS } from './types/constants.ts';
import { GUID_CARDS } from './types/guids.ts';
import { INTERFACE_STRUCTS } from './types/interfaces.ts';
import { NDIS_NIC_SWITCH_STRUCTS } from './types/ndis-nic-switch.ts';
import { NDIS_SRIOV_STRUCTS } from './types/ndis-sriov.ts';
import { STATUS_CARDS } from './types/statuses.ts';
import { VPCI_STRUCTS } from './types/vpci.ts';

const ROUTINE_GROUPS = [
  PCI_VIRTUALIZATION_ROUTINES,
  BUS_INTERFACE_ROUTINES,
  VPCI_ROUTINES,
  PCIVIRT_ROUTINES,
  NDIS_M_VIRTUALIZATION_ROUTINES,
  NDIS_M_BACKCHANNEL_ROUTINES,
  OID_REQUEST_ROUTINES,
  MINIPORT_ROUTINES,
  NDIS_M_ROUTINES,
  IO_MANAGER_ROUTINES,
  REMOVE_LOCK_ROUTINES,
  KERNEL_ROUTINES,
] as const;

const REQUEST_GROUPS = [
  PNP_IRPS,
  QUERY_IRPS,
  POWER_IRPS,
  VPCI_IOCTLS,
  SRIOV_IOCTLS,
  NIC_SWITCH_OIDS,
  VPORT_OIDS,
  VF_OIDS,
  SRIOV_OIDS,
  BACKCHANNEL_OIDS,
  POWER_OIDS,
] as const;

const TYPE_GROUPS = [
  INTERFACE_STRUCTS,
  VPCI_STRUCTS,
  NDIS_SRIOV_STRUCTS,
  NDIS_NIC_SWITCH_STRUCTS,
  GUID_CARDS,
  CONSTANT_CARDS,
  STATUS_CARDS,
] as const;

type NamesOf<G> = G extends { readonly cards: infer C } ? keyof C & string : never;

/** A routine with a card. */
export type RoutineName = NamesOf<(typeof ROUTINE_GROUPS)[number]>;

/** An IRP, IOCTL or OID with a card. */
export type RequestName = NamesOf<(typeof REQUEST_GROUPS)[number]>;

/** Any name with a card. */
export type DdiName = RoutineName | RequestName | NamesOf<(typeof TYPE_GROUPS)[number]>;

const VALUES: Readonly<Record<string, { readonly value: number | string; readonly doc: string }>> =
  {
    ...PNP_MINOR,
    ...POWER_MINOR,
    ...OID,
    ...IOCTL,
    ...GUID,
    ...CONSTANT,
    ...NDIS_STATUS,
    ...NDIS_INDICATION,
  };
const STRUCTS: Readonly<Record<string, { readonly struct: string | null }>> = { ...OID, ...IOCTL };
const REQUEST_TYPES: Readonly<Record<string, { readonly requestType: string }>> = OID;

function need<T>(value: T | null | undefined, name: string, field: string): T {
  if (value === undefined || value === null) throw new Error(`the card of ${name} has no ${field}`);
  return value;
}

function cardOf(name: string, facts: CardFacts): DdiCard {
  return {
    name,
    kind: need(facts.kind, name, 'kind'),
    doc: need(facts.doc ?? VALUES[name]?.doc, name, 'line of its own'),
    header: need(facts.header, name, 'header'),
    irqlMax: facts.irqlMax ?? null,
    irqlNote: facts.irqlNote ?? null,
    documented: facts.documented ?? true,
    majorFunction: facts.majorFunction ?? null,
    handledFirstBy: facts.handledFirstBy ?? null,
    parameters: facts.parameters ?? [],
    returns: facts.returns ?? [],
    rules: facts.rules ?? [],
    providedBy: facts.providedBy ?? '',
    calledBy: facts.calledBy ?? '',
    value: VALUES[name]?.value ?? null,
    valueSource: facts.valueSource ?? null,
    requestType: REQUEST_TYPES[name]?.requestType ?? null,
    struct: STRUCTS[name]?.struct ?? null,
    minOs: facts.minOs ?? null,
    source: need(facts.source, name, 'source'),
    contradictions: facts.contradictions ?? [],
    aliases: facts.aliases ?? [],
  };
}

function cardsOf(groups: readonly CardGroup[]): [string, DdiCard][] {
  return groups.flatMap((group) =>
    Object.entries(group.cards).map(([name, facts]): [string, DdiCard] => [
      name,
      cardOf(name, { ...group.common, ...facts }),
    ]),
  );
}

const CARDS: ReadonlyMap<string, DdiCard> = new Map(
  cardsOf([...ROUTINE_GROUPS, ...REQUEST_GROUPS, ...TYPE_GROUPS]),
);

/** Every name with a card: routines, then requests, then types, each in the order of its table. */
export const ddiNames: readonly DdiName[] = [...CARDS.keys()] as DdiName[];

/** Every card, in the order of `ddiNames`. */
export const ddiCards: readonly DdiCard[] = [...CARDS.values()];

/** The card of a name that is known at compile time. */
export function ddi(name: DdiName): DdiCard {
  return need(CARDS.get(name), name, 'entry');
}

/**
 * The highest IRQL at which `name` may be called, or at which a handler of that name is called.
 * Null where no level applies, and for a message that is no DDI at all.
 */
export function irqlLimitOf(name: string): Irql | null {
  return CARDS.get(name)?.irqlMax ?? null;
}

const BY_TEXT: ReadonlyMap<string, DdiCard> = new Map([
  ...ddiCards.flatMap((card) => card.aliases.map((alias) => [alias.toLowerCase(), card] as const)),
  ...ddiCards.map((card) => [card.name.toLowerCase(), card] as const),
]);

/** The card for what a user typed: a name or an alias, in any case. */
export function findDdi(text: string): DdiCard | undefined {
  return BY_TEXT.get(text.trim().toLowerCase());
}

/** Names that `text` may have meant: those that contain it first, then by edit distance. */
export function closestDdiNames(text: string, count = 3): readonly string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const scored = [...BY_TEXT].map(([key, card]) => ({
    name: card.name,
    score: key.includes(wanted) ? (key.length - wanted.length) / 100 : editDistance(wanted, key),
  }));
  scored.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1));
  const tooFar = Math.max(2, wanted.length / 2);
  const names = scored.filter((entry) => entry.score <= tooFar).map((entry) => entry.name);
  return [...new Set(names)].slice(0, count);
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
