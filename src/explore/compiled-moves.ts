/**
 * The tables of the actors once more, in the form that the inner loop of a search wants: flat typed arrays whose
 * entries say by how much a move changes the packed words and the hash of a state. Filled from the actors' tables on a
 * miss.
 */
import type { ActorTable } from './actor-table.ts';
import { moveHead } from './actor-table.ts';
import { allBut } from './asleep.ts';
import { GrowingInts } from './growing-ints.ts';
import { hashShare } from './hash.ts';
import type { Layout } from './layout.ts';
import type { Tables } from './tables.ts';
import { unknown } from './vocabulary.ts';

/**
 * A move in `code`: its envelope; what is xored to the word of its actor, or the fault; what is xored to the hash; its
 * marks; the actors that stay asleep when it is made (`asleep.ts`); and for each further column that it changes, the
 * column and the key of the change in `changes`.
 */
export const compiledHead = 5;
/** Marks of a move: how many further columns, */
export const outputsMask = 0xff;
/** it is a fault; a joint predicate may see it; a monitor observes it; it changes the local state; */
export const faultMark = 0x100;
export const lookMark = 0x200;
export const observedMark = 0x400;
export const localMark = 0x800;
/** and its actor, above these. */
export const actorShift = 16;

/** What a further column that a move changes is given as: its number, and above it its word in the layout. */
export const columnMask = 0xffff;
export const wordShift = 16;

/** In `places`: a component whose moves are not known yet, and one that has none. */
export const notKnown = 0;
export const noMoves = -1;

const firstCapacity = 16;

/** What the inner loop of a search asks. */
export interface Moves {
  readonly places: Int32Array;
  readonly begins: Int32Array;
  readonly code: { readonly items: Int32Array };
  readonly changes: Int32Array;
  readonly changesMask: number;
  /** What was asked last has no answer in this layout. */
  readonly outgrown: boolean;
  compile(actor: number, component: number): number;
  timers(actor: number, component: number): number;
  change(column: number, component: number, key: number): number;
}

export class CompiledMoves implements Moves {
  /** For each component of each column two words: where its moves begin in `code`, and its share of the hash. */
  places = new Int32Array(0);
  /** Where the components of a column begin in `places`, counted in pairs. */
  readonly begins: Int32Array;
  readonly code = new GrowingInts();
  /** Open addressing; entries of four words: component, key, what is xored to the word, what is xored to the hash. */
  changes = new Int32Array(0);
  changesMask = 0;
  /** An id has come up that the layout cannot hold: nothing here is valid before the next `fit`. */
  outgrown = false;
  /** How many entries have been added so far. */
  added = 0;
  readonly #tables: Tables;
  readonly #columns: number;
  readonly #capacity: number[];
  #layout: Layout;
  #size = 0;
  /** Where the timers of a component begin that fire only when nothing else can move; by actor. */
  #timers: Map<number, number>[];

  constructor(tables: Tables, layout: Layout) {
    this.#tables = tables;
    this.#columns = tables.initial.length;
    this.#capacity = tables.initial.map(() => firstCapacity);
    this.begins = new Int32Array(this.#columns);
    this.#layout = layout;
    this.#timers = [];
    this.fit(layout);
  }

  /** How many ids each column has so far. */
  get sizes(): number[] {
    return [...this.#tables.actors.map(({ size }) => size), this.#tables.watch.size];
  }

  /** Forgets everything: its entries were made for another layout. */
  fit(layout: Layout): void {
    this.#layout = layout;
    this.outgrown = false;
    this.code.length = 0;
    // Nothing begins at 0.
    this.code.push(0);
    this.changes = new Int32Array(256 * 4).fill(-1);
    this.changesMask = 255;
    this.#size = 0;
    this.#timers = this.#tables.actors.map(() => new Map());
    this.#makePlaces();
  }

  /** Finds the moves of a component: where they begin, or `noMoves`. */
  compile(actor: number, component: number): number {
    const table = this.#tables.actors[actor] as ActorTable;
    const start = table.offsets[component] || table.compile(component);
    const place = this.#compiled(actor, component, table, start);
    this.#reserve();
    this.places[((this.begins[actor] as number) + component) * 2] = place;
    this.added += 1;
    return place;
  }

  /** Where the timers of a component begin that fire only when nothing else can move, or `noMoves`. */
  timers(actor: number, component: number): number {
    const known = this.#timers[actor]?.get(component);
    if (known !== undefined) return known;
    const table = this.#tables.actors[actor] as ActorTable;
    const place = this.#compiled(actor, component, table, table.timerMoves(component));
    this.#timers[actor]?.set(component, place);
    this.#reserve();
    return place;
  }

  /** Where the change of a column is in `changes`; a fault below zero when a monitor finds something wrong. */
  change(column: number, component: number, key: number): number {
    const next = this.next(column, component, key);
    if (next < 0) return next;
    if (next > (this.#layout.mask[column] as number)) this.outgrown = true;
    if (this.#size * 2 > this.changesMask) this.#growChanges();
    const { changes, changesMask } = this;
    let at = changePlace(component, key) & changesMask;
    while (changes[at * 4] !== -1) at = (at + 1) & changesMask;
    changes[at * 4] = component;
    changes[at * 4 + 1] = key;
    changes[at * 4 + 2] = (component ^ next) << (this.#layout.shift[column] as number);
    changes[at * 4 + 3] = hashShare(column, component) ^ hashShare(column, next);
    this.#size += 1;
    this.added += 1;
    this.#reserve();
    return at * 4;
  }

  /** The id of a column after the change `key`; below zero a fault. */
  next(column: number, component: number, key: number): number {
    const what = (key - column) / this.#columns;
    const table = this.#tables.actors[column];
    return table === undefined
      ? this.#tables.watch.next(component, what)
      : table.append(component, what);
  }

  /** The component of the actor after the move at `at`. */
  component(actor: number, component: number, at: number): number {
    const change = (this.code.items[at + 1] as number) >>> (this.#layout.shift[actor] as number);
    return component ^ (change & (this.#layout.mask[actor] as number));
  }

  #compiled(actor: number, component: number, table: ActorTable, start: number): number {
    const { items } = table.code;
    const count = items[start] as number;
    if (count === 0) return noMoves;
    const place = this.code.push(count);
    let at = start + 1;
    for (let n = 0; n < count; n += 1) {
      this.#compileMove(actor, component, table, at);
      at += moveHead + 2 * (items[at + 3] as number);
    }
    return place;
  }

  #compileMove(actor: number, component: number, table: ActorTable, at: number): void {
    const { code } = this;
    const { items } = table.code;
    const next = items[at + 1] as number;
    const observed = items[at + 2] as number;
    const outputs = items[at + 3] as number;
    code.push(items[at] as number);
    if (next < 0) {
      code.push(next);
      code.push(0);
      code.push(faultMark | (actor << actorShift));
      code.push(0);
      return;
    }
    if (next > (this.#layout.mask[actor] as number)) this.outgrown = true;
    const { locals } = table;
    const moved = locals.items[next] !== locals.items[component];
    const look = moved && this.#tables.checks.isJoint(actor) ? lookMark : 0;
    const seen = observed === unknown ? 0 : observedMark;
    code.push((component ^ next) << (this.#layout.shift[actor] as number));
    code.push(hashShare(actor, component) ^ hashShare(actor, next));
    const changes = outputs + (seen === 0 ? 0 : 1);
    if (changes > outputsMask) throw new RangeError(`a step with ${outputs} receivers`);
    code.push(changes | look | seen | (moved ? localMark : 0) | (actor << actorShift));
    const woken = [actor];
    const kept = code.push(0);
    for (let out = at + moveHead; out < at + moveHead + 2 * outputs; out += 2) {
      woken.push(items[out] as number);
      this.#compileChange(items[out] as number, items[out + 1] as number);
    }
    code.items[kept] = seen === 0 ? allBut(woken) : 0;
    if (seen !== 0) this.#compileChange(this.#columns - 1, observed);
  }

  #compileChange(column: number, what: number): void {
    this.code.push(column | ((this.#layout.word[column] as number) << wordShift));
    this.code.push(what * this.#columns + column);
  }

  /** Room in `places` for every id that there is. */
  #reserve(): void {
    for (const [actor, table] of this.#tables.actors.entries()) {
      if (table.size > (this.#capacity[actor] as number)) {
        this.#makePlaces();
        return;
      }
    }
    const column = this.#columns - 1;
    if (this.#tables.watch.size > (this.#capacity[column] as number)) this.#makePlaces();
  }

  #makePlaces(): void {
    const before = this.#capacity.slice();
    const old = this.code.length > 1 ? this.places : new Int32Array(0);
    const oldBegins = this.begins.slice();
    for (const [column, size] of this.sizes.entries()) {
      while (size > (this.#capacity[column] as number)) {
        this.#capacity[column] = (this.#capacity[column] as number) * 2;
      }
    }
    let begin = 0;
    for (const [column, capacity] of this.#capacity.entries()) {
      this.begins[column] = begin;
      begin += capacity;
    }
    this.places = new Int32Array(begin * 2);
    for (const [column, capacity] of this.#capacity.entries()) {
      const base = this.begins[column] as number;
      for (let id = 0; id < capacity; id += 1) {
        this.places[(base + id) * 2 + 1] = hashShare(column, id);
        if (id >= (before[column] as number) || old.length === 0) continue;
        const place = old[((oldBegins[column] as number) + id) * 2] as number;
        this.places[(base + id) * 2] = place;
      }
    }
  }

  #growChanges(): void {
    const old = this.changes;
    const changes = new Int32Array(old.length * 2).fill(-1);
    const mask = this.changesMask * 2 + 1;
    for (let from = 0; from < old.length; from += 4) {
      if (old[from] === -1) continue;
      let at = changePlace(old[from] as number, old[from + 1] as number) & mask;
      while (changes[at * 4] !== -1) at = (at + 1) & mask;
      for (let n = 0; n < 4; n += 1) changes[at * 4 + n] = old[from + n] as number;
    }
    this.changes = changes;
    this.changesMask = mask;
  }
}

/** Where a change is looked for first in `changes`, before it is masked. */
export function changePlace(component: number, key: number): number {
  const mixed = Math.imul(component, 0x9e3779b1) ^ Math.imul(key, 0x85ebca77);
  return mixed ^ (mixed >>> 15);
}
