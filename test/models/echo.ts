/**
 * The echo algorithm: a spanning tree of a connected graph grows from one initiator (Chang 1982; the steps are those of
 * the TLA+ examples' `echo`). Each node is an actor; a node's steps that no message asks for are outside events.
 * Messages are taken in any order: explore it with `channels: 'bag'`.
 */
import { enqueueActions, setup } from 'xstate';
import type { ActorSpec, Message, SystemSpec } from '../../src/system/index.ts';
import { peer } from '../../src/system/index.ts';

interface Tree {
  readonly neighbours: readonly string[];
  readonly initiator: boolean;
  readonly parent: string | null;
  readonly children: readonly string[];
  readonly received: number;
}

interface Wave extends Message {
  readonly type: 'explore' | 'child';
  readonly from: string;
}

type Step = { readonly type: 'step' };

const node = setup({
  types: {} as {
    context: Tree;
    events: Wave | Step;
    input: Pick<Tree, 'neighbours' | 'initiator'>;
  },
  guards: {
    waits: ({ context }) => context.received < context.neighbours.length,
    hasAll: ({ context }) => context.received === context.neighbours.length,
  },
  actions: {
    begin: enqueueActions(({ enqueue, context, self, system }) => {
      for (const to of context.initiator ? context.neighbours : []) {
        enqueue.sendTo(peer(system, to), { type: 'explore', from: self.id });
      }
    }),
    receive: enqueueActions(({ enqueue, context, event, self, system }) => {
      const { from, type } = event as Wave;
      enqueue.assign({
        received: context.received + 1,
        children: type === 'child' ? [...context.children, from].sort() : context.children,
      });
      if (context.initiator || context.received > 0) return;
      enqueue.assign({ parent: from });
      for (const to of context.neighbours.filter((each) => each !== from)) {
        enqueue.sendTo(peer(system, to), { type: 'explore', from: self.id });
      }
    }),
    acknowledge: enqueueActions(({ enqueue, context, self, system }) => {
      if (context.parent === null) return;
      enqueue.sendTo(peer(system, context.parent), { type: 'child', from: self.id });
    }),
  },
}).createMachine({
  context: ({ input }) => ({ ...input, parent: null, children: [], received: 0 }),
  initial: 'starting',
  states: {
    starting: {
      meta: { defer: ['explore', 'child'] },
      on: { step: { target: 'receiving', actions: 'begin' } },
    },
    receiving: {
      on: {
        explore: { guard: 'waits', actions: 'receive' },
        child: { guard: 'waits', actions: 'receive' },
        step: { guard: 'hasAll', target: 'acknowledging' },
      },
    },
    acknowledging: { on: { step: { target: 'done', actions: 'acknowledge' } } },
    done: {},
  },
});

/** Every node is a neighbour of every other; the first is the initiator. */
export function echo(count: number): SystemSpec {
  const ids = Array.from({ length: count }, (_, n) => `node${n}`);
  const actor = (id: string, n: number): ActorSpec => ({
    machine: node,
    input: { neighbours: ids.filter((each) => each !== id), initiator: n === 0 },
    events: [{ type: 'step' }],
  });
  return { actors: Object.fromEntries(ids.map((id, n) => [id, actor(id, n)])), initial: [] };
}
