import { expect, test } from 'vitest';
import { createMachine, setup } from 'xstate';
import {
  createStepper,
  inertDirectory,
  messaging,
  peer,
  reception,
  to,
} from '../../src/system/index.ts';
import { runToEnd } from '../../src/trace/live.ts';
import { difference } from './step-oracle.ts';

type Event =
  | { readonly type: 'Ping'; readonly id: string; readonly from?: string }
  | { readonly type: 'Pong'; readonly id: string; readonly from?: string };
interface Context {
  readonly count: number;
  readonly other: string;
}
const { send, reply, assign, when } = messaging<Context, Event>();

const player = setup({
  types: {} as { context: Context; events: Event; input: { other: string } },
  actions: {
    count: assign('*', ({ context }) => ({ count: context.count + 1 })),
    pong: reply('Ping', ({ event }) => ({ type: 'Pong', id: event.id })),
    ping: send('Pong', ({ context }) =>
      to(context.other, { type: 'Ping', id: `${context.count}` }),
    ),
  },
  guards: { more: when('Pong', ({ context }) => context.count < 3) },
}).createMachine({
  id: 'player',
  context: ({ input }) => ({ count: 0, other: input.other }),
  initial: 'playing',
  states: {
    playing: {
      on: {
        Ping: { actions: ['count', 'pong'] },
        Pong: [{ guard: 'more', actions: ['count', 'ping'] }, { target: 'tired' }],
      },
    },
    tired: { after: { 50: 'playing' }, on: { Ping: {} }, meta: { defer: ['Pong'] } },
  },
});
const directory = inertDirectory(['a', 'b']);

test('a step gives the next snapshot, what was sent, and who sent it', () => {
  const stepper = createStepper('a', player, directory);
  const { snapshot, timers } = stepper.initial({ other: 'b' });
  const step = stepper.deliver(snapshot, timers, { type: 'Ping', id: 'x', from: 'b' } as Event);
  expect(step.snapshot.context).toEqual({ count: 1, other: 'b' });
  expect(step.sent).toEqual([{ to: 'b', message: { type: 'Pong', id: 'x', from: 'a' } }]);
  expect(snapshot.context).toEqual({ count: 0, other: 'b' });
});

test('a timer is armed on entry and fires once', () => {
  const stepper = createStepper('a', player, directory);
  let step = stepper.initial({ other: 'b' });
  for (let n = 0; n < 4; n += 1) {
    step = stepper.deliver(step.snapshot, step.timers, { type: 'Pong', id: 'x' } as Event);
  }
  expect(step.snapshot.value).toBe('tired');
  expect(step.timers.map(({ delayMs }) => delayMs)).toEqual([50]);
  const fired = stepper.fire(step.snapshot, step.timers, step.timers[0]?.id ?? '');
  expect(fired.snapshot.value).toBe('playing');
  expect(fired.timers).toEqual([]);
});

test('a timer is cancelled when its state is left before it fires', () => {
  const impatient = createMachine({
    initial: 'waiting',
    states: {
      waiting: { after: { 50: 'late' }, on: { Ping: 'served' } },
      served: { after: { 70: 'waiting' } },
      late: {},
    },
  });
  const stepper = createStepper('a', impatient, directory);
  const first = stepper.initial();
  const armed = (type: string) =>
    stepper.deliver(first.snapshot, first.timers, { type }).timers.map(({ delayMs }) => delayMs);
  expect(armed('Ping')).toEqual([70]);
  expect(armed('Pong')).toEqual([50]);
});

test('a message is handled, put off, or unexpected; an empty transition is handled on purpose', () => {
  const stepper = createStepper('a', player, directory);
  const tired = stepper.machine.resolveState({ value: 'tired', context: { count: 0, other: 'b' } });
  expect(reception(tired, { type: 'Ping' })).toBe('handled');
  expect(reception(tired, { type: 'Pong' })).toBe('deferred');
  expect(reception(tired, { type: 'Pang' })).toBe('unexpected');
});

test('nobody is sent to by an id that does not exist', () => {
  expect(() => peer({ get: () => undefined }, 'pv')).toThrow(
    "no actor has the id 'pv' in this system: spawn it with systemId 'pv'",
  );
  const stepper = createStepper('a', player, inertDirectory(['a']));
  const { snapshot, timers } = stepper.initial({ other: 'b' });
  const message = { type: 'Ping', id: 'x', from: 'b' } as Event;
  expect(() => stepper.deliver(snapshot, timers, message)).toThrow("no actor has the id 'b'");
});

test.each([1, 2, 3, 4, 5])('the pure step does what XState itself does (seed %i)', (seed) => {
  const spec = {
    actors: {
      a: { machine: player, input: { other: 'b' } },
      b: { machine: player, input: { other: 'a' } },
    },
    initial: [
      { from: 'b', to: 'a', message: { type: 'Ping', id: '1', from: 'b' } as Event },
      { from: 'a', to: 'b', message: { type: 'Ping', id: '2', from: 'a' } as Event },
    ],
  };
  const { steps, view, end } = runToEnd(spec, { seed });
  expect(end.reason).toBe('quiescent');
  expect(steps.some(({ from }) => from === 'timer')).toBe(true);
  expect(difference(spec, steps, view)).toBeUndefined();
});
