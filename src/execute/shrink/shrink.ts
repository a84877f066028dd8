/**
 * A failing test with as few steps as possible: a shorter way through the model to where it fails first, then steps
 * left out as long as the rest is a test of the model and the implementation still fails in the same way.
 */
import type { Suite, Test, TestStep } from '../../generate/index.ts';
import type { Envelope } from '../../system/index.ts';
import type { TestResult } from '../implementation.ts';
import type { TestRunner } from '../run-suite.ts';
import type { ModelStep, TestModel } from './model.ts';
import { OutOfRuns, Trial } from './trial.ts';

export interface ShrinkOptions {
  /** Tests that may be run for it; 3,000 unless given. */
  readonly runs?: number;
}

export interface Shrunk {
  readonly steps: readonly TestStep[];
  readonly result: TestResult;
  /** Every single step was left out once: it is no test then, or does not fail so. */
  readonly minimal: boolean;
  /** Pairs of steps were left out too. */
  readonly pairsTried: boolean;
  readonly before: number;
  readonly trial: Trial;
}

const mostRuns = 3000;
/** Longer tests are not tried without each pair of steps. */
const longestForPairs = 24;

/** undefined: the failure does not come again, or the test is none of this model. */
export async function shrink(
  { steps: all }: Pick<Test, 'steps'>,
  failure: TestResult,
  model: TestModel,
  runner: TestRunner,
  { runs = mostRuns }: ShrinkOptions = {},
): Promise<Shrunk | undefined> {
  const steps = all.slice(0, (failure.step ?? -1) + 1);
  const last = steps.at(-1);
  const walked = model.along(steps);
  if (last === undefined || walked === undefined) return undefined;
  const trial = new Trial(model, runner, runs, failure, last);
  const given = steps.map(({ stimulus }) => stimulus);
  const first = await trial.of(given);
  if (first.kind !== 'fails') return undefined;
  let best = first;
  let minimal = false;
  let pairsTried = false;
  const attempt = async (stimuli: readonly Envelope[]): Promise<boolean> => {
    const tried = await trial.of(stimuli);
    if (tried.kind !== 'fails' || tried.steps.length >= best.steps.length) return false;
    best = tried;
    return true;
  };
  const now = () => best.steps.map(({ stimulus }) => stimulus);
  try {
    await shortcut(given, walked, attempt);
    await inChunks(now, attempt);
    do await oneByOne(now, attempt);
    while (now().length <= longestForPairs && (await twoByTwo(now, attempt)));
    minimal = true;
    pairsTried = now().length <= longestForPairs;
  } catch (error) {
    if (!(error instanceof OutOfRuns)) throw error;
  }
  return { ...best, minimal, pairsTried, before: all.length, trial };
}

type Attempt = (stimuli: readonly Envelope[]) => Promise<boolean>;

/** The last steps of the test after the shortest way, through states that the test saw, to where these begin. */
async function shortcut(
  given: readonly Envelope[],
  walked: readonly ModelStep[],
  attempt: Attempt,
): Promise<void> {
  for (let kept = 1; kept < given.length; kept *= 2) {
    const from = given.length - kept;
    const way = shortestWay(given, walked, from);
    if (await attempt([...way, ...given.slice(from)])) return;
  }
}

/** Breadth-first in the graph of the states that the test went through. */
function shortestWay(
  given: readonly Envelope[],
  walked: readonly ModelStep[],
  goal: number,
): readonly Envelope[] {
  const target = walked[goal]?.from;
  const leaving = new Map<number, ModelStep[]>();
  for (const step of walked) {
    const known = leaving.get(step.from);
    if (known === undefined) leaving.set(step.from, [step]);
    else known.push(step);
  }
  const ways = new Map<number, readonly Envelope[]>([[0, []]]);
  for (const [state, way] of ways) {
    if (state === target) return way;
    for (const { to, step } of leaving.get(state) ?? []) {
      if (!ways.has(to)) ways.set(to, [...way, step.stimulus]);
    }
  }
  return given.slice(0, goal);
}

/** Halves, quarters and so on, as long as that helps. */
async function inChunks(now: () => readonly Envelope[], attempt: Attempt): Promise<void> {
  for (let size = Math.floor(now().length / 2); size > 1; size = Math.floor(size / 2)) {
    for (let at = now().length - 1 - size; at >= 0; at -= size) {
      const stimuli = now();
      await attempt([...stimuli.slice(0, at), ...stimuli.slice(at + size)]);
    }
  }
}

/** Until no single step can be left out. */
async function oneByOne(now: () => readonly Envelope[], attempt: Attempt): Promise<void> {
  for (let at = now().length - 1; at >= 0; at -= 1) {
    if (await attempt(now().toSpliced(at, 1))) at = now().length;
  }
}

/** Whether leaving out two steps together helped, such as a creation and its deletion. */
async function twoByTwo(now: () => readonly Envelope[], attempt: Attempt): Promise<boolean> {
  const { length } = now();
  for (let second = length - 1; second > 0; second -= 1) {
    for (let first = second - 1; first >= 0; first -= 1) {
      if (await attempt(now().toSpliced(second, 1).toSpliced(first, 1))) return true;
    }
  }
  return false;
}

/** A suite of one test: what shows the failure, and nothing else. */
export function suiteOf(suite: Suite, steps: readonly TestStep[], name: string): Suite {
  return {
    ...suite,
    claim: `One test, which failed when it was written: ${name}.`,
    criteria: [],
    tests: [{ name, covers: [], steps }],
    coverage: [],
    leftOut: [
      { what: 'all other tests', why: 'this one shows the failure', count: suite.tests.length },
    ],
    truncated: false,
    stoppedBecause: 'complete',
  };
}
