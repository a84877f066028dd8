/** Every way to search a random system must come to what the plain one comes to. */
import { expect } from 'vitest';
import type { Relation } from '../../src/explore/reduction/relation.ts';
import { relationFor } from '../../src/explore/reduction/relation.ts';
import type { Case, Searched } from './reduction-compare.ts';
import { randomCase, searched } from './reduction-compare.ts';

export function soundRelation({ options }: Case): Relation {
  const relation = relationFor(options);
  if (typeof relation === 'string') throw new Error(relation);
  return relation;
}

/** Seeds from `first` to `last`. Most systems must be small enough to be searched, and some must be reduced. */
export function expectAgreement(first: number, last: number): void {
  const seen = { holds: 0, violated: 0, truncated: 0, fewer: 0, again: 0 };
  for (let seed = first; seed <= last; seed += 1) {
    const given = randomCase(seed);
    const plain = searched(given, 'breadth-first');
    seen[plain.result.verdict] += 1;
    if (plain.result.verdict === 'truncated') continue;
    const relation = soundRelation(given);
    const reduced = searched(given, 'breadth-first', relation);
    const others: Readonly<Record<string, Searched>> = {
      reduced,
      deep: searched(given, 'depth-first'),
      'reduced deep': searched(given, 'depth-first', relation),
    };
    for (const [way, { findings }] of Object.entries(others)) {
      expect({ seed, way, ...findings }).toEqual({ seed, way, ...plain.findings });
    }
    if (plain.result.verdict === 'holds') {
      expect({ seed, states: others.deep?.result.states }).toEqual({
        seed,
        states: plain.result.states,
      });
      expect(reduced.result.states).toBeLessThanOrEqual(plain.result.states);
    }
    if (reduced.result.states < plain.result.states) seen.fewer += 1;
    if ((reduced.result.passes ?? 1) > 1) seen.again += 1;
  }
  const systems = last - first + 1;
  expect(seen.holds).toBeGreaterThan(systems * 0.4);
  expect(seen.violated).toBeGreaterThan(systems * 0.1);
  expect(seen.truncated).toBeLessThan(systems * 0.1);
  expect(seen.fewer).toBeGreaterThan(systems * 0.2);
  expect(seen.again).toBeGreaterThan(0);
}
