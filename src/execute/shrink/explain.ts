/**
 * Why a shrunk test fails: without which earlier step it passes, which two steps turned round make it pass, what else
 * every step is there for. Each answer is a run of the implementation, never a guess.
 */
import type { TestStep } from '../../generate/index.ts';
import type { Difference } from '../difference.ts';
import { differences } from '../difference.ts';
import type { TestResult } from '../implementation.ts';
import type { Shrunk } from './shrink.ts';
import type { Tried } from './trial.ts';
import { OutOfRuns } from './trial.ts';

/** What becomes of the test without a step. */
export type Without = 'passes' | 'no-test' | 'fails-otherwise' | 'inconclusive';

export interface FailureExplanation {
  /** The shrunk test; it fails at its last step. */
  readonly steps: readonly TestStep[];
  readonly result: TestResult;
  readonly differences: readonly Difference[];
  readonly leftOut: number;
  readonly minimal: boolean;
  readonly pairsTried: boolean;
  /** For each step but the last. */
  readonly without: readonly Without[];
  /** The latest step, from 0, without which the rest passes. */
  readonly decisive?: number;
  /** Steps, from 0, that make it pass when they are turned round; the nearest to the end. */
  readonly swap?: readonly [number, number];
  /** Every pair was turned round. */
  readonly allSwapsTried: boolean;
  readonly runs: number;
}

export async function explainFailure(shrunk: Shrunk): Promise<FailureExplanation> {
  const { steps, result, minimal, pairsTried, before, trial } = shrunk;
  const stimuli = steps.map(({ stimulus }) => stimulus);
  const without: Without[] = [];
  let swap: readonly [number, number] | undefined;
  let allSwapsTried = false;
  try {
    for (let at = 0; at < stimuli.length - 1; at += 1) {
      without.push(becomes(await trial.of(stimuli.toSpliced(at, 1))));
    }
    swap = await swapped();
    allSwapsTried = true;
  } catch (error) {
    if (!(error instanceof OutOfRuns)) throw error;
  }
  const decisive = without.lastIndexOf('passes');
  return {
    steps,
    result,
    differences: differences(result.expected ?? [], result.got?.sent ?? []),
    leftOut: before - steps.length,
    minimal,
    pairsTried,
    without,
    ...(decisive < 0 ? {} : { decisive }),
    ...(swap === undefined ? {} : { swap }),
    allSwapsTried,
    runs: trial.runs,
  };

  async function swapped(): Promise<readonly [number, number] | undefined> {
    for (let second = stimuli.length - 1; second > 0; second -= 1) {
      for (let first = second - 1; first >= 0; first -= 1) {
        const [a, b] = [stimuli[first], stimuli[second]];
        if (a === undefined || b === undefined) continue;
        const tried = await trial.of(stimuli.with(first, b).with(second, a));
        if (tried.kind === 'passes') return [first, second];
      }
    }
    return undefined;
  }
}

function becomes({ kind }: Tried): Without {
  switch (kind) {
    case 'illegal':
      return 'no-test';
    case 'passes':
    case 'inconclusive':
      return kind;
    case 'fails':
    case 'other':
      return 'fails-otherwise';
  }
}
