import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import { explore, exploreProgress } from '../../src/explore/index.ts';
import type { MonitorProperty, SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';
import { twoPhaseCommit } from '../models/two-phase-commit.ts';

/** Two senders and a receiver that takes `A` and `B` in any order, but not after `Stop`. */
const receiver = createMachine({
  initial: 'open',
  states: { open: { on: { A: {}, B: {}, Stop: 'closed' } }, closed: { on: { A: {} } } },
});
const sender = (type: string): AnyStateMachine =>
  createMachine({
    initial: 'new',
    states: { new: { on: { Begin: 'done' } }, done: { type: 'final', entry: send('r', { type }) } },
  });
const begin = (...ids: string[]) =>
  ids.map((to) => ({ from: 'environment', to, message: { type: 'Begin' } }));
const system = (first: string, second: string): SystemSpec => ({
  actors: {
    a: { machine: sender(first) },
    b: { machine: sender(second) },
    r: { machine: receiver },
  },
  initial: begin('a', 'b'),
});

describe('a verdict', () => {
  test('holds: two deliveries of two senders commute', () => {
    expect(explore(system('A', 'B'), { reduction: 'none' })).toMatchObject({
      verdict: 'holds',
      states: 9,
      transitions: 12,
      depth: 5,
      restStates: 1,
    });
    expect(explore(system('A', 'B'))).toMatchObject({
      verdict: 'holds',
      reduction: 'partial-order',
      states: 6,
      transitions: 6,
      restStates: 1,
    });
  });

  test('an unexpected message comes with the shortest schedule', () => {
    const result = explore(system('Stop', 'B'));
    expect(result).toMatchObject({
      verdict: 'violated',
      property: 'UnexpectedMessage',
      violation: {
        step: 4,
        detail: "'B' from b reached r in closed, which does not take it",
      },
    });
    if (result.verdict !== 'violated') throw new Error('not violated');
    const steps = result.schedule.map(({ from, to, message }) => `${from} ${to} ${message.type}`);
    expect(steps.slice(-2)).toEqual(['a r Stop', 'b r B']);
    expect(explore(system('Stop', 'B'), { unexpected: 'ignored' }).verdict).toBe('holds');
  });

  test('a machine that throws, or that sends to nobody, is named', () => {
    const thrower = createMachine({
      on: {
        Begin: {
          actions: () => undefined,
          guard: () => {
            throw new Error('broken');
          },
        },
      },
    });
    const result = explore({ actors: { t: { machine: thrower } }, initial: begin('t') });
    expect(result).toMatchObject({ verdict: 'violated', property: 'NoException' });
  });

  test('deadlock: nothing can move and somebody is not done', () => {
    expect(explore(system('A', 'B'), { deadlock: true })).toMatchObject({
      verdict: 'violated',
      property: 'Deadlock',
      violation: { detail: 'r cannot move and is not in a final state' },
    });
  });

  test('a message that is put off for ever is lost', () => {
    const busy = createMachine({ meta: { defer: ['Begin'] } });
    const result = explore({ actors: { busy: { machine: busy } }, initial: begin('busy') });
    expect(result).toMatchObject({
      property: 'NothingLost',
      violation: { detail: "busy never takes 'Begin' from environment, which its state puts off" },
    });
  });
});

test('a monitor sees each delivery within its step, and keeps states apart', () => {
  const machine = createMachine({
    initial: 'none',
    states: {
      none: { on: { observe: [{ guard: isType('B'), target: 'b' }, {}] } },
      b: { on: { observe: [{ guard: isType('A'), target: 'wrong' }, {}] } },
      wrong: { tags: 'error' },
    },
  } as never);
  const order: MonitorProperty = {
    kind: 'monitor',
    name: 'AFirst',
    rule: 'A comes before B',
    source: 'test',
    observes: ['A', 'B'],
    machine,
  };
  const result = explore(system('A', 'B'), { properties: [order] });
  expect(result).toMatchObject({
    verdict: 'violated',
    property: 'AFirst',
    violation: { detail: 'the monitor is in "wrong"', step: 4 },
  });
  const waiting = { ...order, finally: () => 'never content' };
  const other = explore(system('A', 'A'), { properties: [waiting] });
  expect(other).toMatchObject({ verdict: 'violated', violation: { detail: 'never content' } });
});

function isType(type: string) {
  return ({ event }: { event: { message: { type: string } } }) => event.message.type === type;
}

test('timers fire only when nothing else can move, or at any time', () => {
  const waiter = createMachine({
    initial: 'waiting',
    states: {
      waiting: { after: { 100: 'late' }, on: { Begin: 'early' } },
      early: {},
      late: { on: { Begin: {} } },
    },
  });
  const spec = { actors: { w: { machine: waiter } }, initial: begin('w') };
  expect(explore(spec)).toMatchObject({ states: 2, transitions: 1, restStates: 1 });
  const any = explore(spec, { timers: 'any' });
  expect(any).toMatchObject({ verdict: 'holds', states: 4, transitions: 3, restStates: 2 });
});

describe('bounds', () => {
  const large = twoPhaseCommit(4);

  test('end the search with their name', () => {
    expect(explore(large, { maxStates: 100 })).toMatchObject({ reason: 'states', states: 100 });
    expect(explore(large, { maxDepth: 3 })).toMatchObject({ reason: 'depth', depth: 3 });
    expect(explore(large, { maxSeconds: 0 })).toMatchObject({ reason: 'seconds' });
    expect(explore(large, { maxMb: 1 })).toMatchObject({ verdict: 'truncated', reason: 'memory' });
    const signal = AbortSignal.abort();
    expect(explore(large, { signal })).toMatchObject({ reason: 'interrupted', states: 1 });
  });

  test('do not matter when everything fits', () => {
    expect(explore(large, { maxStates: 1_568, reduction: 'none' }).verdict).toBe('holds');
  });
});

test('progress comes before the result, and unsubscribing ends the search', async () => {
  const spec = twoPhaseCommit(5);
  const events = await lastValueFrom(exploreProgress(spec).pipe(toArray()));
  // On a busy machine a turn may end while it is planned what to leave out.
  expect(events.map(({ kind }) => kind).slice(-2)).toEqual(['progress', 'result']);
  let seen = 0;
  const subscription = exploreProgress(spec).subscribe(() => {
    seen += 1;
  });
  subscription.unsubscribe();
  expect(seen).toBe(1);
});

test('state that cannot be compared is refused with the actor and the reason', () => {
  const machine = createMachine({ context: { callback: () => 1 } });
  expect(() =>
    explore({ actors: { m: { machine } }, initial: [] }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[TypeError: actor 'm' in its only state: a function cannot be part of an explored state or message: use plain data (objects, arrays, Map, Set, Date, texts, numbers)]`,
  );
});

test('a property that reads an actor who is not there is refused', () => {
  const property = {
    kind: 'always',
    name: 'P',
    rule: 'r',
    source: 's',
    reads: ['r', 'x'],
    check: () => undefined,
  } as const;
  expect(() => explore(system('A', 'B'), { properties: [property] })).toThrow(
    "reads of property 'P': there is no actor 'x'; there are a, b, r",
  );
});
