/** The runs of a document, and the schedules that they are replays of. */
import type { Explanation, RacingPair } from '../../explain/index.ts';
import type { Envelope, Violation } from '../../system/index.ts';
import { isSameEnvelope } from '../../trace/wire.ts';
import type { ViewRun, ViewStep } from '../view-data.ts';
import { viewExplanation } from './explanation.ts';
import type { OutcomeBounds } from './outcomes.ts';
import { Outcomes } from './outcomes.ts';
import { sessionOf, viewRun } from './run.ts';
import type { ViewSystem } from './system.ts';

/** What was found, or what was run. */
export interface Shown {
  readonly schedule: readonly Envelope[];
  /** Of the run; absent: what the replay says. */
  readonly verdict?: ViewRun['verdict'];
  /** Violations that the replay does not see. */
  readonly besides?: readonly Violation[];
  /** Why it violates. */
  readonly explanation?: Explanation;
  readonly title?: string;
  /** Other schedules of the same system, to be set side by side with the first run. */
  readonly beside?: readonly Beside[];
}

export interface Beside {
  readonly title: string;
  readonly schedule: readonly Envelope[];
}

export interface ShownRun {
  readonly run: ViewRun;
  readonly schedule: readonly Envelope[];
  /** The racing pair the other way round, or the message that was lost or came twice delivered plainly. */
  readonly flipped?: readonly Envelope[];
}

/** The run that is explained first, then the one that ends well, then the whole one when the first is a part of it. */
export function shownRuns(system: ViewSystem, shown: Shown): readonly [ShownRun, ...ShownRun[]] {
  const { schedule, explanation, title = 'the run', verdict, besides = [], beside = [] } = shown;
  const known = { ...(verdict === undefined ? {} : { verdict }), besides };
  const others = beside.map((each) => ({
    run: viewRun(system, each.schedule, { title: each.title }),
    schedule: each.schedule,
  }));
  if (explanation === undefined) {
    return [{ run: viewRun(system, schedule, { title, ...known }), schedule }, ...others];
  }
  const flipped = explanation.racingPair?.swapped ?? explanation.channelFault?.mended;
  const runs: [ShownRun, ...ShownRun[]] = [explained(system, explanation, besides)];
  if (flipped !== undefined) runs.push(otherWay(system, explanation, flipped));
  if (explanation.leftOut > 0) {
    const texts = { title: 'the whole run, with what the violation does not need', ...known };
    runs.push({ run: viewRun(system, schedule, texts), schedule });
  }
  runs.push(...others);
  return runs;
}

/** The run with what lies behind each delivery that was possible, where it violates. */
export function withOutcomes(
  system: ViewSystem,
  shown: ShownRun,
  bounds: OutcomeBounds | undefined,
): ShownRun {
  const { run, schedule } = shown;
  if (run.explanation === undefined) return shown;
  const session = sessionOf(system, schedule);
  const instead = session.records().map(({ step }) => {
    session.goTo(step);
    return session.view().instead;
  });
  const outcomes = new Outcomes(system).along(schedule, instead, bounds);
  if (outcomes === undefined) return shown;
  const steps = run.steps.map((step, n): ViewStep => {
    const moves = step.instead.map((move, m) => {
      const outcome = outcomes[n]?.[m];
      return outcome === undefined ? move : { ...move, outcome };
    });
    return { ...step, instead: moves };
  });
  return { ...shown, run: { ...run, steps } };
}

function explained(
  system: ViewSystem,
  explanation: Explanation,
  besides: readonly Violation[],
): ShownRun {
  const { schedule, violation, leftOut, racingPair, channelFault } = explanation;
  const title = leftOut === 0 ? 'the failing run' : 'the failing run, with only what it needs';
  const { property, step, detail } = violation;
  const where = step === undefined ? 'at the end' : `in step ${step}`;
  const verdict = { kind: 'violated', text: `${property} ${where}: ${detail}` } as const;
  const all = [violation, ...besides];
  const run = viewRun(system, schedule, { title, verdict, besides: all });
  const flipped = racingPair?.swapped ?? channelFault?.mended;
  return {
    run: { ...run, explanation: viewExplanation(explanation, run) },
    schedule,
    ...(flipped === undefined ? {} : { flipped }),
  };
}

/** The passing run beside the failing one. */
export function otherWay(
  system: ViewSystem,
  { schedule, racingPair }: Explanation,
  flipped: readonly Envelope[],
): ShownRun {
  const title =
    racingPair === undefined
      ? 'the same run, every message delivered once'
      : 'the racing pair the other way round';
  const run = viewRun(system, flipped, { title });
  const pair = racingPair === undefined ? undefined : pairIn(flipped, racingPair);
  return {
    run: {
      ...run,
      sameSteps: sameSteps(schedule, flipped),
      ...(pair === undefined ? {} : { pair }),
    },
    schedule: flipped,
    flipped: schedule,
  };
}

/** How many deliveries at the beginning are the same. */
export function sameSteps(a: readonly Envelope[], b: readonly Envelope[]): number {
  let n = 0;
  for (; n < Math.min(a.length, b.length); n += 1) {
    if (!isSameDelivery(a[n] as Envelope, b[n] as Envelope)) break;
  }
  return n;
}

function isSameDelivery(a: Envelope, b: Envelope): boolean {
  return isSameEnvelope(a, b) && a.lost === b.lost && a.duplicate === b.duplicate;
}

/** The steps that deliver the two, the second one first; undefined where they cannot be told. */
function pairIn(
  schedule: readonly Envelope[],
  { first, envelopes: [one, other] }: RacingPair,
): readonly [number, number] | undefined {
  // Up to the pair nothing is turned round; an equal message may have come before.
  const early = schedule.findIndex((each, n) => n + 1 >= first && isSameEnvelope(each, other));
  const late = schedule.findIndex((each, n) => n > early && isSameEnvelope(each, one));
  return early < 0 || late < 0 ? undefined : [early + 1, late + 1];
}
