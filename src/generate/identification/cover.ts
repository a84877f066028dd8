/**
 * The part that all methods share: a shortest way to every state, and from there everything up to a length. It is the
 * part that grows exponentially with the number of extra states, so its size is counted before it is built.
 */
import type { Model } from './model.ts';
import type { TestTree } from './test-tree.ts';

export interface StateCover {
  /** By state: the last state and the last input of the shortest way to it; -1 for the initial state. */
  readonly parent: Int32Array;
  readonly via: Int32Array;
  readonly depth: Int32Array;
}

export function stateCover(model: Model): StateCover {
  const parent = new Int32Array(model.states).fill(-1);
  const via = new Int32Array(model.states).fill(-1);
  const depth = new Int32Array(model.states);
  // The model's states are numbered in breadth-first order: a state's parent comes before it.
  for (let state = 0; state < model.states; state++) {
    for (let input = 0; input < model.inputs; input++) {
      const to = model.next(state, input);
      if (to <= 0 || (parent[to] as number) >= 0) continue;
      parent[to] = state;
      via[to] = input;
      depth[to] = (depth[state] as number) + 1;
    }
  }
  return { parent, via, depth };
}

/** The nodes of the tree that the methods speak of. */
export interface Traversal {
  /** By state: the node of its shortest way. */
  readonly cover: readonly number[];
  /** By number of further steps, from 1: the nodes that as many steps after a node of the cover lead to. */
  readonly layers: readonly (readonly number[])[];
}

/** Puts the cover, and everything up to `length` steps behind it, into the tree. */
export function traverse(
  model: Model,
  { parent, via }: StateCover,
  tree: TestTree,
  length: number,
): Traversal {
  const cover: number[] = [tree.root];
  for (let state = 1; state < model.states; state++)
    cover.push(tree.grow(cover[parent[state] as number] as number, via[state] as number));
  const layers: number[][] = [];
  const seen = new Set(cover);
  let last: readonly number[] = cover;
  for (let steps = 1; steps <= length; steps++) {
    const layer: number[] = [];
    for (const node of last) {
      for (let input = 0; input < model.inputs; input++) {
        const child = tree.grow(node, input);
        // What the shortest way to another state begins with belongs to that state.
        if (child < 0 || seen.has(child)) continue;
        seen.add(child);
        layer.push(child);
      }
    }
    layers.push(layer);
    last = layer;
  }
  return { cover, layers };
}

export interface Size {
  readonly tests: number;
  readonly steps: number;
}

/** How large the tree of `traverse` would become, without building it: no method makes a smaller suite. */
export function traversalSize(
  model: Model,
  { parent, via, depth }: StateCover,
  length: number,
): Size {
  const { states, inputs } = model;
  // By state: sequences of at most so many steps that cannot be longer, and their steps together.
  let count = new Float64Array(states).fill(1);
  let total = new Float64Array(states);
  const isEnd = (state: number) => {
    for (let input = 0; input < inputs; input++) if (model.next(state, input) >= 0) return false;
    return true;
  };
  for (let steps = 1; steps < length; steps++) {
    const longer = new Float64Array(states);
    const sum = new Float64Array(states);
    for (let state = 0; state < states; state++) {
      for (let input = 0; input < inputs; input++) {
        const to = model.next(state, input);
        if (to < 0) continue;
        longer[state] = (longer[state] as number) + (count[to] as number);
        sum[state] = (sum[state] as number) + (total[to] as number) + (count[to] as number);
      }
      if (isEnd(state)) longer[state] = 1;
    }
    count = longer;
    total = sum;
  }
  let tests = 0;
  let steps = 0;
  for (let state = 0; state < states; state++) {
    const before = depth[state] as number;
    if (isEnd(state) && state > 0) {
      tests += 1;
      steps += before;
    }
    for (let input = 0; input < inputs; input++) {
      const to = model.next(state, input);
      if (to < 0 || (parent[to] === state && via[to] === input)) continue;
      tests += count[to] as number;
      steps += (before + 1) * (count[to] as number) + (total[to] as number);
    }
  }
  return { tests, steps };
}

/** How often each state comes in the tree of `traverse` for k extra states: up to the last layer but one, and in it. */
export function visitsOf(
  model: Model,
  { parent, via }: StateCover,
  extraStates: number,
): { first: Float64Array; second: Float64Array } {
  const { states, inputs } = model;
  const first = new Float64Array(states);
  let layer = new Float64Array(states).fill(1);
  for (let steps = 0; steps <= extraStates; steps++) {
    const next = new Float64Array(states);
    for (let state = 0; state < states; state++) {
      first[state] = (first[state] as number) + (layer[state] as number);
      for (let input = 0; input < inputs; input++) {
        const to = model.next(state, input);
        const isCover = steps === 0 && parent[to] === state && via[to] === input;
        if (to >= 0 && !isCover) next[to] = (next[to] as number) + (layer[state] as number);
      }
    }
    layer = next;
  }
  return { first, second: layer };
}
