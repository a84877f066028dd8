/** A violating schedule made minimal: nothing in it can be left out. */
import type { Violation } from '../system/index.ts';
import type { Place, Walk, Walker } from './walker.ts';
import { OutOfEffort } from './walker.ts';

export interface Shrunk {
  /** Envelopes by number. */
  readonly taken: readonly number[];
  readonly violation: Violation;
  /** The violation is that of a state in which nothing can move any more. */
  readonly still: boolean;
  readonly end: Place;
  /** Each delivery was left out once, and the violation was gone, or the schedule no shorter. */
  readonly minimal: boolean;
}

interface Violating extends Walk {
  readonly violation: Violation;
}

/**
 * Leaves out halves, quarters and so on down to single deliveries (Zeller's ddmin), with everything that is then no
 * longer possible, until nothing more can go. For a violation at rest the schedule is then completed in a fair order.
 */
export function shrink(walker: Walker, given: Violating): Shrunk {
  let best = given;
  let minimal = false;
  try {
    let size = Math.max(1, best.taken.length >> 1);
    for (;;) {
      const shorter = pass(walker, best, size);
      if (shorter !== undefined) {
        best = shorter;
        size = Math.max(1, Math.min(size, best.taken.length >> 1));
      } else if (size === 1) {
        minimal = true;
        break;
      } else size = Math.max(1, size >> 1);
    }
  } catch (error) {
    if (!(error instanceof OutOfEffort)) throw error;
  }
  const { taken, violation, still = false, end } = best;
  return { taken, violation, still, end, minimal };
}

/** Leaves out pieces of this size, one after the other; the result when at least one could go. */
function pass(walker: Walker, given: Violating, size: number): Violating | undefined {
  let best = given;
  let places = placesOf(walker, best);
  // From the end: what is left out there spoils the least of what follows.
  let at = best.taken.length - size;
  while (at > -size) {
    const start = Math.max(0, at);
    const shorter = without(walker, best, places[start] as Place, start, at + size);
    if (shorter !== undefined) {
      best = shorter;
      places = placesOf(walker, best);
      at = Math.min(at, best.taken.length) - size;
    } else at -= size;
  }
  return best === given ? undefined : best;
}

/** The schedule without the deliveries from `start` to before `end`; undefined when that is no shorter way to it. */
export function without(
  walker: Walker,
  best: Violating,
  place: Place,
  start: number,
  end: number,
): Violating | undefined {
  const head = best.taken.slice(0, start);
  const tail = best.taken.slice(end).map((number) => walker.keyOf(number));
  const walk = walker.follow(place, tail, head);
  let taken = [...head, ...walk.taken];
  let { violation, still, end: last } = walk;
  if (violation === undefined && best.still === true && taken.length < best.taken.length) {
    const rest = walker.complete(last, taken, best.taken.length - taken.length);
    taken = [...taken, ...rest.taken];
    ({ violation, still, end: last } = rest);
  }
  if (violation?.property !== best.violation.property) return undefined;
  if (taken.length >= best.taken.length) return undefined;
  return { taken, violation, end: last, ...(still === true ? { still } : {}) };
}

/** The place before each delivery. */
export function placesOf(walker: Walker, { taken }: Walk): readonly Place[] {
  const places = [walker.initial];
  let place = walker.initial;
  for (const number of taken.slice(0, -1)) {
    const walk = walker.follow(place, [walker.keyOf(number)]);
    place = walk.end;
    places.push(place);
  }
  return places;
}
