/**
 * A shortest schedule often ends before the delivery that should have come first. It is found on the way to a clean end
 * that begins just before the decisive step: what has to come before that step, and nothing else.
 */
import type { Envelope } from '../system/index.ts';
import { cleanEnd } from './clean-end.ts';
import type { RacingPair } from './options.ts';
import type { Shrunk } from './shrink.ts';
import type { Place, Walker } from './walker.ts';

/** States that are looked at for the way to a clean end. */
const most = 20_000;

/** `decisive`: the first step after which there is no clean end, from 1. */
export function laterRival(
  walker: Walker,
  { taken }: Shrunk,
  decisive: number,
): RacingPair | undefined {
  const number = taken[decisive - 1];
  if (number === undefined) return undefined;
  const key = walker.keyOf(number);
  const head = taken.slice(0, decisive - 1);
  const before = walker.follow(
    walker.initial,
    head.map((each) => walker.keyOf(each)),
  ).end;
  const search = cleanEnd(walker, before, head, most);
  if (search.kind !== 'clean') return undefined;
  const way = search.taken.map((each) => walker.keyOf(each));
  const place = way.indexOf(key);
  if (place < 0) return disarming(walker, { before, head, key, way, number });

  /** The whole schedule with these before the decisive step; undefined when it has no clean end. */
  const whole = (keys: readonly number[]): readonly number[] | undefined => {
    const start = walker.follow(before, [...keys, key], head);
    const isThere = start.taken.some((each) => walker.keyOf(each) === key);
    if (start.violation !== undefined || !isThere) return undefined;
    const path = [...head, ...start.taken];
    const rest = walker.complete(start.end, path);
    return rest.kind === 'clean' ? [...path, ...rest.taken] : undefined;
  };
  let needed = way.slice(0, place);
  let schedule = whole(needed);
  if (schedule === undefined) return undefined;
  for (let n = needed.length - 1; n >= 0; n -= 1) {
    const fewer = needed.toSpliced(n, 1);
    const shorter = whole(fewer);
    if (shorter === undefined) continue;
    needed = fewer;
    schedule = shorter;
  }
  const swapped = schedule.map((each) => walker.envelope(each));
  const last = schedule[head.length + needed.length - 1];
  if (last === undefined || needed.length === 0) return undefined;
  const second = taken.findIndex((each, n) => n >= decisive && each === last) + 1;
  return {
    first: decisive,
    ...(second === 0 ? {} : { second }),
    envelopes: [walker.envelope(number), walker.envelope(last)] as [Envelope, Envelope],
    swapped,
    restStays: true,
  };
}

interface Disarmed {
  /** Where the decisive step is possible, and what led there. */
  readonly before: Place;
  readonly head: readonly number[];
  readonly number: number;
  readonly key: number;
  /** To a clean end, without the decisive step. */
  readonly way: readonly number[];
}

/** A timer that fired too early: what would have disarmed it, and was under way already. */
function disarming(
  walker: Walker,
  { before, head, number, key, way }: Disarmed,
): RacingPair | undefined {
  const isTimer = (each: number) => walker.envelope(each).from === 'timer';
  const isStill = walker.moves(before).every(({ envelope }) => isTimer(envelope));
  if (!isTimer(number) || isStill) return undefined;

  /** These and a clean end after them; undefined when the timer may still fire after them, or there is none. */
  const whole = (keys: readonly number[]) => {
    const start = walker.follow(before, keys, head);
    const last = start.taken.at(-1);
    const mayFire = walker.moves(start.end).some(({ envelope }) => walker.keyOf(envelope) === key);
    if (start.violation !== undefined || last === undefined || isTimer(last) || mayFire) {
      return undefined;
    }
    const path = [...head, ...start.taken];
    const rest = walker.complete(start.end, path);
    return rest.kind === 'clean' ? { last, schedule: [...path, ...rest.taken] } : undefined;
  };
  let needed: readonly number[] = [];
  let found: ReturnType<typeof whole>;
  for (let n = 1; n <= way.length && found === undefined; n += 1) {
    needed = way.slice(0, n);
    found = whole(needed);
  }
  if (found === undefined) return undefined;
  for (let n = needed.length - 2; n >= 0; n -= 1) {
    const fewer = needed.toSpliced(n, 1);
    const shorter = whole(fewer);
    if (shorter === undefined || shorter.last !== found.last) continue;
    needed = fewer;
    found = shorter;
  }
  return {
    first: head.length + 1,
    envelopes: [walker.envelope(number), walker.envelope(found.last)],
    swapped: found.schedule.map((each) => walker.envelope(each)),
    restStays: true,
  };
}
