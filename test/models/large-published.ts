/**
 * Published counts beside those of `npm run conformance` itself that take too long for every test run: each as a search
 * to make, and what others found.
 */
import type { ExploreOptions, ExploreResult } from '../../src/explore/index.ts';
import type { SystemSpec } from '../../src/system/index.ts';
import { chameneos, countsAgree } from './chameneos.ts';
import type { Disruptor } from './disruptor.ts';
import { disruptor, hasNoRace, published } from './disruptor.ts';
import { constraint, invariant, labelledSteps } from './labelled-steps.ts';
import { lamportMutex, neverTwoInside } from './lamport-mutex.ts';
import {
  compareAndSwapLock,
  fetchAndAddLock,
  fibonacci,
  latches,
  twoWritesEach,
} from './racing-programs.ts';
import { detectionIsRight, fewSent, safra } from './safra.ts';
import { someoneSawOne, teachingConcurrency } from './teaching-concurrency.ts';
import type { Nodes } from './termination.ts';
import { isOver, termination } from './termination.ts';

export interface LargeCase {
  readonly name: string;
  /** About how many states or executions. */
  readonly size: number;
  readonly system: () => SystemSpec;
  readonly options: ExploreOptions;
  readonly published: Readonly<Record<string, number>>;
  /** The same numbers of a result. */
  readonly found: (result: ExploreResult) => Readonly<Record<string, number>>;
}

/** One state is before several initial ones. */
const fromChosen = ({ states, transitions, depth }: ExploreResult) => ({
  states: states - 1,
  generated: transitions,
  depth: depth - 1,
});

/** TLC generates what lies beyond its state constraint, too. */
const generated = ({ states, transitions, depth }: ExploreResult) => ({
  states,
  generated: transitions + 1,
  depth,
});

const tla: readonly LargeCase[] = [
  {
    name: 'a disruptor with one producer and three consumers, up to ten values (TLC)',
    size: 8_496,
    system: () => labelledSteps(disruptor({ producers: 1, consumers: 3, slots: 4 })),
    options: {
      boundary: constraint<Disruptor>('StateConstraint', (now) => published(now) < 10),
      properties: [invariant('NoDataRaces', hasNoRace)],
    },
    published: { states: 8_496, generated: 28_049, depth: 82 },
    found: generated,
  },
  {
    name: 'a disruptor with two producers and two consumers, up to ten values (TLC)',
    size: 14_365,
    system: () => labelledSteps(disruptor({ producers: 2, consumers: 2, slots: 4 })),
    options: {
      boundary: constraint<Disruptor>('StateConstraint', ({ next }) => next <= 10),
      properties: [invariant('NoDataRaces', hasNoRace)],
    },
    published: { states: 14_365, generated: 44_581, depth: 61 },
    found: generated,
  },
  {
    name: 'asynchronous termination detection, four nodes (TLC)',
    size: 4_097,
    system: () => labelledSteps(termination(4)),
    options: {
      boundary: constraint<Nodes>('StateConstraint', ({ pending }) =>
        pending.every((each) => each <= 3),
      ),
      properties: [invariant<Nodes>('Stable', (now) => !now.isDetected || isOver(now))],
    },
    published: { states: 4_097, generated: 53_271, depth: 14 },
    found: fromChosen,
  },
  {
    name: "Lamport's mutual exclusion, three processes, clocks up to six (TLC)",
    size: 724_274,
    system: () => lamportMutex(3, 6),
    options: {
      noOps: 'left',
      unexpected: 'ignored',
      reduction: 'none',
      properties: [neverTwoInside(3)],
    },
    published: { states: 724_274, depth: 61 },
    found: ({ states, depth }) => ({ states, depth }),
  },
  {
    name: 'regular registers of "Teaching Concurrency", eight processes (TLC)',
    size: 277_726,
    system: () => labelledSteps(teachingConcurrency(8, true)),
    options: { reduction: 'none', properties: [invariant('PCorrect', someoneSawOne)] },
    published: { states: 277_726, generated: 1_454_776, depth: 25 },
    // TLC also counts a step to itself at each end.
    found: ({ states, transitions, restStates, depth }) => ({
      states,
      generated: transitions + restStates + 1,
      depth,
    }),
  },
  {
    name: 'four chameneos that meet four times (TLC)',
    size: 34_534,
    system: () => labelledSteps(chameneos(4, 4)),
    options: { reduction: 'none', properties: [invariant('SumMet', countsAgree)] },
    published: { states: 34_534, generated: 104_697, depth: 13 },
    found: fromChosen,
  },
  {
    name: "Safra's termination detection, three nodes (TLC)",
    size: 321_370,
    system: () => labelledSteps(safra(3)),
    options: {
      boundary: constraint('StateConstraint', fewSent),
      properties: [invariant('Detection', detectionIsRight)],
    },
    published: { states: 321_370, generated: 2_808_396, depth: 47 },
    found: fromChosen,
  },
];

const executions = (name: string, system: () => SystemSpec, count: number): LargeCase => ({
  name: `executions of ${name} (Nidhugg, RCMC)`,
  size: count,
  system,
  options: { strategy: 'executions', independence: 'commuting' },
  published: { complete: count, blocked: 0 },
  found: ({ executions: made }) => ({ complete: made?.complete ?? 0, blocked: made?.blocked ?? 0 }),
});

export const largePublished: readonly LargeCase[] = [
  ...tla,
  executions('CO-2+2W of 4', () => twoWritesEach(4), 2_520),
  executions('fib_bench of 3', () => fibonacci(3), 1_698),
  executions('linuxlock of 4', () => compareAndSwapLock(4), 1_500),
  executions('linuxrwlock of 4', () => fetchAndAddLock(4), 12_870),
  executions('pgsql of 3', () => latches(3), 9_841),
];
