/**
 * Models of the TLA+ examples: distinct states, generated ones (the initial one and every successor) and depth, as
 * their manifest gives them for TLC.
 */
import { expect, test } from 'vitest';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { SystemSpec } from '../../src/system/index.ts';
import { diningPhilosophers } from './dining-philosophers.ts';
import { echo } from './echo.ts';
import { mutualExclusion, peterson } from './peterson.ts';
import { transactionCommit } from './transaction-commit.ts';
import { twoPhaseCommit } from './two-phase-commit.ts';

function sizes(system: SystemSpec, options: ExploreOptions = {}) {
  const found = explore(system, { reduction: 'none', ...options });
  const { verdict, states, transitions, depth, restStates } = found;
  return { verdict, states, generated: transitions + 1, depth, restStates };
}

test('dining philosophers, five of them', () => {
  const found = sizes(diningPhilosophers(5), { deadlock: true });
  expect(found).toEqual({ verdict: 'holds', states: 67, generated: 336, depth: 29, restStates: 0 });
});

test('Peterson', () => {
  const found = sizes(peterson(), { properties: [mutualExclusion] });
  expect(found).toEqual({ verdict: 'holds', states: 42, generated: 77, depth: 11, restStates: 0 });
});

test('echo, three nodes: TLC also counts a step that changes nothing in each state at the end', () => {
  const { generated, restStates, ...found } = sizes(echo(3), { channels: 'bag' });
  expect(found).toEqual({ verdict: 'holds', states: 75, depth: 16 });
  expect(generated + restStates).toBe(116);
});

test('transaction commit, three resource managers', () => {
  const found = sizes(transactionCommit(3));
  expect(found).toMatchObject({ verdict: 'holds', states: 34, generated: 94, depth: 7 });
});

test('two-phase commit, three resource managers', () => {
  const found = sizes(twoPhaseCommit(3));
  expect(found).toMatchObject({ verdict: 'holds', states: 288, generated: 1_146, depth: 11 });
});
