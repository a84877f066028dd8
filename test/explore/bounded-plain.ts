/**
 * What lies within a boundary, by brute force: the graph of all states, gone through as far as the boundary lets it. It
 * knows the boundary by the state values of the actors, which is all that such a graph says of them.
 */
import type { StateSpace } from '../../src/explore/index.ts';

/** By the state values of the actors, in their order. */
export type Allows = (values: readonly string[]) => boolean;

export interface Bounded {
  readonly states: number;
  readonly transitions: number;
  readonly cut: number;
  readonly depth: number;
  readonly restStates: number;
  /** Fewest steps to a state that is wrong, within or just beyond; absent when there is none. */
  readonly steps?: number;
}

/** Undefined when the initial state lies outside. */
export function bounded(
  { states, transitions }: StateSpace,
  allows: Allows,
  isWrong: Allows = () => false,
): Bounded | undefined {
  const local = (state: number) => states[state]?.local ?? [];
  if (!allows(local(0))) return undefined;
  const from = new Map<number, number[]>();
  for (const each of transitions) from.set(each.from, [...(from.get(each.from) ?? []), each.to]);
  const steps = new Map([[0, 0]]);
  const wrong: number[] = isWrong(local(0)) ? [0] : [];
  let [made, cut, restStates] = [0, 0, 0];
  // A map is gone through in the order of insertion, what is added meanwhile included.
  for (const [state, before] of steps) {
    const next = from.get(state) ?? [];
    if (next.length === 0) restStates += 1;
    for (const to of next) {
      made += 1;
      if (isWrong(local(to))) wrong.push(before + 1);
      if (!allows(local(to))) cut += 1;
      else if (!steps.has(to)) steps.set(to, before + 1);
    }
  }
  const depth = Math.max(...steps.values()) + 1;
  const counts = { states: steps.size, transitions: made, cut, depth, restStates };
  return wrong.length === 0 ? counts : { ...counts, steps: Math.min(...wrong) };
}
