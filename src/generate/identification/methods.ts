/** W, Wp, HSI and H: which sequences follow the shortest ways to the states, and what lies up to k + 1 steps behind. */
import type { Budget } from './budget.ts';
import { LimitReached } from './budget.ts';
import type { Word } from './characterisation.ts';
import { classicalSet, frugalSet } from './characterisation.ts';
import type { StateCover, Traversal } from './cover.ts';
import { traverse, visitsOf } from './cover.ts';
import { Differences } from './differences.ts';
import { harmonisedIdentifiers, uniqueIdentifier } from './identifiers.ts';
import type { Model } from './model.ts';
import { Separator } from './separating.ts';
import type { Separation } from './separation.ts';
import { TestTree } from './test-tree.ts';
import { candidates, identifier, improvedSet } from './wp-sets.ts';

/** Larger machines are spared the search for a better set. */
const maxImproved = 400;

/** What all methods are given. */
export interface Task {
  readonly model: Model;
  readonly separation: Separation;
  readonly cover: StateCover;
  readonly budget: Budget;
}

export type Build = (extraStates: number) => TestTree;

const wordsAt = (
  tree: TestTree,
  nodes: Iterable<number>,
  words: (state: number) => readonly Word[],
) => {
  for (const node of nodes) tree.addAll(node, words(tree.state(node)));
};

const allNodes = ({ cover, layers }: Traversal): number[] => [cover, ...layers].flat();

/** What a sequence costs that does not go on where another one ends: a reset and the way to its state. */
function overheadOf({ model, cover }: Task, extraStates: number): number {
  return 2 + extraStates + cover.depth.reduce((sum, depth) => sum + depth, 0) / model.states;
}

/** Chow 1978: the whole of W after everything. */
export function wMethod(task: Task): Build {
  const { model, separation, cover, budget } = task;
  const set = classicalSet(model, separation, budget);
  return (extraStates) => {
    const tree = new TestTree(model, budget);
    const nodes = allNodes(traverse(model, cover, tree, extraStates + 1));
    wordsAt(tree, nodes, () => set);
    return tree;
  };
}

/**
 * Fujiwara and others 1991: W up to the last layer but one, then only what identifies the state. Which set of sequences
 * serves as W is the suite's own choice; the one with the least estimated length is taken.
 */
export function wpMethod(task: Task): Build {
  const { model, separation, cover, budget } = task;
  const sets = [classicalSet(model, separation, budget)];
  for (const factor of [0.25, 1, 4])
    sets.push(frugalSet(model, separation, factor * overheadOf(task, 0), budget));
  const differences = new Differences(model);
  const isSmall = model.states <= maxImproved;
  const pool = isSmall ? candidates(model, separation, uniqueIdentifiers(task).flat(), budget) : [];
  return (extraStates) => {
    const overhead = overheadOf(task, extraStates);
    const visits = { ...visitsOf(model, cover, extraStates), overhead };
    const choices = isSmall
      ? sets.map((set) => improvedSet(model, separation, differences, set, pool, visits, budget))
      : sets;
    return shortest(choices, (set) => {
      const parts = Array.from({ length: model.states }, (_, state) =>
        identifier(separation, differences, set, state, overhead),
      );
      const tree = new TestTree(model, budget);
      const traversal = traverse(model, cover, tree, extraStates + 1);
      const last = traversal.layers[extraStates] ?? [];
      wordsAt(tree, [traversal.cover, ...traversal.layers.slice(0, extraStates)].flat(), () => set);
      wordsAt(tree, last, (state) => parts[state] as Word[]);
      return tree;
    });
  };
}

function uniqueIdentifiers(task: Task): Word[][] {
  const { model, separation, budget } = task;
  return Array.from({ length: model.states }, (_, state) =>
    uniqueIdentifier(model, separation, state, overheadOf(task, 0), budget),
  );
}

/**
 * Luo, Petrenko and Bochmann 1994: identifiers that agree with each other, so that no phase with the whole of W is
 * needed.
 */
export function hsiMethod(task: Task): Build {
  const { model, separation, cover, budget } = task;
  const words = harmonisedIdentifiers(model, separation, overheadOf(task, 0), budget);
  return (extraStates) => {
    const tree = new TestTree(model, budget);
    const nodes = allNodes(traverse(model, cover, tree, extraStates + 1));
    wordsAt(tree, nodes, (state) => words[state] as Word[]);
    return tree;
  };
}

/**
 * Dorofeeva and others 2005: nodes are told apart only where the tests do not do that already. That must hold for the
 * ways to any two states, for each of them and what lies up to k + 1 steps behind one, and for any two nodes of one
 * path from the former to the latter. What is tried first for a node decides the length only; the shortest is taken.
 */
export function hMethod(task: Task): Build {
  const { model, separation, budget } = task;
  const harmonised = harmonisedIdentifiers(model, separation, overheadOf(task, 0), budget);
  const choices = [harmonised, uniqueIdentifiers(task), []];
  return (extraStates) => shortest(choices, (first) => hTree(task, extraStates, first));
}

/** The shortest of several trees, a reset counted as a step. One that a limit cuts is no candidate. */
function shortest<T>(choices: readonly T[], build: (choice: T) => TestTree): TestTree {
  let best: TestTree | undefined;
  let limit: LimitReached | undefined;
  for (const choice of choices) {
    try {
      const tree = build(choice);
      if (best === undefined || tree.steps + tree.tests < best.steps + best.tests) best = tree;
    } catch (error) {
      if (!(error instanceof LimitReached)) throw error;
      limit = error;
    }
  }
  if (best === undefined) throw limit ?? new Error('there was nothing to choose from');
  return best;
}

function hTree(task: Task, extraStates: number, first: readonly (readonly Word[])[]): TestTree {
  const { model, separation, budget } = task;
  const tree = new TestTree(model, budget);
  const separator = new Separator(model, separation, tree);
  const { cover, layers } = traverse(model, task.cover, tree, extraStates + 1);
  const identify = (node: number, others: readonly number[]): void => {
    const state = tree.state(node);
    budget.tick();
    let open: number[] = [];
    for (const other of others)
      if (separation.canSeparate(state, tree.state(other)) && !tree.separates(node, other))
        open.push(other);
    for (const word of first[state] ?? []) {
      budget.tick();
      const left: number[] = [];
      let longest = 0;
      for (const other of open) {
        const length = model.firstDifference(state, tree.state(other), word);
        if (length === 0) left.push(other);
        else tree.add(other, word, length);
        longest = Math.max(longest, length);
      }
      tree.add(node, word, longest);
      open = left;
    }
    for (const other of open) {
      budget.tick();
      if (!tree.separates(node, other)) separator.separate(node, other);
    }
  };
  for (const [at, node] of cover.entries()) identify(node, cover.slice(0, at));
  // The last layer first: what follows its nodes also follows those on the way to them.
  for (let layer = layers.length; layer > 0; layer--) {
    for (const node of layers[layer - 1] ?? []) {
      const before: number[] = [];
      let ancestor = tree.parent(node);
      for (let steps = layer - 1; steps > 0; steps--) {
        before.push(ancestor);
        ancestor = tree.parent(ancestor);
      }
      identify(node, [...cover, ...before]);
    }
  }
  return tree;
}
