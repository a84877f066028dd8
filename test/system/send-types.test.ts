/** `send` and `reply` among the actions of any typed chart, with nothing cast: this file compiles, and then it runs. */
import { expect, test } from 'vitest';
import { assign, createMachine, setup } from 'xstate';
import { explore } from '../../src/explore/index.ts';
import type { Property, SystemSpec } from '../../src/system/index.ts';
import { reply, send } from '../../src/system/index.ts';

type Event = { type: 'ADD'; amount: number } | { type: 'SHOW'; from?: string };

const counter = setup({
  types: {} as { context: { sum: number }; events: Event },
  actions: { tell: send('screen', ({ context }) => ({ type: 'sum', sum: context.sum })) },
}).createMachine({
  context: { sum: 0 },
  entry: send('screen', { type: 'sum', sum: 0 }),
  on: {
    ADD: {
      actions: [
        assign({ sum: ({ context, event }) => context.sum + event.amount }),
        send('screen', ({ event }) => ({ type: 'added', amount: event.amount })),
        'tell',
      ],
    },
    SHOW: { actions: reply(({ context }) => ({ type: 'sum', sum: context.sum })) },
  },
});

const screen = createMachine({
  context: { seen: [] as unknown[] },
  on: {
    '*': { actions: assign({ seen: ({ context, event }) => [...context.seen, event.type] }) },
    look: { actions: send('counter', ({ event }) => ({ type: 'SHOW', at: event.at })) },
  },
});

// @ts-expect-error The event has no such field.
send<{ sum: number }, Event, undefined, Event>('screen', ({ event }) => ({ type: event.kind }));

const system: SystemSpec = {
  actors: { counter: { machine: counter }, screen: { machine: screen } },
  initial: [
    { from: 'user', to: 'counter', message: { type: 'ADD', amount: 2 } },
    { from: 'user', to: 'screen', message: { type: 'look', at: 'once' } },
  ],
};

const shown: Property = {
  kind: 'finally',
  name: 'Shown',
  rule: 'all that was sent has come',
  reads: ['screen'],
  check: (view) => {
    const seen: string[] = view.screen?.context.seen ?? [];
    const all = ['added', 'sum', 'sum', 'sum'];
    return [...seen].sort().join() === all.join() ? undefined : `it was ${seen}`;
  },
};

test('what a typed chart sends arrives', () => {
  expect(explore(system, { properties: [shown] })).toMatchObject({ verdict: 'holds' });
  const none = { ...shown, check: () => 'nothing' };
  expect(explore(system, { properties: [none] })).toMatchObject({ verdict: 'violated' });
});
