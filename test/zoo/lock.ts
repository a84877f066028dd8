/** A lock as an actor, for the entries in which two threads take several: Z24, Z27, Z34. */
import { assign, createMachine } from 'xstate';
import type { ActorSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';
import type { AnyMessage, Call } from './bench-host.ts';

export interface Lock {
  /** Who holds it, then who waits for it, in their order. */
  readonly holders: readonly string[];
}
type At = { readonly context: Lock; readonly event: AnyMessage };

/** Granted to one at a time, first come, first served. */
export const lock: ActorSpec = {
  machine: createMachine({
    context: { holders: [] },
    on: {
      Acquire: [
        {
          guard: ({ context }: At) => context.holders.length === 0,
          actions: [
            assign({ holders: ({ event }: At) => [event.from] } as never),
            send(({ event }: At) => event.from ?? '', { type: 'Granted' }),
          ],
        },
        {
          actions: assign({
            holders: ({ context, event }: At) => [...context.holders, event.from],
          } as never),
        },
      ],
      Release: [
        {
          guard: ({ context }: At) => context.holders.length > 1,
          actions: [
            assign({ holders: ({ context }: At) => context.holders.slice(1) } as never),
            send(({ context }: At) => context.holders[0] ?? '', { type: 'Granted' }),
          ],
        },
        { actions: assign({ holders: [] } as never) },
      ],
    },
  } as never),
};

export const acquire = (to: string): Call => ({
  to,
  message: { type: 'Acquire' },
  until: 'Granted',
});
export const release = (to: string): Call => ({ to, message: { type: 'Release' }, until: null });
