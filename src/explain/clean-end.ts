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
  readonly taken: readonly number[];
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
  const open: Branch[] = [{ place: from, taken: [] }];
  for (let branch = open.pop(); branch !== undefined; branch = open.pop()) {
    const { place, taken } = branch;
    const moves = walker.moves(place);
    if (moves.length === 0 && walker.atRest(place, [...path, ...taken]) === undefined) {
      return { kind: 'clean', taken };
    }
    const sorted = [...moves].sort((a, b) => rank(walker, a) - rank(walker, b));
    for (const move of sorted) {
      const next = walker.step(place, move);
      if (!isPlace(next)) continue;
      const key = next.join();
      if (seen.has(key)) continue;
      if (seen.size >= most) return { kind: 'unknown' };
      seen.add(key);
      open.push({ place: next, taken: [...taken, move.envelope] });
    }
  }
  return { kind: 'none' };
}

/** Plain deliveries are looked at first, which means that they are put on the stack last. */
function rank(walker: Walker, { envelope }: { readonly envelope: number }): number {
  return isPlain(walker.envelope(envelope)) ? 1 : 0;
}
