/** A machine with its invoked actors outside does what it does under XState when somebody else answers for them. */
import { expect, test } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { assign, createActor, createMachine, fromPromise, setup } from 'xstate';
import { behaviourOf, generateSuite } from '../../src/generate/index.ts';
import {
  createStepper,
  inertDirectory,
  isInvocationEvent,
  stateText,
  withInvocationsOutside,
} from '../../src/system/index.ts';

/** Loads a page for somebody who may try again, twice. */
const loader = setup({
  types: {} as {
    context: { tries: number; page: string };
    events: { type: 'OPEN'; id: number } | { type: 'RETRY' } | { type: 'CLOSE' };
  },
  actors: { fetchPage: fromPromise(async ({ input }: { input: { id: number } }) => `${input.id}`) },
  guards: { mayRetry: ({ context }) => context.tries < 2 },
}).createMachine({
  id: 'loader',
  context: { tries: 0, page: '' },
  initial: 'idle',
  states: {
    idle: { entry: assign({ tries: 0 }), on: { OPEN: 'loading' } },
    loading: {
      entry: assign({ tries: ({ context }) => context.tries + 1 }),
      invoke: {
        id: 'fetch',
        src: 'fetchPage',
        input: ({ event }) => ({ id: event.type === 'OPEN' ? event.id : 0 }),
        onDone: { target: 'shown', actions: assign({ page: ({ event }) => String(event.output) }) },
        onError: [{ guard: 'mayRetry', target: 'failed' }, { target: 'idle' }],
      },
      on: { CLOSE: 'idle' },
    },
    failed: { on: { RETRY: 'loading' } },
    shown: { on: { CLOSE: 'idle' } },
  },
});

test('what is invoked is sent a message, after the entry actions, with its input', () => {
  const machine = withInvocationsOutside(loader);
  const stepper = createStepper('loader', machine, inertDirectory(['loader', 'fetch']));
  const { snapshot, sent } = stepper.deliver(stepper.initial().snapshot, [], {
    type: 'OPEN',
    ...{ id: 7 },
  });
  expect(stateText(snapshot.value)).toBe('loading');
  expect(snapshot.context).toEqual({ tries: 1, page: '' });
  const message = { type: 'xstate.invoke', src: 'fetchPage', input: { id: 7 }, from: 'loader' };
  expect(sent).toEqual([{ to: 'fetch', message }]);
});

test('a machine that invokes nothing is the machine itself', () => {
  const plain = createMachine({ initial: 'a', states: { a: {} } });
  expect(withInvocationsOutside(plain)).toBe(plain);
});

test('state nodes and events keep their ids, those without a name too', () => {
  const machine = createMachine({
    id: 'm',
    initial: 'a',
    states: {
      a: {
        initial: 'b',
        states: { b: { invoke: { src: fromPromise(async () => 1), onDone: '#m.c' } } },
      },
      c: { id: 'm.c' },
    },
  });
  const outside = withInvocationsOutside(machine);
  const ids = (node: AnyStateNode): string[] => [
    node.id,
    ...Object.values(node.states).flatMap(ids),
  ];
  expect(ids(outside.root)).toEqual(ids(machine.root));
  expect(outside.events.filter(isInvocationEvent)).toEqual(['xstate.done.actor.0.m.a.b']);
});

test('every walk of a generated suite is what XState does when the promise is answered so', async () => {
  const events = [
    { type: 'OPEN', id: 1 },
    { type: 'RETRY' },
    { type: 'CLOSE' },
    { type: 'xstate.done.actor.fetch', output: 'text' },
    { type: 'xstate.error.actor.fetch', error: 'gone' },
  ];
  const behaviour = behaviourOf({
    name: 'loader',
    actors: { loader: { machine: loader, events } },
  });
  const suite = generateSuite(behaviour, { criteria: ['chart-transitions'], observes: 'state' });
  expect(behaviour.stoppedBecause).toBe('complete');
  const items = suite.coverage.find(({ criterion }) => criterion === 'chart-transitions')?.items;
  expect(items?.filter(({ status }) => status === 'covered')).toHaveLength(7);
  for (const { name, steps } of suite.tests) {
    const answers: ((answer: { output?: string; error?: string }) => void)[] = [];
    const asked: unknown[] = [];
    const live = createActor(
      loader.provide({
        actors: {
          fetchPage: fromPromise(({ input }) => {
            asked.push(input);
            return new Promise<string>((resolve, reject) => {
              answers.push(({ output, error }) =>
                error === undefined ? resolve(output ?? '') : reject(error),
              );
            });
          }),
        },
      }),
    ).start();
    for (const { stimulus, expect: sent, shows } of steps) {
      const { message } = stimulus as {
        message: { type: string; output?: string; error?: string };
      };
      const before = asked.length;
      if (isInvocationEvent(message.type)) {
        answers.at(-1)?.(message);
        // A promise answers later than whoever settled it goes on.
        for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      } else live.send(message as never);
      expect(stateText(live.getSnapshot().value), name).toBe(shows);
      const starts = sent.map(({ message: each }) => (each as { input?: unknown }).input);
      expect(asked.slice(before), name).toEqual(starts);
    }
    live.stop();
  }
});
