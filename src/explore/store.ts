/** Where the states of a search are kept. A compact tree, or a store on disk, can take the place of the packed one. */
import type { CheckpointReader, Pieces } from './checkpoint/pieces.ts';
import { intsItem } from './checkpoint/pieces.ts';
import { hashOf } from './hash.ts';
import type { Layout } from './layout.ts';
import { layoutFor, loose, repack, tight, unpack } from './layout.ts';
import type { StoreView } from './store-view.ts';
import {
  chunkShift,
  chunkStates,
  displaced,
  findStates,
  groupShift,
  inChunk,
  inGroup,
  readState,
} from './store-view.ts';

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
  /** For each of `count` states, whose words lie one after another, the number that it has in `found`, or -1. */
  find(words: Int32Array, hashes: Int32Array, count: number, found: Int32Array): void;
  /** Adds the state whose words begin at `from`: its number when it is new, else -1 - the number that it has. */
  insert(words: Int32Array, from: number, hash: number): number;
  /** Copies the words of state `index`. */
  read(index: number, words: Int32Array): void;
  /** Changes the layout, so that columns can hold ids below `counts`. Words in hand are no longer valid. */
  refit(counts: readonly number[]): void;
  /** The layout has more room than so many states should pay for: `tighten` is due. */
  readonly isLoose: boolean;
  /** The same as `refit`, unless that would save nothing; whether it has changed the layout. */
  tighten(counts: readonly number[]): boolean;
  /** What is needed to have the same states again. */
  save(): Pieces;
  /** Has these states from now on. */
  restore(reader: CheckpointReader): void;
  /** Where everything is; another object when something is elsewhere. */
  readonly view: StoreView;
  /** From now on everything lies where other threads can read it. */
  share(): void;
}

/** States in the first chunk at the beginning; it doubles until it is a whole one. */
const firstStates = 1 << 10;
/** A layout for fewer states is a loose one: it is the first states that bring most of the components. */
const looseStates = 1 << 16;
const firstSlots = 1 << 12;
/** Slots that may be taken, of 8. */
const loadOf8 = 6;

/**
 * States one after another in chunks of a typed array; an index of 32-bit slots with open addressing.
 *
 * A slot is 0 when it is free. Else its lowest bits, as many as number a slot, are the number of a state plus 1; the
 * highest one says that the entry is displaced; those between are its tag: the bits of the hash that follow on those
 * that say its home. When the index grows, the lowest bit of the tag becomes the highest one of the home: without a
 * look at the states all entries but the displaced ones find their new homes.
 */
export class PackedStore implements StateStore {
  #layout: Layout;
  #hasLooseLayout = true;
  #columns: number;
  #width: number;
  #chunks: Int32Array[] = [];
  #isShared = false;
  #length = 0;
  /** States for which the chunks have room. */
  #room = 0;
  #slots: Int32Array = new Int32Array(firstSlots);
  #limit = this.#limitOf();
  #view: StoreView;
  /** One state, packed and not. */
  #words: Int32Array;
  readonly #ids: Int32Array;

  constructor(counts: readonly number[]) {
    this.#columns = counts.length;
    this.#layout = layoutFor(counts, loose);
    this.#width = this.#layout.words;
    this.#words = new Int32Array(this.#width);
    this.#ids = new Int32Array(this.#columns);
    this.#view = { width: this.#width, chunks: [], slots: this.#slots };
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

  find(words: Int32Array, hashes: Int32Array, count: number, found: Int32Array): void {
    findStates(this.#view, this.#length, words, hashes, count, found);
  }

  insert(words: Int32Array, from: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const tagMask = ~(mask | displaced);
    const width = this.#width;
    const placed = hash << groupShift;
    let at = placed & mask;
    for (;;) {
      const slot = slots[at] as number;
      if (slot === 0) break;
      if (((slot ^ placed) & tagMask) === 0) {
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
    slots[at] = (placed & tagMask) | (index + 1) | displacement(at, placed & mask);
    if (index === this.#room) this.#extend();
    const chunk = this.#chunks[index >>> chunkShift] as Int32Array;
    const base = (index & inChunk) * width;
    for (let n = 0; n < width; n += 1) chunk[base + n] = words[from + n] as number;
    this.#length = index + 1;
    if (index + 1 >= this.#limit) this.#grow();
    return index;
  }

  read(index: number, words: Int32Array): void {
    readState(this.#view, index, words);
  }

  get view(): StoreView {
    return this.#view;
  }

  share(): void {
    this.#isShared = true;
    this.#chunks = this.#chunks.map((chunk) => this.#copy(chunk, chunk.length));
    this.#slots = this.#copy(this.#slots, this.#slots.length);
    this.#moved();
  }

  get isLoose(): boolean {
    return this.#hasLooseLayout && this.#length >= looseStates;
  }

  refit(counts: readonly number[]): void {
    this.#hasLooseLayout = this.#length < looseStates;
    this.#repack(layoutFor(counts, this.#hasLooseLayout ? loose : tight));
  }

  tighten(counts: readonly number[]): boolean {
    this.#hasLooseLayout = false;
    const layout = layoutFor(counts, tight);
    const isSmaller = layout.words < this.#width;
    if (isSmaller) this.#repack(layout);
    return isSmaller;
  }

  #repack(after: Layout): void {
    const before = this.#layout;
    for (let chunk = 0; chunk < this.#chunks.length; chunk += 1) {
      this.#chunks[chunk] = this.#refitted(chunk, before, after);
    }
    this.#layout = after;
    this.#width = after.words;
    this.#words = new Int32Array(after.words);
    this.#moved();
  }

  *save(): Pieces {
    const { words, word, shift, mask } = this.#layout;
    yield* intsItem(Int32Array.of(this.#length, words, this.#hasLooseLayout ? 1 : 0));
    for (const columns of [word, shift, mask]) yield* intsItem(columns);
    for (let first = 0; first < this.#length; first += chunkStates) {
      const chunk = this.#chunks[first >>> chunkShift] as Int32Array;
      yield* intsItem(chunk, Math.min(chunkStates, this.#length - first) * words);
    }
  }

  restore(reader: CheckpointReader): void {
    const [length, words, isLoose] = reader.ints() as unknown as [number, number, number];
    this.#hasLooseLayout = isLoose === 1;
    this.#layout = { words, word: reader.ints(), shift: reader.ints(), mask: reader.ints() };
    this.#width = words;
    this.#words = new Int32Array(words);
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
    this.#slots = this.#ints(slots);
    this.#limit = this.#limitOf();
    this.#moved();
    for (let index = 0; index < length; index += 1) this.#index(index);
  }

  /** A chunk in another layout. */
  #refitted(chunk: number, before: Layout, after: Layout): Int32Array {
    const old = this.#chunks[chunk] as Int32Array;
    const states = old.length / before.words;
    const next = this.#ints(states * after.words);
    repack(before, after, old, next, Math.min(states, this.#length - (chunk << chunkShift)));
    return next;
  }

  /** Makes room for another chunk, or for twice as many states in the first one. */
  #extend(): void {
    const width = this.#width;
    if (this.#room >= chunkStates) {
      this.#chunks.push(this.#ints(chunkStates * width));
      this.#room += chunkStates;
    } else {
      const states = this.#room === 0 ? firstStates : this.#room * 2;
      this.#chunks[0] = this.#copy(this.#chunks[0] ?? this.#words.subarray(0, 0), states * width);
      this.#room = states;
    }
    this.#moved();
  }

  #moved(): void {
    this.#view = { width: this.#width, chunks: this.#chunks, slots: this.#slots };
  }

  #ints(length: number): Int32Array {
    if (!this.#isShared) return new Int32Array(length);
    return new Int32Array(new SharedArrayBuffer(length * 4));
  }

  #copy(ints: Int32Array, length: number): Int32Array {
    const copy = this.#ints(length);
    copy.set(ints);
    return copy;
  }

  #limitOf(): number {
    return (this.#slots.length / 8) * loadOf8;
  }

  /** Twice as many slots: each group becomes two, and the tag says to which of them an entry goes. */
  #grow(): void {
    const before = this.#slots;
    const slots = this.#ints(before.length * 2);
    const high = before.length;
    for (let group = 0; group < high; group += inGroup + 1) {
      let low = group;
      let upper = group + high;
      for (let at = group; at <= group + inGroup; at += 1) {
        const slot = before[at] as number;
        if (slot === 0) break;
        if (slot < 0) continue;
        if ((slot & high) === 0) slots[low++] = slot;
        else slots[upper++] = slot & ~high;
      }
    }
    this.#slots = slots;
    this.#limit = this.#limitOf();
    this.#moved();
    for (let at = 0; at < high; at += 1) {
      const slot = before[at] as number;
      if (slot < 0) this.#index((slot & (high - 1)) - 1);
    }
  }

  /** Enters a state that has no entry yet into the index. */
  #index(index: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    this.read(index, this.#words);
    unpack(this.#layout, this.#words, this.#ids);
    const placed = hashOf(this.#ids) << groupShift;
    let at = placed & mask;
    while (slots[at] !== 0) at = (at + 1) & mask;
    slots[at] = (placed & ~(mask | displaced)) | (index + 1) | displacement(at, placed & mask);
  }
}

/** The mark of an entry at slot `at` whose home begins at `home`. */
function displacement(at: number, home: number): number {
  return at >>> groupShift === home >>> groupShift ? 0 : displaced;
}
