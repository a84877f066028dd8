/** Invoked and spawned actors are outside: each of their listed answers is explored, whenever it may come. */
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import {
  assign,
  createMachine,
  fromCallback,
  fromPromise,
  sendParent,
  sendTo,
  setup,
  spawnChild,
} from 'xstate';
import { explain } from '../../src/explain/index.ts';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { ActorSpec, StateProperty, SystemSpec } from '../../src/system/index.ts';
import { replaySchedule } from '../../src/trace/replay.ts';

const outcome = (system: SystemSpec, options: ExploreOptions = {}) => explore(system, options);
const alone = (machine: AnyStateMachine, spec: Omit<ActorSpec, 'machine'> = {}): SystemSpec => ({
  actors: { it: { machine, ...spec } },
  initial: [],
});
const typed = (...texts: string[]) =>
  texts.map((text) => ({ from: 'user', to: 'it', message: { type: 'TYPE', text } }));

/** A search box. `restarts`: what is typed while an answer is awaited begins the search again. */
const searchBox = (restarts: boolean) =>
  setup({
    types: {} as {
      context: { query: string; shown: string };
      events: { type: 'TYPE'; text: string };
    },
    actors: { find: fromPromise(async ({ input }: { input: string }) => `results of ${input}`) },
    actions: {
      note: assign({ query: ({ event }) => (event as { text?: string }).text ?? 'nothing' }),
    },
  }).createMachine({
    context: { query: '', shown: '' },
    initial: 'idle',
    states: {
      idle: { on: { TYPE: { target: 'searching', actions: 'note' } } },
      searching: {
        invoke: {
          src: 'find',
          input: ({ context }) => context.query,
          onDone: { target: 'idle', actions: assign({ shown: ({ event }) => event.output }) },
          onError: 'offline',
        },
        on: {
          TYPE: restarts
            ? { target: 'searching', reenter: true, actions: 'note' }
            : { actions: 'note' },
        },
      },
      offline: { on: { TYPE: { target: 'searching', actions: 'note' } } },
    },
  });
const find = { done: (query: string) => [`results of ${query}`] };
const fresh: StateProperty = {
  kind: 'finally',
  name: 'Fresh',
  rule: 'what is shown answers what was asked last',
  source: 'the user',
  reads: ['it'],
  check: ({ it }) => {
    const { query, shown } = it?.context ?? {};
    const isOffline = it?.matches('offline') === true;
    return isOffline || shown === `results of ${query}`
      ? undefined
      : `'${shown}' is shown for '${query}'`;
  },
};
const box = (restarts: boolean, more: object = {}): SystemSpec => ({
  actors: { it: { machine: searchBox(restarts), invoked: { find: { ...find, ...more } } } },
  initial: typed('a', 'b'),
});

describe('a promise', () => {
  test('that is overtaken by what the user types: the race is found, explained and replayed', () => {
    const options = { properties: [fresh] };
    const result = outcome(box(false), options);
    if (result.verdict !== 'violated') throw new Error('nothing was found');
    expect(result.violation.detail).toBe("'results of a' is shown for 'b'");
    expect(result.schedule.map(({ from, message }) => `${from} ${message.type}`)).toEqual([
      'user TYPE',
      'user TYPE',
      expect.stringMatching(/^environment xstate\.done\.actor\./),
    ]);
    const { racingPair } = explain(box(false), options, result.schedule);
    expect(racingPair).toMatchObject({ first: 2, second: 3 });
    const steps = replaySchedule(box(false), result.schedule);
    expect(JSON.stringify(steps)).toContain('results of a');
  });

  test('that is begun again holds: the one of a state that was left never answers', () => {
    expect(outcome(box(true), { properties: [fresh] })).toMatchObject({ verdict: 'holds' });
    const failing = box(true, { error: [{ message: 'no network' }] });
    const offline: StateProperty = {
      ...fresh,
      kind: 'sometimes',
      name: 'Offline',
      check: (view) => (view.it?.matches('offline') ? 'it is' : undefined),
    };
    const both = { properties: [fresh, offline] };
    expect(outcome(failing, both)).toMatchObject({ verdict: 'holds', reached: ['Offline'] });
  });

  test('answers once, also when its state stays', () => {
    const machine = setup({ actors: { load: fromPromise(async () => 1) } }).createMachine({
      context: { times: 0 },
      invoke: {
        src: 'load',
        onDone: { actions: assign({ times: ({ context }) => context.times + 1 }) },
      },
    });
    const result = outcome(alone(machine, { invoked: { load: { done: [1, 2] } } }));
    expect(result).toMatchObject({ verdict: 'holds', states: 2, transitions: 2, restStates: 1 });
  });

  test('with an error that nobody takes fails the machine, as in XState', () => {
    const machine = setup({ actors: { load: fromPromise(async () => 1) } }).createMachine({
      initial: 'loading',
      states: { loading: { invoke: { src: 'load', onDone: 'loaded' } }, loaded: {} },
    });
    const invoked = { load: { done: [1], error: [{ message: 'offline' }] } };
    expect(outcome(alone(machine, { invoked }))).toMatchObject({
      verdict: 'violated',
      property: 'NoException',
      violation: {
        step: 1,
        detail: `it: no state takes the error of an invoked actor, {"message":"offline"}`,
      },
    });
  });

  test('of which nobody says what it may do is refused with what to write', () => {
    const machine = setup({ actors: { load: fromPromise(async () => 1) } }).createMachine({
      initial: 'a',
      states: { a: { on: { X: 'b' } }, b: { invoke: { src: 'load' } } },
    });
    const system = alone(machine, { events: [{ type: 'X' }] });
    expect(() => outcome(system)).toThrow(
      /actor 'it' invokes or spawns 'load'.*it: \{ machine, invoked: \{ 'load'/,
    );
    expect(
      outcome({
        ...system,
        actors: { it: { ...system.actors.it, machine, invoked: { load: {} } } },
      }),
    ).toMatchObject({ verdict: 'holds' });
  });
});

describe('what a callback sends', () => {
  const socket = fromCallback(() => undefined);
  const chat = setup({ actors: { socket } }).createMachine({
    id: 'chat',
    context: { unsent: 0 },
    initial: 'connecting',
    states: {
      connecting: { invoke: { id: 'ws', src: 'socket' }, on: { OPEN: 'open', SAY: {} } },
      open: {
        on: { SAY: { actions: sendTo('ws', { type: 'FRAME' }) }, CLOSED: 'connecting' },
      },
    },
  });

  test('comes while it runs, and a message to it after that is what XState makes of it', () => {
    const spec = { invoked: { ws: { sends: [{ type: 'OPEN' }, { type: 'CLOSED' }] } } };
    const system = {
      ...alone(chat, spec),
      initial: [{ from: 'user', to: 'it', message: { type: 'SAY' } }],
    };
    expect(outcome(system)).toMatchObject({
      verdict: 'violated',
      property: 'NoException',
      violation: {
        detail:
          "it: Unable to send event to actor 'ws' from machine 'chat'. It has no child of this id now, and the " +
          'system no actor: there are it',
      },
    });
  });
});

test('spawned actors, by action and in an assign, are children too', () => {
  const kid = createMachine({});
  const byAction = setup({ actors: { kid } }).createMachine({ entry: spawnChild('kid') });
  const byAssign = setup({
    types: {} as { context: { kid: unknown } },
    actors: { kid },
  }).createMachine({
    context: ({ spawn }) => ({ kid: spawn('kid') }),
    on: { HELLO: {} },
  });
  for (const machine of [byAction, byAssign]) {
    expect(() => outcome(alone(machine))).toThrow("'kid'");
    const invoked = { kid: { sends: [{ type: 'HELLO' }] } };
    expect(outcome(alone(machine, { invoked }))).toMatchObject({ verdict: 'holds', states: 1 });
  }
});

test('an invoked machine can be an actor of the system, with its parent', () => {
  const worker = createMachine({ on: { WORK: { actions: sendParent({ type: 'RESULT' }) } } });
  const boss = setup({ actors: { worker } }).createMachine({
    invoke: { id: 'worker', src: 'worker' },
    initial: 'asking',
    states: {
      asking: { entry: sendTo('worker', { type: 'WORK' }), on: { RESULT: 'answered' } },
      answered: { type: 'final' },
    },
  });
  const system: SystemSpec = {
    actors: {
      boss: { machine: boss, invoked: { worker: {} } },
      worker: { machine: worker, parent: 'boss' },
    },
    initial: [],
  };
  const answered: StateProperty = {
    ...fresh,
    reads: ['boss'],
    check: (view) => (view.boss?.matches('answered') ? undefined : 'no answer'),
  };
  expect(explore(system, { properties: [answered] })).toMatchObject({
    verdict: 'holds',
    states: 3,
    restStates: 1,
  });
});
