/** Runs before a reduced search change nothing but how often it must begin again. */
import { expect, test } from 'vitest';
import { soundRelation } from './reduction-agreement.ts';
import { randomCase, searched } from './reduction-compare.ts';

test('200 random systems with runs before the search: seeds 1 to 200', () => {
  const passes = { without: 0, with: 0 };
  for (let seed = 1; seed <= 200; seed += 1) {
    const given = randomCase(seed);
    const relation = soundRelation(given);
    const plain = searched(given, 'breadth-first');
    if (plain.result.verdict === 'truncated') continue;
    const without = searched(given, 'breadth-first', relation);
    const rehearsed = searched(given, 'breadth-first', relation, true);
    expect({ seed, ...rehearsed.findings }).toEqual({ seed, ...plain.findings });
    passes.without += (without.result.passes ?? 1) - 1;
    passes.with += (rehearsed.result.passes ?? 1) - 1;
  }
  expect(passes.without).toBeGreaterThan(20);
  expect(passes.with).toBeLessThan(passes.without / 2);
});
