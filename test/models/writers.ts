/**
 * Writers that each send one message to the same receiver: the program `writers` with which Concuerror's tests count
 * the executions of a delay-bounded search (Emmi, Qadeer, Rakamaric, "Delay-Bounded Scheduling", POPL 2011), and the
 * smallest one in which every order is another trace. The receiver remembers in which order they came.
 */
import { assign, createMachine } from 'xstate';
import type { Message, SystemSpec } from '../../src/system/index.ts';

interface Write extends Message {
  readonly writer: number;
}

/** `count` writers. */
export function writers(count: number): SystemSpec {
  type Given = { readonly context: { readonly order: readonly number[] }; readonly event: Write };
  const receiver = createMachine({
    context: { order: [] },
    on: {
      Write: {
        actions: assign({
          order: ({ context, event }: Given) => [...context.order, event.writer],
        } as never),
      },
    },
  } as never);
  const writer = createMachine({});
  const ids = Array.from({ length: count }, (_, n) => `writer${n}`);
  return {
    actors: {
      receiver: { machine: receiver },
      ...Object.fromEntries(ids.map((id) => [id, { machine: writer }])),
    },
    initial: ids.map((from, n) => ({
      from,
      to: 'receiver',
      message: { type: 'Write', writer: n },
    })),
  };
}
