/**
 * Makes the successors of states: their words and hashes, one after another, without looking any of them up. The inner
 * loop of a search; what it needs lies in typed arrays, and XState is far away.
 */
import { isAsleep } from './asleep.ts';
import type { Moves } from './compiled-moves.ts';
import {
  changePlace,
  columnMask,
  compiledHead,
  faultMark,
  noMoves,
  notKnown,
  outputsMask,
  wordShift,
} from './compiled-moves.ts';
import { hashOf } from './hash.ts';
import type { Layout } from './layout.ts';
import { pack, unpack } from './layout.ts';
import type { PersistentSets } from './reduction/persistent-sets.ts';
import type { StateStore } from './store.ts';

/** Replaces a state by the representative of its orbit under a symmetry. */
export interface Canonicalizer {
  /** `columns`: component ids of the actors and, last, the state of the monitors; replaced in place. */
  canonicalize(columns: Int32Array): void;
}

/** Where the states lie. */
type States = Pick<StateStore, 'layout' | 'read'>;

/** What may be left out of a search. */
export interface Reducers {
  readonly canonical?: Canonicalizer | undefined;
  readonly sets?: PersistentSets | undefined;
}

/** What is made of each of several states. */
export interface Made {
  /** Where its successors end. */
  readonly ends: Int32Array;
  /** How many successors are known for sure, and were not made: those by actors that are asleep. */
  readonly asleep: Int32Array;
}

/** More moves than an actor has; a small integer, since with `Infinity` the inner loop would count in floats. */
const mostMoves = 0x3fff_ffff;

/** The words of `Asleep` where nobody sleeps. */
const nobody = new Int32Array(1);

/** Successors for which there is room at first. */
const firstRoom = 1 << 10;

export class Expander {
  /** How many successors there are. */
  count = 0;
  /** Words of the successors, one after another. */
  words: Int32Array;
  hashes = new Int32Array(firstRoom);
  /** Where in `code` the move to each begins; below zero, turned round, when something is wrong with it. */
  moves = new Int32Array(firstRoom);
  /** What is wrong with a move; valid only for those with which something is wrong. */
  faults = new Int32Array(firstRoom);
  /** What the store says to each: its number, or -1 when it was not known. For who asks it. */
  found = new Int32Array(firstRoom);
  /** How many states of the range that was expanded last are finished. */
  finished = 0;
  /** How many moves of the state that was expanded last were left out. */
  left = 0;
  /** Components of the state that was expanded last. */
  readonly columns: Int32Array;
  readonly #store: States;
  readonly #compiled: Moves;
  #layout: Layout;
  #base: Int32Array;
  /** Actors that can move, and where their moves begin. */
  readonly #able: Int32Array;
  readonly #starts: Int32Array;
  /** For each column: its word, shift and mask, and where its components begin in `places`. */
  readonly #columnFields: Int32Array;
  /** What is made of one state. */
  readonly #one: Made = { ends: new Int32Array(1), asleep: new Int32Array(1) };
  readonly #canonical: Canonicalizer | undefined;
  readonly #sets: PersistentSets | undefined;
  readonly #mostMoves: number;
  #room = firstRoom;

  constructor(store: States, compiled: Moves, columns: number, { canonical, sets }: Reducers = {}) {
    this.#store = store;
    this.#canonical = canonical;
    this.#sets = sets;
    this.#mostMoves = Math.min(sets?.mostMoves ?? mostMoves, mostMoves);
    this.#compiled = compiled;
    this.#layout = store.layout;
    this.columns = new Int32Array(columns);
    this.#columnFields = new Int32Array(columns * 4);
    this.#able = new Int32Array(columns);
    this.#starts = new Int32Array(columns);
    this.#base = new Int32Array(this.#layout.words);
    this.words = new Int32Array(firstRoom * this.#layout.words);
  }

  /** The store has another layout. */
  fit(): void {
    this.#layout = this.#store.layout;
    this.#base = new Int32Array(this.#layout.words);
    this.words = new Int32Array(this.#room * this.#layout.words);
    this.count = 0;
  }

  /**
   * Adds the successors of state `index`, those that suffice where something may be left out; with `except`, the
   * others: by all actors but these. False when the layout cannot hold one of them: then all successors so far are
   * void, and everything must be fitted anew.
   */
  expand(index: number, except?: Int32Array): boolean {
    return this.#expand(index, 1, this.#one, except);
  }

  /**
   * Adds the successors of `count` states from `first` on, but for those by actors that are asleep: `asleep` are the
   * words of `Asleep`. When it returns false, what is made of the `finished` ones is good where the layout has not
   * changed.
   */
  expandRange(first: number, count: number, made: Made, asleep?: Int32Array): boolean {
    return this.#expand(first, count, made, undefined, asleep);
  }

  /**
   * One long function, since it is where a search spends its time: what it needs lies in local variables, which are
   * read again when something may have grown.
   */
  #expand(
    first: number,
    count: number,
    made: Made,
    except?: Int32Array,
    asleep: Int32Array = nobody,
  ): boolean {
    const compiled = this.#compiled;
    const fields = this.#fields();
    const { word } = this.#layout;
    const { columns } = this;
    const base = this.#base;
    const width = base.length;
    const actors = columns.length - 1;
    const able = this.#able;
    const starts = this.#starts;
    const sets = this.#sets;
    const most = this.#mostMoves;
    let { places, changes, changesMask } = compiled;
    let code = compiled.code.items;
    let { words, hashes, moves, faults } = this;
    let room = this.#room;
    let n = this.count;
    this.left = 0;
    this.finished = 0;
    for (let index = 0; index < count; index += 1) {
      this.#store.read(first + index, base);
      let sleepers = asleep[(first + index) & (asleep.length - 1)] as number;
      let known = 0;
      let hash = 0;
      let ready = 0;
      for (let column = 0; column <= actors; column += 1) {
        const field = column << 2;
        const packed = base[fields[field] as number] as number;
        const component =
          (packed >>> (fields[field + 1] as number)) & (fields[field + 2] as number);
        columns[column] = component;
        const place = ((fields[field + 3] as number) + component) * 2;
        hash ^= places[place + 1] as number;
        let start = places[place] as number;
        if (start === noMoves || column === actors) continue;
        if (start === notKnown) {
          start = compiled.compile(column, component);
          if (compiled.outgrown) return false;
          if (places !== compiled.places) {
            ({ places } = compiled);
            this.#fields();
          }
          code = compiled.code.items;
          if (start === noMoves) continue;
        }
        able[ready] = column;
        starts[ready] = start;
        ready += 1;
      }
      if (ready === 0) {
        sleepers = 0;
        ready = this.#timers();
        if (compiled.outgrown) return false;
        ({ places } = compiled);
        this.#fields();
        code = compiled.code.items;
      } else if (except !== undefined) ready = this.#without(except, ready);
      else if (sets !== undefined) {
        ready = sets.choose(columns, able, starts, ready);
        this.left = sets.left;
      }
      const from = n;
      for (let turn = 0; turn < ready; turn += 1) {
        const start = starts[turn] as number;
        const actor = able[turn] as number;
        if (isAsleep(sleepers, actor)) {
          known += code[start] as number;
          continue;
        }
        const ownWord = word[actor] as number;
        const count = Math.min(code[start] as number, most);
        const end = n + count;
        if (end > room) {
          this.#extend(end);
          ({ words, hashes, moves, faults } = this);
          room = this.#room;
        }
        for (let at = start + 1; n < end; n += 1) {
          const marks = code[at + 3] as number;
          moves[n] = at;
          if ((marks & faultMark) !== 0) {
            moves[n] = -at;
            faults[n] = code[at + 1] as number;
            at += compiledHead;
            continue;
          }
          const to = n * width;
          for (let w = 0; w < width; w += 1) words[to + w] = base[w] as number;
          words[to + ownWord] = (words[to + ownWord] as number) ^ (code[at + 1] as number);
          let changed = hash ^ (code[at + 2] as number);
          const last = at + compiledHead + 2 * (marks & outputsMask);
          for (at += compiledHead; at < last; at += 2) {
            const output = code[at] as number;
            const column = output & columnMask;
            const key = code[at + 1] as number;
            const component = columns[column] as number;
            let place = (changePlace(component, key) & changesMask) << 2;
            while (changes[place] !== component || changes[place + 1] !== key) {
              if (changes[place] === -1) {
                place = compiled.change(column, component, key);
                if (compiled.outgrown) return false;
                ({ places, changes, changesMask } = compiled);
                this.#fields();
                break;
              }
              place = (place + 4) & ((changesMask << 2) | 3);
            }
            if (place < 0) {
              moves[n] = -(moves[n] as number);
              faults[n] = place;
              at = last;
              break;
            }
            const where = to + (output >>> wordShift);
            words[where] = (words[where] as number) ^ (changes[place + 2] as number);
            changed ^= changes[place + 3] as number;
          }
          hashes[n] = changed;
        }
      }
      this.count = n;
      if (this.#canonical !== undefined && !this.#represent(from)) return false;
      made.ends[index] = n;
      made.asleep[index] = known;
      this.finished = index + 1;
    }
    return true;
  }

  /** Drops actors from the first `ready` ones that are able; how many are left. */
  #without(actors: Int32Array, ready: number): number {
    let kept = 0;
    for (let n = 0; n < ready; n += 1) {
      const actor = this.#able[n] as number;
      if (((actors[actor >>> 5] as number) & (1 << (actor & 31))) !== 0) continue;
      this.#able[kept] = actor;
      this.#starts[kept] = this.#starts[n] as number;
      kept += 1;
    }
    return kept;
  }

  /** Brings together what layout and tables say of each column. */
  #fields(): Int32Array {
    const fields = this.#columnFields;
    const { word, shift, mask } = this.#layout;
    const { begins } = this.#compiled;
    for (let column = 0; column < begins.length; column += 1) {
      fields[column * 4] = word[column] as number;
      fields[column * 4 + 1] = shift[column] as number;
      fields[column * 4 + 2] = mask[column] as number;
      fields[column * 4 + 3] = begins[column] as number;
    }
    return fields;
  }

  /** Nothing else can move: now the timers may. How many actors have some. */
  #timers(): number {
    const compiled = this.#compiled;
    let ready = 0;
    for (let actor = 0; actor < this.columns.length - 1; actor += 1) {
      const start = compiled.timers(actor, this.columns[actor] as number);
      if (compiled.outgrown) return 0;
      if (start === noMoves) continue;
      this.#able[ready] = actor;
      this.#starts[ready] = start;
      ready += 1;
    }
    return ready;
  }

  /** Puts the representatives of their orbits in the place of the successors since `from`. */
  #represent(from: number): boolean {
    const layout = this.#layout;
    const columns = new Int32Array(this.columns.length);
    const words = new Int32Array(layout.words);
    for (let n = from; n < this.count; n += 1) {
      if ((this.moves[n] as number) < 0) continue;
      const at = n * words.length;
      unpack(layout, this.words.subarray(at, at + words.length), columns);
      this.#canonical?.canonicalize(columns);
      if (columns.some((id, column) => id > (layout.mask[column] as number))) return false;
      pack(layout, columns, words);
      this.words.set(words, at);
      this.hashes[n] = hashOf(columns);
    }
    return true;
  }

  /** Adds a successor that was made elsewhere: its words, then its hash and its move. */
  add(made: Int32Array, from: number): void {
    const width = this.#layout.words;
    if (this.count === this.#room) this.#extend(this.count + 1);
    const to = this.count * width;
    for (let w = 0; w < width; w += 1) this.words[to + w] = made[from + w] as number;
    this.hashes[this.count] = made[from + width] as number;
    this.moves[this.count] = made[from + width + 1] as number;
    this.count += 1;
  }

  #extend(least: number): void {
    while (this.#room < least) this.#room *= 2;
    this.words = larger(this.words, this.#room * this.#layout.words);
    this.hashes = larger(this.hashes, this.#room);
    this.moves = larger(this.moves, this.#room);
    this.faults = larger(this.faults, this.#room);
    this.found = larger(this.found, this.#room);
  }
}

function larger(ints: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(length);
  next.set(ints);
  return next;
}
