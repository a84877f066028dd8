/** A timer that fires too early races with what would have disarmed it. */
import { expect, test } from 'vitest';
import { assign, createMachine, setup } from 'xstate';
import { explain } from '../../src/explain/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { Property, SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';

type Account = { charged: readonly string[] };
type Pay = { type: 'PAY'; key: string };

/** Charges again what it has charged already, unless it knows keys. */
const bank = (knowsKeys: boolean) =>
  setup({
    types: {} as { context: Account; events: Pay },
    guards: { isKnown: ({ context, event }) => knowsKeys && context.charged.includes(event.key) },
  }).createMachine({
    context: { charged: [] },
    on: {
      PAY: [
        { guard: 'isKnown', actions: send('shop', { type: 'PAID' }) },
        {
          actions: [
            assign({ charged: ({ context, event }) => [...context.charged, event.key] }),
            send('shop', { type: 'PAID' }),
          ],
        },
      ],
    },
  });

const pay = send('bank', { type: 'PAY', key: 'order 1' });
const shop = createMachine({
  initial: 'paying',
  states: {
    paying: { entry: pay, on: { PAID: 'paid' }, after: { 1000: 'again' } },
    again: { entry: pay, on: { PAID: 'paid' } },
    paid: { on: { PAID: {} } },
  },
});

const system = (knowsKeys: boolean): SystemSpec => ({
  actors: { bank: { machine: bank(knowsKeys) }, shop: { machine: shop } },
  initial: [],
});

const once: Property = {
  kind: 'always',
  name: 'Once',
  rule: 'nobody is charged twice',
  reads: ['bank'],
  check: (view) => {
    const charged: Account['charged'] = view.bank?.context.charged ?? [];
    return charged.length > 1 ? `charged for ${charged.join(' and ')}` : undefined;
  },
};

test('a payment that is tried again while its answer is under way', () => {
  const options = { properties: [once], timers: 'any' } as const;
  expect(explore(system(true), options)).toMatchObject({ verdict: 'holds' });
  const result = explore(system(false), options);
  if (result.verdict !== 'violated') throw new Error(result.verdict);
  const { racingPair, inevitable } = explain(system(false), options, result.schedule);
  expect(result.schedule.map(({ from, to }) => `${from} to ${to}`)).toEqual([
    'shop to bank',
    'timer to shop',
    'shop to bank',
  ]);
  expect(inevitable).toEqual({ from: 2, cleanAfter: 1, exact: true });
  expect(racingPair).toMatchObject({
    first: 2,
    envelopes: [{ from: 'timer' }, { from: 'bank', message: { type: 'PAID' } }],
  });
  // The answer comes, and no timer: that is all.
  expect(racingPair?.second).toBeUndefined();
  expect(racingPair?.swapped.map(({ message }) => message.type)).toEqual(['PAY', 'PAID']);
});
