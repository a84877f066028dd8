/** What is known of a mutant after it was run, whatever kind of mutant it is. */
import type { DriverName } from './drivers.ts';

export interface MeasuredMutant {
  /** `shared`: in a file that several drivers use. */
  readonly driver: DriverName | 'shared';
  /** What was mutated: Stryker's name of the mutator, or the kind of statechart mutation. */
  readonly kind: string;
  /** Where: `machines/pf/guards.ts:12`, or the place in the chart. */
  readonly place: string;
  /** What was there and what is there instead, for people. */
  readonly change: string;
  readonly outcome: Outcome;
  /** Suites (or scenarios) that find it, each once. */
  readonly killedBy: readonly string[];
}

/** `never run`: no suite comes to this code, so none can find it. */
export type Outcome = 'killed' | 'timeout' | 'survived' | 'never run';

export const isFound = ({ outcome }: MeasuredMutant) =>
  outcome === 'killed' || outcome === 'timeout';
