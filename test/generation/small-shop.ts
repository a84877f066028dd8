/** A till that two customers go to, and a clerk who closes it: orders matter, and one can count them by hand. */
import { setup } from 'xstate';
import type { SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';

const customer = setup({}).createMachine({
  id: 'customer',
  initial: 'outside',
  states: {
    outside: { on: { Begin: { target: 'waiting', actions: send('till', { type: 'Pay' }) } } },
    waiting: { on: { Paid: 'done', Closed: 'done' } },
    done: {},
  },
});

const clerk = setup({}).createMachine({
  id: 'clerk',
  initial: 'idle',
  states: {
    idle: { on: { Begin: { target: 'gone', actions: send('till', { type: 'Close' }) } } },
    gone: {},
  },
});

const answer = (type: string) =>
  send((({ event }: { event: { from: string } }) => event.from) as never, { type });

/** `isFair`: who comes too late is told so; otherwise a payment after the close is taken all the same. */
export function tillOf(isFair: boolean) {
  return setup({}).createMachine({
    id: 'till',
    initial: 'open',
    states: {
      open: { on: { Pay: { actions: answer('Paid') }, Close: 'closed' } },
      closed: { on: { Pay: { actions: answer(isFair ? 'Closed' : 'Paid') } } },
    },
  });
}

export const shop: SystemSpec = {
  actors: {
    anna: { machine: customer },
    ben: { machine: customer },
    clerk: { machine: clerk },
    till: { machine: tillOf(true) },
  },
  initial: ['anna', 'ben', 'clerk'].map((to) => ({
    from: 'environment',
    to,
    message: { type: 'Begin' },
  })),
};
