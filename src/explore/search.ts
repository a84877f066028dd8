/**
 * Breadth-first search over all orders. A global state is a vector of component ids, one for each actor and one for the
 * monitors. States are expanded in batches: first the successors of all are made, so that their places in the store can
 * be fetched together; then they are entered one after another, in an order that the batches do not change.
 *
 * With a partial-order reduction, a state is expanded fully when none of its moves leads to a state that can witness
 * for it (`witnesses.ts`).
 */
import { Asleep, maySleep } from './asleep.ts';
import type { Bounds } from './bounds.ts';
import type { Journal } from './checkpoint/journal.ts';
import { expandOp, othersOp, restOp } from './checkpoint/journal.ts';
import type { CheckpointReader, Pieces } from './checkpoint/pieces.ts';
import { jsonItem } from './checkpoint/pieces.ts';
import { actorShift, lookMark } from './compiled-moves.ts';
import type { Expander } from './expander.ts';
import type { Visitor } from './judge.ts';
import { Judge } from './judge.ts';
import { Lineage } from './lineage.ts';
import type { ExploreCounts, ExploreOptions, ExploreResult, TruncationReason } from './options.ts';
import { ordinalOf } from './ordinal.ts';
import { machineStepsOf, resultOf } from './outcome.ts';
import { mayShare, workersFrom } from './parallel/alone.ts';
import { Crew } from './parallel/crew.ts';
import type { Plan } from './reduction/plan.ts';
import { Passes } from './reduction/plan.ts';
import { Witnesses } from './reduction/witnesses.ts';
import type { Searcher } from './searcher.ts';
import { Space } from './space.ts';
import type { Tables } from './tables.ts';

/** States that are expanded together: some hundred successors, whose cache misses overlap. */
const batchStates = 64;

/** What a checkpoint says beside the states. */
interface Saved {
  readonly next: number;
  readonly level: number;
  readonly levelEnd: number;
  readonly transitions: number;
  readonly left: number;
  readonly restStates: number;
  readonly cut?: number;
  readonly sliceDone: number;
  readonly passes: number;
  readonly sleepRoom: number;
}

export class Search implements Searcher {
  /** Keeps what the tables learn, for checkpoints. */
  journal: Journal | undefined;

  readonly #tables: Tables;
  readonly #options: ExploreOptions;
  readonly #bounds: Bounds;
  readonly #plan: Plan;
  readonly #visitor: Visitor;
  readonly #maxStates: number;
  readonly #passes: Passes;
  /** Of each state of a batch what was made, how many moves were left out, and by whom it has moved. */
  readonly #made = { ends: new Int32Array(batchStates), asleep: new Int32Array(batchStates) };
  readonly #lefts = new Int32Array(batchStates);
  readonly #chosen: Int32Array;
  /** Threads that may search, and states from which on they do. */
  readonly #threads: number;
  readonly #threadsFrom: number;
  readonly #asleep: Asleep | undefined;
  #crew: Crew | undefined;
  #space: Space;
  #judge: Judge;
  #lineage = new Lineage();
  #witnesses = new Witnesses();
  #next = 0;
  #level = 1;
  /** States below this number are on the level that is expanded, or on one before it. */
  #levelEnd = 1;
  #transitions = 0;
  #left = 0;
  #truncated: TruncationReason | undefined;
  /** States of the slice that have been expanded: a search that goes on ends its slices where they would have ended. */
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
    this.#passes = new Passes(plan.sets);
    this.#chosen = new Int32Array(batchStates * (plan.sets?.width ?? 0));
    this.#threads = mayShare(options, plan, visitor) ? (options.workers ?? 1) : 1;
    this.#threadsFrom = options.workersFrom ?? workersFrom;
    this.#asleep = maySleep(options, plan) ? new Asleep() : undefined;
    this.#space = new Space(tables, plan);
    this.#judge = new Judge(this.#space, options, visitor);
    this.#judge.begin();
  }

  /** Expands about `states` states; the result when the search is over. */
  advance(states: number): ExploreResult | undefined {
    let isOver = true;
    try {
      const result = this.#advance(states);
      isOver = result !== undefined;
      return result;
    } finally {
      if (isOver) this.end();
    }
  }

  /** Nobody goes on with it: its threads end. */
  end(): void {
    this.#crew?.end();
    this.#crew = undefined;
  }

  #advance(states: number): ExploreResult | undefined {
    for (; this.#sliceDone < states; ) {
      if (this.#isOver()) {
        if (!this.#isVoid()) return this.#result();
        this.#again();
      }
      if (this.#next === this.#levelEnd) {
        this.#level += 1;
        this.#levelEnd = this.#space.store.length;
      }
      if (this.#space.store.isLoose) this.#space.tighten();
      if (this.#threads > 1 && this.#space.store.length >= this.#threadsFrom) {
        this.#crew ??= new Crew(this.#space, this.#asleep, this.#threads);
      }
      const count = Math.min(batchStates, this.#levelEnd - this.#next);
      while (!this.#expand(this.#next, count));
      this.#sliceDone += this.#enter(count);
    }
    this.#sliceDone = 0;
    return undefined;
  }

  /** Once something is wrong the end is near, and what is beyond the most states has no place. */
  get canSave(): boolean {
    return this.#judge.found === undefined && this.#truncated !== 'states';
  }

  *save(): Pieces {
    const saved: Saved = {
      next: this.#next,
      level: this.#level,
      levelEnd: this.#levelEnd,
      transitions: this.#transitions,
      left: this.#left,
      ...this.#judge.counts,
      sliceDone: this.#sliceDone,
      passes: this.#passes.count,
      sleepRoom: this.#asleep?.words.length ?? 0,
    };
    yield* jsonItem(saved);
    yield* this.#space.save();
    yield* this.#lineage.save();
    if (this.#plan.sets !== undefined) yield* this.#witnesses.save();
    if (this.#plan.sets !== undefined) yield* this.#plan.sets.save();
  }

  /** Goes on where another search over tables with the same numbers was. */
  restore(reader: CheckpointReader): void {
    const saved = reader.json() as Saved;
    const { next, level, levelEnd, transitions, left, sliceDone, passes } = saved;
    this.#next = next;
    this.#level = level;
    this.#levelEnd = levelEnd;
    this.#transitions = transitions;
    this.#left = left;
    this.#judge.restore(saved);
    this.#sliceDone = sliceDone;
    this.#passes.count = passes;
    this.#space.restore(reader);
    this.#asleep?.restart(saved.sleepRoom);
    this.#lineage.restore(reader);
    if (this.#plan.sets !== undefined) this.#witnesses.restore(reader);
    this.#plan.sets?.restore(reader);
  }

  counts(): ExploreCounts {
    const { store } = this.#space;
    const states = Math.min(store.length, this.#maxStates);
    return {
      states,
      transitions: this.#transitions,
      depth: store.length > this.#levelEnd ? this.#level + 1 : this.#level,
      ...this.#judge.counts,
      frontier: Math.max(0, states - this.#next),
      bytes: store.bytes + this.#lineage.bytes + this.#witnesses.bytes + (this.#asleep?.bytes ?? 0),
      machineSteps: machineStepsOf(this.#tables),
      seconds: this.#bounds.seconds,
      ...(this.#plan.sets === undefined ? {} : { left: this.#left, passes: this.#passes.count }),
    };
  }

  /** What is found in a void pass is found all the same. */
  #isVoid(): boolean {
    if (this.#judge.found !== undefined || this.#truncated !== undefined) return false;
    return this.#passes.isVoid;
  }

  /** From the initial state again, with all that the tables know by now. */
  #again(): void {
    this.#space = new Space(this.#tables, this.#plan);
    this.#judge = new Judge(this.#space, this.#options, this.#visitor);
    this.#lineage = new Lineage();
    this.#witnesses = new Witnesses();
    this.#next = 0;
    this.#level = 1;
    this.#levelEnd = 1;
    this.#transitions = 0;
    this.#left = 0;
    this.#bounds.restarted();
    this.#passes.begin();
    this.#judge.begin();
  }

  /** Shorter than what has been found can only be a state at rest on the same level. */
  #isOver(): boolean {
    const { length, nextGrowthBytes } = this.#space.store;
    if (this.#truncated !== undefined || this.#next >= length) return true;
    if (this.#judge.found !== undefined) {
      return this.#judge.isFinal || this.#next === this.#levelEnd;
    }
    const level = this.#next === this.#levelEnd ? this.#level + 1 : this.#level;
    const lists = this.#lineage.nextGrowthBytes + this.#witnesses.nextGrowthBytes;
    const growth = nextGrowthBytes + lists;
    this.#truncated = this.#bounds.reached(this.#next, level, growth);
    return this.#truncated !== undefined;
  }

  /** Makes the successors of `count` states; false when the layout cannot hold them. */
  #expand(first: number, count: number): boolean {
    const { expander, store } = this.#space;
    const { sets, visit } = this.#plan;
    expander.count = 0;
    if (sets === undefined && visit === undefined && this.journal === undefined) {
      const isMade =
        this.#crew?.make(first, count, this.#levelEnd, this.#made) ??
        expander.expandRange(first, count, this.#made, this.#asleep?.words);
      if (!isMade) {
        this.#space.refit();
        return false;
      }
      store.find(expander.words, expander.hashes, expander.count, expander.found);
      return true;
    }
    for (let n = 0; n < count; n += 1) {
      if (!this.#expandOne(first + n)) return false;
      this.#made.ends[n] = expander.count;
      this.#made.asleep[n] = 0;
      this.#lefts[n] = expander.left;
      if (sets !== undefined) this.#chosen.set(sets.chosen, n * sets.width);
    }
    store.find(expander.words, expander.hashes, expander.count, expander.found);
    return true;
  }

  /** The same for one state. What it does to the tables is done in one piece, also when the layout changes. */
  #expandOne(state: number): boolean {
    const { expander } = this.#space;
    const { visit } = this.#plan;
    let isFitted = true;
    try {
      if (visit !== undefined) visit(this.#space.columnsOf(state));
      while (!expander.expand(state)) {
        this.#space.refit();
        isFitted = false;
      }
    } finally {
      this.#noted(expandOp, state);
    }
    return isFitted;
  }

  #noted(what: number, state: number, except?: Int32Array): void {
    if (this.journal?.isBehind !== true) return;
    this.journal.note(what, this.#space.columnsOf(state), except);
  }

  /** Enters the successors of up to `count` states; of how many. */
  #enter(count: number): number {
    const { sets } = this.#plan;
    let from = 0;
    for (let n = 0; n < count; n += 1) {
      const { store } = this.#space;
      const before = store.length;
      const end = this.#made.ends[n] as number;
      const asleep = this.#made.asleep[n] as number;
      let isFitted = true;
      if (this.#judge.found === undefined) {
        const { expander } = this.#space;
        this.#judge.bound(expander, this.#next, from, end);
        let witness = this.#enterRange(expander, from, end);
        if (this.#truncated === undefined) this.#transitions += asleep;
        const left = this.#lefts[n] as number;
        if (sets !== undefined) {
          if (left === 0) witness = -1;
          else if (witness < 0) witness = this.#witnesses.among(expander, from, end);
          if (witness >= 0 || sets.relation.fair === false) this.#left += left;
          else if (left > 0) isFitted = this.#enterOthers(n);
          this.#witnesses.add(witness);
        }
      }
      if (from === end && asleep === 0) {
        this.#judge.rest(this.#next);
        this.#noted(restOp, this.#next);
      }
      if (this.#judge.isWatched) this.#judge.expanded(this.#next);
      this.#lineage.expanded(store.length - before);
      this.#next += 1;
      from = end;
      // In another layout the successors of the states that follow are void.
      if (!isFitted || this.#truncated !== undefined || this.#judge.isFinal) return n + 1;
    }
    return count;
  }

  /** Enters what was left out of a state of the batch; false when that has changed the layout. */
  #enterOthers(n: number): boolean {
    const { spare } = this.#space;
    const width = this.#plan.sets?.width ?? 0;
    const except = this.#chosen.slice(n * width, (n + 1) * width);
    let isFitted = true;
    spare.count = 0;
    while (!spare.expand(this.#next, except)) {
      this.#space.refit();
      isFitted = false;
    }
    this.#noted(othersOp, this.#next, except);
    this.#space.store.find(spare.words, spare.hashes, spare.count, spare.found);
    this.#enterRange(spare, 0, spare.count);
    return isFitted;
  }

  /** Enters successors of the state `#next`; one of them that was not known, or below zero. */
  #enterRange(expander: Expander, from: number, end: number): number {
    const { store, compiled } = this.#space;
    const { words, hashes, moves, faults, found } = expander;
    const code = compiled.code.items;
    const width = store.layout.words;
    const asleep = this.#asleep;
    let witness = -1;
    for (let n = from; n < end; n += 1) {
      let index = found[n] as number;
      const move = moves[n] as number;
      if (move < 0) {
        this.#judge.fault(faults[n] as number, this.#next, -move);
        continue;
      }
      if (index < 0) index = -1 - store.insert(words, n * width, hashes[n] as number);
      if (index >= 0) {
        found[n] = index;
        continue;
      }
      witness = -1 - index;
      if (-1 - index >= this.#maxStates) {
        this.#truncated = 'states';
        this.#transitions += 1 + ordinalOf(compiled, this.#space.columnsOf(this.#next), move);
        this.#judge.unbound(expander, n + 1, end);
        return witness;
      }
      const marks = code[move + 3] as number;
      asleep?.enter(-1 - index, this.#next, marks >>> actorShift, code[move + 4] as number);
      if ((marks & lookMark) !== 0) this.#judge.arrived(this.#next, move);
    }
    this.#transitions += end - from;
    return witness;
  }

  #result(): ExploreResult {
    const { found } = this.#judge;
    const { reduction, notReduced, canonical } = this.#plan;
    const isShortest = reduction === 'none' || reduction === 'symmetry';
    return resultOf(this.#tables, this.counts(), {
      strategy: 'breadth-first',
      reduction,
      notReduced,
      ...(found === undefined
        ? {}
        : { trail: this.#judge.trail(found, this.#pathTo(found.state), canonical), isShortest }),
      ...(this.#truncated === undefined ? {} : { truncated: this.#truncated }),
    });
  }

  #pathTo(state: number): number[] {
    return this.#space.store.length === 0 ? [] : this.#lineage.path(state);
  }
}
