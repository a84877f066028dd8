/**
 * Tests that identify states: a suite that every wrong implementation of a bounded size fails. The suite for k extra
 * states is built from k = 0 upwards, so that a limit leaves the largest one that fits, with the claim of that one.
 */
import type { Fsm } from '../behaviour.ts';
import type { Limits } from '../limits.ts';
import type { LeftOut, Method, StoppedBecause } from '../suite.ts';
import { Budget, LimitReached } from './budget.ts';
import { assumptionsOf, claimOf, leftOutOf } from './claim.ts';
import type { StateCover } from './cover.ts';
import { stateCover, traversalSize, traverse } from './cover.ts';
import type { Build } from './methods.ts';
import { hMethod, hsiMethod, wMethod, wpMethod } from './methods.ts';
import type { Model } from './model.ts';
import { minimise } from './model.ts';
import { maxPairs, Separation } from './separation.ts';
import { withTaking } from './taking.ts';
import { TestTree } from './test-tree.ts';

export type IdentificationMethod = Exclude<Method, 'tour'>;

export interface IdentifyOptions {
  readonly method: IdentificationMethod;
  /** k: how many states more than the minimised machine an implementation may have; 0 unless given. */
  readonly extraStates?: number;
  readonly limits?: Limits;
  /** What the numbers of the outputs stand for, for the claim: `messages` unless given. */
  readonly visible?: string;
  /** What a state is called in `leftOut`; its number unless given. */
  readonly nameOf?: (state: number) => string;
}

export interface Identified {
  readonly method: IdentificationMethod;
  /** Input sequences from the initial state, each after a reset. None is the beginning of another. */
  readonly sequences: readonly (readonly number[])[];
  /** Steps of all sequences together. The resets are as many as the sequences. */
  readonly steps: number;
  /** k of what was built; absent where not even k = 0 fitted into the limits, and nothing is claimed. */
  readonly extraStates?: number;
  /** How many states of the machine can be reached, and how many are left when equal ones are taken together. */
  readonly reachable: number;
  readonly states: number;
  /** Pairs of states (of the machine as given) that no sequence tells apart which both take. */
  readonly inseparable: readonly (readonly [number, number])[];
  readonly claim: string;
  readonly assumptions: readonly string[];
  readonly leftOut: readonly LeftOut[];
  readonly stoppedBecause: StoppedBecause;
  readonly truncated: boolean;
}

export function identify(fsm: Fsm, options: IdentifyOptions): Identified {
  const { method, extraStates: asked = 0, limits = {}, visible = 'messages' } = options;
  if (!Number.isInteger(asked) || asked < 0)
    throw new Error(`extra states are a whole number from 0 on, not ${asked}`);
  const { model, reachable, originals } = minimise(fsm);
  const cover = stateCover(model);
  const { built, tree, stoppedBecause, inseparable, share } = build(
    model,
    cover,
    method,
    asked,
    limits,
  );
  const original = (state: number) => originals[state] as number;
  const facts = {
    states: model.states,
    isComplete: model.isComplete,
    inseparable: inseparable
      .map(([a, b]) => inOrder(original(a), original(b)))
      .sort(([a, b], [c, d]) => b - d || a - c),
    built,
    asked,
    visible,
    nameOf: options.nameOf ?? String,
    stoppedBecause,
    share,
  };
  return {
    method,
    sequences: tree.sequences(),
    steps: tree.steps,
    ...(built === undefined ? {} : { extraStates: built }),
    reachable,
    states: model.states,
    inseparable: facts.inseparable,
    claim: claimOf(facts),
    assumptions: assumptionsOf(facts),
    leftOut: leftOutOf(facts),
    stoppedBecause,
    truncated: stoppedBecause !== 'complete',
  };
}

const inOrder = (a: number, b: number): readonly [number, number] => (a < b ? [a, b] : [b, a]);

interface Built {
  readonly tree: TestTree;
  readonly built: number | undefined;
  readonly stoppedBecause: StoppedBecause;
  readonly inseparable: readonly (readonly [number, number])[];
  readonly share: string;
}

const builders = { w: wMethod, wp: wpMethod, hsi: hsiMethod, h: hMethod } as const;

function build(
  model: Model,
  cover: StateCover,
  method: IdentificationMethod,
  asked: number,
  limits: Limits,
): Built {
  const budget = new Budget(limits);
  let stoppedBecause: StoppedBecause = 'complete';
  let tree: TestTree | undefined;
  let built: number | undefined;
  let inseparable: Built['inseparable'] = [];
  try {
    budget.hasPairs(model.states, maxPairs);
    const separation = new Separation(model);
    inseparable = separation.inseparable;
    const task = { model, separation, cover, budget };
    const make: Build = withTaking(task, builders[method](task));
    for (let extraStates = 0; extraStates <= asked; extraStates++) {
      const least = traversalSize(model, cover, extraStates + 1);
      budget.allows(least.steps, least.tests);
      tree = make(extraStates);
      built = extraStates;
    }
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    stoppedBecause = error.because;
  }
  if (tree !== undefined) return { tree, built, stoppedBecause, inseparable, share: '' };
  const part = coverWithin(model, cover, limits);
  return { ...part, built, stoppedBecause, inseparable };
}

/** What fits into the limits of a test for each transition, without a look at the state that it leads to. */
function coverWithin(
  model: Model,
  cover: StateCover,
  limits: Limits,
): Pick<Built, 'tree' | 'share'> {
  const { maxSeconds: _, ...sizes } = limits;
  const tree = new TestTree(model, new Budget(sizes));
  try {
    traverse(model, cover, tree, 1);
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
  }
  let transitions = 0;
  for (let state = 0; state < model.states; state++)
    for (let input = 0; input < model.inputs; input++)
      if (model.next(state, input) >= 0) transitions++;
  const taken = tree.transitions();
  return {
    tree,
    share: `the tests take ${taken} of ${transitions} transitions and identify no state`,
  };
}
