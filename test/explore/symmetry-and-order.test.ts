/** Partial-order reduction and symmetry together, against a search that leaves nothing out: modulo renaming. */
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/index.ts';
import { replaySchedule } from '../../src/trace/replay.ts';
import type { SymmetricSystem } from './symmetric-system.ts';
import { symmetricSystem } from './symmetric-system.ts';
import type { Ways } from './symmetry-compare.ts';
import { searched } from './symmetry-compare.ts';

const seeds = Array.from({ length: 600 }, (_, n) => n + 1);

/** Those in whose channels deliveries at different receivers commute. */
function reducible(seed: number): SymmetricSystem | undefined {
  const system = symmetricSystem(seed);
  const { channels = 'fifo' } = system.options;
  return channels === 'fifo' || channels === 'bag' ? system : undefined;
}

test.each([
  [1, 200],
  [201, 400],
  [401, 600],
])(
  'as a plain search, in more than 100 random systems of copies: seeds %i to %i',
  (first, last) => {
    const seen = { holds: 0, violated: 0, truncated: 0, fewer: 0, fewerStill: 0, again: 0 };
    for (const seed of seeds.slice(first - 1, last)) {
      const system = reducible(seed);
      if (system === undefined) continue;
      const plain = searched(system, {});
      seen[plain.result.verdict] += 1;
      if (plain.result.verdict === 'truncated') continue;
      const symmetric = searched(system, { symmetry: true });
      const both = searched(system, { symmetry: true, sets: {} });
      const deep = searched(system, { symmetry: true, sets: {}, strategy: 'depth-first' });
      for (const [way, { findings }] of Object.entries({ symmetric, both, deep })) {
        expect({ seed, way, ...findings }).toEqual({ seed, way, ...plain.findings });
      }
      if (plain.result.verdict !== 'holds') continue;
      expect(both.result.states).toBeLessThanOrEqual(symmetric.result.states);
      if (symmetric.result.states < plain.result.states) seen.fewer += 1;
      if (both.result.states < symmetric.result.states) seen.fewerStill += 1;
      if ((both.result.passes ?? 1) > 1) seen.again += 1;
    }
    expect(seen.holds + seen.violated).toBeGreaterThan(100);
    expect(seen.truncated).toBeLessThan(5);
    expect(Math.min(seen.holds, seen.violated, seen.fewer, seen.fewerStill)).toBeGreaterThan(20);
    expect(seen.again).toBeGreaterThan(5);
  },
);

describe('a combination that is wrong on purpose is caught', () => {
  const wrong: readonly (readonly [string, readonly number[], NonNullable<Ways['sets']>])[] = [
    ['what one copy does is not known of the others', [260, 787], { orbit: (...one) => [one] }],
    ['no actor sends anything', seeds.slice(0, 60), { sends: false }],
    ['deliveries at one receiver commute', seeds.slice(0, 60), { receiver: false }],
  ];
  test.each(wrong)('%s', (_, some, sets) => {
    const caught: number[] = [];
    for (const seed of some) {
      if (caught.length === 2) break;
      const system = reducible(seed);
      if (system === undefined) continue;
      const plain = searched(system, {});
      if (plain.result.verdict === 'truncated') continue;
      const both = searched(system, { symmetry: true, sets });
      if (JSON.stringify(both.findings) !== JSON.stringify(plain.findings)) caught.push(seed);
    }
    expect(caught).toHaveLength(2);
  });
});

test('it is what a search does that is told nothing, and it says so', () => {
  let violated = 0;
  for (const seed of seeds.slice(0, 60)) {
    const given = reducible(seed);
    if (given === undefined) continue;
    const { system, options } = given;
    const result = explore(system, options);
    expect({ seed, reduction: result.reduction }).toEqual({
      seed,
      reduction: 'partial-order and symmetry',
    });
    const plain = explore(system, { ...options, reduction: 'none' });
    expect({ seed, verdict: result.verdict }).toEqual({ seed, verdict: plain.verdict });
    if (result.verdict !== 'violated' || plain.verdict !== 'violated') continue;
    violated += 1;
    expect(result.schedule).toHaveLength(plain.schedule.length);
    if (options.channels !== 'fifo' || options.lossy === true || options.timers === 'any') continue;
    expect(replaySchedule(system, result.schedule)).toHaveLength(result.schedule.length);
  }
  expect(violated).toBeGreaterThan(5);
});
