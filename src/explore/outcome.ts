/** How a search ended, as its result. */
import type {
  ExploreCounts,
  ExploreResult,
  Reduction,
  Strategy,
  TruncationReason,
} from './options.ts';
import type { Trail } from './schedule.ts';
import type { Tables } from './tables.ts';

export interface Outcome {
  readonly strategy: Strategy;
  readonly reduction: Reduction;
  readonly notReduced: readonly string[];
  /** What is wrong. */
  readonly trail?: Trail;
  /** No way is shorter. */
  readonly isShortest?: boolean;
  readonly truncated?: TruncationReason;
}

export function resultOf(tables: Tables, counts: ExploreCounts, outcome: Outcome): ExploreResult {
  const { trail, truncated, isShortest: shortest = false, ...how } = outcome;
  const { reached, notReached } = tables.checks;
  const base = { ...counts, reached, notReached, ...how };
  if (trail !== undefined) {
    const { violation, schedule } = trail;
    return {
      verdict: 'violated',
      property: violation.property,
      violation,
      schedule,
      shortest,
      ...base,
    };
  }
  if (truncated !== undefined) return { verdict: 'truncated', reason: truncated, ...base };
  return { verdict: 'holds', ...base };
}

/** Calls of XState so far. */
export function machineStepsOf({ actors, watch, own }: Tables): number {
  let steps = watch.machineSteps + own.machineSteps;
  for (const { states } of actors) steps += states.machineSteps;
  return steps;
}
