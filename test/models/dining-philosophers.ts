/**
 * Dining philosophers who hand forks to each other: Chandy and Misra, "The drinking philosophers problem" (1984), in
 * the steps of the TLA+ examples' DiningPhilosophers: a philosopher gives a dirty fork away, cleaned; eats with two
 * clean ones; eating makes them dirty.
 */
import type { SystemSpec } from '../../src/system/index.ts';
import { replaced, sharedMemory } from './shared-memory.ts';

interface Fork {
  readonly holder: number;
  readonly clean: boolean;
}

interface Table {
  /** Fork `n` lies to the left of philosopher `n`. */
  readonly forks: readonly Fork[];
  readonly hungry: readonly boolean[];
  readonly at: readonly ('loop' | 'eat' | 'think')[];
}

export function diningPhilosophers(count: number): SystemSpec {
  const each = Array.from({ length: count }, (_, n) => n);
  const right = (n: number) => (n + 1) % count;
  const left = (n: number) => (n + count - 1) % count;
  const forkAt = ({ forks }: Table, fork: number) => forks[fork] as Fork;

  /** A dirty fork of his own goes to the neighbour on that side; the left one first. */
  const handOver = (table: Table, self: number): readonly Fork[] => {
    for (const [fork, neighbour] of [
      [self, left(self)],
      [right(self), right(self)],
    ] as const) {
      const { holder, clean } = forkAt(table, fork);
      if (holder === self && !clean) {
        return replaced(table.forks, fork, { holder: neighbour, clean: true });
      }
    }
    return table.forks;
  };
  const canEat = (table: Table, self: number) =>
    [self, right(self)].every((fork) => {
      const { holder, clean } = forkAt(table, fork);
      return holder === self && clean;
    });
  const soil = ({ forks }: Table, fork: number): readonly Fork[] =>
    replaced(forks, fork, { ...(forks[fork] as Fork), clean: false });

  const loop = (table: Table, self: number): Table => {
    const hungryNext = canEat(table, self) ? 'eat' : 'loop';
    const next = table.hungry[self] === true ? hungryNext : 'think';
    return { ...table, forks: handOver(table, self), at: replaced(table.at, self, next) };
  };
  const eat = (table: Table, self: number): Table => ({
    forks: soil({ ...table, forks: soil(table, self) }, right(self)),
    hungry: replaced(table.hungry, self, false),
    at: replaced(table.at, self, 'loop'),
  });
  const think = (table: Table, self: number): Table => ({
    ...table,
    hungry: replaced(table.hungry, self, true),
    at: replaced(table.at, self, 'loop'),
  });

  const steps = { loop, eat, think };
  const initial: Table = {
    forks: each.map((fork) => ({ holder: fork === 1 ? 0 : fork, clean: false })),
    hungry: each.map(() => true),
    at: each.map(() => 'loop'),
  };
  const step = (table: Table, self: number) => steps[table.at[self] as 'loop'](table, self);
  return { actors: { table: sharedMemory(initial, { step }, count) }, initial: [] };
}
