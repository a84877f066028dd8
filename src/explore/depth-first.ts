/**
 * Depth-first search over all orders, with the same states and tables as the breadth-first one. What a state leads to
 * is entered at once, the new ones on a stack; the last of them is expanded next. Each state keeps who found it: the
 * way to what is wrong, which need not be a shortest one.
 *
 * With a partial-order reduction, a state none of whose successors is found for the first time is expanded fully: the
 * successor that lies on the stack, as the textbooks have it, is a special case.
 */
import type { Bounds } from './bounds.ts';
import type { Journal } from './checkpoint/journal.ts';
import { expandOp, othersOp, restOp } from './checkpoint/journal.ts';
import type { CheckpointReader, Pieces } from './checkpoint/pieces.ts';
import { intsItem, jsonItem } from './checkpoint/pieces.ts';
import { GrowingInts } from './growing-ints.ts';
import type { Visitor } from './judge.ts';
import { Judge } from './judge.ts';
import type { ExploreCounts, ExploreOptions, ExploreResult, TruncationReason } from './options.ts';
import { machineStepsOf, resultOf } from './outcome.ts';
import type { Plan } from './reduction/plan.ts';
import { Passes } from './reduction/plan.ts';
import type { Searcher } from './searcher.ts';
import { Space } from './space.ts';
import type { Tables } from './tables.ts';

/** What a checkpoint says beside the states. */
interface Saved {
  readonly deepest: number;
  readonly expanded: number;
  readonly transitions: number;
  readonly left: number;
  readonly restStates: number;
  readonly isCut: boolean;
  readonly sliceDone: number;
  readonly stackRoom: number;
  readonly passes: number;
}

export class DepthFirst implements Searcher {
  /** Keeps what the tables learn, for checkpoints. */
  journal: Journal | undefined;

  readonly #tables: Tables;
  readonly #options: ExploreOptions;
  readonly #bounds: Bounds;
  readonly #plan: Plan;
  readonly #visitor: Visitor;
  readonly #maxStates: number;
  readonly #maxDepth: number;
  readonly #passes: Passes;
  #space: Space;
  #judge: Judge;
  /** For each state the one that found it. */
  #parents = new GrowingInts();
  /** States to expand, the next one last, each with its level. */
  #stack = new GrowingInts();
  #deepest = 1;
  #expanded = 0;
  #transitions = 0;
  #left = 0;
  /** A state was too deep to be expanded. */
  #isCut = false;
  #truncated: TruncationReason | undefined;
  /** Steps of the slice: a search that goes on ends its slices where they would have ended. */
  #sliceDone = 0;

  constructor(
    tables: Tables,
    options: ExploreOptions,
    bounds: Bounds,
    plan: Plan = { reduction: 'none', notReduced: [] },
    visitor: Visitor = {},
  ) {
    this.#tables = tables;
    this.#options = options;
    this.#bounds = bounds;
    this.#plan = plan;
    this.#visitor = visitor;
    this.#maxStates = options.maxStates ?? Number.POSITIVE_INFINITY;
    this.#maxDepth = options.maxDepth ?? Number.POSITIVE_INFINITY;
    this.#passes = new Passes(plan.sets);
    this.#space = new Space(tables, plan);
    this.#judge = new Judge(this.#space, options, visitor);
    this.#begin();
  }

  /** Expands up to `states` states; the result when the search is over. */
  advance(states: number): ExploreResult | undefined {
    for (; this.#sliceDone < states; this.#sliceDone += 1) {
      if (this.#isOver()) {
        if (!this.#isVoid()) return this.#result();
        this.#again();
      }
      this.#step();
    }
    this.#sliceDone = 0;
    return undefined;
  }

  get canSave(): boolean {
    // With nothing on the stack it is at its end: states that were too deep are not on it any more.
    return (
      this.#judge.found === undefined && this.#truncated !== 'states' && this.#stack.length > 0
    );
  }

  *save(): Pieces {
    const saved: Saved = {
      deepest: this.#deepest,
      expanded: this.#expanded,
      transitions: this.#transitions,
      left: this.#left,
      restStates: this.#judge.restStates,
      isCut: this.#isCut,
      sliceDone: this.#sliceDone,
      stackRoom: this.#stack.items.length,
      passes: this.#passes.count,
    };
    yield* jsonItem(saved);
    yield* this.#space.save();
    yield* intsItem(this.#parents.items, this.#parents.length);
    yield* intsItem(this.#stack.items, this.#stack.length);
    if (this.#plan.sets !== undefined) yield* this.#plan.sets.save();
  }

  /** Goes on where another search over tables with the same numbers was. */
  restore(reader: CheckpointReader): void {
    const saved = reader.json() as Saved;
    const { deepest, expanded, transitions, left, restStates, isCut, sliceDone, passes } = saved;
    this.#deepest = deepest;
    this.#expanded = expanded;
    this.#transitions = transitions;
    this.#left = left;
    this.#judge.restStates = restStates;
    this.#isCut = isCut;
    this.#sliceDone = sliceDone;
    this.#passes.count = passes;
    this.#space.restore(reader);
    this.#parents.restore(reader.ints());
    this.#stack.restore(reader.ints(), saved.stackRoom);
    this.#plan.sets?.restore(reader);
  }

  counts(): ExploreCounts {
    const { store } = this.#space;
    const states = Math.min(store.length, this.#maxStates);
    return {
      states,
      transitions: this.#transitions,
      depth: this.#deepest,
      restStates: this.#judge.restStates,
      frontier: Math.max(0, states - this.#expanded),
      bytes: store.bytes + this.#parents.items.byteLength + this.#stack.items.byteLength,
      machineSteps: machineStepsOf(this.#tables),
      seconds: this.#bounds.seconds,
      ...(this.#plan.sets === undefined ? {} : { left: this.#left, passes: this.#passes.count }),
    };
  }

  #begin(): void {
    this.#judge.begin();
    this.#parents.push(0);
    this.#push(0, 1);
  }

  #again(): void {
    this.#space = new Space(this.#tables, this.#plan);
    this.#judge = new Judge(this.#space, this.#options, this.#visitor);
    this.#parents = new GrowingInts();
    this.#stack = new GrowingInts();
    this.#deepest = 1;
    this.#expanded = 0;
    this.#transitions = 0;
    this.#left = 0;
    this.#isCut = false;
    this.#bounds.restarted();
    this.#passes.begin();
    this.#begin();
  }

  #isOver(): boolean {
    if (this.#judge.found !== undefined || this.#truncated !== undefined) return true;
    const { nextGrowthBytes } = this.#space.store;
    const growth = nextGrowthBytes + this.#parents.nextGrowthBytes + this.#stack.nextGrowthBytes;
    this.#truncated = this.#bounds.reached(this.#expanded, 0, growth);
    if (this.#truncated !== undefined) return true;
    if (this.#stack.length > 0) return false;
    if (this.#isCut) this.#truncated = 'depth';
    return true;
  }

  /** What is found in a void pass is found all the same. */
  #isVoid(): boolean {
    if (this.#judge.found !== undefined || this.#truncated !== undefined) return false;
    return this.#passes.isVoid;
  }

  #step(): void {
    const { items, length } = this.#stack;
    const state = items[length - 2] as number;
    const level = items[length - 1] as number;
    this.#stack.length -= 2;
    if (level >= this.#maxDepth) {
      this.#isCut = true;
      return;
    }
    const { expander, store } = this.#space;
    const { sets } = this.#plan;
    if (store.isLoose) this.#space.tighten();
    if (this.#judge.isWatched) this.#judge.expanded(state);
    this.#make(state);
    this.#expanded += 1;
    if (expander.count === 0) {
      this.#judge.rest(state);
      this.#noted(restOp, state);
    }
    const { left } = expander;
    const before = store.length;
    this.#enter(state, level);
    if (left === 0 || this.#truncated !== undefined || this.#judge.found !== undefined) return;
    if (store.length > before || sets?.isFair === false) this.#left += left;
    else {
      this.#make(state, sets?.chosen.slice());
      this.#enter(state, level);
    }
  }

  #make(state: number, except?: Int32Array): void {
    const { expander } = this.#space;
    const { visit } = this.#plan;
    expander.count = 0;
    try {
      if (except === undefined) visit?.(this.#space.columnsOf(state));
      while (!expander.expand(state, except)) this.#space.refit();
    } finally {
      this.#noted(except === undefined ? expandOp : othersOp, state, except);
    }
  }

  #noted(what: number, state: number, except?: Int32Array): void {
    if (this.journal?.isBehind !== true) return;
    this.journal.note(what, this.#space.columnsOf(state), except);
  }

  /** Enters the successors, the last one first: the stack turns them round. */
  #enter(state: number, level: number): void {
    const { store, expander } = this.#space;
    const { words, hashes, moves, faults } = expander;
    const width = store.layout.words;
    for (let n = expander.count - 1; n >= 0; n -= 1) {
      this.#transitions += 1;
      const move = moves[n] as number;
      if (move < 0) {
        this.#judge.fault(faults[n] as number, state, -move);
        continue;
      }
      const index = store.insert(words, n * width, hashes[n] as number);
      if (index < 0) continue;
      if (index >= this.#maxStates) {
        this.#truncated = 'states';
        return;
      }
      this.#parents.push(state);
      this.#push(index, level + 1);
      this.#judge.arrived(state, move);
    }
  }

  #push(state: number, level: number): void {
    this.#stack.push(state);
    this.#stack.push(level);
    if (level > this.#deepest) this.#deepest = level;
  }

  #result(): ExploreResult {
    const { found } = this.#judge;
    const { reduction, notReduced, canonical } = this.#plan;
    return resultOf(this.#tables, this.counts(), {
      strategy: 'depth-first',
      reduction,
      notReduced,
      ...(found === undefined
        ? {}
        : { trail: this.#judge.trail(found, this.#pathTo(found.state), canonical) }),
      ...(this.#truncated === undefined ? {} : { truncated: this.#truncated }),
    });
  }

  #pathTo(state: number): number[] {
    if (this.#space.store.length === 0) return [];
    const path = [state];
    for (let at = state; at > 0; ) {
      at = this.#parents.items[at] as number;
      path.push(at);
    }
    return path.reverse();
  }
}
