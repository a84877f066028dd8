/**
 * Two actors that send a counted message to and fro: the example of Stateright's actor models. Each counts the messages
 * that it expects next, without an end: Stateright has a boundary, beyond which states do not count. Here also in a
 * form that ends by itself, for searches that leave something out.
 */
import { assign, createMachine } from 'xstate';
import type { Boundary } from '../../src/explore/index.ts';
import type { Message, SystemSpec, SystemView } from '../../src/system/index.ts';
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

/** No count is greater than this. */
export function upTo(most: number): Boundary {
  const reads = ['pinger', 'ponger'];
  const count = (view: SystemView, id: string) => view[id]?.context.count as number;
  return {
    name: `UpTo${most}`,
    reads,
    within: (view) => reads.every((id) => count(view, id) <= most),
  };
}

/** The pinger answers `Pong n` by `Ping n + 1`, the ponger `Ping n` by `Pong n`. */
export function pingPong(limit = Number.POSITIVE_INFINITY): SystemSpec {
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
