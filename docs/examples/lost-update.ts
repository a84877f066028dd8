/** Two shop assistants and one stock: each reads it, and writes it back reduced by one. Is a sale ever lost? */
import { explain } from 'sriov-sim';
import { explore } from 'sriov-sim/explore';
import type { StateProperty, SystemSpec } from 'sriov-sim/system';
import { messaging, send } from 'sriov-sim/system';
import { setup } from 'xstate';

type Request = { type: 'read' } | { type: 'write'; amount: number };
type Stock = { amount: number };
const { reply, assign } = messaging<Stock, Request>();

const stock = setup({ types: {} as { context: Stock; events: Request } }).createMachine({
  context: { amount: 10 },
  on: {
    read: {
      actions: reply('read', ({ context }) => ({ type: 'stock', amount: context.amount })),
    },
    write: {
      actions: [
        assign('write', ({ event }) => ({ amount: event.amount })),
        reply('write', () => ({ type: 'written' })),
      ],
    },
  },
});

type Answer = { type: 'sell' } | { type: 'stock'; amount: number } | { type: 'written' };

const assistant = setup({ types: {} as { events: Answer } }).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { sell: { target: 'reading', actions: send('stock', { type: 'read' }) } } },
    reading: {
      on: {
        stock: {
          target: 'writing',
          actions: send('stock', ({ event }) => ({ type: 'write', amount: event.amount - 1 })),
        },
      },
    },
    writing: { on: { written: 'sold' } },
    sold: { type: 'final' },
  },
});

export const system: SystemSpec = {
  actors: { stock: { machine: stock }, anna: { machine: assistant }, ben: { machine: assistant } },
  initial: [
    { from: 'shop', to: 'anna', message: { type: 'sell' } },
    { from: 'shop', to: 'ben', message: { type: 'sell' } },
  ],
};

const noSaleLost: StateProperty = {
  kind: 'finally',
  name: 'NoSaleLost',
  rule: 'when both have sold, the stock is two less',
  source: 'the owner of the shop',
  reads: ['stock'],
  check: (view) => {
    const amount = view.stock?.context.amount;
    return amount === 8 ? undefined : `the stock is ${amount}`;
  },
};

export const properties = [noSaleLost];

// As a script; `sriov-sim explore lost-update.ts` takes what is exported.
if (process.argv[1]?.endsWith('lost-update.ts')) {
  const result = explore(system, { properties });
  console.log(`${result.verdict}: ${result.states} states, reduced by ${result.reduction}`);
  if (result.verdict === 'violated') {
    console.log(`${result.property}: ${result.violation.detail}`);
    for (const [n, { from, to, message }] of result.schedule.entries()) {
      console.log(`${n + 1}. ${from} -> ${to}: ${message.type}`);
    }
    const { racingPair } = explain(system, { properties }, result.schedule);
    console.log(`swap ${racingPair?.first} and ${racingPair?.second} and no sale is lost`);
  }
}
