/**
 * How far from the default schedule each race of the guest side lies: the fewest delays of a delay-bounded search that
 * finds it, as the entry says it was measured; one fewer does not find it.
 */
import { describe, expect, test } from 'vitest';
import type { ExploreResult } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { ZooSystem } from './entry.ts';
import { guestEntries } from './guest.ts';

const search = ({ spec, properties, timers = 'idle' }: ZooSystem, most?: number): ExploreResult =>
  explore(spec, {
    properties,
    timers,
    strategy: 'delay-bounded',
    ...(most === undefined ? {} : { maxDelays: most }),
  });

describe.each(guestEntries.map((entry) => [entry.id, entry] as const))('%s', (_, entry) => {
  test(`is ${entry.measuredDelays} delays away`, () => {
    const result = search(entry.broken());
    expect(result).toMatchObject({
      verdict: 'violated',
      property: entry.caughtBy,
      delays: entry.measuredDelays,
    });
  });

  const fewer = (entry.measuredDelays ?? 0) - 1;
  if (fewer >= 0) {
    test('is not found with one fewer', () => {
      expect(search(entry.broken(), fewer).verdict).not.toBe('violated');
    });
  }
});
