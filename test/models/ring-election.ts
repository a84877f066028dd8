/**
 * Election of a leader on a one-way ring: Chang and Roberts, CACM 22(5) 1979, in the steps of the TLA+ examples'
 * `chang_roberts/ChangRoberts` (Merz; tlaplus/Examples, manifest of 32a32c7: 137 distinct states of three nodes from
 * all eight initial ones). Each node is an actor; what waits for a node is taken in any order: explore it as a `bag`.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { assign, setup } from 'xstate';
import type { ActorSpec, Message, StateProperty, SystemSpec } from '../../src/system/index.ts';
import { messaging, to } from '../../src/system/index.ts';

/** A type alias, which may stand for any context where an interface may not. */
type Node = {
  readonly id: number;
  readonly next: string;
  readonly initiator: boolean;
  readonly state: 'candidate' | 'lost' | 'won';
};

interface Claim extends Message {
  readonly type: 'claim';
  readonly id: number;
}

type Events = Claim | { readonly type: 'begin' };
const { send } = messaging<Node, Events>();
const nameOf = (id: number) => `node${id}`;

const node = setup({
  types: {} as {
    context: Node;
    events: Events;
    input: Pick<Node, 'id' | 'next' | 'initiator'>;
  },
  guards: {
    initiator: ({ context }) => context.initiator,
    forwards: ({ context, event }) => context.state === 'lost' || (event as Claim).id < context.id,
    own: ({ context, event }) => (event as Claim).id === context.id,
  },
  actions: {
    claim: send('begin', ({ context }) => to(context.next, { type: 'claim', id: context.id })),
    forward: send('claim', ({ context, event }) =>
      to(context.next, { type: 'claim', id: event.id }),
    ),
    lose: assign({ state: 'lost' }),
    win: assign({ state: 'won' }),
  },
}).createMachine({
  context: ({ input }) => ({ ...input, state: input.initiator ? 'candidate' : 'lost' }),
  initial: 'starting',
  states: {
    starting: {
      meta: { defer: ['claim'] },
      on: {
        begin: [{ guard: 'initiator', target: 'running', actions: 'claim' }, { target: 'running' }],
      },
    },
    running: {
      on: {
        claim: [
          { guard: 'forwards', actions: ['lose', 'forward'] },
          { guard: 'own', actions: 'win' },
          {},
        ],
      },
    },
  },
});

/** A ring with these nodes as initiators, by number from 1 on. */
export function ringElection(count: number, initiators: readonly number[]): SystemSpec {
  const ids = Array.from({ length: count }, (_, n) => n + 1);
  const actor = (id: number): ActorSpec => ({
    machine: node,
    input: { id, next: nameOf((id % count) + 1), initiator: initiators.includes(id) },
    events: [{ type: 'begin' }],
  });
  return { actors: Object.fromEntries(ids.map((id) => [nameOf(id), actor(id)])), initial: [] };
}

/** Who wins is the initiator with the smallest number, and all others have lost. */
export function smallestWins(count: number, initiators: readonly number[]): StateProperty {
  const ids = Array.from({ length: count }, (_, n) => n + 1);
  return {
    kind: 'always',
    name: 'SmallestWins',
    rule: 'the initiator with the smallest number wins, and all others have lost',
    source: 'Chang and Roberts 1979',
    reads: ids.map(nameOf),
    check: (view) => {
      const stateOf = (id: number) =>
        ((view[nameOf(id)] as AnyMachineSnapshot).context as Node).state;
      const won = ids.filter((id) => stateOf(id) === 'won');
      if (won.length === 0) return undefined;
      const isRight = won.length === 1 && won[0] === Math.min(...initiators);
      const othersLost = ids.every((id) => id === won[0] || stateOf(id) === 'lost');
      return isRight && othersLost ? undefined : won.join();
    },
  };
}
