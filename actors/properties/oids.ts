/**
 * The ledger of OIDs at a miniport that rules share: from MiniportOidRequest to its final status, as
 * the miniport or as its NDIS sees them. A completion may overtake the return of the call (S17.3):
 * then the return, which must be pending, is still due.
 */
import { entry } from '../../machines/common.ts';
import type { OidName } from '../../src/wdk/oids.ts';
import { OID } from '../../src/wdk/oids.ts';
import type { Observation, Seen } from './monitor.ts';
import { structure, text } from './monitor.ts';

/** An OID at a miniport. */
export interface OpenOid {
  readonly miniport: string;
  readonly ndis: string;
  readonly id: string;
  readonly oid: string;
  readonly parameters: Seen;
  /**
   * `called`: no answer yet. `pended`: completed later. `early`: completed, the return of the call
   * is due.
   */
  readonly phase: 'called' | 'pended' | 'early';
}

/** By miniport, OID and id. */
export type Oids = Readonly<Record<string, OpenOid>>;

/** Every OID as the type of a message to a miniport. */
export const oidTypes: readonly OidName[] = Object.keys(OID) as OidName[];
export const oidTraffic: readonly string[] = [
  ...oidTypes,
  'MiniportOidRequest.return',
  'NdisMOidRequestComplete',
];

export type OidEvent =
  | { readonly kind: 'called' | 'pended'; readonly oid: OpenOid }
  | {
      readonly kind: 'ended';
      readonly oid: OpenOid;
      readonly status: string;
      readonly result: Seen;
    }
  /** What the miniport did wrong, in words. */
  | { readonly kind: 'wrong'; readonly detail: string }
  | { readonly kind: 'other' };

export interface FollowedOid {
  readonly oids: Oids;
  readonly event: OidEvent;
}

const keyOf = (miniport: string, oid: string, id: string) => `${miniport} ${oid} ${id}`;
const isOid = (type: string): type is OidName => type in OID;

/** An OID's call to a miniport, or what ends it. */
export function isOidCall({ message }: Observation): boolean {
  return isOid(message.type);
}

/**
 * The ledger after a message, and what the message was. Of the parameters those are kept that are
 * named.
 */
export function followOid(
  oids: Oids,
  { from, to, message }: Observation,
  kept: readonly string[] = [],
): FollowedOid {
  const id = text(message, 'id');
  if (isOid(message.type)) {
    const oid: OpenOid = {
      miniport: to,
      ndis: from,
      id,
      oid: message.type,
      parameters: only(kept, structure(message, 'parameters')),
      phase: 'called',
    };
    return { oids: entry(oids, keyOf(to, oid.oid, id), oid), event: { kind: 'called', oid } };
  }
  const key = keyOf(from, text(message, 'oid'), id);
  if (message.type === 'MiniportOidRequest.return') return followReturn(oids, key, from, message);
  if (message.type === 'NdisMOidRequestComplete') return followCompletion(oids, key, from, message);
  return { oids, event: { kind: 'other' } };
}

function only(kept: readonly string[], { type, ...fields }: Seen): Seen {
  return {
    type,
    ...Object.fromEntries(Object.entries(fields).filter(([name]) => kept.includes(name))),
  };
}

const bad = (oids: Oids, detail: string): FollowedOid => ({
  oids,
  event: { kind: 'wrong', detail },
});
const nameOf = (message: Seen) => `${text(message, 'oid')} (${text(message, 'id')})`;

function followReturn(oids: Oids, key: string, miniport: string, message: Seen): FollowedOid {
  const oid = oids[key];
  const status = text(message, 'status');
  if (oid === undefined) {
    return bad(
      oids,
      `${miniport} returned ${status} for ${nameOf(message)}, which nobody asked for`,
    );
  }
  const pending = status === 'NDIS_STATUS_PENDING';
  if (oid.phase === 'pended') {
    return bad(oids, `${miniport} returned twice from the call for ${nameOf(message)}`);
  }
  if (oid.phase === 'early') {
    return pending
      ? { oids: entry(oids, key, undefined), event: { kind: 'other' } }
      : bad(oids, `${miniport} returned ${status} for ${nameOf(message)} and completed it as well`);
  }
  if (pending) {
    const pended = { ...oid, phase: 'pended' } as const;
    return { oids: entry(oids, key, pended), event: { kind: 'pended', oid } };
  }
  const result = structure(message, 'result');
  return { oids: entry(oids, key, undefined), event: { kind: 'ended', oid, status, result } };
}

function followCompletion(oids: Oids, key: string, miniport: string, message: Seen): FollowedOid {
  const oid = oids[key];
  const status = text(message, 'status');
  if (oid === undefined) {
    return bad(
      oids,
      `${miniport} completed ${nameOf(message)}, which is not outstanding: it ended before`,
    );
  }
  if (oid.phase === 'early') return bad(oids, `${miniport} completed ${nameOf(message)} twice`);
  if (status === 'NDIS_STATUS_PENDING') {
    return bad(oids, `${miniport} completed ${nameOf(message)} with NDIS_STATUS_PENDING`);
  }
  const left = oid.phase === 'pended' ? undefined : ({ ...oid, phase: 'early' } as const);
  const result = structure(message, 'result');
  return { oids: entry(oids, key, left), event: { kind: 'ended', oid, status, result } };
}

/** Those that the miniport has not finished. */
export function unfinished(oids: Oids, miniport: string): readonly OpenOid[] {
  return Object.values(oids).filter((oid) => oid.miniport === miniport && oid.phase !== 'early');
}

/** An OID in words. */
export function oidText({ oid, id, miniport }: OpenOid): string {
  return `${oid} (${id}) at ${miniport}`;
}
