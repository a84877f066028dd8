/** When a search has one thread, however many are allowed. */
import type { Visitor } from '../judge.ts';
import type { ExploreOptions, ExploreResult } from '../options.ts';
import type { Plan } from '../reduction/plan.ts';

/** Fewer states are done before other threads have started. */
export const workersFrom = 200_000;
export const mostWorkers = 64;

/** Whether several threads may work at a search: what learns as it goes, or writes down what it learns, goes alone. */
export function mayShare(options: ExploreOptions, plan: Plan, { expanded }: Visitor): boolean {
  const { checkpoint, resume } = options;
  const { sets, canonical, visit } = plan;
  return [checkpoint, resume, sets, canonical, visit, expanded].every((each) => each === undefined);
}

/** Why one thread has done it all; undefined when others have helped. `isSaved`: it can be resumed. */
export function whyAlone(result: ExploreResult, isSaved: boolean): string | undefined {
  const { strategy, reduction, states } = result;
  if (strategy !== 'breadth-first') return `the strategy ${strategy} has one thread`;
  if (isSaved) return 'a search with checkpoints has one thread';
  if (reduction !== 'none') {
    return `only a search without reduction has more than one thread (here: ${reduction})`;
  }
  if (states < workersFrom) {
    return `the other threads begin at ${workersFrom.toLocaleString('en-US')} states`;
  }
  return undefined;
}

/** Throws for what is no number of threads. */
export function checkWorkers({ workers = 1 }: ExploreOptions): void {
  if (Number.isInteger(workers) && workers >= 1 && workers <= mostWorkers) return;
  throw new RangeError(`workers: ${workers} is not a whole number from 1 to ${mostWorkers}`);
}
