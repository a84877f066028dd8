/**
 * A ring buffer without locks: one producer or several, and consumers each of which reads all that is published, as in
 * the TLA+ examples' `Disruptor/Disruptor_SPMC` and `Disruptor_MPMC` (Schultz-Møller; tlaplus/Examples, manifest of
 * 04e4315: 8,496 and 14,365 distinct states). Sequence numbers have no end: there is a state constraint.
 */
import type { Specification, Step } from './labelled-steps.ts';
import { replaced } from './shared-memory.ts';

interface Ring {
  readonly slots: readonly (number | null)[];
  /** Who reads and who writes each slot now, sorted. */
  readonly reading: readonly (readonly number[])[];
  readonly writing: readonly (readonly number[])[];
}

export interface Disruptor extends Ring {
  /** The next sequence number that a producer claims, and those that they have claimed last. */
  readonly next: number;
  readonly claimed: readonly number[];
  /** By slot: whether it was published in a round with an even number. Not looked at where there is one producer. */
  readonly even: readonly boolean[];
  /** The last sequence number that each consumer has read, and all that it has seen. */
  readonly read: readonly number[];
  readonly seen: readonly (readonly (number | null)[])[];
  /** Who is in a slot: producers, then consumers. */
  readonly inside: readonly boolean[];
}

export interface Sizes {
  readonly producers: number;
  readonly consumers: number;
  readonly slots: number;
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const at = <T>(list: readonly T[], n: number): T => list[n] as T;
const among = (list: readonly number[], n: number) => [...list, n].sort();
const without = (list: readonly number[], n: number) => list.filter((each) => each !== n);

/** With one producer its cursor says what is published; with several each slot says so for itself. */
export function disruptor({ producers, consumers, slots }: Sizes): Specification<Disruptor> {
  const isPublished = (now: Disruptor, sequence: number) =>
    producers === 1
      ? published(now) >= sequence
      : at(now.even, sequence % slots) === (Math.floor(sequence / slots) % 2 === 0);
  const writing = (now: Disruptor, who: number): readonly Step<Disruptor>[] => {
    const isInside = at(now.inside, who);
    const sequence = isInside ? at(now.claimed, who) : now.next;
    const slot = sequence % slots;
    const inside = replaced(now.inside, who, !isInside);
    if (isInside) {
      const left = replaced(now.writing, slot, without(at(now.writing, slot), who));
      const even = producers === 1 ? now.even : replaced(now.even, slot, !at(now.even, slot));
      return [[`written ${who}`, { ...now, inside, even, writing: left }]];
    }
    if (Math.min(...now.read) < sequence - slots) return [];
    return [
      [
        `write ${who}`,
        {
          ...now,
          inside,
          next: sequence + 1,
          claimed: replaced(now.claimed, who, sequence),
          slots: replaced(now.slots, slot, sequence),
          writing: replaced(now.writing, slot, among(at(now.writing, slot), who)),
        },
      ],
    ];
  };
  const reading = (now: Disruptor, who: number): readonly Step<Disruptor>[] => {
    const place = producers + who;
    const isInside = at(now.inside, place);
    const sequence = at(now.read, who) + 1;
    const slot = sequence % slots;
    const inside = replaced(now.inside, place, !isInside);
    if (isInside) {
      const left = replaced(now.reading, slot, without(at(now.reading, slot), who));
      return [
        [`done ${who}`, { ...now, inside, reading: left, read: replaced(now.read, who, sequence) }],
      ];
    }
    if (!isPublished(now, sequence)) return [];
    return [
      [
        `read ${who}`,
        {
          ...now,
          inside,
          reading: replaced(now.reading, slot, among(at(now.reading, slot), who)),
          seen: replaced(now.seen, who, [...at(now.seen, who), at(now.slots, slot)]),
        },
      ],
    ];
  };
  const initial: Disruptor = {
    slots: numbers(slots).map(() => null),
    reading: numbers(slots).map(() => []),
    writing: numbers(slots).map(() => []),
    next: 0,
    claimed: numbers(producers).map(() => -1),
    even: numbers(slots).map(() => false),
    read: numbers(consumers).map(() => -1),
    seen: numbers(consumers).map(() => []),
    inside: numbers(producers + consumers).map(() => false),
  };
  const steps = (now: Disruptor) => [
    ...numbers(producers).flatMap((who) => writing(now, who)),
    ...numbers(consumers).flatMap((who) => reading(now, who)),
  ];
  return { initial: [initial], steps };
}

/** The last sequence number that the only producer has written. */
export function published({ next, inside }: Disruptor): number {
  return next - 1 - (at(inside, 0) ? 1 : 0);
}

export function hasNoRace({ reading, writing }: Disruptor): boolean {
  return writing.every(
    (writers, slot) =>
      writers.length <= 1 && (writers.length === 0 || at(reading, slot).length === 0),
  );
}
