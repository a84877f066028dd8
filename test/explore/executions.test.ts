/** One execution for each trace: the same verdicts as a search of all states, and nothing begun that is given up. */
import { describe, expect, test } from 'vitest';
import type { AnyMachineSnapshot } from 'xstate';
import { explore } from '../../src/explore/index.ts';
import type { StateProperty, SystemSpec } from '../../src/system/index.ts';
import { producers } from '../models/producers.ts';
import { writers } from '../models/writers.ts';
import { randomSystem } from './random-system.ts';

const seeds = Array.from({ length: 200 }, (_, n) => n + 1);

describe.each([
  ['receiver', ['idle', 'any']],
  ['commuting', ['idle']],
] as const)('independence: %s', (independence, allTimers) => {
  test.each([...allTimers])(
    'finds what breadth-first finds in 200 random systems, seeds 1 to 200, timers %s',
    (timers) => {
      let violated = 0;
      for (const seed of seeds) {
        const spec = randomSystem(seed);
        const found = explore(spec, { strategy: 'executions', independence, timers });
        const { verdict } = explore(spec, { timers });
        const blocked = found.executions?.blocked;
        expect({ seed, verdict: found.verdict, blocked }).toEqual({ seed, verdict, blocked: 0 });
        if (verdict === 'violated') violated += 1;
      }
      expect(violated).toBeGreaterThan(40);
    },
  );

  test('a predicate over two actors fails in the same systems (seeds 1 to 200)', () => {
    let violated = 0;
    for (const seed of seeds) {
      const spec = randomSystem(seed, true);
      const properties = [notTogether(spec)];
      const found = explore(spec, { strategy: 'executions', independence, properties });
      const { verdict } = explore(spec, { properties });
      expect({ seed, verdict: found.verdict }).toEqual({ seed, verdict });
      if (verdict === 'violated') violated += 1;
    }
    expect(violated).toBeGreaterThan(10);
  });
});

function notTogether(spec: SystemSpec): StateProperty {
  const [a, b] = Object.keys(spec.actors) as [string, string];
  return {
    kind: 'always',
    name: 'NotTogether',
    rule: 'the first is not in y while the second is in z',
    source: 'test',
    reads: [a, b],
    check: (view) => {
      const [first, second] = [view[a], view[b]] as [AnyMachineSnapshot, AnyMachineSnapshot];
      return first.value === 'y' && second.value === 'z' ? 'together' : undefined;
    },
  };
}

test('in a bag every order of the messages of one channel is a trace', () => {
  const options = { strategy: 'executions', channels: 'bag' } as const;
  // Four messages, two from each producer.
  expect(explore(producers(2, 2), options).executions).toEqual({ complete: 24, blocked: 0 });
});

test('bounds end it with their reason, and the counts so far', () => {
  const ended = (options: object) => explore(writers(6), { strategy: 'executions', ...options });
  expect(ended({ maxStates: 100 })).toMatchObject({ verdict: 'truncated', reason: 'states' });
  expect(ended({ maxDepth: 4 })).toMatchObject({ verdict: 'truncated', reason: 'depth' });
  expect(ended({ maxSeconds: 0 })).toMatchObject({ verdict: 'truncated', reason: 'seconds' });
  const aborted = ended({ signal: AbortSignal.abort() });
  expect(aborted).toMatchObject({ verdict: 'truncated', reason: 'interrupted' });
});
