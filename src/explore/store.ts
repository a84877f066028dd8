/** Where the states of a search are kept. A compact tree, or a store on disk, can take the place of the packed one. */
import type { CheckpointReader, Pieces } from './checkpoint/pieces.ts';
import { intsItem } from './checkpoint/pieces.ts';
import { hashShare } from './hash.ts';
import type { Layout } from './layout.ts';
import { layoutFor, pack, unpack } from './layout.ts';

/**
 * A set of states that is also the queue of a breadth-first search: states have the numbers 0, 1, 2 ... in the order in
 * which they came. A state is handed over as the words that `layout` makes of its columns, and its hash.
 */
export interface StateStore {
  readonly layout: Layout;
  /** How many states there are. */
  readonly length: number;
  /** Bytes that the states and their index take. */
  readonly bytes: number;
  /** Bytes that the next state will take in one piece, when that is much; else 0. */
  readonly nextGrowthBytes: number;
  /** Brings the places of `count` states near, which are to be inserted next: their cache misses overlap. */
  prefetch(hashes: Int32Array, count: number): void;
  /** Adds the state whose words begin at `from`: its number when it is new, else -1 - the number that it has. */
  insert(words: Int32Array, from: number, hash: number): number;
  /** Copies the words of state `index`. */
  read(index: number, words: Int32Array): void;
  /** Changes the layout, so that columns can hold ids below `counts`. Words in hand are no longer valid. */
  refit(counts: readonly number[]): void;
  /** What is needed to have the same states again. */
  save(): Pieces;
  /** Has these states from now on. */
  restore(reader: CheckpointReader): void;
}

const chunkShift = 16;
const chunkStates = 1 << chunkShift;
const inChunk = chunkStates - 1;
/** States in the first chunk at the beginning; it doubles until it is a whole one. */
const firstStates = 1 << 8;
const firstSlots = 1 << 10;
/** States that are entered together into a new index. */
const regrown = 1 << 8;
/** Slots that may be taken, of 8. */
const loadOf8 = 6;

/** States one after another in chunks of a typed array; an index of 32-bit slots with open addressing. */
export class PackedStore implements StateStore {
  #layout: Layout;
  #columns: number;
  #width: number;
  #chunks: Int32Array[] = [];
  #length = 0;
  /** States for which the chunks have room. */
  #room = 0;
  /** Each slot has a state's number plus 1 in its low bits, and above them the same bits of its hash. */
  #slots = new Int32Array(firstSlots);
  #limit = this.#limitOf();
  /** What `prefetch` has read: written down, so that no compiler leaves the reading out. */
  #fetched = new Int32Array(64);

  constructor(counts: readonly number[]) {
    this.#columns = counts.length;
    this.#layout = layoutFor(counts);
    this.#width = this.#layout.words;
  }

  get layout(): Layout {
    return this.#layout;
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return (this.#room * this.#width + this.#slots.length) * 4;
  }

  get nextGrowthBytes(): number {
    return this.#length + chunkStates > this.#limit ? this.#slots.length * 8 : 0;
  }

  prefetch(hashes: Int32Array, count: number): void {
    if (this.#fetched.length < count) this.#fetched = new Int32Array(count * 2);
    const slots = this.#slots;
    const chunks = this.#chunks;
    const fetched = this.#fetched;
    const width = this.#width;
    const mask = slots.length - 1;
    for (let n = 0; n < count; n += 1) fetched[n] = slots[(hashes[n] as number) & mask] as number;
    for (let n = 0; n < count; n += 1) {
      const slot = fetched[n] as number;
      if (slot === 0 || ((slot ^ (hashes[n] as number)) & ~mask) !== 0) continue;
      const index = (slot & mask) - 1;
      const chunk = chunks[index >>> chunkShift] as Int32Array;
      fetched[n] = chunk[(index & inChunk) * width] as number;
    }
  }

  insert(words: Int32Array, from: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const width = this.#width;
    let at = hash & mask;
    for (;;) {
      const slot = slots[at] as number;
      if (slot === 0) break;
      if (((slot ^ hash) & ~mask) === 0) {
        const index = (slot & mask) - 1;
        const chunk = this.#chunks[index >>> chunkShift] as Int32Array;
        const base = (index & inChunk) * width;
        let n = 0;
        while (n < width && chunk[base + n] === words[from + n]) n += 1;
        if (n === width) return -1 - index;
      }
      at = (at + 1) & mask;
    }
    const index = this.#length;
    slots[at] = (hash & ~mask) | (index + 1);
    if (index === this.#room) this.#extend();
    const chunk = this.#chunks[index >>> chunkShift] as Int32Array;
    const base = (index & inChunk) * width;
    for (let n = 0; n < width; n += 1) chunk[base + n] = words[from + n] as number;
    this.#length = index + 1;
    if (index + 1 >= this.#limit) this.#reindex(this.#slots.length * 2);
    return index;
  }

  read(index: number, words: Int32Array): void {
    const chunk = this.#chunks[index >>> chunkShift] as Int32Array;
    const width = this.#width;
    const base = (index & inChunk) * width;
    for (let n = 0; n < width; n += 1) words[n] = chunk[base + n] as number;
  }

  refit(counts: readonly number[]): void {
    const before = this.#layout;
    const after = layoutFor(counts);
    for (let chunk = 0; chunk < this.#chunks.length; chunk += 1) {
      this.#chunks[chunk] = this.#refitted(chunk, before, after);
    }
    this.#layout = after;
    this.#width = after.words;
  }

  *save(): Pieces {
    const { words, word, shift, mask } = this.#layout;
    yield* intsItem(Int32Array.of(this.#length, words));
    for (const columns of [word, shift, mask]) yield* intsItem(columns);
    for (let first = 0; first < this.#length; first += chunkStates) {
      const chunk = this.#chunks[first >>> chunkShift] as Int32Array;
      yield* intsItem(chunk, Math.min(chunkStates, this.#length - first) * words);
    }
  }

  restore(reader: CheckpointReader): void {
    const [length, words] = reader.ints() as unknown as [number, number];
    this.#layout = { words, word: reader.ints(), shift: reader.ints(), mask: reader.ints() };
    this.#width = words;
    this.#length = 0;
    this.#room = 0;
    this.#chunks = [];
    for (let first = 0; first < length; first += chunkStates) {
      const states = reader.ints();
      while (this.#room < Math.min(length, first + chunkStates)) this.#extend();
      (this.#chunks[first >>> chunkShift] as Int32Array).set(states);
    }
    this.#length = length;
    // As many slots as there are when states come one by one.
    let slots = firstSlots;
    while (length >= (slots / 8) * loadOf8) slots *= 2;
    this.#reindex(slots);
  }

  /** A chunk in another layout. */
  #refitted(chunk: number, before: Layout, after: Layout): Int32Array<ArrayBuffer> {
    const first = chunk << chunkShift;
    const states = (this.#chunks[chunk] as Int32Array).length / before.words;
    const next = new Int32Array(states * after.words);
    const columns = new Int32Array(this.#columns);
    const old = new Int32Array(before.words);
    const words = new Int32Array(after.words);
    const count = Math.min(states, this.#length - first);
    for (let index = 0; index < count; index += 1) {
      this.read(first + index, old);
      unpack(before, old, columns);
      pack(after, columns, words);
      const base = index * words.length;
      for (let n = 0; n < words.length; n += 1) next[base + n] = words[n] as number;
    }
    return next;
  }

  /** Makes room for another chunk, or for twice as many states in the first one. */
  #extend(): void {
    const width = this.#width;
    if (this.#room >= chunkStates) {
      this.#chunks.push(new Int32Array(chunkStates * width));
      this.#room += chunkStates;
      return;
    }
    const states = this.#room === 0 ? firstStates : this.#room * 2;
    const first = new Int32Array(states * width);
    const known = this.#chunks[0];
    if (known !== undefined) first.set(known);
    this.#chunks[0] = first;
    this.#room = states;
  }

  #limitOf(): number {
    return (this.#slots.length / 8) * loadOf8;
  }

  /**
   * Another number of slots. A state's place follows from its hash, which its columns are asked for again; some at a
   * time, so that the places of all of them are fetched together.
   */
  #reindex(size: number): void {
    const slots = new Int32Array(size);
    this.#slots = slots;
    this.#limit = this.#limitOf();
    const mask = slots.length - 1;
    const hashes = new Int32Array(regrown);
    for (let first = 0; first < this.#length; first += regrown) {
      const count = Math.min(regrown, this.#length - first);
      this.#hash(first, count, hashes);
      this.prefetch(hashes, count);
      for (let n = 0; n < count; n += 1) {
        const hash = hashes[n] as number;
        let at = hash & mask;
        while (slots[at] !== 0) at = (at + 1) & mask;
        slots[at] = (hash & ~mask) | (first + n + 1);
      }
    }
  }

  #hash(first: number, count: number, hashes: Int32Array): void {
    const { word, shift, mask } = this.#layout;
    const width = this.#width;
    const columns = word.length;
    for (let n = 0; n < count; n += 1) {
      const index = first + n;
      const chunk = this.#chunks[index >>> chunkShift] as Int32Array;
      const base = (index & inChunk) * width;
      let hash = 0;
      for (let column = 0; column < columns; column += 1) {
        const packed = chunk[base + (word[column] as number)] as number;
        hash ^= hashShare(
          column,
          (packed >>> (shift[column] as number)) & (mask[column] as number),
        );
      }
      hashes[n] = hash;
    }
  }
}
