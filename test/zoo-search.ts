/** How the tests of the zoo search a system, and read its schedule. Not shipped, as the entries are. */
import type { ExploreResult } from '../src/explore/index.ts';
import { explore } from '../src/explore/index.ts';
import type { ZooSystem } from './zoo/entry.ts';

export const search = ({ spec, properties, timers = 'idle' }: ZooSystem): ExploreResult =>
  explore(spec, { properties, timers, strategy: 'breadth-first' });

/** Every order, so that the first of several shortest schedules does not depend on what a reduction leaves out. */
export const find = ({ spec, properties, timers = 'idle' }: ZooSystem): ExploreResult =>
  explore(spec, { properties, timers, strategy: 'breadth-first', reduction: 'none' });

/** What of the story does not stand in the schedule in its order. */
export function missingFrom(steps: readonly string[], story: readonly string[]): readonly string[] {
  let at = 0;
  return story.filter((wanted) => {
    const found = steps.indexOf(wanted, at);
    if (found < 0) return true;
    at = found + 1;
    return false;
  });
}
