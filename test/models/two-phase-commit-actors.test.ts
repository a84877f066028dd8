/**
 * Two-phase commit as actors has the states and transitions of the abstract model: Stateright's and TLC's counts; and
 * up to a renaming of its resource managers as many states as there are orbits.
 */
import { expect, test } from 'vitest';
import { explore } from '../../src/explore/index.ts';
import { managersAreAlike, twoPhaseCommitActors } from './two-phase-commit-actors.ts';

test.each([
  { managers: 1, states: 12, generated: 20, depth: 5 },
  { managers: 2, states: 56, generated: 154, depth: 8 },
  { managers: 3, states: 288, generated: 1_146, depth: 11 },
  { managers: 4, states: 1_568, generated: 8_258, depth: 14 },
  { managers: 5, states: 8_832, generated: 58_146, depth: 17 },
  { managers: 6, states: 50_816, generated: 402_306, depth: 20 },
  { managers: 7, states: 296_448, generated: 2_744_706, depth: 23 },
])('$managers resource managers: $states states', ({ managers, ...published }) => {
  const { verdict, states, transitions, depth } = explore(twoPhaseCommitActors(managers), {
    channels: 'bag',
    duplicating: true,
    reduction: 'none',
  });
  const found = { verdict, states, generated: transitions + 1, depth };
  expect(found).toEqual({ verdict: 'holds', ...published });
});

test.each([
  [1, 12],
  [2, 34],
  [3, 80],
  [4, 166],
  [5, 314],
])('%i resource managers, states that differ by their names are one: %i', (managers, orbits) => {
  const { verdict, states, reduction } = explore(twoPhaseCommitActors(managers), {
    channels: 'bag',
    duplicating: true,
    reduction: 'symmetry',
    symmetry: managersAreAlike(managers),
  });
  expect({ verdict, states, reduction }).toEqual({
    verdict: 'holds',
    states: orbits,
    reduction: 'symmetry',
  });
});
