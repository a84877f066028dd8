/**
 * Breadth-first search over all orders. A global state is a vector of component ids, one for each actor and one for the
 * monitors. States are expanded in batches: first the successors of all are made, so that their places in the store can
 * be fetched together; then they are entered one after another, in an order that the batches do not change.
 */
import type { Violation } from '../system/index.ts';
import type { Bounds } from './bounds.ts';
import { actorShift, lookMark } from './compiled-moves.ts';
import type { Canonicalizer } from './expander.ts';
import { Lineage } from './lineage.ts';
import type { ExploreCounts, ExploreOptions, ExploreResult, TruncationReason } from './options.ts';
import { machineStepsOf, resultOf } from './outcome.ts';
import { localStates, restViolation } from './rest.ts';
import type { Found } from './schedule.ts';
import { trailTo } from './schedule.ts';
import type { Searcher } from './searcher.ts';
import { Space } from './space.ts';
import type { Tables } from './tables.ts';

/** States that are expanded together: some hundred successors, whose cache misses overlap. */
const batchStates = 64;

export class Search implements Searcher {
  readonly #tables: Tables;
  readonly #options: ExploreOptions;
  readonly #bounds: Bounds;
  readonly #space: Space;
  readonly #canonical: Canonicalizer | undefined;
  readonly #lineage = new Lineage();
  readonly #maxStates: number;
  /** For each state of a batch, where its successors end. */
  readonly #ends = new Int32Array(batchStates);
  #next = 0;
  #level = 1;
  /** States below this number are on the level that is expanded, or on one before it. */
  #levelEnd = 1;
  #transitions = 0;
  #restStates = 0;
  #found: Found | undefined;
  #truncated: TruncationReason | undefined;

  constructor(tables: Tables, options: ExploreOptions, bounds: Bounds, canonical?: Canonicalizer) {
    this.#tables = tables;
    this.#options = options;
    this.#bounds = bounds;
    this.#canonical = canonical;
    this.#maxStates = options.maxStates ?? Number.POSITIVE_INFINITY;
    this.#space = new Space(tables, canonical);
    this.#begin();
  }

  /** Expands about `states` states; the result when the search is over. */
  advance(states: number): ExploreResult | undefined {
    for (const until = this.#next + states; this.#next < until; ) {
      if (this.#isOver()) return this.#result();
      if (this.#next === this.#levelEnd) {
        this.#level += 1;
        this.#levelEnd = this.#space.store.length;
      }
      const count = Math.min(batchStates, this.#levelEnd - this.#next);
      while (!this.#expand(this.#next, count)) this.#space.refit();
      this.#enter(count);
    }
    return undefined;
  }

  counts(): ExploreCounts {
    const { store } = this.#space;
    const states = Math.min(store.length, this.#maxStates);
    return {
      states,
      transitions: this.#transitions,
      depth: store.length > this.#levelEnd ? this.#level + 1 : this.#level,
      restStates: this.#restStates,
      frontier: Math.max(0, states - this.#next),
      bytes: store.bytes + this.#lineage.bytes,
      machineSteps: machineStepsOf(this.#tables),
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
    this.#space.begin();
    const states = localStates(this.#tables.actors, this.#space.columnsOf(0));
    const violation = this.#tables.checks.global(undefined, states);
    if (violation !== undefined) this.#found = { violation, state: 0, envelope: undefined };
  }

  /** Shorter than what has been found can only be a state at rest on the same level. */
  #isOver(): boolean {
    const { length, nextGrowthBytes } = this.#space.store;
    if (this.#truncated !== undefined || this.#next >= length) return true;
    if (this.#found !== undefined) {
      return this.#found.envelope === undefined || this.#next === this.#levelEnd;
    }
    const level = this.#next === this.#levelEnd ? this.#level + 1 : this.#level;
    this.#truncated = this.#bounds.reached(this.#next, level, nextGrowthBytes);
    return this.#truncated !== undefined;
  }

  /** Makes the successors of `count` states; false when the layout cannot hold them. */
  #expand(first: number, count: number): boolean {
    const { expander, store } = this.#space;
    expander.count = 0;
    for (let n = 0; n < count; n += 1) {
      if (!expander.expand(first + n)) return false;
      this.#ends[n] = expander.count;
    }
    store.prefetch(expander.hashes, expander.count);
    return true;
  }

  /** Enters the successors of `count` states. */
  #enter(count: number): void {
    const { store } = this.#space;
    let from = 0;
    for (let n = 0; n < count; n += 1) {
      const before = store.length;
      const end = this.#ends[n] as number;
      if (this.#found === undefined) this.#enterRange(from, end);
      if (from === end) this.#rest(this.#next);
      this.#lineage.expanded(store.length - before);
      this.#next += 1;
      from = end;
      if (this.#truncated !== undefined) return;
      if (this.#found !== undefined && this.#found.envelope === undefined) return;
    }
  }

  /** Enters successors of the state `#next`. */
  #enterRange(from: number, end: number): void {
    const { store, expander, compiled } = this.#space;
    const { words, hashes, moves, faults } = expander;
    const width = store.layout.words;
    for (let n = from; n < end; n += 1) {
      this.#transitions += 1;
      const fault = faults[n] as number;
      const move = moves[n] as number;
      if (fault < 0) {
        this.#wrong(this.#tables.vocabulary.violation(fault), move);
        continue;
      }
      const index = store.insert(words, n * width, hashes[n] as number);
      if (index < 0) continue;
      if (index >= this.#maxStates) {
        this.#truncated = 'states';
        return;
      }
      if (((compiled.code.items[move + 3] as number) & lookMark) !== 0) this.#look(move);
    }
  }

  /** Looks at a new state with the predicates over several actors. */
  #look(move: number): void {
    const { compiled } = this.#space;
    const actor = (compiled.code.items[move + 3] as number) >>> actorShift;
    const columns = this.#space.columnsOf(this.#next);
    columns[actor] = compiled.component(actor, columns[actor] as number, move);
    const states = localStates(this.#tables.actors, columns);
    const violation = this.#tables.checks.global(actor, states);
    if (violation !== undefined) this.#wrong(violation, move);
  }

  /** The first that is wrong stands; on this level nothing shorter comes but a state at rest. */
  #wrong(violation: Violation, move: number): void {
    const envelope = this.#space.compiled.code.items[move] as number;
    this.#found ??= { violation, state: this.#next, envelope };
  }

  #rest(index: number): void {
    this.#restStates += 1;
    const columns = this.#space.columnsOf(index);
    const violation = restViolation(this.#tables, columns, this.#options.deadlock === true);
    if (violation !== undefined) this.#found = { violation, state: index, envelope: undefined };
  }

  #result(): ExploreResult {
    const found = this.#found;
    const trail = found === undefined ? undefined : this.#trail(found);
    return resultOf(this.#tables, this.counts(), {
      strategy: 'breadth-first',
      reduction: 'none',
      notReduced: [],
      ...(trail === undefined ? {} : { trail: { ...trail, shortest: true } }),
      ...(this.#truncated === undefined ? {} : { truncated: this.#truncated }),
    });
  }

  #trail(found: Found) {
    const states = this.#space.store.length === 0 ? [] : this.#lineage.path(found.state);
    const path = states.map((state) => this.#space.columnsOf(state));
    const deadlock = this.#options.deadlock === true;
    return trailTo(this.#tables, path, found, deadlock, this.#canonical);
  }
}
