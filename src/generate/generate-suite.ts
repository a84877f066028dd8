/** A suite for a behaviour: tests that cover what was asked for, what they cover besides, and what they leave out. */
import type { Behaviour } from './behaviour.ts';
import type { Dimension } from './dimensions/index.ts';
import { dimensionsOf } from './dimensions/index.ts';
import type { Reasons } from './dimensions/report.ts';
import { itemsOf, pairsOf, walk } from './dimensions/report.ts';
import { GraphIndex } from './graph-index.ts';
import { identify } from './identification/index.ts';
import { Labels } from './labels.ts';
import type { Limits } from './limits.ts';
import type { GenerateOptions } from './options.ts';
import type {
  Criterion,
  CriterionCoverage,
  LeftOut,
  Method,
  Observation,
  StoppedBecause,
  Suite,
} from './suite.ts';
import { suiteFormat, suiteVersion } from './suite.ts';
import { Assembly } from './suite-parts/assemble.ts';
import type { Share } from './suite-parts/claim.ts';
import { shareOf, tourAssumptions, tourClaim, words } from './suite-parts/claim.ts';
import { fsmOf, movesOf } from './suite-parts/fsm.ts';
import { onlySure } from './suite-parts/only-sure.ts';
import { defaultSteps, greedyTours } from './tours/greedy.ts';
import type { Needs } from './tours/needs.ts';
import { ItemNeeds } from './tours/needs.ts';
import { PairNeeds, Pairs } from './tours/pairs.ts';

/** What the tests are, before they are written down. */
interface Chosen {
  readonly tests: readonly (readonly number[])[];
  readonly stoppedBecause: StoppedBecause;
  readonly extraStates?: number;
  readonly claim?: string;
  readonly assumptions?: readonly string[];
  readonly leftOut?: readonly LeftOut[];
}

export function generateSuite(whole: Behaviour, options: GenerateOptions = {}): Suite {
  const { criteria = ['transitions'], method = 'tour', observes = 'status' } = options;
  const { behaviour, leftOut: unsure } = observes === 'state' ? onlySure(whole) : sure(whole);
  const graph = new GraphIndex(behaviour);
  const labels = new Labels(behaviour);
  const dimensions = dimensionsOf(graph, labels);
  const asked = dimensions.filter(({ criterion }) => criteria.includes(criterion));
  const chosen =
    method === 'tour'
      ? toured(graph, asked, criteria, options.limits ?? {})
      : identified(graph, labels, asked, method, options);
  const pairs = criteria.includes('transition-pairs') ? new Pairs(graph) : undefined;
  const assembly = new Assembly(graph, labels, asked, observes, pairs);
  const tests = chosen.tests.map((moves) => assembly.test(moves));
  const stoppedBecause =
    behaviour.stoppedBecause === 'complete' ? chosen.stoppedBecause : behaviour.stoppedBecause;
  const { coverage, shares, leftOut } = covered(graph, dimensions, criteria, chosen);
  const { name, kind, actors, inputs, initial } = behaviour;
  return {
    format: suiteFormat,
    version: suiteVersion,
    subject: { name, kind, actors, inputs, initial },
    criteria,
    method,
    ...(chosen.extraStates === undefined ? {} : { extraStates: chosen.extraStates }),
    observes,
    claim: chosen.claim ?? tourClaim(behaviour, shares, observes),
    assumptions: chosen.assumptions ?? tourAssumptions(behaviour, observes),
    tests,
    coverage,
    leftOut: [...behaviour.leftOut, ...unsure, ...(chosen.leftOut ?? []), ...leftOut],
    stoppedBecause,
    truncated: stoppedBecause !== 'complete',
  };
}

const sure = (behaviour: Behaviour) => ({ behaviour, leftOut: [] });

/** Tours over what was asked for and the tests that are there already do not cover. */
function toured(
  graph: GraphIndex,
  asked: readonly Dimension[],
  criteria: readonly Criterion[],
  limits: Limits,
  before: readonly (readonly number[])[] = [],
): Chosen {
  const needs: Needs[] = [new ItemNeeds(graph, asked)];
  if (criteria.includes('transition-pairs')) needs.push(new PairNeeds(graph));
  for (const test of before) {
    let last = -1;
    for (const move of test) {
      for (const need of needs) need.took(move, last);
      last = move;
    }
  }
  const { maxSeconds = Number.POSITIVE_INFINITY } = limits;
  const began = performance.now();
  const isLate = () => performance.now() - began > maxSeconds * 1000;
  const tours = greedyTours(graph, needs, limits, isLate);
  // Whatever is covered by starting alone needs a test that does no more.
  const isNone = before.length + tours.tests.length === 0 && tours.stoppedBecause === 'complete';
  return { ...tours, tests: isNone ? [[]] : [...before, ...tours.tests] };
}

function identified(
  graph: GraphIndex,
  labels: Labels,
  asked: readonly Dimension[],
  method: Exclude<Method, 'tour'>,
  options: GenerateOptions,
): Chosen {
  const { criteria = ['transitions'], extraStates = 0, limits = {}, observes = 'status' } = options;
  const visible: Readonly<Record<Observation, string>> = {
    outputs: 'messages',
    status: 'messages and status',
    state: 'messages and the state',
  };
  const { sequences, ...found } = identify(fsmOf(graph, observes), {
    method,
    extraStates,
    visible: visible[observes],
    nameOf: (state) => labels.state(state),
    limits,
  });
  const tests = sequences.map((inputs) => movesOf(graph, inputs));
  if (found.truncated) return { ...found, tests };
  // States that are equal to others are not identified: what only they do is still to be covered.
  const { maxSteps = defaultSteps, maxTests = Number.POSITIVE_INFINITY } = limits;
  const rest = { ...limits, maxSteps: maxSteps - found.steps, maxTests: maxTests - tests.length };
  const more = toured(graph, asked, criteria, rest, tests);
  return { ...found, tests: more.tests, stoppedBecause: more.stoppedBecause };
}

function covered(
  graph: GraphIndex,
  dimensions: readonly Dimension[],
  criteria: readonly Criterion[],
  { tests, stoppedBecause }: Chosen,
): {
  readonly coverage: readonly CriterionCoverage[];
  readonly shares: readonly Share[];
  readonly leftOut: readonly LeftOut[];
} {
  const walked = walk(graph, tests);
  const { stoppedBecause: explored } = graph.behaviour;
  const isAsked = (criterion: Criterion) => criteria.includes(criterion);
  const reasons: Reasons = {
    isComplete: explored === 'complete',
    incomplete: `the exploration ended at its limit: ${words(explored)}`,
    uncovered: (asked) => {
      if (!asked) return 'it was not asked for';
      return stoppedBecause === 'complete'
        ? 'the method does not need it'
        : `the suite ended at its limit: ${words(stoppedBecause)}`;
    },
  };
  const coverage: CriterionCoverage[] = [];
  const shares: Share[] = [];
  const leftOut: LeftOut[] = [];
  for (const dimension of dimensions) {
    const { criterion } = dimension;
    const items = itemsOf(graph, dimension, walked, isAsked(criterion), reasons);
    coverage.push(items);
    shares.push(shareOf(items));
    if (criterion !== 'transitions') continue;
    const pairs = pairsOf(graph, dimension, walked, isAsked('transition-pairs'), reasons);
    coverage.push(pairs.coverage);
    shares.push(pairs.share);
    leftOut.push(...pairs.leftOut);
  }
  const ofAsked = shares.filter(({ criterion }) => isAsked(criterion));
  for (const { criterion, covered: done, possible } of ofAsked) {
    const what = `${words(criterion)} that can be reached, or may be`;
    if (done < possible)
      leftOut.push({ what, why: reasons.uncovered(true), count: possible - done });
  }
  return { coverage, shares: ofAsked, leftOut };
}
