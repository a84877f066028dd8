/** What a strategy that walks with a cursor says at its end. */
import type { Envelope, Violation } from '../system/index.ts';
import type { Cursor } from './cursor.ts';
import type {
  ExecutionCounts,
  ExploreCounts,
  ExploreOptions,
  ExploreResult,
  Strategy,
  TruncationReason,
} from './options.ts';
import { localStates } from './rest.ts';
import type { Tables } from './tables.ts';

/** Something wrong, and the way to it. */
export interface Finding {
  readonly violation: Violation;
  readonly schedule: readonly Envelope[];
  /** It is wrong with a state for itself (one in which nothing moves any more, or the initial one). */
  readonly still: boolean;
}

/** How a search ended: both absent when everything was looked at and nothing was wrong. */
export interface End {
  readonly found?: Finding | undefined;
  readonly truncated?: TruncationReason | undefined;
}

export interface Extras {
  readonly executions?: ExecutionCounts;
  readonly delays?: number;
}

export function ending(
  tables: Tables,
  strategy: Strategy,
  counts: ExploreCounts,
  { found, truncated }: End,
  extras: Extras = {},
): ExploreResult {
  const { reached, notReached } = tables.checks;
  const known = { strategy, reduction: 'none', notReduced: [], reached, notReached } as const;
  const base = { ...counts, ...known, ...extras };
  if (found !== undefined) {
    const { violation, schedule, still } = found;
    const placed = still ? violation : { ...violation, step: schedule.length };
    const { property } = violation;
    return {
      verdict: 'violated',
      property,
      violation: placed,
      schedule,
      shortest: false,
      ...base,
    };
  }
  if (truncated !== undefined) return { verdict: 'truncated', reason: truncated, ...base };
  return { verdict: 'holds', ...base };
}

/** What is wrong before anything has moved. */
export function initiallyWrong({ tables, columns }: Cursor): Finding | undefined {
  const fault = tables.initial.find((id) => id < 0);
  const violation =
    fault === undefined
      ? tables.checks.global(undefined, localStates(tables.actors, columns))
      : tables.vocabulary.violation(fault);
  return violation === undefined ? undefined : { violation, schedule: [], still: true };
}

/** A reduction that is asked for and not possible is an error that says why. */
export function refuseReduction(strategy: Strategy, { reduction = 'none' }: ExploreOptions): void {
  if (reduction === 'none') return;
  throw new Error(
    `strategy '${strategy}' knows no reduction '${reduction}': use 'breadth-first' or 'depth-first' for it`,
  );
}
