/** The packed store against a plain map: numbers in order of coming, whatever the layout. */
import { expect, test } from 'vitest';
import { hashOf } from '../../src/explore/hash.ts';
import { pack, unpack } from '../../src/explore/layout.ts';
import { Lineage } from '../../src/explore/lineage.ts';
import { PackedStore } from '../../src/explore/store.ts';
import { findStates } from '../../src/explore/store-view.ts';
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

/** Adds random states until there are so many; by number they are in `all`. */
function fill(store: PackedStore, all: Int32Array[], states: number, seed: number): void {
  const random = randomBelow(seed);
  while (all.length < states) {
    const columns = Int32Array.from(sizes, (size) => random(size));
    if (insert(store, columns) === all.length) all.push(columns);
  }
}

const sizes = [40, 300, 7, 5_000];

function packed(store: PackedStore, columns: Int32Array): Int32Array {
  const words = new Int32Array(store.layout.words);
  pack(store.layout, columns, words);
  return words;
}

function insert(store: PackedStore, columns: Int32Array): number {
  return store.insert(packed(store, columns), 0, hashOf(columns));
}

/** What the store says when it is asked for all of them at once. */
function found(store: PackedStore, all: readonly Int32Array[]): number[] {
  const words = all.flatMap((columns) => [...packed(store, columns)]);
  const numbers = new Int32Array(all.length);
  store.find(Int32Array.from(words), Int32Array.from(all, hashOf), all.length, numbers);
  return [...numbers];
}

test('find knows each state by its number, and no other (20,000 states, seed 3)', () => {
  const store = new PackedStore(sizes);
  const all: Int32Array[] = [];
  fill(store, all, 20_000, 3);
  expect(found(store, all)).toEqual([...all.keys()]);
  // One of them with another id in a column that has room for it.
  const others = all.slice(0, 5_000).map((each) => each.with(2, 7));
  expect(new Set(found(store, others))).toEqual(new Set([-1]));
  expect(store.length).toBe(20_000);
});

test('tighten takes back the room of the beginning, and refit gives some again (70,000 states, seed 4)', () => {
  const store = new PackedStore(sizes);
  const all: Int32Array[] = [];
  fill(store, all, 60_000, 4);
  expect(store.isLoose).toBe(false);
  const words = store.layout.words;
  fill(store, all, 70_000, 5);
  expect(store.isLoose).toBe(true);
  expect(store.tighten(sizes)).toBe(true);
  expect(store.isLoose).toBe(false);
  expect(store.layout.words).toBeLessThan(words);
  expect(found(store, all)).toEqual([...all.keys()]);
  // Nothing more can be saved.
  const { layout } = store;
  expect(store.tighten(sizes)).toBe(false);
  expect(store.layout).toBe(layout);
  store.refit([1_000, 100_000, 7, 5_000]);
  const large = Int32Array.from([999, 99_999, 6, 4_999]);
  expect(insert(store, large)).toBe(70_000);
  all.push(large);
  expect(found(store, all)).toEqual([...all.keys()]);
});

test('a store that is shared has the same states, in memory that other threads can read', () => {
  const store = new PackedStore(sizes);
  const all: Int32Array[] = [];
  fill(store, all, 3_000, 6);
  store.share();
  fill(store, all, 90_000, 8);
  expect(found(store, all)).toEqual([...all.keys()]);
  for (const { buffer } of [store.view.slots, ...store.view.chunks]) {
    expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  }
  // Who knows of fewer states finds fewer.
  const numbers = new Int32Array(all.length);
  const words = Int32Array.from(all.flatMap((columns) => [...packed(store, columns)]));
  findStates(store.view, 50_000, words, Int32Array.from(all, hashOf), all.length, numbers);
  expect([...numbers]).toEqual(all.map((_, n) => (n < 50_000 ? n : -1)));
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
