/** What a suite is to cover, and how. */
import type { Limits } from './limits.ts';
import type { Criterion, Method, Observation } from './suite.ts';

export interface GenerateOptions {
  /** What the tests must cover; every other criterion is measured and reported too. `['transitions']` unless given. */
  readonly criteria?: readonly Criterion[];
  /** How the paths are chosen: `tour` unless given. The others identify states, and cover all transitions besides. */
  readonly method?: Method;
  /** k, for the methods that identify states; 0 unless given. */
  readonly extraStates?: number;
  /** What can be seen of the implementation; `status` unless given. */
  readonly observes?: Observation;
  readonly limits?: Limits;
}
