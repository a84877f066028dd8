/** A run that goes on from a schedule in the order of sending, as a live run does. */
import type { Envelope } from '../../system/index.ts';
import type { WorldState } from '../../trace/world.ts';
import { outsideEvents, World, worldRules } from '../../trace/world.ts';
import { sessionOf } from './run.ts';
import type { ViewSystem } from './system.ts';

/** Most deliveries of a run that goes on by itself. */
const longest = 20_000;

/**
 * The schedule and what comes after it, to the end: until nothing can move any more, or up to the step that violates.
 * What may come from outside does not come by itself.
 */
export function continued(system: ViewSystem, head: readonly Envelope[]): readonly Envelope[] {
  const world = new World(system.spec, worldRules(system.rules ?? {}));
  let state = world.initial;
  const schedule = [...head];
  for (const [n, envelope] of head.entries()) {
    const made = world.take(state, envelope);
    if (made === undefined) throw new RangeError(`step ${n + 1} is not possible`);
    if (made.error !== undefined) return head.slice(0, n + 1);
    state = made.state;
  }
  while (schedule.length < longest) {
    const next = nextOf(system, world, state);
    const made = next === undefined ? undefined : world.take(state, next);
    if (next === undefined || made === undefined) break;
    schedule.push(next);
    if (made.error !== undefined) break;
    state = made.state;
  }
  return upToViolation(system, schedule);
}

/** The oldest message that may be delivered; else the timer that is due first. */
function nextOf({ spec }: ViewSystem, world: World, state: WorldState): Envelope | undefined {
  const possible = world.possible(state);
  const timers = possible.filter(({ from }) => from === 'timer');
  const outside = outsideEvents(spec, world.view(state)).length;
  if (possible.length > timers.length + outside) return possible[0];
  let first: { readonly timer: Envelope; readonly due: number } | undefined;
  for (const timer of timers) {
    const due = world.take(state, timer)?.state.timeMs ?? Number.POSITIVE_INFINITY;
    if (first === undefined || due < first.due) first = { timer, due };
  }
  return first?.timer;
}

function upToViolation(system: ViewSystem, schedule: readonly Envelope[]): readonly Envelope[] {
  const session = sessionOf(system, schedule);
  while (session.forward()) {
    if (session.view().violations.length > 0) return schedule.slice(0, session.position);
  }
  return schedule;
}
