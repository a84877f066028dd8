/**
 * Wakeup trees (Abdulla, Aronis, Jonsson, Sagonas, "Optimal Dynamic Partial Order Reduction", POPL 2014): beginnings of
 * executions that are still to be looked at from a state, in an order in which none of them is equal to one that comes
 * before. With them no execution is begun that has to be given up.
 */
import type { Dependence } from './dependence.ts';
import type { Occurrence } from './occurrence.ts';

export interface Branch {
  readonly occurrence: Occurrence;
  readonly children: Branch[];
}

/**
 * Whether `first`, which is possible before `sequence`, could as well come first in it, or in a continuation of it: it
 * is in `sequence` and nothing before it there depends on it, or is not in it and nothing in it does. Looks at what is
 * in `sequence` from `start` on.
 */
export function mayBeFirst(
  first: Occurrence,
  sequence: readonly Occurrence[],
  dependence: Dependence,
  start = 0,
): boolean {
  return placeIn(sequence, first, dependence, start) !== notFirst;
}

/** Adds `sequence` to the branches, unless what they already begin covers it. */
export function insert(
  branches: Branch[],
  sequence: readonly Occurrence[],
  dependence: Dependence,
): void {
  let siblings = branches;
  let rest = sequence;
  let start = 0;
  for (;;) {
    let place = notFirst;
    const match = siblings.find(({ occurrence }) => {
      place = placeIn(rest, occurrence, dependence, start);
      return place !== notFirst;
    });
    if (match === undefined) break;
    // A leaf stands for everything that begins with it.
    if (match.children.length === 0) return;
    siblings = match.children;
    if (place === start) start += 1;
    else if (place < rest.length) {
      rest = [...rest.slice(start, place), ...rest.slice(place + 1)];
      start = 0;
    }
  }
  let chain: Branch[] = [];
  for (let n = rest.length - 1; n >= start; n -= 1) {
    chain = [{ occurrence: rest[n] as Occurrence, children: chain }];
  }
  siblings.push(...chain);
}

const notFirst = -1;

/** Where it is in the sequence, if it may be first; behind the end, if it is not in it. */
function placeIn(
  sequence: readonly Occurrence[],
  first: Occurrence,
  dependence: Dependence,
  start: number,
): number {
  for (let n = start; n < sequence.length; n += 1) {
    const each = sequence[n] as Occurrence;
    if (each.label === first.label) return n;
    if (dependence.dependent(each, first)) return notFirst;
  }
  return sequence.length;
}
