/** Shortest solutions, and sizes, of puzzles: published by those who posed them. */
import { describe, expect, test } from 'vitest';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { StateProperty, SystemSpec } from '../../src/system/index.ts';
import { everyWay } from './every-way.ts';
import { invariant, labelledSteps } from './labelled-steps.ts';
import type { Jugs, River, Tower } from './puzzles.ts';
import { jugs, river, tower } from './puzzles.ts';

const puzzles: readonly {
  readonly name: string;
  readonly system: SystemSpec;
  readonly unsolved: StateProperty;
  readonly steps: number;
}[] = [
  {
    name: 'four gallons',
    system: labelledSteps(jugs),
    unsolved: invariant<Jugs>('Unsolved', ({ big }) => big !== 4),
    steps: 6,
  },
  {
    name: 'missionaries and cannibals',
    system: labelledSteps(river),
    unsolved: invariant<River>(
      'Unsolved',
      ({ missionaries, cannibals }) => missionaries + cannibals > 0,
    ),
    steps: 11,
  },
  {
    name: 'the tower of Hanoi, five discs',
    system: labelledSteps(tower(5)),
    unsolved: invariant<Tower>('Unsolved', ({ pegs }) => pegs.some((peg) => peg !== 2)),
    steps: 31,
  },
];

describe.each(puzzles)('$name', ({ system, unsolved, steps }) => {
  const options: ExploreOptions = { properties: [unsolved] };

  test('the shortest solution', () => {
    const result = explore(system, options);
    expect(result).toMatchObject({ verdict: 'violated', property: 'Unsolved', shortest: true });
    expect(result.verdict === 'violated' && result.schedule).toHaveLength(steps);
  });

  test('every way of searching that looks at everything finds one', () => {
    const { counted, reduced, sampled } = everyWay(system, options);
    const verdicts = [...Object.values(counted), ...Object.values(reduced)].map((each) =>
      each.at(-1),
    );
    expect(new Set(verdicts)).toEqual(new Set(['violated']));
    for (const found of Object.values(sampled)) expect(['Unsolved', 'nothing']).toContain(found);
  });
});

test('four gallons: 16 states, 97 generated', () => {
  const { states, transitions } = explore(labelledSteps(jugs), { reduction: 'none' });
  expect([states, transitions + 1]).toEqual([16, 97]);
});

test.each([3, 4, 5])('the tower of Hanoi, %i discs: 3^n states, 3 (3^n - 1) moves', (discs) => {
  const { states, transitions, depth } = explore(labelledSteps(tower(discs)), {
    reduction: 'none',
  });
  const all = 3 ** discs;
  expect([states, transitions, depth]).toEqual([all, 3 * (all - 1), 2 ** discs]);
});
