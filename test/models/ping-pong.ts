/**
 * Two actors that send a counted message to and fro: the example of Stateright's actor models. Each counts what it
 * gets, up to a limit.
 */
import { assign, createMachine } from 'xstate';
import type { Message, SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';

interface Counted extends Message {
  readonly value: number;
}

/** The pinger answers `Pong n` by `Ping n + 1` until it has counted `limit` of them. */
export function pingPong(limit: number): SystemSpec {
  type Given = { readonly event: Counted };
  const count = assign({ count: ({ event }: Given) => event.value + 1 } as never);
  const pinger = createMachine({
    context: { count: 0 },
    on: {
      Pong: [
        {
          guard: ({ event }: Given) => event.value + 1 < limit,
          actions: [
            count,
            send('ponger', ({ event }: Given) => ({ type: 'Ping', value: event.value + 1 })),
          ],
        },
        { actions: count },
      ],
    },
  } as never);
  const ponger = createMachine({
    context: { count: 0 },
    on: {
      Ping: {
        actions: [
          count,
          send('pinger', ({ event }: Given) => ({ type: 'Pong', value: event.value })),
        ],
      },
    },
  } as never);
  const first: Counted = { type: 'Ping', value: 0 };
  return {
    actors: { pinger: { machine: pinger }, ponger: { machine: ponger } },
    initial: [{ from: 'pinger', to: 'ponger', message: first }],
  };
}
