/** An actor that is done: nothing moves it any more, as under XState's own createActor, and its output is its state. */
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import {
  assign,
  createActor,
  createMachine,
  fromPromise,
  raise,
  SimulatedClock,
  sendTo,
} from 'xstate';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { ActorSpec, StateProperty } from '../../src/system/index.ts';
import { systemLogic } from '../../src/system/index.ts';

/** Contexts and outputs at the ends of all orders of these messages, each from a sender of its own. */
function ends(
  machine: AnyStateMachine,
  types: readonly string[],
  options: ExploreOptions = {},
  more: Omit<ActorSpec, 'machine'> = {},
) {
  const seen = new Set<string>();
  const look: StateProperty = {
    kind: 'finally',
    name: 'Ends',
    rule: 'the ends are noted',
    source: 'the test',
    reads: ['it'],
    check: ({ it }) => {
      seen.add(JSON.stringify([it?.status, it?.context, it?.output]));
      return undefined;
    },
  };
  const initial = types.map((type) => ({ from: `sender of ${type}`, to: 'it', message: { type } }));
  const system = { actors: { it: { machine, ...more } }, initial };
  explore(system, { unexpected: 'ignored', ...options, properties: [look] });
  return [...seen].sort();
}

/** The same under XState: `orders` are all that there are. */
function liveEnds(machine: AnyStateMachine, orders: readonly (readonly string[])[]) {
  const seen = orders.map((types) => {
    const clock = new SimulatedClock();
    const actor = createActor(machine, { clock }).start();
    for (const type of types) actor.send({ type });
    clock.increment(1000);
    const { status, context, output } = actor.getSnapshot();
    return JSON.stringify([status, context, output]);
  });
  return [...new Set(seen)].sort();
}

const ending = { s: { on: { END: 'e' } }, e: { type: 'final' } } as const;
const both = [
  ['END', 'X'],
  ['X', 'END'],
];

describe('done', () => {
  const counting = createMachine({
    context: { n: 0 },
    on: { X: { actions: assign({ n: 1 }) } },
    initial: 's',
    states: ending,
  });

  test('what its root would take changes nothing any more', () => {
    expect(ends(counting, ['END', 'X'])).toEqual(liveEnds(counting, both));
    expect(ends(counting, ['END', 'X'])).toHaveLength(2);
  });

  test('such a message is unexpected, and one that the root ignores is not', () => {
    const initial = both[0]?.map((type) => ({ from: 'user', to: 'it', message: { type } })) ?? [];
    const late = explore({ actors: { it: { machine: counting } }, initial });
    expect(late).toMatchObject({ verdict: 'violated', property: 'UnexpectedMessage' });
    const machine = createMachine({ on: { X: {} }, initial: 's', states: ending });
    expect(explore({ actors: { it: { machine } }, initial }).verdict).toBe('holds');
  });

  test.each(['idle', 'any'] as const)('its timers do not fire: timers %s', (timers) => {
    const machine = createMachine({
      context: { n: 0 },
      entry: raise({ type: 'LATE' }, { delay: 10 }),
      on: { LATE: { actions: assign({ n: 1 }) } },
      initial: 's',
      states: ending,
    });
    const found = ends(machine, ['END'], { timers });
    expect(found).toContain('["done",{"n":0},null]');
    expect(liveEnds(machine, [['END']]).every((end) => found.includes(end))).toBe(true);
    expect(found).toHaveLength(timers === 'idle' ? 1 : 2);
  });

  test('what it would have sent later is not sent', () => {
    const sender = createMachine({
      entry: sendTo(({ system }) => system.get('it'), { type: 'LATE' }, { delay: 10 }),
      initial: 's',
      states: { s: { always: 'e' }, e: { type: 'final' } },
    });
    const it = createMachine({ context: {} });
    const system = { actors: { sender: { machine: sender }, it: { machine: it } }, initial: [] };
    expect(explore(system)).toMatchObject({ verdict: 'holds', states: 1, restStates: 1 });
  });

  test('what it invoked answers no more', () => {
    const machine = createMachine({
      context: { n: 0 },
      invoke: { id: 'p', src: fromPromise(async () => 1), onDone: { actions: assign({ n: 1 }) } },
      initial: 's',
      states: ending,
    });
    const found = ends(machine, ['END'], {}, { invoked: { p: { done: [1] } } });
    expect(found).toEqual(['["done",{"n":0},null]', '["done",{"n":1},null]']);
    const events = [{ type: 'END' }];
    const alone = { actors: { it: { machine, events, invoked: { p: {} } } }, initial: [] };
    expect(explore(alone)).toMatchObject({ states: 2, restStates: 1 });
  });

  test('two outputs are two states', () => {
    const machine = createMachine({
      context: {},
      initial: 's',
      states: {
        s: { on: { A: 'e', B: 'e' } },
        e: { type: 'final', output: ({ event }) => event.type },
      },
      output: ({ event }) => (event as unknown as { output: string }).output,
    });
    const orders = [
      ['A', 'B'],
      ['B', 'A'],
    ];
    expect(ends(machine, ['A', 'B'])).toEqual(liveEnds(machine, orders));
    expect(ends(machine, ['A', 'B'])).toHaveLength(2);
  });
});

describe('what can be told apart is two states', () => {
  const keeping = createMachine({
    context: { v: 1 as unknown },
    on: { X: { actions: assign({ v: 0 }) }, Y: { actions: assign({ v: -0 }) } },
  });

  test('0 and -0', () => {
    const system = {
      actors: { it: { machine: keeping } },
      initial: ['X', 'Y'].map((type) => ({ from: type, to: 'it', message: { type } })),
    };
    expect(explore(system)).toMatchObject({ states: 5, restStates: 2 });
  });

  test('a key that is a symbol is refused, with the actor and its state', () => {
    const machine = createMachine({
      initial: 's',
      context: { v: {} },
      states: {
        s: { on: { X: { target: 't', actions: assign({ v: { [Symbol.for('k')]: 1 } }) } } },
        t: {},
      },
    });
    expect(() => ends(machine, ['X'])).toThrow(
      "actor 'it' in t: a field whose key is a symbol cannot be part of an explored state",
    );
  });

  test('maps, NaN and undefined, also for the graph utilities', () => {
    const values = [new Map([[1, 2]]), new Map(), Number.NaN, null, undefined, [undefined]];
    const texts = values.map((v) => {
      const machine = createMachine({ context: { v } });
      const logic = systemLogic({ actors: { it: { machine } }, initial: [] });
      return logic.serialize(logic.getInitialSnapshot({} as never, undefined));
    });
    expect(new Set(texts).size).toBe(values.length);
  });
});

test('send() of an actor within an assign is told, since it would not be seen', () => {
  const machine = createMachine({
    context: {},
    on: {
      A: {
        actions: assign(({ self }) => {
          self.send({ type: 'B' });
          return {};
        }),
      },
      B: {},
    },
  });
  const initial = [{ from: 'user', to: 'it', message: { type: 'A' } }];
  expect(explore({ actors: { it: { machine } }, initial })).toMatchObject({
    property: 'NoException',
    violation: { detail: expect.stringContaining("it: a machine calls send() of 'it' itself") },
  });
});
