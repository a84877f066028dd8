/**
 * Test generation on the model of parallel regions, beside `getShortestPaths()` of XState's own test package: how many
 * tests and steps, which share of the transitions they take, and how long it takes from the machine to there.
 */
import { createTestModel } from '@xstate/test';
import type { GenerateOptions, Suite } from '../../src/generate/index.ts';
import { behaviourOf, generateSuite } from '../../src/generate/index.ts';
import { stateText } from '../../src/system/index.ts';
import { parallelRegions } from '../models/parallel-regions.ts';

export interface GeneratedRow {
  readonly tool: string;
  readonly tests: number;
  readonly steps: number;
  /** Transitions that the tests take, and how many there are. */
  readonly covered: number;
  readonly transitions: number;
  readonly seconds: number;
}

const subjectOf = (k: number) => ({
  name: `${k} parallel regions`,
  actors: { regions: { machine: parallelRegions(k) } },
});

/** Exploration included. */
export function ours(tool: string, k: number, options: GenerateOptions): GeneratedRow {
  const began = performance.now();
  const suite = generateSuite(behaviourOf(subjectOf(k)), options);
  const seconds = (performance.now() - began) / 1000;
  return { tool, ...sizeOf(suite), ...coveredBy(suite), seconds };
}

function sizeOf({ tests }: Suite) {
  return { tests: tests.length, steps: tests.reduce((sum, { steps }) => sum + steps.length, 0) };
}

function coveredBy({ coverage }: Suite) {
  const items = coverage.find(({ criterion }) => criterion === 'transitions')?.items ?? [];
  const covered = items.filter(({ status }) => status === 'covered').length;
  return { covered, transitions: items.length };
}

/** Upstream says nothing of coverage: what its paths take is counted here, by state value and event. */
export function shortestPaths(k: number): GeneratedRow {
  const machine = parallelRegions(k);
  const began = performance.now();
  const paths = createTestModel(machine).getShortestPaths();
  const seconds = (performance.now() - began) / 1000;
  const taken = new Set<string>();
  let steps = 0;
  for (const path of paths) {
    let before = '';
    for (const { state, event } of path.steps) {
      if (before !== '') taken.add(`${before} ${event.type}`);
      before = stateText(state.value);
    }
    steps += path.steps.length - 1;
  }
  const transitions = 2 * k * 3 ** k;
  const tool = '@xstate/test getShortestPaths';
  return { tool, tests: paths.length, steps, covered: taken.size, transitions, seconds };
}

const whole = (value: number) => value.toLocaleString('en-US');

export const generationHeading = [
  'tool'.padEnd(46),
  'tests'.padStart(9),
  'steps'.padStart(9),
  'transitions taken'.padStart(19),
  'steps each'.padStart(11),
  'seconds'.padStart(8),
].join(' ');

export function generationLine(row: GeneratedRow): string {
  const { tool, tests, steps, covered, transitions, seconds } = row;
  const share = `${whole(covered)} ${((100 * covered) / transitions).toFixed(1)} %`;
  return [
    tool.padEnd(46),
    whole(tests).padStart(9),
    whole(steps).padStart(9),
    share.padStart(19),
    (steps / transitions).toFixed(2).padStart(11),
    seconds.toFixed(2).padStart(8),
  ].join(' ');
}

/** All rows, each as soon as it is there. */
export function* generationRows(k: number): Generator<GeneratedRow> {
  const few = { maxStepsPerTest: Number.POSITIVE_INFINITY };
  yield ours('sriov-sim, few tests', k, { limits: few });
  yield ours('sriov-sim, at most 30 steps a test', k, {});
  yield shortestPaths(k);
}
