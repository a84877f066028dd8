/**
 * Makes the successors of a range of states and writes down those that are not known. A state for which a table lacks
 * something, with which something is wrong, or for which there is no room, is left to the main thread.
 */
import type { Asleep } from '../asleep.ts';
import type { Expander, Made as RangeMade } from '../expander.ts';
import type { KnownMoves } from './known-moves.ts';
import type { Recent } from './recent.ts';

/** States that are made together: some hundred successors, whose cache misses overlap. */
const together = 64;

/** For each state: how many successors it has, or `notMade`; and where the written ones end. */
const perState = 2;
export const notMade = -1;
/** Beside the words of a successor: its hash and its move. */
const perSuccessor = 2;

/** Numbers that a task may write. */
export function roomFor(states: number): number {
  return states * (perState + 64);
}

export interface Maker {
  readonly expander: Expander;
  readonly moves: KnownMoves;
  readonly asleep: Pick<Asleep, 'words'> | undefined;
  /** Absent where what was made before need not have been entered. */
  readonly recent: Recent | undefined;
  /** Asks the store for the successors that the expander has made. */
  readonly find: (expander: Expander) => void;
}

/** Makes `count` states from `first` on; `width`: words of a state. */
export function makeTask(
  maker: Maker,
  first: number,
  count: number,
  width: number,
  out: Int32Array,
): void {
  const writer = new Writer(out, count, width, maker.recent);
  const made = { ends: new Int32Array(together), asleep: new Int32Array(together) };
  for (let at = 0; at < count; at += together) {
    const states = Math.min(together, count - at);
    expandKnown(maker, first + at, states, made);
    maker.find(maker.expander);
    let from = 0;
    for (let n = 0; n < states; n += 1) {
      const end = made.ends[n] as number;
      writer.write(at + n, maker.expander, from, end, made.asleep[n] as number);
      from = end;
    }
  }
}

/** A state that cannot be made has no successors; one that has none really is left to the main thread as well. */
function expandKnown(
  { expander, moves, asleep }: Maker,
  first: number,
  count: number,
  { ends, asleep: known }: RangeMade,
): void {
  expander.count = 0;
  for (let at = 0; at < count; ) {
    moves.outgrown = false;
    const made = { ends: ends.subarray(at), asleep: known.subarray(at) };
    const isMade = expander.expandRange(first + at, count - at, made, asleep?.words);
    at += expander.finished;
    if (isMade) return;
    expander.count = at === 0 ? 0 : (ends[at - 1] as number);
    ends[at] = expander.count;
    known[at] = 0;
    at += 1;
  }
}

class Writer {
  readonly #out: Int32Array;
  readonly #width: number;
  readonly #recent: Recent | undefined;
  #at: number;

  constructor(out: Int32Array, states: number, width: number, recent: Recent | undefined) {
    this.#out = out;
    this.#recent = recent;
    this.#width = width;
    this.#at = states * perState;
  }

  /** Writes what is new among the successors of the nth state, of which `asleep` were not made. */
  write(n: number, expander: Expander, from: number, end: number, asleep: number): void {
    const begin = this.#at;
    const successors = end - from + asleep;
    const isWritten = successors > 0 && this.#writeAll(expander, from, end);
    if (!isWritten) this.#at = begin;
    this.#out[n * perState] = isWritten ? successors : notMade;
    this.#out[n * perState + 1] = this.#at;
  }

  #writeAll({ words, hashes, moves, found }: Expander, from: number, end: number): boolean {
    const out = this.#out;
    const width = this.#width;
    const recent = this.#recent;
    let at = this.#at;
    for (let n = from; n < end; n += 1) {
      if ((moves[n] as number) < 0) return false;
      if ((found[n] as number) >= 0) continue;
      if (recent?.has(words, n * width, hashes[n] as number) === true) continue;
      if (at + width + perSuccessor > out.length) return false;
      for (let w = 0; w < width; w += 1) out[at + w] = words[n * width + w] as number;
      out[at + width] = hashes[n] as number;
      out[at + width + 1] = moves[n] as number;
      at += width + perSuccessor;
    }
    this.#at = at;
    return true;
  }
}

/** Reads what a task has written about its nth state, of `states`. */
export class Made {
  readonly #out: Int32Array;
  readonly #states: number;
  readonly #width: number;

  constructor(out: Int32Array, states: number, width: number) {
    this.#out = out;
    this.#states = states;
    this.#width = width;
  }

  /** How many successors it has; `notMade` when that is for the main thread to find out. */
  successors(n: number): number {
    return this.#out[n * perState] as number;
  }

  /** Adds those that were new to the expander. */
  addTo(expander: Expander, n: number): void {
    const width = this.#width;
    const begin = n === 0 ? this.#states * perState : (this.#out[n * perState - 1] as number);
    const end = this.#out[n * perState + 1] as number;
    for (let at = begin; at < end; at += width + perSuccessor) {
      expander.add(this.#out, at);
    }
  }
}
