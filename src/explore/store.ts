/** Where the states of a search are kept. A compact tree, or a store on disk, can take the place of the packed one. */
import type { Layout } from './layout.ts';
import { layoutFor, pack, unpack } from './layout.ts';

/**
 * A set of states that is also the queue of a breadth-first search: states have the numbers 0, 1, 2 ... in the order in
 * which they came. A state is handed over as the words that `layout` makes of its columns.
 */
export interface StateStore {
  readonly layout: Layout;
  /** How many states there are. */
  readonly length: number;
  /** Bytes that the states and their index take. */
  readonly bytes: number;
  /** Bytes that the next state will take in one piece, when that is much; else 0. */
  readonly nextGrowthBytes: number;
  /** Adds the state: its number when it is new, else -1 - the number that it has. */
  insert(words: Int32Array): number;
  /** Copies the words of state `index`. */
  read(index: number, words: Int32Array): void;
  /** Changes the layout, so that columns can hold ids below `counts`. Words in hand are no longer valid. */
  refit(counts: readonly number[]): void;
}

const chunkShift = 14;
const chunkStates = 1 << chunkShift;
const inChunk = chunkStates - 1;
/** Slots that may be taken, of 8. */
const loadOf8 = 6;

/** States one after another in chunks of a typed array; an index of 32-bit slots with open addressing. */
export class PackedStore implements StateStore {
  #layout: Layout;
  #columns: number;
  #chunks: Int32Array[] = [];
  #length = 0;
  /** Each slot has a state's number plus 1 in its low bits, and above them the same bits of its hash. */
  #slots = new Int32Array(1 << 12);
  #limit = this.#limitOf();

  constructor(counts: readonly number[]) {
    this.#columns = counts.length;
    this.#layout = layoutFor(counts);
  }

  get layout(): Layout {
    return this.#layout;
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    const words = this.#chunks.length * chunkStates * this.#layout.words;
    return (words + this.#slots.length) * 4;
  }

  get nextGrowthBytes(): number {
    return this.#length + chunkStates > this.#limit ? this.#slots.length * 8 : 0;
  }

  insert(words: Int32Array): number {
    const hash = hashOf(words);
    const mask = this.#slots.length - 1;
    let at = hash & mask;
    for (;;) {
      const slot = this.#slots[at] as number;
      if (slot === 0) break;
      if (((slot ^ hash) & ~mask) === 0) {
        const index = (slot & mask) - 1;
        if (this.#equals(index, words)) return -1 - index;
      }
      at = (at + 1) & mask;
    }
    const index = this.#length;
    this.#slots[at] = (hash & ~mask) | (index + 1);
    this.#append(index, words);
    if (this.#length >= this.#limit) this.#grow();
    return index;
  }

  read(index: number, words: Int32Array): void {
    const chunk = this.#chunks[index >>> chunkShift] as Int32Array;
    const width = words.length;
    const base = (index & inChunk) * width;
    for (let n = 0; n < width; n += 1) words[n] = chunk[base + n] as number;
  }

  refit(counts: readonly number[]): void {
    const after = layoutFor(counts);
    for (let chunk = 0; chunk < this.#chunks.length; chunk += 1) {
      this.#chunks[chunk] = this.#refitted(chunk * chunkStates, after);
    }
    this.#layout = after;
    this.#slots.fill(0);
    this.#index();
  }

  /** A chunk from state `first` on, in another layout. */
  #refitted(first: number, after: Layout): Int32Array<ArrayBuffer> {
    const next = new Int32Array(chunkStates * after.words);
    const columns = new Int32Array(this.#columns);
    const old = new Int32Array(this.#layout.words);
    const words = new Int32Array(after.words);
    const end = Math.min(first + chunkStates, this.#length);
    for (let index = first; index < end; index += 1) {
      this.read(index, old);
      unpack(this.#layout, old, columns);
      pack(after, columns, words);
      const base = (index - first) * words.length;
      for (let n = 0; n < words.length; n += 1) next[base + n] = words[n] as number;
    }
    return next;
  }

  #append(index: number, words: Int32Array): void {
    const width = words.length;
    if ((index & inChunk) === 0) this.#chunks.push(new Int32Array(chunkStates * width));
    const chunk = this.#chunks[index >>> chunkShift] as Int32Array;
    const base = (index & inChunk) * width;
    for (let n = 0; n < width; n += 1) chunk[base + n] = words[n] as number;
    this.#length += 1;
  }

  #equals(index: number, words: Int32Array): boolean {
    const chunk = this.#chunks[index >>> chunkShift] as Int32Array;
    const width = words.length;
    const base = (index & inChunk) * width;
    for (let n = 0; n < width; n += 1) if (chunk[base + n] !== words[n]) return false;
    return true;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    this.#limit = this.#limitOf();
    this.#index();
  }

  #limitOf(): number {
    return (this.#slots.length / 8) * loadOf8;
  }

  /** Enters all states into the empty slots. */
  #index(): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const words = new Int32Array(this.#layout.words);
    for (let index = 0; index < this.#length; index += 1) {
      this.read(index, words);
      const hash = hashOf(words);
      let at = hash & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = (hash & ~mask) | (index + 1);
    }
  }
}

function hashOf(words: Int32Array): number {
  let hash = 0x2545f491;
  for (let n = 0; n < words.length; n += 1) {
    hash = Math.imul(hash ^ (words[n] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca77);
  return hash ^ (hash >>> 13);
}
