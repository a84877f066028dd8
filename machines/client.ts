/**
 * ┌────────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ A client: an administrator, an application, or the hardware's own events. It runs a fixed      │
 * │ sequence of requests (its program) and is concurrent with all other clients; what is explored  │
 * │ is their interleaving. A step either waits for the answer before the next one, or goes on at   │
 * │ once (so that a request can be cancelled while pending).                                       │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import type { Message } from '../src/system/index.ts';
import { messaging, sender, to } from '../src/system/index.ts';
import { without } from './common.ts';
import type { Note } from './messages/index.ts';

/** One request of a client's program. */
export interface ClientStep {
  readonly to: string;
  /** The request without `id` and `from`, which the client adds. */
  readonly message: Message & Readonly<Record<string, unknown>>;
  /** true: wait for the answer before the next step. */
  readonly wait: boolean;
  /** Statuses that the author of the scenario expects; absent: any. */
  readonly expect?: readonly string[];
}

/** The answer to step `step` (from 0): its status and value as they came. */
export interface ClientResult {
  readonly step: number;
  readonly status: string;
  readonly value?: string | number;
  readonly expected: boolean;
}

/** Starts the program: the environment to a client. */
interface Begin extends Note<'Begin'> {}
/** Another client wants to know when this one has finished. */
interface AwaitClient extends Note<'AwaitClient'> {
  readonly id: string;
}
type Answer = Note<`${string}.done`> & {
  readonly id: string;
  readonly status: string;
  readonly value?: string | number;
};
type ClientEvent = Begin | AwaitClient | Answer;

export interface ClientInput {
  readonly steps: readonly ClientStep[];
}
export interface ClientContext extends ClientInput {
  /** Index of the next step. */
  readonly next: number;
  /** Steps whose answers have not come. */
  readonly outstanding: readonly number[];
  readonly results: readonly ClientResult[];
  /** Clients that wait for the end of this one. */
  readonly waiters: readonly { readonly client: string; readonly id: string }[];
}

const { send, reply, assign } = messaging<ClientContext, ClientEvent>();
const idOf = (step: number) => `step${step + 1}`;

export const client = setup({
  types: {} as { context: ClientContext; events: ClientEvent; input: ClientInput },
  guards: {
    programEnded: ({ context }) => context.next >= context.steps.length,
    // An answer that nobody waits for is not taken: it is a message too many, and shows as
    // unexpected.
    isAnswer: ({ context, event }) =>
      event.type.endsWith('.done') &&
      context.outstanding.some((step) => idOf(step) === (event as Answer).id),
    answered: ({ context }) => !context.outstanding.includes(context.next - 1),
    allAnswered: ({ context }) => context.outstanding.length === 0,
    lastStepWaits: ({ context }) =>
      context.steps[context.next - 1]?.wait === true &&
      context.outstanding.includes(context.next - 1),
  },
  actions: {
    sendRequest: send('*', ({ context }) => {
      const step = context.steps[context.next];
      return step && to(step.to, { ...step.message, id: idOf(context.next) } as Message);
    }),
    countStep: assign('*', ({ context }) => ({
      next: context.next + 1,
      outstanding: [...context.outstanding, context.next],
    })),
    recordAnswer: assign('*', ({ context, event }) => {
      const answer = event as Answer;
      const step = context.outstanding.find((each) => idOf(each) === answer.id);
      if (step === undefined) return {};
      const expect = context.steps[step]?.expect;
      const result: ClientResult = {
        step,
        status: answer.status,
        ...(answer.value === undefined ? {} : { value: answer.value }),
        expected: expect === undefined || expect.includes(answer.status),
      };
      return {
        outstanding: without(context.outstanding, (each) => each === step),
        results: [...context.results, result].sort((a, b) => a.step - b.step),
      };
    }),
    addWaiter: assign('AwaitClient', ({ context, event }) => ({
      waiters: [...context.waiters, { client: sender(event), id: event.id }],
    })),
    tellWaiter: reply('AwaitClient', ({ event }) => ({
      type: 'AwaitClient.done',
      id: event.id,
      status: 'STATUS_SUCCESS',
    })),
    tellWaiters: send('*', ({ context }) =>
      context.waiters.map((waiter) =>
        to(waiter.client, {
          type: 'AwaitClient.done',
          id: waiter.id,
          status: 'STATUS_SUCCESS',
        } as Message),
      ),
    ),
  },
}).createMachine({
  id: 'client',
  context: ({ input }) => ({
    steps: input.steps,
    next: 0,
    outstanding: [],
    results: [],
    waiters: [],
  }),
  initial: 'ready',
  states: {
    ready: { on: { Begin: 'running', AwaitClient: { actions: 'addWaiter' } } },
    running: {
      always: [
        { guard: 'lastStepWaits', target: 'waiting' },
        { guard: 'programEnded', target: 'draining' },
        { target: 'running', reenter: true, actions: ['sendRequest', 'countStep'] },
      ],
      on: {
        '*': { guard: 'isAnswer', actions: 'recordAnswer' },
        AwaitClient: { actions: 'addWaiter' },
      },
    },
    waiting: {
      always: { guard: 'answered', target: 'running' },
      on: {
        '*': { guard: 'isAnswer', actions: 'recordAnswer' },
        AwaitClient: { actions: 'addWaiter' },
      },
    },
    draining: {
      always: { guard: 'allAnswered', target: 'finished' },
      on: {
        '*': { guard: 'isAnswer', actions: 'recordAnswer' },
        AwaitClient: { actions: 'addWaiter' },
      },
    },
    finished: { entry: 'tellWaiters', on: { AwaitClient: { actions: 'tellWaiter' } } },
  },
});
