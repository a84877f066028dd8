/** Why a schedule violates a property: what of it is needed, which order decided, and from when on it was too late. */
import type { Envelope, SystemSpec, Violation } from '../system/index.ts';
import { usualTimers } from '../system/outside.ts';
import { PendingBook } from '../trace/pending.ts';
import type { PendingRequest } from '../trace/trace.ts';
import { inevitableFrom } from './inevitable.ts';
import type {
  ChannelFault,
  ExplainOptions,
  Explanation,
  Inevitable,
  RacingPair,
} from './options.ts';
import { orderOf } from './order.ts';
import { channelFault, racingPair } from './race.ts';
import type { Shrunk } from './shrink.ts';
import { shrink } from './shrink.ts';
import type { Walk } from './walker.ts';
import { OutOfEffort, Walker } from './walker.ts';

/** In thousands of deliveries. */
const defaultEffort = 1000;
/** States that are looked at for each question about a clean end, for each thousand deliveries of effort. */
const statesPerEffort = 50;

/**
 * Explains the violation at the end of `schedule`. Throws when the schedule is not possible in the system, or violates
 * nothing.
 */
export function explain(
  system: SystemSpec,
  given: ExplainOptions,
  schedule: readonly Envelope[],
): Explanation {
  const options = { ...given, timers: given.timers ?? usualTimers(system) };
  const walker = new Walker(system, options);
  if (walker.wrongAtFirst !== undefined) return fromTheBeginning(walker.wrongAtFirst, schedule);
  const effort = (options.effort ?? defaultEffort) * 1000;
  const whole = violating(walker, options, schedule);
  const share = (part: number) => walker.allow(Math.ceil(effort * part));
  share(0.4);
  const shrunk = shrink(walker, whole);
  const envelopes = shrunk.taken.map((number) => walker.envelope(number));
  const notDetermined = shrunk.minimal ? [] : ['whether the schedule can be made shorter still'];
  share(0.3);
  const inevitable = inevitableFrom(walker, shrunk, (effort / 1000) * statesPerEffort);
  if (!inevitable.exact) {
    notDetermined.push('from which step on the violation was inevitable');
  }
  share(0.3);
  const inEveryOrder = inevitable.from === 0;
  const race = inEveryOrder
    ? { decided: true }
    : raceOf(walker, shrunk, system, options, inevitable);
  if (!race.decided) notDetermined.push('which pair of deliveries decided');
  return {
    violation: placed(shrunk),
    schedule: envelopes,
    leftOut: schedule.length - envelopes.length,
    minimal: shrunk.minimal,
    ...(race.pair === undefined ? {} : { racingPair: race.pair }),
    ...(race.fault === undefined ? {} : { channelFault: race.fault }),
    inEveryOrder,
    inevitable,
    held: heldAtEnd(envelopes, options),
    described: options.describe?.(walker.view(shrunk.end)) ?? [],
    notDetermined,
    deliveries: walker.deliveries,
  };
}

/** Nothing needs to move, and no order is another. */
function fromTheBeginning(violation: Violation, schedule: readonly Envelope[]): Explanation {
  return {
    violation,
    schedule: [],
    leftOut: schedule.length,
    minimal: true,
    inEveryOrder: true,
    inevitable: { from: 0, exact: true },
    held: [],
    described: [],
    notDetermined: [],
    deliveries: 0,
  };
}

/** The given schedule up to the violation. */
function violating(
  walker: Walker,
  { property }: ExplainOptions,
  schedule: readonly Envelope[],
): Walk & { readonly violation: Violation } {
  const keys = schedule.map((each) => walker.key(each));
  const walk = walker.follow(walker.initial, keys);
  const { violation, taken } = walk;
  if (violation !== undefined && (property === undefined || violation.property === property)) {
    return { ...walk, violation };
  }
  const missing = keys.findIndex((key, n) => {
    const number = taken[n];
    return number === undefined || walker.keyOf(number) !== key;
  });
  if (violation === undefined && missing >= 0) {
    const { from, to, message } = schedule[missing] as Envelope;
    throw new Error(
      `step ${missing + 1} of the schedule is not possible: '${message.type}' from ${from} to ${to}`,
    );
  }
  const found = violation === undefined ? 'nothing' : `'${violation.property}'`;
  const wanted = property === undefined ? 'a property' : `'${property}'`;
  throw new Error(`the schedule should violate ${wanted}; it violates ${found}`);
}

interface Race {
  /** Everything was tried. */
  readonly decided: boolean;
  readonly pair?: RacingPair | undefined;
  readonly fault?: ChannelFault | undefined;
}

function raceOf(
  walker: Walker,
  shrunk: Shrunk,
  system: SystemSpec,
  options: ExplainOptions,
  { exact, from }: Inevitable,
): Race {
  try {
    const fault = channelFault(walker, shrunk);
    if (fault !== undefined) return { decided: true, fault };
    const schedule = shrunk.taken.map((number) => walker.envelope(number));
    const order = orderOf(system, schedule, options);
    return { decided: true, pair: racingPair(walker, shrunk, order, exact ? from : undefined) };
  } catch (error) {
    if (error instanceof OutOfEffort) return { decided: false };
    throw error;
  }
}

function placed({ violation, still, taken }: Shrunk): Violation {
  const { step: _, ...rest } = violation;
  return still || taken.length === 0 ? rest : { ...rest, step: taken.length };
}

/** Who waits for whom after the last delivery. */
function heldAtEnd(
  schedule: readonly Envelope[],
  { conventions }: ExplainOptions,
): readonly PendingRequest[] {
  const book = new PendingBook(conventions);
  for (const [n, envelope] of schedule.entries()) {
    if (envelope.lost !== true) book.deliver(n + 1, envelope);
  }
  return book.list();
}
