/**
 * What every driver's statechart has: the bug check that ends it, the guard on IRQL, and small set arithmetic.
 */
import type { BugcheckName } from '../src/wdk/bugcheck.ts';
import { irqlLimitOf } from '../src/wdk/catalogue.ts';
import type { Irql } from '../src/wdk/irql.ts';
import { irqlAtMost } from '../src/wdk/irql.ts';

/**
 * Why a driver stopped the machine: the bug check a real one would show, the rule that was broken (as Driver Verifier,
 * Static Driver Verifier or the page of the routine names it), and what happened, values included.
 */
export interface Bugcheck {
  readonly code: BugcheckName;
  readonly rule: string;
  readonly message: string;
}

interface Levelled {
  readonly type: string;
  readonly irql?: Irql;
  readonly from?: string;
}

/** Guard: the caller's IRQL is above the limit that the documentation sets for this routine, OID, IRP or IOCTL. */
export function overIrql({ event }: { event: Levelled }): boolean {
  return isAbove(event, irqlLimitOf(event.type));
}

/** Whether the caller's IRQL is above this limit; null: there is none. */
export function isAbove(event: Levelled, limit: Irql | null): boolean {
  return event.irql !== undefined && limit !== null && !irqlAtMost(event.irql, limit);
}

/** The bug check of a call at too high an IRQL: the routine touches pageable memory or waits. */
export function irqlBugcheck(event: Levelled, limit = irqlLimitOf(event.type)): Bugcheck {
  return {
    code: 'DRIVER_IRQL_NOT_LESS_OR_EQUAL',
    rule: `IRQL of ${event.type}`,
    message:
      `${event.from ?? 'someone'} called ${event.type} at ${event.irql}; ` +
      `at most ${limit} is allowed`,
  };
}

/** `list` without the elements that satisfy `unwanted`. */
export function without<T>(list: readonly T[], unwanted: (element: T) => boolean): readonly T[] {
  return list.filter((element) => !unwanted(element));
}

/** A record with one entry changed, keys in ascending order, so that equal situations are equal states. */
export function entry<V>(
  record: Readonly<Record<string, V>>,
  key: string | number,
  value: V | undefined,
): Readonly<Record<string, V>> {
  const next: Record<string, V> = { ...record };
  if (value === undefined) delete next[String(key)];
  else next[String(key)] = value;
  return Object.fromEntries(Object.entries(next).sort(([a], [b]) => compareKeys(a, b)));
}

function compareKeys(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a < b ? -1 : 1;
}

/** The lowest number from `first` on that is not in `used`: a canonical slot. */
export function lowestFree(used: readonly number[], first = 0): number {
  let n = first;
  while (used.includes(n)) n += 1;
  return n;
}
