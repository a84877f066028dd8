/**
 * Safra's detection of termination on a ring, where messages take their time: Dijkstra, EWD 998 (1987), in the steps of
 * the TLA+ examples' `ewd998/EWD998PCal` (Kuppe; tlaplus/Examples, manifest of 32a32c7: 321,370 distinct states of
 * three nodes, each of which has sent at most two messages more than it received). Nobody can tell there who has sent
 * a message, which actors can: so it is one machine.
 */
import type { Specification, Step } from './labelled-steps.ts';
import { replaced } from './shared-memory.ts';

export interface Nodes {
  readonly active: readonly boolean[];
  readonly black: readonly boolean[];
  /** Messages sent less messages received, by node. */
  readonly counters: readonly number[];
  /** Messages on their way to each node. */
  readonly pending: readonly number[];
  readonly token: { readonly at: number; readonly sum: number; readonly black: boolean };
}

/** The constraint of the model. */
export function fewSent({ counters }: Nodes): boolean {
  return counters.every((each) => each <= 2);
}

export function safra(count: number): Specification<Nodes> {
  const nodes = Array.from({ length: count }, (_, n) => n);
  const plus = (list: readonly number[], n: number, by: number) =>
    replaced(list, n, (list[n] ?? 0) + by);
  const sending = (now: Nodes, node: number): readonly Step<Nodes>[] => {
    if (now.active[node] !== true) return [];
    return nodes
      .filter((to) => to !== node)
      .map((to) => [
        `send ${node} ${to}`,
        { ...now, counters: plus(now.counters, node, 1), pending: plus(now.pending, to, 1) },
      ]);
  };
  const receiving = (now: Nodes, node: number): readonly Step<Nodes>[] => {
    if ((now.pending[node] ?? 0) === 0) return [];
    const after = {
      ...now,
      active: replaced(now.active, node, true),
      black: replaced(now.black, node, true),
      counters: plus(now.counters, node, -1),
      pending: plus(now.pending, node, -1),
    };
    return [[`receive ${node}`, after]];
  };
  const passing = (now: Nodes): readonly Step<Nodes>[] => {
    const { at, sum, black } = now.token;
    const isBlack = now.black[at] === true;
    const counter = now.counters[at] ?? 0;
    const left = { ...now, black: replaced(now.black, at, false) };
    if (at === 0) {
      const token = { at: count - 1, sum: 0, black: false };
      // TLC makes a successor for each reason that holds, since they stand in a disjunction.
      const reasons = [isBlack, sum + counter !== 0, black];
      return reasons.flatMap((holds, n) =>
        holds ? [[`begin ${n}`, { ...left, token }] as const] : [],
      );
    }
    if (now.active[at] === true) return [];
    return [
      ['pass', { ...left, token: { at: at - 1, sum: sum + counter, black: isBlack || black } }],
    ];
  };
  const steps = (now: Nodes): readonly Step<Nodes>[] => [
    ...passing(now),
    ...nodes.flatMap((node): readonly Step<Nodes>[] => [
      ...sending(now, node),
      ...receiving(now, node),
      [`deactivate ${node}`, { ...now, active: replaced(now.active, node, false) }],
    ]),
  ];
  const none = nodes.map(() => 0);
  const all = { black: nodes.map(() => true), counters: none, pending: none };
  const token = { at: 0, sum: 0, black: true };
  const initial = Array.from({ length: 2 ** count }, (_, choice) => ({
    ...all,
    active: nodes.map((node) => (choice & (1 << node)) !== 0),
    token,
  }));
  return { initial, steps };
}

/** When the token says so at the first node, all has ended: nobody is active and nothing is on its way. */
export function detectionIsRight({ active, black, counters, pending, token }: Nodes): boolean {
  const says =
    token.at === 0 &&
    !token.black &&
    black[0] !== true &&
    active[0] !== true &&
    token.sum + (counters[0] ?? 0) === 0;
  return !says || (!active.includes(true) && pending.every((each) => each === 0));
}
