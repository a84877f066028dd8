/** Two workers, one store: each reads the stock and writes it back reduced by one. Is a sale ever lost? */
import type { Message, StateProperty, SystemSpec } from 'sriov-sim/system';
import { messaging, reply, send } from 'sriov-sim/system';
import { explore } from 'sriov-sim/explore';
import { setup } from 'xstate';

interface Stock extends Message {
  readonly type: 'stock' | 'write';
  readonly amount: number;
}
type Sale = { readonly type: 'start' } | { readonly type: 'written' } | Stock;

const store = setup({
  types: {} as { context: { amount: number }; events: { type: 'read' } | Stock },
}).createMachine({
  context: { amount: 10 },
  on: {
    read: {
      actions: reply(({ context }: { context: { amount: number } }) => ({
        type: 'stock',
        amount: context.amount,
      })),
    },
    write: {
      actions: [
        messaging<{ amount: number }, Stock>().assign('write', ({ event }) => ({
          amount: event.amount,
        })),
        reply({ type: 'written' }),
      ],
    },
  },
});

const worker = setup({ types: {} as { events: Sale } }).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { start: { target: 'reading', actions: send('store', { type: 'read' }) } } },
    reading: {
      on: {
        stock: {
          target: 'writing',
          actions: send('store', ({ event }: { event: Stock }) => ({
            type: 'write',
            amount: event.amount - 1,
          })),
        },
      },
    },
    writing: { on: { written: 'sold' } },
    sold: { type: 'final' },
  },
});

const system: SystemSpec = {
  actors: { store: { machine: store }, anna: { machine: worker }, ben: { machine: worker } },
  initial: ['anna', 'ben'].map((to) => ({
    from: 'environment',
    to,
    message: { type: 'start' },
  })),
};

const noSaleLost: StateProperty = {
  kind: 'finally',
  name: 'NoSaleLost',
  rule: 'when both have sold, the stock is two less',
  source: 'our shop',
  reads: ['store'],
  check: ({ store: { context } }) =>
    context.amount === 8 ? undefined : `the stock is ${context.amount}`,
};

const result = explore(system, { properties: [noSaleLost], deadlock: false });
console.log(result.verdict, result.states, result.transitions);
if (result.verdict === 'violated') {
  for (const { from, to, message } of result.schedule) console.log(from, '->', to, message.type);
}
