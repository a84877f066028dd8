/**
 * Depth-first search over all orders, with the same states and tables as the breadth-first one. What a state leads to
 * is entered at once, the new ones on a stack; the last of them is expanded next. Each state keeps who found it: the
 * way to what is wrong, which need not be a shortest one.
 *
 * A state that must make moves which have slept is on the stack again, with their actors.
 *
 * With a partial-order reduction, a state is expanded fully unless one of its moves leads to a state that is new, or
 * whose expansion has ended with all that it has found: those end before it does, so that nothing is put off for ever.
 */
import { outside } from './border.ts';
import type { Bounds } from './bounds.ts';
import type { Journal } from './checkpoint/journal.ts';
import { expandOp, othersOp, restOp } from './checkpoint/journal.ts';
import type { CheckpointReader, Pieces } from './checkpoint/pieces.ts';
import { intsItem, jsonItem } from './checkpoint/pieces.ts';
import type { CompiledMoves } from './compiled-moves.ts';
import { actorShift } from './compiled-moves.ts';
import { GrowingInts } from './growing-ints.ts';
import type { Visitor } from './judge.ts';
import { Judge } from './judge.ts';
import type { ExploreCounts, ExploreOptions, ExploreResult, TruncationReason } from './options.ts';
import { machineStepsOf, resultOf } from './outcome.ts';
import type { Plan } from './reduction/plan.ts';
import { Passes } from './reduction/plan.ts';
import { SleepSets } from './reduction/sleep-sets.ts';
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
  readonly cut?: number;
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
  readonly #sleep: SleepSets | undefined;
  /** States to expand, the next one last, each with its level and the actors whose moves are woken, 0 at first. */
  #stack = new GrowingInts();
  /** The states whose expansion has not ended, the next one to end last, each with its level. */
  #open = new GrowingInts();
  /** One bit for each state: whether its expansion has ended, with all that it has found. */
  #ended = new GrowingInts();
  /** A move of the state in hand has led to a state that is new, or whose expansion has ended. */
  #isWitnessed = false;
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
    const { sets, sleeps = false } = plan;
    if (sets !== undefined && sleeps)
      this.#sleep = new SleepSets(tables, sets, options.timers ?? 'idle');
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
      ...this.#judge.counts,
      isCut: this.#isCut,
      sliceDone: this.#sliceDone,
      stackRoom: this.#stack.items.length,
      passes: this.#passes.count,
    };
    yield* jsonItem(saved);
    yield* this.#space.save();
    yield* intsItem(this.#parents.items, this.#parents.length);
    for (const list of [this.#stack, this.#open, this.#ended]) {
      yield* intsItem(list.items, list.length);
    }
    if (this.#plan.sets !== undefined) yield* this.#plan.sets.save();
    if (this.#sleep !== undefined) yield* this.#sleep.save();
  }

  /** Goes on where another search over tables with the same numbers was. */
  restore(reader: CheckpointReader): void {
    const saved = reader.json() as Saved;
    const { deepest, expanded, transitions, left, isCut, sliceDone, passes } = saved;
    this.#deepest = deepest;
    this.#expanded = expanded;
    this.#transitions = transitions;
    this.#left = left;
    this.#judge.restore(saved);
    this.#isCut = isCut;
    this.#sliceDone = sliceDone;
    this.#passes.count = passes;
    this.#space.restore(reader);
    this.#parents.restore(reader.ints());
    this.#stack.restore(reader.ints(), saved.stackRoom);
    this.#open.restore(reader.ints());
    this.#ended.restore(reader.ints());
    this.#plan.sets?.restore(reader);
    this.#sleep?.restore(reader);
  }

  counts(): ExploreCounts {
    const { store } = this.#space;
    const states = Math.min(store.length, this.#maxStates);
    const parents = this.#parents.items.byteLength;
    return {
      states,
      transitions: this.#transitions,
      depth: this.#deepest,
      ...this.#judge.counts,
      frontier: Math.max(0, states - this.#expanded),
      bytes: store.bytes + parents + this.#stack.items.byteLength + (this.#sleep?.bytes ?? 0),
      machineSteps: machineStepsOf(this.#tables),
      seconds: this.#bounds.seconds,
      ...(this.#plan.sets === undefined ? {} : { left: this.#left, passes: this.#passes.count }),
    };
  }

  #begin(): void {
    this.#judge.begin();
    this.#parents.push(0);
    this.#sleep?.clear();
    this.#sleep?.add(0);
    this.#push(0, 1, 0);
  }

  #again(): void {
    this.#space = new Space(this.#tables, this.#plan);
    this.#judge = new Judge(this.#space, this.#options, this.#visitor);
    this.#parents = new GrowingInts();
    this.#stack = new GrowingInts();
    this.#open = new GrowingInts();
    this.#ended = new GrowingInts();
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
    const lists = [this.#parents, this.#stack, ...(this.#sleep === undefined ? [] : [this.#sleep])];
    const growth = lists.reduce((all, each) => all + each.nextGrowthBytes, nextGrowthBytes);
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
    const state = items[length - 3] as number;
    const level = items[length - 2] as number;
    const woken = items[length - 1] as number;
    this.#stack.length -= 3;
    this.#end(level);
    if (level >= this.#maxDepth) {
      this.#isCut = true;
      return;
    }
    if (this.#space.store.isLoose) this.#space.tighten();
    if (woken === 0) this.#expand(state, level);
    else this.#wake(state, level, woken);
  }

  #expand(state: number, level: number): void {
    const { expander, compiled } = this.#space;
    const { sets } = this.#plan;
    if (this.#judge.isWatched) this.#judge.expanded(state);
    this.#open.push(state);
    this.#open.push(level);
    this.#isWitnessed = false;
    this.#make(state);
    this.#expanded += 1;
    if (expander.count === 0) {
      this.#judge.rest(state);
      this.#noted(restOp, state);
    }
    const { left } = expander;
    const first = compiled.code.items[Math.abs(expander.moves[0] as number)];
    const members = left === 0 ? ~0 : (sets?.chosen[0] ?? ~0);
    this.#sleep?.begin(state, expander.columns, members, expander.count === 0 ? undefined : first);
    this.#left += left + expander.count - this.#enter(state, level);
    if (left === 0 || this.#isSettled) return;
    if (this.#sleep?.wakeAll(state) === true) {
      this.#left -= this.#enter(state, level);
      if (this.#isSettled) return;
    }
    this.#make(state, sets?.chosen.slice());
    this.#sleep?.others();
    this.#enter(state, level);
    this.#left -= left;
  }

  /** Makes moves that have slept in an expanded state. */
  #wake(state: number, level: number, actors: number): void {
    this.#make(state, Int32Array.of(~actors));
    this.#sleep?.woken();
    this.#enter(state, level);
    this.#left -= this.#space.expander.count;
  }

  /** Nothing more need be made of the state in hand. */
  get #isSettled(): boolean {
    if (this.#isWitnessed || this.#plan.sets?.relation.fair === false) return true;
    return this.#truncated !== undefined || this.#judge.found !== undefined;
  }

  /** The expansions have ended that have begun on this level or a deeper one. */
  #end(level: number): void {
    const open = this.#open;
    while (open.length > 0 && (open.items[open.length - 1] as number) >= level) {
      const state = open.items[open.length - 2] as number;
      open.length -= 2;
      const ended = this.#ended;
      while (ended.length <= state >>> 5) ended.push(0);
      ended.items[state >>> 5] = (ended.items[state >>> 5] as number) | (1 << (state & 31));
    }
  }

  #hasEnded(state: number): boolean {
    const ended = this.#ended;
    return (
      state >>> 5 < ended.length &&
      ((ended.items[state >>> 5] as number) & (1 << (state & 31))) !== 0
    );
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

  /** Enters the successors, the last one first: the stack turns them round. How many; those that sleep are left out. */
  #enter(state: number, level: number): number {
    const { store, expander, compiled } = this.#space;
    const { words, hashes, moves, faults, found } = expander;
    const sleep = this.#sleep;
    const width = store.layout.words;
    let entered = 0;
    this.#judge.boundAll(expander, state);
    for (let n = expander.count - 1; n >= 0; n -= 1) {
      const move = moves[n] as number;
      let asleep = 0;
      if (sleep !== undefined) {
        if (sleep.skips(actorOf(compiled, Math.abs(move)))) continue;
        if (move >= 0) asleep = sleep.after(compiled, move);
      }
      this.#transitions += 1;
      entered += 1;
      if (move < 0) {
        this.#judge.fault(faults[n] as number, state, -move);
        continue;
      }
      if (found[n] === outside) continue;
      const index = store.insert(words, n * width, hashes[n] as number);
      if (index < 0) {
        const woken = sleep?.again(-1 - index, asleep) ?? 0;
        if (woken !== 0) this.#push(-1 - index, level + 1, woken);
        if (this.#hasEnded(-1 - index)) this.#isWitnessed = true;
        continue;
      }
      if (index >= this.#maxStates) {
        this.#truncated = 'states';
        this.#judge.unbound(expander, 0, n);
        return entered;
      }
      this.#isWitnessed = true;
      this.#parents.push(state);
      sleep?.add(asleep);
      this.#push(index, level + 1, 0);
      this.#judge.arrived(state, move);
    }
    return entered;
  }

  #push(state: number, level: number, woken: number): void {
    this.#stack.push(state);
    this.#stack.push(level);
    this.#stack.push(woken);
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
    for (let at = state; at > 0; path.push(at)) at = this.#parents.items[at] as number;
    return path.reverse();
  }
}

/** Whose move begins there. */
function actorOf({ code }: CompiledMoves, at: number): number {
  return (code.items[at + 3] as number) >>> actorShift;
}
