/** Both orders of every two deliveries that race in a whole system, as a suite: each test is a schedule. */
import type { SystemSpec } from '../../system/index.ts';
import type { Limits } from '../limits.ts';
import type { CoverageItem, LeftOut, Suite, Test } from '../suite.ts';
import { suiteFormat, suiteVersion } from '../suite.ts';
import { Choices } from './choices.ts';
import type { Found, Schedule } from './search.ts';
import { findSchedules } from './search.ts';

export interface ScheduleOptions extends Limits {
  /** When an armed timer may fire: `idle`, only when nothing else can move (default), or `any`, at any point. */
  readonly timers?: 'idle' | 'any';
}

const mostStates = 20_000;
const mostSteps = 200_000;
const mostDepth = 2_000;

/**
 * Schedules that take both orders of every race of the system. A race: two deliveries of different senders (a timer and
 * the actor itself are such) to the same receiver, both possible in one situation. `maxStates` (20,000 unless given)
 * bounds the search for races; those that schedules come past beyond it are taken too.
 */
export function scheduleSuite(
  name: string,
  system: SystemSpec,
  options: ScheduleOptions = {},
): Suite {
  const { actors } = system;
  if (Object.keys(actors).length === 0) throw new Error(`the system '${name}' has no actors`);
  const choices = new Choices(system, options.timers ?? 'idle');
  const { situation, sent } = choices.begin();
  const found = findSchedules(choices, situation, {
    maxStates: options.maxStates ?? mostStates,
    maxDepth: options.maxDepth ?? mostDepth,
    maxSteps: options.maxSteps ?? mostSteps,
    maxTests: options.maxTests ?? Number.POSITIVE_INFINITY,
  });
  return {
    format: suiteFormat,
    version: suiteVersion,
    subject: {
      name,
      kind: 'closed',
      actors: Object.keys(actors),
      inputs: Object.fromEntries(
        Object.entries(actors).flatMap(([id, { input }]) =>
          input === undefined ? [] : [[id, input]],
        ),
      ),
      initial: sent,
    },
    criteria: ['schedules'],
    method: 'tour',
    observes: 'outputs',
    claim: claimOf(found),
    assumptions: [
      'A reset brings every actor back to its beginning.',
      'The tester chooses which message is delivered next; channels are first in, first out.',
      'Every receiver is deterministic: the same messages in the same order have the same effects.',
    ],
    tests: found.schedules.map(testOf),
    coverage: [{ criterion: 'schedules', items: found.races.map((id) => itemOf(id, found)) }],
    leftOut: leftOutOf(found, choices),
    stoppedBecause: found.stoppedBecause,
    truncated: found.stoppedBecause !== 'complete',
  };
}

function testOf({ steps, covers }: Schedule): Test {
  const [first = 'a run without a race', ...others] = covers;
  return {
    name: others.length === 0 ? first : `${first}; and ${others.length} more`,
    covers,
    steps: steps.map(({ envelope, sent }) => ({ stimulus: envelope, expect: sent })),
  };
}

function itemOf(id: string, { covered, stoppedBecause }: Found): CoverageItem {
  if (covered.has(id)) return { id, status: 'covered' };
  return { id, status: 'uncovered', why: `the suite ended at its limit: ${stoppedBecause}` };
}

function claimOf({ covered, races, isComplete }: Found): string {
  const all = covered.size === races.length ? 'all' : `${covered.size}`;
  const known = isComplete ? 'that there are' : 'that were come past';
  return `Passing says that ${all} of the ${races.length} orders of racing deliveries ${known} end as in the model.`;
}

function leftOutOf({ isComplete, endless }: Found, { refused }: Choices): readonly LeftOut[] {
  const left: LeftOut[] = [...refused].map((what) => ({
    what,
    why: 'its receiver does not take it in some situation',
    count: 1,
  }));
  if (!isComplete) {
    left.push({
      what: 'races in situations that no schedule comes past',
      why: 'the search for races ended at its limit: max-states',
      count: 1,
    });
  }
  if (endless > 0) {
    left.push({
      what: 'the rest of schedules that do not come to an end',
      why: 'they were ended at the greatest length: max-depth',
      count: endless,
    });
  }
  return left;
}
