/**
 * The small programs by which TraceForge tells its delivery models apart: a receiver that takes three messages, and
 * senders whose sendings are ordered, or not. Each send is a step of its own, an outside event.
 */
import type { AnyStateMachine } from 'xstate';
import { assign, createMachine } from 'xstate';
import type { Message, SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';

interface Numbered extends Message {
  readonly value: number;
}
type Sending = readonly [to: string, value: number];

const sending = ([to, value]: Sending) => send(to, { type: 'Message', value });

/** Sends one message after another. */
function sender(program: readonly Sending[]): AnyStateMachine {
  const states = program.map((each, n) => [
    `at${n}`,
    { on: { Send: { target: `at${n + 1}`, actions: sending(each) } } },
  ]);
  return createMachine({
    initial: 'at0',
    states: { ...Object.fromEntries(states), [`at${program.length}`]: {} },
  } as never);
}

/** Sends a message when it has received one. */
function relay(next: Sending): AnyStateMachine {
  return createMachine({ on: { Message: { actions: sending(next) } } } as never);
}

/** Remembers the first three messages in the order in which they come. */
function receiver(): AnyStateMachine {
  type Given = { readonly context: { readonly got: readonly number[] }; readonly event: Numbered };
  return createMachine({
    context: { got: [] },
    on: {
      Message: [
        {
          guard: ({ context }: Given) => context.got.length < 3,
          actions: assign({
            got: ({ context, event }: Given) => [...context.got, event.value],
          } as never),
        },
        {},
      ],
    },
  } as never);
}

const events = [{ type: 'Send' }];
const main = {
  machine: sender([
    ['m', 1],
    ['m', 2],
  ]),
  events,
};

export const programs: Readonly<Record<1 | 2 | 3, SystemSpec>> = {
  /** A sends 3 to M, then 5 to B, which then sends 4 to M; the main thread sends 1 and 2 to M. */
  1: {
    actors: {
      main,
      a: {
        machine: sender([
          ['m', 3],
          ['b', 5],
        ]),
        events,
      },
      b: { machine: relay(['m', 4]) },
      m: { machine: receiver() },
    },
    initial: [],
  },
  /** The same without A's message to B, which sends 4 by itself. */
  2: {
    actors: {
      main,
      a: { machine: sender([['m', 3]]), events },
      b: { machine: sender([['m', 4]]), events },
      m: { machine: receiver() },
    },
    initial: [],
  },
  /** One sender with three messages. */
  3: {
    actors: {
      main: {
        machine: sender([
          ['m', 1],
          ['m', 2],
          ['m', 3],
        ]),
        events,
      },
      m: { machine: receiver() },
    },
    initial: [],
  },
};
