/**
 * Two-phase commit, abstract: Gray and Lamport, "Consensus on Transaction Commit" (2006), section 3. Messages are never
 * taken away once they are sent, so that they are a set in the state of one machine, whose outside events are the
 * actions: what the transaction manager and each resource manager may do.
 */
import { assign, createMachine } from 'xstate';
import type { Message, SystemSpec } from '../../src/system/index.ts';

interface Act extends Message {
  readonly rm: number;
}

interface Commit {
  readonly tm: 'init' | 'committed' | 'aborted';
  readonly rms: readonly ('working' | 'prepared' | 'committed' | 'aborted')[];
  /** Whose `Prepared` the manager has taken. */
  readonly counted: readonly boolean[];
  /** Messages on their way for ever: who has said `Prepared`, and what the manager has said. */
  readonly said: readonly boolean[];
  readonly decided: 'nothing' | 'commit' | 'abort';
}

const set = <T>(list: readonly T[], at: number, value: T) =>
  list.map((old, n) => (n === at ? value : old));

interface Action {
  readonly guard: (now: Commit, rm: number) => boolean;
  readonly effect: (now: Commit, rm: number) => Partial<Commit>;
}

const manager: Readonly<Record<string, Action>> = {
  TmCommit: {
    guard: ({ tm, counted }) => tm === 'init' && counted.every(Boolean),
    effect: () => ({ tm: 'committed', decided: 'commit' }),
  },
  TmAbort: {
    guard: ({ tm }) => tm === 'init',
    effect: () => ({ tm: 'aborted', decided: 'abort' }),
  },
};

const resources: Readonly<Record<string, Action>> = {
  TmRcvPrepared: {
    guard: ({ tm, said }, rm) => tm === 'init' && said[rm] === true,
    effect: ({ counted }, rm) => ({ counted: set(counted, rm, true) }),
  },
  RmPrepare: {
    guard: ({ rms }, rm) => rms[rm] === 'working',
    effect: ({ rms, said }, rm) => ({ rms: set(rms, rm, 'prepared'), said: set(said, rm, true) }),
  },
  RmChooseToAbort: {
    guard: ({ rms }, rm) => rms[rm] === 'working',
    effect: ({ rms }, rm) => ({ rms: set(rms, rm, 'aborted') }),
  },
  RmRcvCommit: {
    guard: ({ decided }) => decided === 'commit',
    effect: ({ rms }, rm) => ({ rms: set(rms, rm, 'committed') }),
  },
  RmRcvAbort: {
    guard: ({ decided }) => decided === 'abort',
    effect: ({ rms }, rm) => ({ rms: set(rms, rm, 'aborted') }),
  },
};

type Given = { readonly context: Commit; readonly event: Act };

function transition({ guard, effect }: Action) {
  return {
    guard: ({ context, event }: Given) => guard(context, event.rm),
    actions: assign((({ context, event }: Given) => effect(context, event.rm)) as never),
  };
}

/** `count` resource managers. */
export function twoPhaseCommit(count: number): SystemSpec {
  const each = Array.from({ length: count }, (_, rm) => rm);
  const actions = Object.entries({ ...manager, ...resources });
  const machine = createMachine({
    context: {
      tm: 'init',
      rms: each.map(() => 'working'),
      counted: each.map(() => false),
      said: each.map(() => false),
      decided: 'nothing',
    } satisfies Commit,
    on: Object.fromEntries(actions.map(([type, action]) => [type, transition(action)])),
  } as never);
  const events: Act[] = [
    ...Object.keys(manager).map((type) => ({ type, rm: -1 })),
    ...Object.keys(resources).flatMap((type) => each.map((rm) => ({ type, rm }))),
  ];
  return { actors: { protocol: { machine, events } }, initial: [] };
}
