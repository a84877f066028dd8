/** Orbits of published models, Stateright's counts for states up to renaming: one machine with many indices each. */
import { expect, test } from 'vitest';
import type { Message } from '../../src/system/index.ts';
import { increment } from '../models/increment.ts';
import { twoPhaseCommit } from '../models/two-phase-commit.ts';
import { searchSymmetric } from './symmetry-bfs.ts';

/** Copies that are indices inside one machine, which outside events name in `field`. */
function indices(field: string, count: number) {
  const rename = (message: Message, permutation: readonly number[]): Message => {
    const index = (message as unknown as Record<string, number>)[field] as number;
    return { ...message, [field]: permutation[index] ?? index } as Message;
  };
  return { symmetry: { count, actors: Array.from({ length: count }, () => []), rename } };
}

test.each([
  [1, 12],
  [2, 34],
  [3, 80],
  [4, 166],
  [5, 314],
  [6, 553],
])('two-phase commit with %i resource managers: %i orbits', (managers, orbits) => {
  const { states, violation } = searchSymmetric(twoPhaseCommit(managers), indices('rm', managers));
  expect({ violation, orbits: states.length }).toEqual({ violation: undefined, orbits });
});

test.each([
  [2, 8],
  [3, 22],
  [4, 63],
  [5, 184],
])('increment without a lock, %i threads: %i orbits', (threads, orbits) => {
  const { states } = searchSymmetric(increment(threads, false), indices('thread', threads));
  expect(states.length).toBe(orbits);
});
