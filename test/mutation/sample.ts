/** A sample that is the same for the same seed, and that grows with its size: the larger one holds the smaller. */
import { createHash } from 'node:crypto';

/** At most `size` of the items, in their order. `key` tells them apart. */
export function sampled<T>(
  items: readonly T[],
  key: (item: T) => string,
  { size, seed }: { readonly size: number; readonly seed: number },
): readonly T[] {
  if (items.length <= size) return items;
  const rank = (item: T) =>
    createHash('sha256')
      .update(`${seed} ${key(item)}`)
      .digest('hex');
  const ranked = items.map((item) => ({ item, rank: rank(item) }));
  const chosen = [...ranked].sort((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, size);
  const kept = new Set(chosen);
  return ranked.filter((each) => kept.has(each)).map(({ item }) => item);
}
