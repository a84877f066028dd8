/**
 * Two actors that send a counted message to and fro: the example of Stateright's actor models. Each counts the messages
 * that it expects next, up to a limit: Stateright's boundary, beyond which states do not count.
 */
import { assign, createMachine } from 'xstate';
import type { Message, SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';

interface Counted extends Message {
  readonly value: number;
}

interface Given {
  readonly context: { readonly count: number };
  readonly event: Counted;
}

/** Takes the message `type` with the number that it has counted up to, and ignores all others. */
function player(type: string, limit: number, answer: unknown) {
  return createMachine({
    context: { count: 0 },
    on: {
      [type]: [
        {
          guard: ({ context: { count }, event }: Given) => event.value === count && count < limit,
          actions: [assign({ count: ({ context }: Given) => context.count + 1 } as never), answer],
        },
        {},
      ],
    },
  } as never);
}

/** The pinger answers `Pong n` by `Ping n + 1`, the ponger `Ping n` by `Pong n`. */
export function pingPong(limit: number): SystemSpec {
  const ping = send('ponger', ({ event }: Given) => ({ type: 'Ping', value: event.value + 1 }));
  const pong = send('pinger', ({ event }: Given) => ({ type: 'Pong', value: event.value }));
  const first = { type: 'Ping', value: 0, from: 'pinger' };
  return {
    actors: {
      pinger: { machine: player('Pong', limit, ping) },
      ponger: { machine: player('Ping', limit, pong) },
    },
    initial: [{ from: 'pinger', to: 'ponger', message: first }],
  };
}
