/** The channel models on systems that are small enough to count by hand. */
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { Envelope, MonitorProperty, SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';

/** Takes every message, and remembers nothing. */
const sink = createMachine({ on: { '*': {} } });
const message = (from: string, to: string, type: string): Envelope => ({
  from,
  to,
  message: { type },
});
const inFlight = (...types: string[]): SystemSpec => ({
  actors: { r: { machine: sink } },
  initial: types.map((type) => message('environment', 'r', type)),
});
/** Whole counts: nothing is left out. */
const counts = (system: SystemSpec, options: ExploreOptions) => {
  const { verdict, states, transitions, restStates } = explore(system, {
    ...options,
    reduction: 'none',
  });
  return { verdict, states, transitions, restStates };
};
/** Says `types` one after another to `to`, each in a step of its own. */
function speaker(to: string, ...types: string[]): AnyStateMachine {
  const states = types.map((type, n) => [
    `at${n}`,
    { on: { Go: { target: `at${n + 1}`, actions: send(to, { type }) } } },
  ]);
  return createMachine({
    initial: 'at0',
    states: { ...Object.fromEntries(states), [`at${types.length}`]: {} },
  } as never);
}
const go = [{ type: 'Go' }];

/** Takes A, then B; the other way round it is wrong. */
const aThenB = createMachine({
  initial: 'none',
  states: { none: { on: { A: 'a' } }, a: { on: { B: 'b' } }, b: {} },
});

describe('what is in flight', () => {
  test('is a queue in fifo, a multiset in a bag', () => {
    const holds = { verdict: 'holds', restStates: 1 };
    expect(counts(inFlight('A', 'B'), {})).toEqual({ ...holds, states: 3, transitions: 2 });
    expect(counts(inFlight('A', 'B'), { channels: 'bag' })).toEqual({
      ...holds,
      states: 4,
      transitions: 4,
    });
    // Which of two equal messages comes makes no difference.
    expect(counts(inFlight('A', 'A', 'B'), { channels: 'bag' })).toEqual({
      ...holds,
      states: 6,
      transitions: 7,
    });
  });

  test('is a set that keeps everything in a duplicating bag, where only a loss takes away', () => {
    const options = { channels: 'bag', duplicating: true } as const;
    const never = { verdict: 'holds', restStates: 0 };
    expect(counts(inFlight('A', 'A', 'B'), options)).toEqual({
      ...never,
      states: 1,
      transitions: 2,
    });
    const lossy = counts(inFlight('A', 'A', 'B'), { ...options, lossy: true });
    expect(lossy).toEqual({ verdict: 'holds', states: 4, transitions: 8, restStates: 1 });
  });

  test('may be received more than once from a duplicating queue, in order', () => {
    const machine = createMachine({
      initial: 'none',
      states: {
        none: { on: { A: 'one' } },
        one: { on: { A: 'two', B: {} } },
        two: { on: { A: {}, B: {} } },
      },
    });
    const system = { ...inFlight('A', 'B'), actors: { r: { machine } } };
    // A and B, B, nothing; in each of them once or twice taken, and at first not at all.
    expect(counts(system, { duplicating: true })).toEqual({
      verdict: 'holds',
      states: 1 + 3 + 3,
      transitions: 7 * 2 - 2 * 2,
      restStates: 2,
    });
    expect(counts(system, { channels: 'bag', duplicating: true }).verdict).toBe('violated');
  });
});

describe('the order of two senders', () => {
  /** A speaks to r, then to b, who then speaks to r. */
  const relayed: SystemSpec = {
    actors: {
      a: {
        machine: createMachine({
          initial: 'new',
          states: {
            new: { on: { Go: { target: 'half', actions: send('r', { type: 'A' }) } } },
            half: { on: { Go: { target: 'done', actions: send('b', { type: 'Next' }) } } },
            done: {},
          },
        } as never),
        events: go,
      },
      b: {
        machine: createMachine({ on: { Next: { actions: send('r', { type: 'B' }) } } } as never),
      },
      r: { machine: aThenB },
    },
    initial: [],
  };
  const independent: SystemSpec = {
    actors: {
      a: { machine: speaker('r', 'A'), events: go },
      b: { machine: speaker('r', 'B'), events: go },
      r: { machine: aThenB },
    },
    initial: [],
  };

  test('does not count in fifo, nor in a bag', () => {
    for (const channels of ['fifo', 'bag'] as const) {
      expect(explore(relayed, { channels })).toMatchObject({ property: 'UnexpectedMessage' });
    }
  });

  test('is kept by causal delivery where the second could know of the first', () => {
    expect(explore(relayed, { channels: 'causal' }).verdict).toBe('holds');
    expect(explore(independent, { channels: 'causal' }).verdict).toBe('violated');
  });

  test('is that of sending in a mailbox', () => {
    expect(explore(relayed, { channels: 'mailbox' }).verdict).toBe('holds');
    const result = explore(independent, { channels: 'mailbox' });
    if (result.verdict !== 'violated') throw new Error('it holds');
    // b speaks before a has: its message is the first, and nobody expects it.
    expect(result.schedule.map(({ to }) => to)).toEqual(['b', 'r']);
  });

  test('equal situations are equal under causal delivery, whatever was delivered before', () => {
    const echo = createMachine({ on: { Ping: { actions: send('r', { type: 'Ping' }) } } } as never);
    const back = createMachine({ on: { Ping: { actions: send('a', { type: 'Ping' }) } } } as never);
    const initial = [message('r', 'a', 'Ping')];
    const system = { actors: { a: { machine: echo }, r: { machine: back } }, initial };
    expect(counts(system, { channels: 'causal' })).toMatchObject({ states: 3, transitions: 3 });
  });
});

describe('a loss', () => {
  test('is a step of the schedule, which no monitor observes', () => {
    const machine = createMachine({
      initial: 'none',
      states: {
        none: { on: { observe: 'seen' } },
        seen: {},
      },
    });
    const delivered: MonitorProperty = {
      kind: 'monitor',
      name: 'Delivered',
      rule: 'something comes',
      source: 'test',
      observes: '*',
      machine,
      finally: (snapshot) => (snapshot.value === 'seen' ? undefined : 'nothing came'),
    };
    const result = explore(inFlight('A'), { lossy: true, properties: [delivered] });
    expect(result).toMatchObject({
      property: 'Delivered',
      schedule: [{ ...message('environment', 'r', 'A'), lost: true }],
    });
    expect(explore(inFlight('A'), { properties: [delivered] }).verdict).toBe('holds');
  });

  test('leaves what is put off: the message has come', () => {
    const busy = createMachine({ meta: { defer: ['A'] }, on: { B: {} } });
    const system = { ...inFlight('A'), actors: { r: { machine: busy } } };
    expect(explore(system, { lossy: true })).toMatchObject({ property: 'NothingLost', states: 1 });
  });
});

describe('a delivery that changes nothing', () => {
  const left = { channels: 'bag', noOps: 'left' } as const;

  test('is not made, and what is left is not lost', () => {
    const machine = createMachine({
      initial: 'on',
      states: { on: { on: { A: {}, B: 'off' } }, off: { on: { A: {}, B: {} } } },
    });
    const system = { ...inFlight('A', 'B'), actors: { r: { machine } } };
    expect(counts(system, left)).toEqual({
      verdict: 'holds',
      states: 2,
      transitions: 1,
      restStates: 1,
    });
    // In a queue B waits behind A, and r would do something with it.
    expect(explore(system, { noOps: 'left' })).toMatchObject({
      property: 'NothingLost',
      violation: {
        detail:
          "r never gets 'B' from environment, which waits behind a message that is left in flight",
      },
    });
  });

  test('is made when it sends something', () => {
    const answering = createMachine({ on: { A: { actions: send('s', { type: 'B' }) } } } as never);
    const actors = { r: { machine: answering }, s: { machine: sink } };
    const system = { actors, initial: [message('environment', 'r', 'A')] };
    expect(counts(system, left)).toEqual({
      verdict: 'holds',
      states: 2,
      transitions: 1,
      restStates: 1,
    });
  });

  test('is seen by no monitor, nor by the copy of one that the actor has', () => {
    const observer: MonitorProperty = {
      kind: 'monitor',
      name: 'Nothing',
      rule: 'nothing is delivered',
      source: 'test',
      observes: '*',
      each: true,
      machine: createMachine({
        initial: 'none',
        states: { none: { on: { observe: 'seen' } }, seen: { tags: 'error' } },
      }),
    };
    const properties = [observer];
    expect(explore(inFlight('A'), { ...left, properties }).verdict).toBe('holds');
    expect(explore(inFlight('A'), { properties }).verdict).toBe('violated');
  });

  test('may be lost all the same', () => {
    const found = counts(inFlight('A', 'B'), { ...left, lossy: true });
    expect(found).toEqual({ verdict: 'holds', states: 4, transitions: 4, restStates: 1 });
  });
});

test('outside events and timers come as before in every model', () => {
  const machine = createMachine({
    initial: 'waiting',
    states: {
      waiting: { after: { 10: 'late' }, on: { A: {}, Reset: 'early' } },
      early: { on: { A: {} } },
      late: { on: { A: {} } },
    },
  });
  const events = [{ type: 'Reset' }];
  const initial = [message('environment', 'r', 'A')];
  for (const channels of ['fifo', 'bag', 'mailbox', 'causal'] as const) {
    // Waiting, early and late, each with and without the message; idle timers never fire while something can move.
    const system = { actors: { r: { machine, events } }, initial };
    expect(counts(system, { channels, timers: 'any' })).toMatchObject({ states: 6, restStates: 2 });
    const idle = counts(system, { channels, timers: 'idle' });
    expect(idle).toMatchObject({ states: 4, restStates: 1 });
    // Where something comes from outside, hardly anything is ever still: then the default is another.
    expect(counts(system, { channels })).toMatchObject({ states: 6, restStates: 2 });
  }
});
