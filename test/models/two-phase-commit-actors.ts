/**
 * Two-phase commit as actors that send messages: Gray and Lamport (2006), section 3. Messages are never taken away once
 * they are sent: explore it with `channels: 'bag'` and `duplicating`. The same states as the abstract model in
 * `two-phase-commit.ts`, where the messages are part of one machine.
 */
import { assign, setup } from 'xstate';
import type { SymmetrySpec } from '../../src/explore/index.ts';
import type { Message, SystemSpec } from '../../src/system/index.ts';
import { messaging, send, to } from '../../src/system/index.ts';

type Prepared = { readonly type: 'Prepared'; readonly from: string };
type Act = { readonly type: 'TmCommit' } | { readonly type: 'TmAbort' };

interface Manager {
  readonly managers: readonly string[];
  /** Whose `Prepared` has come, in the order of `managers`. */
  readonly counted: readonly string[];
}

const { send: tell } = messaging<Manager, Prepared | Act>();
const toAll = (type: string) =>
  tell('*', ({ context }) => context.managers.map((id) => to(id, { type })));

const transactionManager = setup({
  types: {} as { context: Manager; events: Prepared | Act; input: Pick<Manager, 'managers'> },
  guards: { everybody: ({ context }) => context.counted.length === context.managers.length },
  actions: {
    count: assign({
      counted: ({ context, event }) =>
        context.managers.filter(
          (id) => context.counted.includes(id) || (event as Prepared).from === id,
        ),
    }),
    commit: toAll('Commit'),
    abort: toAll('Abort'),
  },
}).createMachine({
  context: ({ input }) => ({ ...input, counted: [] }),
  initial: 'init',
  states: {
    init: {
      on: {
        Prepared: { actions: 'count' },
        TmCommit: { guard: 'everybody', target: 'committed', actions: 'commit' },
        TmAbort: { target: 'aborted', actions: 'abort' },
      },
    },
    // What comes too late stays where it is: nothing is said of it.
    committed: { meta: { defer: ['Prepared'] } },
    aborted: { meta: { defer: ['Prepared'] } },
  },
});

const decided = { Commit: '.committed', Abort: '.aborted' } as const;
const resourceManager = setup({ types: {} as { events: Message } }).createMachine({
  initial: 'working',
  on: decided,
  states: {
    working: {
      on: {
        RmPrepare: { target: 'prepared', actions: send('tm', { type: 'Prepared' }) },
        RmChooseToAbort: 'aborted',
      },
    },
    prepared: {},
    committed: {},
    aborted: {},
  },
});

/** The resource managers are interchangeable. */
export function managersAreAlike(count: number): SymmetrySpec {
  return { count, actors: Array.from({ length: count }, (_, rm) => [`rm${rm}`]) };
}

/** `count` resource managers. */
export function twoPhaseCommitActors(count: number): SystemSpec {
  const managers = Array.from({ length: count }, (_, rm) => `rm${rm}`);
  const choices = [{ type: 'RmPrepare' }, { type: 'RmChooseToAbort' }];
  return {
    actors: {
      tm: {
        machine: transactionManager,
        input: { managers },
        events: [{ type: 'TmCommit' }, { type: 'TmAbort' }],
      },
      ...Object.fromEntries(
        managers.map((id) => [id, { machine: resourceManager, events: choices }]),
      ),
    },
    initial: [],
  };
}
