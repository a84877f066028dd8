/**
 * Sleep sets on top of persistent sets, depth first: against a search that leaves nothing out, and against persistent
 * sets alone. A sleep set that is wrong on purpose must be caught.
 */
import { expect, test } from 'vitest';
import { explore } from '../../src/explore/index.ts';
import { stackOf } from '../stack/run-scenario.ts';
import { soundRelation } from './reduction-agreement.ts';
import { randomCase, searched } from './reduction-compare.ts';

const seeds = Array.from({ length: 400 }, (_, n) => n + 1);

test(`400 random systems, seeds 1 to ${seeds.length}: what a plain search finds`, () => {
  for (const seed of seeds) {
    const given = randomCase(seed);
    const plain = searched(given, 'breadth-first');
    if (plain.result.verdict === 'truncated') continue;
    const asleep = searched(given, 'with sleep sets', soundRelation(given));
    expect({ seed, ...asleep.findings }).toEqual({ seed, ...plain.findings });
  }
});

test(`never more states or moves than with the same persistent sets alone: seeds 1 to ${seeds.length}`, () => {
  const seen = { equal: 0, fewer: 0, more: 0 };
  for (const seed of seeds) {
    const given = randomCase(seed);
    // Which states are expanded fully depends on the order in which they are found: that would be another set.
    const relation = { ...soundRelation(given), fair: false };
    const awake = searched(given, 'depth-first', relation).result;
    const asleep = searched(given, 'with sleep sets', relation).result;
    if (awake.verdict !== 'holds' || asleep.verdict !== 'holds') continue;
    if (asleep.states > awake.states || asleep.transitions > awake.transitions) seen.more += 1;
    else if (asleep.transitions < awake.transitions) seen.fewer += 1;
    else seen.equal += 1;
  }
  expect(seen).toMatchInlineSnapshot(`
    {
      "equal": 303,
      "fewer": 45,
      "more": 0,
    }
  `);
});

test('"who is sent something sleeps on" is caught (seeds 1 to 400)', () => {
  let caught = 0;
  for (const seed of seeds) {
    if (caught === 3) break;
    const given = randomCase(seed);
    const plain = searched(given, 'breadth-first');
    if (plain.result.verdict === 'truncated') continue;
    const asleep = searched(given, 'with sleep sets', { ...soundRelation(given), wakes: false });
    if (JSON.stringify(asleep.findings) !== JSON.stringify(plain.findings)) caught += 1;
  }
  expect(caught).toBe(3);
});

test('on the stack: the same findings, fewer deliveries (teardown, 1 VF, with and without VBD)', () => {
  for (const vbd of [true, false]) {
    const { spec } = stackOf('teardown', { vfs: 1, vbd });
    const deep = { strategy: 'depth-first' } as const;
    const awake = explore(spec, { ...deep, reduction: 'partial-order' });
    const asleep = explore(spec, deep);
    expect(asleep).toMatchObject({
      verdict: 'holds',
      reduction: 'partial-order and sleep sets',
      restStates: awake.restStates,
    });
    expect(asleep.transitions).toBeLessThan(awake.transitions);
    expect(asleep.states).toBeLessThanOrEqual(awake.states);
  }
});

test('breadth first has none, and says why when it is asked', () => {
  const { spec } = stackOf('bring-up', { vfs: 1, vbd: false });
  expect(() => explore(spec, { reduction: 'partial-order and sleep sets' })).toThrow(
    "reduction 'partial-order and sleep sets' is not possible: they are for depth-first: level by level",
  );
});
