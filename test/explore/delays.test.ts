/** Delay-bounded search: everything in the end, and the fewest delays first. */
import { expect, test } from 'vitest';
import type { AnyMachineSnapshot } from 'xstate';
import { countSchedules } from '../../src/explore/delays/count-schedules.ts';
import type { ExploreResult } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { StateProperty, SystemSpec } from '../../src/system/index.ts';
import { replaySchedule } from '../../src/trace/replay.ts';
import { increment, nothingOverwritten } from '../models/increment.ts';
import { writers } from '../models/writers.ts';
import { stackOf } from '../stack/run-scenario.ts';
import { randomSystem } from './random-system.ts';

const delayBounded = 'delay-bounded';

test('six writers: 1, 6, 20, 49, 98, 169, 259, 360 of 720 executions within 0 to 7 delays', () => {
  const exactly = countSchedules(writers(6), 15);
  const within = exactly.map((_, bound) => exactly.slice(0, bound + 1).reduce((a, b) => a + b));
  expect(within.slice(0, 8)).toEqual([1, 6, 20, 49, 98, 169, 259, 360]);
  expect(within.at(-1)).toBe(720);
});

test('a bound on the delays is a reason for truncation, until it is wide enough', () => {
  const rests = Array.from({ length: 17 }, (_, maxDelays) => {
    const result = explore(writers(6), { strategy: delayBounded, maxDelays });
    const { verdict, restStates } = result;
    return { verdict, restStates, reason: result.verdict === 'truncated' ? result.reason : '' };
  });
  // Each order is a state of its own here, and six messages need at most 5 + 4 + 3 + 2 + 1 delays.
  expect(rests[3]).toEqual({ verdict: 'truncated', restStates: 49, reason: 'delays' });
  expect(rests[14]).toEqual({ verdict: 'truncated', restStates: 719, reason: 'delays' });
  expect(rests[15]).toEqual({ verdict: 'holds', restStates: 720, reason: '' });
});

/** Violated when writer `last` comes before all others, or after them. */
function neverFirst(writer: number): StateProperty {
  return {
    kind: 'always',
    name: 'NeverFirst',
    rule: `writer ${writer} is not the first`,
    source: 'test',
    reads: ['receiver'],
    check: (view) => {
      const { context } = view.receiver as AnyMachineSnapshot;
      const { order } = context as { readonly order: readonly number[] };
      return order[0] === writer ? 'it is' : undefined;
    },
  };
}

test.each([0, 1, 3, 5])('writer %i comes first with as many delays', (writer) => {
  const options = { strategy: delayBounded, properties: [neverFirst(writer)] } as const;
  expect(explore(writers(6), options)).toMatchObject({ verdict: 'violated', delays: writer });
  if (writer === 0) return;
  const fewer = explore(writers(6), { ...options, maxDelays: writer - 1 });
  expect(fewer).toMatchObject({ verdict: 'truncated', reason: 'delays' });
});

test('the lost increment of two threads needs one delay', () => {
  const options = { strategy: delayBounded, properties: [nothingOverwritten] } as const;
  expect(explore(increment(2, false), options)).toMatchObject({ verdict: 'violated', delays: 1 });
});

const seeds = Array.from({ length: 300 }, (_, n) => n + 1);

const gist = ({ verdict, states, transitions, restStates }: ExploreResult) =>
  verdict === 'holds' ? { verdict, states, transitions, restStates } : { verdict };

test(`without a bound it finds what breadth-first finds: 300 random systems, seeds 1 to 300`, () => {
  let violated = 0;
  for (const seed of seeds) {
    const spec = randomSystem(seed);
    const timers = seed % 3 === 0 ? 'any' : 'idle';
    const found = explore(spec, { strategy: delayBounded, timers });
    const expected = explore(spec, { timers, reduction: 'none' });
    expect({ seed, ...gist(found) }).toEqual({ seed, ...gist(expected) });
    if (found.verdict !== 'violated' || expected.verdict !== 'violated') continue;
    violated += 1;
    expect(found.schedule.length).toBeGreaterThanOrEqual(expected.schedule.length);
    const reception = replaySchedule(spec, found.schedule).at(-1)?.reception;
    if (found.property === 'UnexpectedMessage') expect(reception).toBe('unexpected');
    expectFewest(spec, timers, found.delays);
  }
  expect(violated).toBeGreaterThan(50);
});

/** With one delay fewer nothing is found. */
function expectFewest(spec: SystemSpec, timers: 'any' | 'idle', delays: number | undefined): void {
  if (delays === undefined || delays === 0) return;
  const fewer = explore(spec, { strategy: delayBounded, timers, maxDelays: delays - 1 });
  expect(fewer).toMatchObject({ verdict: 'truncated', reason: 'delays' });
}

test('the counts of the stack are those of the breadth-first search (backchannel, 1 VF)', () => {
  const { spec } = stackOf('backchannel', { vfs: 1, vbd: false });
  expect(gist(explore(spec, { strategy: delayBounded }))).toEqual(
    gist(explore(spec, { reduction: 'none' })),
  );
});

test('bounds on states and depth end it with their reason', () => {
  const { spec } = stackOf('bring-up', { vfs: 1, vbd: false });
  const ended = (options: object) => explore(spec, { strategy: delayBounded, ...options });
  expect(ended({ maxStates: 100 })).toMatchObject({ reason: 'states', states: 100 });
  expect(ended({ maxDepth: 20 })).toMatchObject({ reason: 'depth', depth: 20 });
  expect(ended({ maxSeconds: 0 })).toMatchObject({ reason: 'seconds' });
  expect(ended({ signal: AbortSignal.abort() })).toMatchObject({ reason: 'interrupted' });
});
