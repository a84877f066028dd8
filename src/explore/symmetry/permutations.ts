/**
 * Permutations of copies, all made of the exchanges of two neighbours: what is known of these generators is known of
 * every permutation.
 */

/** `permutation[n]`: what copy `n` becomes. */
export type Permutation = readonly number[];

/** A permutation as a generator after another one: `generator` exchanges copies `generator` and `generator + 1`. */
export interface Word {
  readonly permutation: Permutation;
  readonly generator: number;
  /** Place of the permutation that comes first, in the same list. */
  readonly after: number;
}

export function identity(count: number): Permutation {
  return Array.from({ length: count }, (_, n) => n);
}

/** The exchange of copies `generator` and `generator + 1`. */
export function exchange(count: number, generator: number): Permutation {
  return identity(count).map((n) => {
    if (n === generator) return n + 1;
    return n === generator + 1 ? n - 1 : n;
  });
}

/** All permutations, the identity first; each after the one that it is made of. */
export function allPermutations(count: number): readonly Word[] {
  const generators = Array.from({ length: count - 1 }, (_, n) => exchange(count, n));
  const words: Word[] = [{ permutation: identity(count), generator: -1, after: -1 }];
  const known = new Set([identity(count).join()]);
  // The list grows while it is walked.
  for (const [after, word] of words.entries()) {
    for (const [generator, swap] of generators.entries()) {
      const permutation = word.permutation.map((n) => swap[n] as number);
      if (known.has(permutation.join())) continue;
      known.add(permutation.join());
      words.push({ permutation, generator, after });
    }
  }
  return words;
}

/**
 * Exchanges of neighbours that lead through all permutations, each once, from the identity (Steinhaus, Johnson,
 * Trotter): the places that are exchanged.
 */
export function plainChanges(count: number): Int32Array {
  const values = Array.from({ length: count }, (_, n) => n);
  const directions = values.map(() => -1);
  const changes: number[] = [];
  for (;;) {
    const place = largestMobile(values, directions);
    if (place < 0) return Int32Array.from(changes);
    const value = values[place] as number;
    const other = place + (directions[value] as number);
    changes.push(Math.min(place, other));
    values[place] = values[other] as number;
    values[other] = value;
    for (let each = value + 1; each < count; each += 1) {
      directions[each] = -(directions[each] as number);
    }
  }
}

/** The place of the largest value that looks at a smaller one; -1: there is none. */
function largestMobile(values: readonly number[], directions: readonly number[]): number {
  let found = -1;
  for (const [place, value] of values.entries()) {
    const neighbour = values[place + (directions[value] as number)];
    if (neighbour === undefined || neighbour > value) continue;
    if (found < 0 || value > (values[found] as number)) found = place;
  }
  return found;
}
