/** The packed store against a plain map: numbers in order of coming, whatever the layout. */
import { expect, test } from 'vitest';
import { hashOf } from '../../src/explore/hash.ts';
import { pack, unpack } from '../../src/explore/layout.ts';
import { Lineage } from '../../src/explore/lineage.ts';
import { PackedStore } from '../../src/explore/store.ts';
import { randomBelow } from '../../src/trace/random.ts';

test('states keep their numbers while columns grow (40,000 states, seed 7)', () => {
  const random = randomBelow(7);
  const counts = [2, 2, 2, 2, 2];
  const store = new PackedStore(counts);
  const known = new Map<string, number>();
  for (let n = 0; n < 60_000; n += 1) {
    const grown = random(5);
    if (n % 97 === 0 && counts[grown] !== undefined) counts[grown] = (counts[grown] ?? 0) * 2;
    if (counts.some((count, column) => count - 1 > (store.layout.mask[column] ?? 0))) {
      store.refit(counts);
    }
    for (const [column, count] of counts.entries()) counts[column] = Math.min(count, 5_000);
    const columns = Int32Array.from(counts, (count) => random(Math.min(count, 9)));
    const words = new Int32Array(store.layout.words);
    pack(store.layout, columns, words);
    const expected = known.get(columns.join());
    const index = store.insert(words, 0, hashOf(columns));
    if (expected === undefined) known.set(columns.join(), index);
    expect(index).toBe(expected === undefined ? known.size - 1 : -1 - expected);
  }
  expect(store.length).toBe(known.size);
  const columns = new Int32Array(5);
  for (const [key, index] of known) {
    const words = new Int32Array(store.layout.words);
    store.read(index, words);
    unpack(store.layout, words, columns);
    expect(columns.join()).toBe(key);
  }
});

test('a lineage finds the parents again, also of more children than a byte counts', () => {
  const lineage = new Lineage();
  const parents = [-1];
  const children = [3, 300, 0, 2, 255, 1, 0, 7];
  for (const [state, count] of children.entries()) {
    lineage.expanded(count);
    for (let n = 0; n < count; n += 1) parents.push(state);
  }
  for (let state = 0; state < parents.length; state += 1) {
    const path = [state];
    while (path[0] !== 0) path.unshift(parents[path[0] as number] as number);
    expect(lineage.path(state)).toEqual(path);
  }
});
