/**
 * `indexer` of Flanagan and Godefroid, "Dynamic Partial-Order Reduction for Model Checking Software", POPL 2005,
 * figure 1: threads that each insert four values into a hash table of 128 by compare-and-swap, looking for the next
 * free place. With fewer than twelve threads no two meet at a place.
 */
import type { SystemSpec } from '../../src/system/index.ts';
import { cell, thread, threads } from './memory-actors.ts';

const size = 128;
const messages = 4;

interface Insertion {
  readonly id: number;
  /** Messages taken so far. */
  readonly taken: number;
  readonly value: number;
  readonly place: number;
}

function swap(insertion: Insertion) {
  const { value, place } = insertion;
  const access = { type: 'Cas', expected: 0, value } as const;
  return { variables: insertion, at: `table${place}`, access, next: 'swapped' };
}

function next({ id, taken }: Insertion) {
  if (taken === messages) return {};
  const value = (taken + 1) * 11 + id;
  return swap({ id, taken: taken + 1, value, place: (value * 7) % size });
}

function inserter(id: number) {
  return thread<Insertion>(
    {
      begin: next,
      swapped: (insertion, success) =>
        success === 1
          ? next(insertion)
          : swap({ ...insertion, place: (insertion.place + 1) % size }),
    },
    { id, taken: 0, value: 0, place: 0 },
  );
}

export function indexer(count: number): SystemSpec {
  const table = Array.from({ length: size }, (_, place) => [`table${place}`, cell(0)]);
  const inserters = Array.from({ length: count }, (_, id) => [`thread${id}`, inserter(id)]);
  return threads(Object.fromEntries(table), Object.fromEntries(inserters));
}
