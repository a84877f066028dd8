/** Whether a clean end can still be reached: everything at rest, and nothing wrong. */
import type { Place, Walker } from './walker.ts';
import { isPlace, isPlain } from './walker.ts';

export type CleanEnd =
  | { readonly kind: 'clean'; readonly taken: readonly number[] }
  /** Every continuation violates, or never comes to rest. */
  | { readonly kind: 'none' }
  /** The bound was reached first. */
  | { readonly kind: 'unknown' };

interface Branch {
  readonly place: Place;
  /** The delivery that led here, and where it was made. */
  readonly last?: number;
  readonly before?: Branch;
}

/** `path`: the deliveries that led to `from`. At most `most` states are looked at. */
export function cleanEnd(
  walker: Walker,
  from: Place,
  path: readonly number[],
  most: number,
): CleanEnd {
  const straight = walker.complete(from, path);
  if (straight.kind === 'clean') return { kind: 'clean', taken: straight.taken };
  const seen = new Set([from.join()]);
  const open: Branch[] = [{ place: from }];
  let isWhole = true;
  for (let branch = open.pop(); branch !== undefined; branch = open.pop()) {
    const { place } = branch;
    // Messages become ever more there: what comes of it is not looked at.
    if (walker.isFlooded(place)) {
      isWhole = false;
      continue;
    }
    const moves = walker.moves(place);
    if (moves.length === 0) {
      const taken = takenTo(branch);
      if (walker.atRest(place, [...path, ...taken]) === undefined) return { kind: 'clean', taken };
    }
    const sorted = [...moves].sort((a, b) => rank(walker, a) - rank(walker, b));
    for (const move of sorted) {
      const next = walker.step(place, move);
      if (!isPlace(next)) continue;
      const key = next.join();
      if (seen.has(key)) continue;
      if (seen.size >= most) return { kind: 'unknown' };
      seen.add(key);
      open.push({ place: next, last: move.envelope, before: branch });
    }
  }
  return { kind: isWhole ? 'none' : 'unknown' };
}

function takenTo(branch: Branch): readonly number[] {
  const taken: number[] = [];
  for (let at: Branch | undefined = branch; at?.last !== undefined; at = at.before) {
    taken.push(at.last);
  }
  return taken.reverse();
}

/** Plain deliveries are looked at first, which means that they are put on the stack last. */
function rank(walker: Walker, { envelope }: { readonly envelope: number }): number {
  return isPlain(walker.envelope(envelope)) ? 1 : 0;
}
