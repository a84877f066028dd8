/**
 * Models whose sizes other tools publish: distinct states, generated ones (the initial one and every successor), and
 * levels. The numbers are those of Stateright's own tests and of TLC for the same models.
 */
import { expect, test } from 'vitest';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { SystemSpec } from '../../src/system/index.ts';
import { increment, nothingOverwritten } from './increment.ts';
import { twoPhaseCommit } from './two-phase-commit.ts';

function sizes(system: SystemSpec, options?: ExploreOptions) {
  const { verdict, states, transitions, depth } = explore(system, options);
  return { verdict, distinct: states, generated: transitions + 1, depth };
}

test.each([
  { managers: 1, distinct: 12, generated: 20, depth: 5 },
  { managers: 2, distinct: 56, generated: 154, depth: 8 },
  { managers: 3, distinct: 288, generated: 1_146, depth: 11 },
  { managers: 4, distinct: 1_568, generated: 8_258, depth: 14 },
  { managers: 5, distinct: 8_832, generated: 58_146, depth: 17 },
])('two-phase commit, $managers resource managers: $distinct states', ({ managers, ...size }) => {
  expect(sizes(twoPhaseCommit(managers))).toEqual({ verdict: 'holds', ...size });
});

test.each([
  { threads: 2, distinct: 13, generated: 15 },
  { threads: 3, distinct: 84, generated: 112 },
  { threads: 4, distinct: 755, generated: 1_157 },
  { threads: 5, distinct: 8_638, generated: 15_206 },
])('increment without a lock, $threads threads: $distinct states', ({ threads, ...size }) => {
  const depth = 2 * threads + 1;
  expect(sizes(increment(threads, false))).toEqual({ verdict: 'holds', ...size, depth });
});

test.each([
  { threads: 2, distinct: 17 },
  { threads: 3, distinct: 61 },
  { threads: 4, distinct: 257 },
  { threads: 5, distinct: 1_301 },
])('increment with a lock, $threads threads: $distinct states', ({ threads, distinct }) => {
  const found = sizes(increment(threads, true), { properties: [nothingOverwritten] });
  expect(found).toMatchObject({ verdict: 'holds', distinct, depth: 4 * threads + 1 });
});

test('increment without a lock loses one of two increments', () => {
  const result = explore(increment(2, false), { properties: [nothingOverwritten] });
  expect(result).toMatchObject({ verdict: 'violated', property: 'NothingOverwritten' });
});
