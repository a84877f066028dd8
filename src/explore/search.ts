/**
 * Breadth-first search over all orders. A global state is a vector of component ids, one for each actor and one for the
 * monitors; what a move makes of it is looked up in the tables of the actor that moves and of those that it sends to.
 */
import type { Envelope, Violation } from '../system/index.ts';
import type { ActorTable } from './actor-table.ts';
import { moveHead } from './actor-table.ts';
import type { Bounds } from './bounds.ts';
import type { GrowingInts } from './growing-ints.ts';
import type { Layout } from './layout.ts';
import { pack, unpack } from './layout.ts';
import { Lineage } from './lineage.ts';
import type { ExploreCounts, ExploreOptions, ExploreResult, TruncationReason } from './options.ts';
import { localStates, restViolation } from './rest.ts';
import type { Searcher } from './searcher.ts';
import type { LocalStates } from './state-checks.ts';
import type { StateStore } from './store.ts';
import { PackedStore } from './store.ts';
import type { Tables } from './tables.ts';
import { unknown } from './vocabulary.ts';

/** Something wrong: in state `state`, or in the move of `envelope` from it. */
interface Found {
  readonly violation: Violation;
  readonly state: number;
  readonly envelope: number | undefined;
}

export class Search implements Searcher {
  readonly #tables: Tables;
  readonly #actors: readonly ActorTable[];
  readonly #options: ExploreOptions;
  readonly #bounds: Bounds;
  readonly #store: StateStore;
  readonly #lineage = new Lineage();
  readonly #maxStates: number;
  /** The column of the monitors. */
  readonly #watchColumn: number;
  #layout: Layout;
  /** The state that is expanded: its number, its columns, and its words. */
  #at = 0;
  readonly #columns: Int32Array;
  #base: Int32Array;
  /** Its successor: which columns are others than before, their ids, and the words. */
  readonly #changed: Int32Array;
  readonly #ids: Int32Array;
  #words: Int32Array;
  #next = 0;
  #level = 1;
  /** States below this number are on the level that is expanded, or on one before it. */
  #levelEnd = 1;
  #transitions = 0;
  #restStates = 0;
  #found: Found | undefined;
  #truncated: TruncationReason | undefined;

  constructor(tables: Tables, options: ExploreOptions, bounds: Bounds) {
    this.#tables = tables;
    this.#actors = tables.actors;
    this.#options = options;
    this.#bounds = bounds;
    this.#maxStates = options.maxStates ?? Number.POSITIVE_INFINITY;
    this.#watchColumn = tables.actors.length;
    this.#store = new PackedStore(this.#sizes());
    this.#layout = this.#store.layout;
    this.#columns = Int32Array.from(tables.initial);
    this.#base = new Int32Array(this.#layout.words);
    this.#words = new Int32Array(this.#layout.words);
    this.#changed = new Int32Array(tables.actors.length + 1);
    this.#ids = new Int32Array(tables.actors.length + 1);
    this.#begin();
  }

  /** Expands up to `states` states; the result when the search is over. */
  advance(states: number): ExploreResult | undefined {
    for (let n = 0; n < states; n += 1) {
      if (this.#isOver()) return this.#result();
      if (this.#next === this.#levelEnd) {
        this.#level += 1;
        this.#levelEnd = this.#store.length;
      }
      this.#expand(this.#next);
      this.#next += 1;
    }
    return undefined;
  }

  counts(): ExploreCounts {
    const found = this.#store.length;
    const states = Math.min(found, this.#maxStates);
    let machineSteps = this.#tables.watch.machineSteps;
    for (const table of this.#actors) machineSteps += table.states.machineSteps;
    return {
      states,
      transitions: this.#transitions,
      depth: found > this.#levelEnd ? this.#level + 1 : this.#level,
      restStates: this.#restStates,
      frontier: Math.max(0, states - this.#next),
      bytes: this.#store.bytes + this.#lineage.bytes,
      machineSteps,
      seconds: this.#bounds.seconds,
    };
  }

  #begin(): void {
    const fault = this.#tables.initial.find((id) => id < 0);
    if (fault !== undefined) {
      const violation = this.#tables.vocabulary.violation(fault);
      this.#found = { violation, state: 0, envelope: undefined };
      return;
    }
    pack(this.#layout, this.#columns, this.#words);
    this.#store.insert(this.#words);
    const violation = this.#tables.checks.global(undefined, this.#localStates());
    if (violation !== undefined) this.#found = { violation, state: 0, envelope: undefined };
  }

  /** Shorter than what has been found can only be a state at rest on the same level. */
  #isOver(): boolean {
    const { length } = this.#store;
    if (this.#truncated !== undefined || this.#next >= length) return true;
    if (this.#found !== undefined) {
      return this.#found.envelope === undefined || this.#next === this.#levelEnd;
    }
    const level = this.#next === this.#levelEnd ? this.#level + 1 : this.#level;
    this.#truncated = this.#bounds.reached(this.#next, level, this.#store.nextGrowthBytes);
    return this.#truncated !== undefined;
  }

  #expand(index: number): void {
    this.#load(index);
    const before = this.#store.length;
    const moves = this.#found === undefined ? this.#moves() : this.#couldMove();
    if (moves === 0) this.#rest(index);
    this.#lineage.expanded(this.#store.length - before);
  }

  #load(index: number): void {
    this.#at = index;
    this.#store.read(index, this.#base);
    unpack(this.#layout, this.#base, this.#columns);
  }

  /** Takes every move of the loaded state; how many there are. */
  #moves(): number {
    let moves = 0;
    for (let actor = 0; actor < this.#watchColumn; actor += 1) {
      const table = this.#actors[actor] as ActorTable;
      const component = this.#columns[actor] as number;
      let start = table.offsets[component] as number;
      if (start === 0) start = table.compile(component);
      moves += this.#take(actor, table.code, start);
    }
    if (moves > 0) return moves;
    for (let actor = 0; actor < this.#watchColumn; actor += 1) {
      const table = this.#actors[actor] as ActorTable;
      const start = table.timerMoves(this.#columns[actor] as number);
      moves += this.#take(actor, table.code, start);
    }
    return moves;
  }

  /** How many moves the loaded state has, where none is to be taken any more. */
  #couldMove(): number {
    let moves = 0;
    for (const [actor, table] of this.#actors.entries()) {
      const component = this.#columns[actor] as number;
      const start = (table.offsets[component] as number) || table.compile(component);
      moves += table.code.items[start] as number;
      moves += table.code.items[table.timerMoves(component)] as number;
    }
    return moves;
  }

  #take(actor: number, code: GrowingInts, start: number): number {
    const { items } = code;
    const moves = items[start] as number;
    let at = start + 1;
    for (let n = 0; n < moves; n += 1) {
      if (this.#truncated !== undefined) return moves;
      this.#transitions += 1;
      const fault = this.#successor(actor, items, at);
      if (fault < 0) this.#wrong(this.#tables.vocabulary.violation(fault), items[at] as number);
      else {
        const index = this.#store.insert(this.#words);
        if (index >= this.#maxStates) this.#truncated = 'states';
        else if (index >= 0) this.#look(actor, items, at);
      }
      at += moveHead + 2 * (items[at + 3] as number);
    }
    return moves;
  }

  /** Makes the words of the state after a move; a fault when something is wrong with it, else 0. */
  #successor(actor: number, items: Int32Array, at: number): number {
    const changed = this.#changed;
    const ids = this.#ids;
    const next = items[at + 1] as number;
    if (next < 0) return next;
    changed[0] = actor;
    ids[0] = next;
    let changes = 1;
    const end = at + moveHead + 2 * (items[at + 3] as number);
    for (let out = at + moveHead; out < end; out += 2) {
      const receiver = items[out] as number;
      const table = this.#actors[receiver] as ActorTable;
      changed[changes] = receiver;
      ids[changes] = table.append(this.#columns[receiver] as number, items[out + 1] as number);
      changes += 1;
    }
    const observed = items[at + 2] as number;
    if (observed !== unknown) {
      const watch = this.#tables.watch.next(this.#columns[this.#watchColumn] as number, observed);
      if (watch < 0) return watch;
      changed[changes] = this.#watchColumn;
      ids[changes] = watch;
      changes += 1;
    }
    this.#patch(changes);
    return 0;
  }

  #patch(changes: number): void {
    const { word, shift, mask } = this.#layout;
    const words = this.#words;
    for (let n = 0; n < words.length; n += 1) words[n] = this.#base[n] as number;
    for (let n = 0; n < changes; n += 1) {
      const column = this.#changed[n] as number;
      const id = this.#ids[n] as number;
      if (id > (mask[column] as number)) {
        this.#refit();
        this.#patch(changes);
        return;
      }
      const more = (id - (this.#columns[column] as number)) << (shift[column] as number);
      words[word[column] as number] = ((words[word[column] as number] as number) + more) | 0;
    }
  }

  #refit(): void {
    this.#store.refit(this.#sizes());
    this.#layout = this.#store.layout;
    this.#base = new Int32Array(this.#layout.words);
    this.#words = new Int32Array(this.#layout.words);
    this.#store.read(this.#at, this.#base);
  }

  #sizes(): number[] {
    return [...this.#actors.map(({ size }) => size), this.#tables.watch.size];
  }

  /** Looks at a new state: predicates over several actors, when the local state of one of them is new to them. */
  #look(actor: number, items: Int32Array, at: number): void {
    if (!this.#tables.checks.isJoint(actor)) return;
    const { locals } = this.#actors[actor] as ActorTable;
    const local = locals.items[items[at + 1] as number] as number;
    if (local === locals.items[this.#columns[actor] as number]) return;
    const violation = this.#tables.checks.global(actor, this.#localStates(actor, local));
    if (violation !== undefined) this.#wrong(violation, items[at] as number);
  }

  /** The first that is wrong stands; on this level nothing shorter comes but a state at rest. */
  #wrong(violation: Violation, envelope: number): void {
    this.#found ??= { violation, state: this.#at, envelope };
  }

  #rest(index: number): void {
    this.#restStates += 1;
    const violation = this.#atRest();
    if (violation !== undefined) this.#found = { violation, state: index, envelope: undefined };
  }

  #atRest(): Violation | undefined {
    return restViolation(this.#tables, this.#columns, this.#options.deadlock === true);
  }

  /** Local states of the loaded state, with `actor` already in `local`. */
  #localStates(actor?: number, local?: number): LocalStates {
    return localStates(this.#actors, this.#columns, actor, local);
  }

  #result(): ExploreResult {
    const { reached, notReached } = this.#tables.checks;
    const base = {
      ...this.counts(),
      reached,
      notReached,
      strategy: 'breadth-first',
      reduction: 'none',
      notReduced: [],
    } as const;
    if (this.#found !== undefined) {
      const { violation } = this.#found;
      const schedule = this.#schedule(this.#found);
      const { property } = violation;
      const place = schedule.length === 0 ? {} : { step: schedule.length };
      const placed = this.#found.envelope === undefined ? violation : { ...violation, ...place };
      return {
        verdict: 'violated',
        property,
        violation: placed,
        schedule,
        shortest: true,
        ...base,
      };
    }
    if (this.#truncated !== undefined) {
      return { verdict: 'truncated', reason: this.#truncated, ...base };
    }
    return { verdict: 'holds', ...base };
  }

  /** The deliveries that lead there: which they were is found by taking the moves of each state on the way again. */
  #schedule({ state, envelope }: Found): readonly Envelope[] {
    if (this.#store.length === 0) return [];
    const { envelopes } = this.#tables.vocabulary;
    const path = this.#lineage.path(state);
    const steps = path.slice(1).map((child, n) => this.#between(path[n] as number, child));
    if (envelope !== undefined) steps.push(envelope);
    return steps.map((each) => envelopes.value(each));
  }

  #between(parent: number, child: number): number {
    this.#load(parent);
    for (const [actor, table] of this.#actors.entries()) {
      const component = this.#columns[actor] as number;
      const { items } = table.code;
      for (const start of [table.offsets[component] as number, table.timerMoves(component)]) {
        let at = start + 1;
        for (let n = 0; n < (items[start] as number); n += 1) {
          const fault = this.#successor(actor, items, at);
          if (fault === 0 && this.#store.insert(this.#words) === -1 - child) {
            return items[at] as number;
          }
          at += moveHead + 2 * (items[at + 3] as number);
        }
      }
    }
    throw new Error(`no move leads from state ${parent} to state ${child}`);
  }
}
