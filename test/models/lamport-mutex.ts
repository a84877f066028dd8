/**
 * Lamport's mutual exclusion by logical clocks, "Time, Clocks and the Ordering of Events" (1978), in the steps of the
 * TLA+ examples' `lamport_mutex/LamportMutex` (Merz; tlaplus/Examples, manifest of 32a32c7: 724,274 distinct states, 61
 * levels for three processes and clocks up to six). Each process is an actor; the channels are `fifo`.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { assign, enqueueActions, setup } from 'xstate';
import type { ActorSpec, Message, StateProperty, SystemSpec } from '../../src/system/index.ts';
import { peer } from '../../src/system/index.ts';

interface Process {
  readonly id: string;
  readonly peers: readonly string[];
  readonly most: number;
  readonly clock: number;
  /** The time of each process's request, 0 when there is none. */
  readonly requests: Readonly<Record<string, number>>;
  readonly acknowledged: readonly string[];
  readonly critical: boolean;
}

interface Sent extends Message {
  readonly from: string;
  readonly clock: number;
}

type Events =
  | (Sent & { readonly type: 'req' | 'ack' | 'rel' })
  | { readonly type: 'request' | 'enter' | 'exit' | 'stutter' };

const requestOf = ({ requests }: Process, id: string) => requests[id] ?? 0;
const withRequest = ({ requests }: Process, id: string, clock: number) => ({
  requests: { ...requests, [id]: clock },
});

/** Everybody has acknowledged, and no other request is older. */
function isFirst(self: Process): boolean {
  const own = requestOf(self, self.id);
  return (
    self.acknowledged.length === self.peers.length + 1 &&
    self.peers.every((peerId) => {
      const other = requestOf(self, peerId);
      return other === 0 || own < other || (own === other && self.id < peerId);
    })
  );
}

const after = ({ clock }: Process, received: number) => Math.max(clock, received) + 1;

const process = setup({
  types: {} as { context: Process; events: Events; input: Pick<Process, 'id' | 'peers' | 'most'> },
  guards: {
    idle: ({ context }) => requestOf(context, context.id) === 0,
    first: ({ context }) => isFirst(context),
    inside: ({ context }) => context.critical,
    // The clocks are bounded: a request that would take them further is not received.
    withinBound: ({ context, event }) => after(context, (event as Sent).clock) <= context.most,
  },
  actions: {
    broadcast: enqueueActions(({ enqueue, context, system }, type: 'req' | 'rel') => {
      const clock = type === 'req' ? context.clock : 0;
      for (const to of context.peers) {
        enqueue.sendTo(peer(system, to), { type, from: context.id, clock });
      }
    }),
    ask: assign(({ context }) => ({
      ...withRequest(context, context.id, context.clock),
      acknowledged: [context.id],
    })),
    acknowledge: enqueueActions(({ enqueue, context, event, system }) => {
      const { from, clock } = event as Sent;
      enqueue.assign({ ...withRequest(context, from, clock), clock: after(context, clock) });
      enqueue.sendTo(peer(system, from), { type: 'ack', from: context.id, clock: 0 });
    }),
    count: assign(({ context, event }) => {
      const { from } = event as Sent;
      return { acknowledged: [...new Set([...context.acknowledged, from])].sort() };
    }),
    forget: assign(({ context, event }) => withRequest(context, (event as Sent).from, 0)),
    enter: assign({ critical: true }),
    exit: assign(({ context }) => ({
      ...withRequest(context, context.id, 0),
      acknowledged: [],
      critical: false,
    })),
  },
}).createMachine({
  context: ({ input }) => ({
    ...input,
    clock: 1,
    requests: Object.fromEntries([input.id, ...input.peers].map((id) => [id, 0])),
    acknowledged: [],
    critical: false,
  }),
  on: {
    request: { guard: 'idle', actions: [{ type: 'broadcast', params: 'req' }, 'ask'] },
    req: { guard: 'withinBound', actions: 'acknowledge' },
    ack: { actions: 'count' },
    rel: { actions: 'forget' },
    enter: { guard: 'first', actions: 'enter' },
    exit: { guard: 'inside', actions: ['exit', { type: 'broadcast', params: 'rel' }] },
    stutter: {},
  },
});

/**
 * The first process may always stutter, so that a state in which only the bound keeps all from moving is not an end:
 * one transition more for each state.
 */
export function lamportMutex(count: number, most: number): SystemSpec {
  const ids = Array.from({ length: count }, (_, n) => `p${n + 1}`);
  const actor = (id: string, n: number): ActorSpec => ({
    machine: process,
    input: { id, peers: ids.filter((each) => each !== id), most },
    events: ['request', 'enter', 'exit', ...(n === 0 ? ['stutter'] : [])].map((type) => ({ type })),
  });
  return { actors: Object.fromEntries(ids.map((id, n) => [id, actor(id, n)])), initial: [] };
}

export function neverTwoInside(count: number): StateProperty {
  const ids = Array.from({ length: count }, (_, n) => `p${n + 1}`);
  return {
    kind: 'always',
    name: 'MutualExclusion',
    rule: 'at most one process is in the critical section',
    source: 'Lamport 1978',
    reads: ids,
    check: (view) => {
      const inside = ids.filter(
        (id) => ((view[id] as AnyMachineSnapshot).context as Process).critical,
      );
      return inside.length > 1 ? inside.join(' and ') : undefined;
    },
  };
}
