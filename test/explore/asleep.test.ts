/**
 * What is not made because it is known (`asleep.ts`) changes nothing: the search that makes every move comes by the
 * same states in the same order, with the same counts wherever it is ended, the same faults and the same schedule.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Bounds } from '../../src/explore/bounds.ts';
import { Journal } from '../../src/explore/checkpoint/journal.ts';
import { Expander } from '../../src/explore/expander.ts';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { Search } from '../../src/explore/search.ts';
import { buildTables } from '../../src/explore/tables.ts';
import type { Property, SystemSpec } from '../../src/system/index.ts';
import { twoPhaseCommitActors } from '../models/two-phase-commit-actors.ts';
import { randomMonitor } from './random-monitors.ts';
import { randomLargerSystem } from './random-system.ts';

/** What a search comes by, and what it says in the end. A journal needs to see each state expanded by itself. */
function searched(spec: SystemSpec, options: ExploreOptions, everyMove: boolean) {
  const order: string[] = [];
  const visitor = {
    expanded: (columns: Int32Array) => order.push(columns.join()),
    rested: (columns: Int32Array) => order.push(`rest ${columns.join()}`),
  };
  const bounds = new Bounds(options);
  const search = new Search(buildTables(spec, options), options, bounds, undefined, visitor);
  if (everyMove) search.journal = new Journal();
  const result = search.advance(Number.POSITIVE_INFINITY);
  // A ring has other bytes than none.
  return { order, result: { ...result, seconds: 0, bytes: 0 } };
}

/** Moves that were not made so far, seen from outside. */
function countAsleep(): () => number {
  let asleep = 0;
  const { expandRange } = Expander.prototype;
  vi.spyOn(Expander.prototype, 'expandRange').mockImplementation(function range(
    this: Expander,
    ...args
  ) {
    const isMade = expandRange.apply(this, args);
    for (let n = 0; n < this.finished; n += 1) asleep += args[2].asleep[n] as number;
    return isMade;
  });
  return () => asleep;
}

afterEach(() => vi.restoreAllMocks());

const variants: readonly ExploreOptions[] = [
  {},
  { lossy: true },
  { duplicating: true },
  { timers: 'any' },
  { noOps: 'left' },
  { channels: 'bag' },
  { channels: 'bag', lossy: true },
  { channels: 'bag', duplicating: true },
  { channels: 'bag', duplicating: true, lossy: true },
  { channels: 'mailbox' },
  { channels: 'causal' },
];

/** In these, moves of two actors need not commute. */
const nobodySleeps = new Set(['bag duplicating lossy', 'mailbox']);

const seeds = Array.from({ length: 80 }, (_, n) => n + 1);
const maxStates = 400;

describe.each(variants)('%o', (variant) => {
  const name = Object.values(variant).filter((each) => typeof each === 'string');
  const options = Object.keys(variant).filter((key) => key === 'duplicating' || key === 'lossy');

  test(`random systems, the odd ones with a monitor (seeds 1 to ${seeds.length})`, () => {
    const asleep = countAsleep();
    for (const seed of seeds) {
      const spec = randomLargerSystem(seed, seed % 3 > 0);
      const properties: Property[] = seed % 2 === 0 ? [] : [randomMonitor(seed, true)];
      const given = { ...variant, properties, maxStates };
      expect({ seed, ...searched(spec, given, false) }).toEqual({
        seed,
        ...searched(spec, given, true),
      });
    }
    const key = [...name, ...options].join(' ');
    if (nobodySleeps.has(key)) expect(asleep()).toBe(0);
    else expect(asleep()).toBeGreaterThan(1000);
  });
});

test('ended after 1 to 300 states, 20 systems (seeds 1 to 20)', () => {
  for (const seed of seeds.slice(0, 20)) {
    const spec = randomLargerSystem(seed, true);
    for (let most = 1; most <= 300; most += 11) {
      const given = { maxStates: most };
      const { result } = searched(spec, given, false);
      expect({ seed, most, result }).toEqual({
        seed,
        most,
        result: searched(spec, given, true).result,
      });
    }
  }
});

test('of the 8,258 transitions of two-phase commit with four managers most are not made', () => {
  const asleep = countAsleep();
  const commit: ExploreOptions = { channels: 'bag', duplicating: true };
  const { result } = searched(twoPhaseCommitActors(4), commit, false);
  expect(result).toMatchObject({ states: 1568, transitions: 8257 });
  expect(asleep()).toBeGreaterThan(8257 / 2);
});
