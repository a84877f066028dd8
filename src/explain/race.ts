/** The two deliveries whose order decides: found by turning them round and going on. */
import type { Envelope } from '../system/index.ts';
import { cleanEnd } from './clean-end.ts';
import type { ChannelFault, RacingPair } from './options.ts';
import type { Order } from './order.ts';
import { laterRival } from './rival.ts';
import type { Shrunk } from './shrink.ts';
import type { Walk, Walker } from './walker.ts';
import { isPlain } from './walker.ts';

/** States that are looked at for a clean end after one swap. */
const afterSwap = 2000;

/**
 * A pair that can be turned round to a clean end. `decisive`: the step after which that was too late; a pair that
 * begins with it is preferred, then the latest, and of these the nearest. Throws `OutOfEffort`.
 */
export function racingPair(
  walker: Walker,
  shrunk: Shrunk,
  order: Order,
  decisive: number | undefined,
): RacingPair | undefined {
  const schedule = shrunk.taken.map((number) => walker.envelope(number));
  for (const { pairs, isThorough, isRival } of candidates(schedule, order, decisive)) {
    if (isRival === true && decisive !== undefined) {
      const rival = laterRival(walker, shrunk, decisive);
      if (rival !== undefined) return rival;
    }
    for (const [first, second] of pairs) {
      const swapped = swap(walker, shrunk, order, [first, second], isThorough);
      if (swapped === undefined) continue;
      return {
        first: first + 1,
        second: second + 1,
        envelopes: [schedule[first] as Envelope, schedule[second] as Envelope],
        swapped: swapped.map((number) => walker.envelope(number)),
        restStays: !isThorough,
      };
    }
  }
  return undefined;
}

interface Candidates {
  readonly pairs: readonly (readonly [number, number])[];
  /** Search for a clean end after the swap; else go on as the schedule does, and then in a fair order. */
  readonly isThorough: boolean;
  /** Before these, look for one that the schedule does not reach. */
  readonly isRival?: boolean;
}

/**
 * Pairs that no cause orders. Pairs at one receiver come first: only for rules about several actors does the order at
 * different receivers matter.
 */
function candidates(
  schedule: readonly Envelope[],
  order: Order,
  decisive: number | undefined,
): readonly Candidates[] {
  const all: [number, number][] = [];
  for (let second = schedule.length - 1; second > 0; second -= 1) {
    for (let first = second - 1; first >= 0; first -= 1) {
      if (!order.isCaused(second, first)) all.push([first, second]);
    }
  }
  const isOne = ([first, second]: readonly [number, number]) =>
    schedule[first]?.to === schedule[second]?.to;
  const sorted = [...all.filter(isOne), ...all.filter((pair) => !isOne(pair))];
  const decides = sorted.filter(([first]) => first + 1 === decisive).reverse();
  const nearest = [...decides.filter(isOne), ...decides.filter((pair) => !isOne(pair))];
  return [
    { pairs: nearest, isThorough: false },
    { pairs: nearest, isThorough: true, isRival: true },
    { pairs: sorted, isThorough: false },
    { pairs: sorted, isThorough: true },
  ];
}

/** The schedule with the second, and what it needs, before the first; the way to a clean end, if there is one. */
function swap(
  walker: Walker,
  { taken }: Shrunk,
  order: Order,
  [first, second]: readonly [number, number],
  isThorough: boolean,
): readonly number[] | undefined {
  const keys = taken.map((number) => walker.keyOf(number));
  const before = order.neededFor(second, first);
  if (before.includes(first)) return undefined;
  const others = range(first + 1, second).filter((each) => !before.includes(each));
  const sequence = [...range(0, first), ...before, second];
  const head = walker.follow(
    walker.initial,
    sequence.map((n) => keys[n] as number),
  );
  // The second cannot come earlier: the channel keeps its order, or its receiver puts it off.
  if (head.violation !== undefined || head.taken.length < sequence.length) return undefined;
  const rest = [first, ...others, ...range(second + 1, taken.length)];
  return onward(
    walker,
    head,
    rest.map((n) => keys[n] as number),
    isThorough,
  );
}

/** On from there as the keys say, and then to a clean end; undefined when something is wrong on the way. */
function onward(
  walker: Walker,
  head: Walk,
  keys: readonly number[],
  isThorough: boolean,
): readonly number[] | undefined {
  if (isThorough) {
    const search = cleanEnd(walker, head.end, head.taken, afterSwap);
    return search.kind === 'clean' ? [...head.taken, ...search.taken] : undefined;
  }
  const rest = walker.follow(head.end, keys, head.taken);
  if (rest.violation !== undefined) return undefined;
  const path = [...head.taken, ...rest.taken];
  const completion = walker.complete(rest.end, path);
  return completion.kind === 'clean' ? [...path, ...completion.taken] : undefined;
}

/** A message that was lost or delivered twice, and with which all is well when it is delivered plainly. */
export function channelFault(walker: Walker, { taken }: Shrunk): ChannelFault | undefined {
  const keys = taken.map((number) => walker.keyOf(number));
  for (const [n, number] of [...taken.entries()].reverse()) {
    const envelope = walker.envelope(number);
    if (isPlain(envelope)) continue;
    const { from, to, message } = envelope;
    const plain = walker.key({ from, to, message });
    const mended = [...keys.slice(0, n), plain, ...keys.slice(n + 1)];
    const whole = onward(walker, { taken: [], end: walker.initial }, mended, false);
    if (whole === undefined) continue;
    return { step: n + 1, envelope, mended: whole.map((each) => walker.envelope(each)) };
  }
  return undefined;
}

function range(start: number, end: number): readonly number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, n) => start + n);
}
