/**
 * Dijkstra's detection of termination on a ring whose nodes wake each other at once, EWD 840 (1983), in the steps of
 * the TLA+ examples' `ewd840/EWD840` (Merz; tlaplus/Examples, manifest of 04e4315: 302 distinct states of three nodes,
 * and 1,566 of four).
 */
import type { Specification, Step } from './labelled-steps.ts';
import { replaced } from './shared-memory.ts';

export interface Ring {
  readonly active: readonly boolean[];
  readonly black: readonly boolean[];
  readonly token: { readonly at: number; readonly black: boolean };
}

export function ringToken(count: number): Specification<Ring> {
  const nodes = Array.from({ length: count }, (_, n) => n);
  const bits = (word: number) => nodes.map((n) => (word & (1 << n)) !== 0);
  const words = Array.from({ length: 2 ** count }, (_, word) => word);
  const initial = words.flatMap((active) =>
    words.flatMap((black) =>
      nodes.map((at): Ring => {
        return { active: bits(active), black: bits(black), token: { at, black: true } };
      }),
    ),
  );
  const passing = (now: Ring): readonly Step<Ring>[] => {
    const { at, black } = now.token;
    const isBlack = now.black[at] === true;
    const left = { ...now, black: replaced(now.black, at, false) };
    const token =
      at === 0 ? { at: count - 1, black: false } : { at: at - 1, black: isBlack || black };
    // TLC makes a successor for each reason that holds, since they stand in a disjunction.
    const reasons = [black, isBlack, at !== 0 && now.active[at] !== true];
    return reasons.flatMap((holds, n) =>
      holds ? [[`pass ${n}`, { ...left, token }] as const] : [],
    );
  };
  const moving = (now: Ring, node: number): readonly Step<Ring>[] => {
    if (now.active[node] !== true) return [];
    const sending = nodes
      .filter((to) => to !== node)
      .map((to): Step<Ring> => {
        const black = to > node ? replaced(now.black, node, true) : now.black;
        return [`wake ${node} ${to}`, { ...now, active: replaced(now.active, to, true), black }];
      });
    return [...sending, [`stop ${node}`, { ...now, active: replaced(now.active, node, false) }]];
  };
  const steps = (now: Ring) => [...passing(now), ...nodes.flatMap((node) => moving(now, node))];
  return { initial, steps };
}

/** What node 0 concludes from a white token is so. */
export function isRight({ active, black, token }: Ring): boolean {
  const isDetected = token.at === 0 && !token.black && black[0] === false && active[0] === false;
  return !isDetected || !active.includes(true);
}
