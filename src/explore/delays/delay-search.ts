/**
 * Exhaustive search in the order of delays (Emmi, Qadeer, Rakamaric, "Delay-Bounded Scheduling", POPL 2011).
 *
 * A deterministic scheduler runs the tasks of the system (see `tasks.ts`) round robin: it stays with the task that it
 * is at as long as that can move, and then goes on to the next one in cyclic order that can. A delay makes it skip the
 * task that it would run. A node of the search is a global state with the task that the scheduler is at; from it leads
 * the delivery of that task (each of them, where one task has several, as when a message may be lost), and a delay to
 * the next task. All nodes with no delay are looked at first, then those with one, and so on, so that what is wrong is
 * found with the fewest delays. Without a bound everything is reached: any order is the default one with some delays.
 */
import type { SystemSpec, Violation } from '../../system/index.ts';
import type { Cut } from '../border.ts';
import { cutOf } from '../border.ts';
import type { Bounds } from '../bounds.ts';
import type { Move } from '../cursor.ts';
import { Cursor } from '../cursor.ts';
import type { Finding } from '../ending.ts';
import { ending, initiallyWrong, refuseReduction } from '../ending.ts';
import { GrowingInts } from '../growing-ints.ts';
import type { ExploreCounts, ExploreOptions, ExploreResult, TruncationReason } from '../options.ts';
import { machineStepsOf } from '../outcome.ts';
import type { Searcher } from '../searcher.ts';
import type { Tables } from '../tables.ts';
import { delayed, Nodes } from './nodes.ts';
import { StateSet } from './state-set.ts';
import { Tasks } from './tasks.ts';

/** Task of a node in which nothing can move. */
const noTask = -1;

export class DelaySearch implements Searcher {
  readonly #tables: Tables;
  readonly #options: ExploreOptions;
  readonly #bounds: Bounds;
  readonly #cursor: Cursor;
  readonly #tasks: Tasks;
  readonly #states: StateSet;
  readonly #nodes = new Nodes();
  readonly #cut: Cut | undefined;
  /** Nodes with as many delays as are looked at now, and those with one more. */
  #now = new GrowingInts();
  #later = new GrowingInts();
  #next = 0;
  #delays = 0;
  #turns = 0;
  #transitions = 0;
  #restStates = 0;
  #deepest = 0;
  #found: Finding | undefined;
  #truncated: TruncationReason | undefined;
  #tooDeep = false;

  constructor(system: SystemSpec, tables: Tables, options: ExploreOptions, bounds: Bounds) {
    refuseReduction('delay-bounded', options);
    this.#tables = tables;
    this.#options = options;
    this.#bounds = bounds;
    this.#cursor = new Cursor(tables);
    this.#tasks = new Tasks(tables, options, withEvents(system));
    this.#states = new StateSet(tables);
    this.#cut = cutOf(tables);
    this.#found = initiallyWrong(this.#cursor);
    if (this.#found !== undefined) return;
    const state = this.#states.number(this.#cursor.columns);
    this.#now.push(this.#nodes.root(state, this.#tasks.current(this.#cursor.moves(), noTask)));
  }

  /** Expands up to `work` nodes. */
  advance(work: number): ExploreResult | undefined {
    for (let n = 0; n < work; n += 1) {
      if (this.#isOver()) return this.#result();
      this.#expand(this.#now.items[this.#next] as number);
      this.#next += 1;
    }
    return undefined;
  }

  counts(): ExploreCounts {
    const { maxStates = Number.POSITIVE_INFINITY } = this.#options;
    return {
      states: Math.min(this.#states.size, maxStates),
      transitions: this.#transitions,
      depth: this.#deepest + 1,
      restStates: this.#restStates,
      frontier: this.#now.length - this.#next + this.#later.length,
      bytes: this.#states.bytes + this.#nodes.bytes,
      machineSteps: machineStepsOf(this.#tables),
      seconds: this.#bounds.seconds,
      ...(this.#cut === undefined ? {} : { cut: this.#cut.count }),
    };
  }

  #isOver(): boolean {
    if (this.#found !== undefined || this.#truncated !== undefined) return true;
    if (this.#next === this.#now.length) {
      if (this.#later.length === 0) return true;
      if (this.#delays === this.#options.maxDelays) {
        // What waits for one more delay may have been reached without it meanwhile.
        this.#dropExpanded();
        if (this.#later.length > 0) this.#truncated = 'delays';
        return true;
      }
      this.#now = this.#later;
      this.#later = new GrowingInts();
      this.#next = 0;
      this.#delays += 1;
    }
    this.#truncated = this.#bounds.reached(this.#turns, 0, this.#states.nextGrowthBytes);
    this.#turns += 1;
    return this.#truncated !== undefined;
  }

  #dropExpanded(): void {
    const left = new GrowingInts();
    for (let n = 0; n < this.#later.length; n += 1) {
      const node = this.#later.items[n] as number;
      if (this.#nodes.delays(node) > this.#delays) left.push(node);
    }
    this.#later = left;
  }

  #expand(node: number): void {
    if (!this.#nodes.expand(node)) return;
    const state = this.#nodes.state(node);
    const columns = this.#states.columns(state);
    this.#cursor.load(columns);
    const moves = this.#cursor.moves();
    if (moves.length === 0) {
      this.#rest(node);
      return;
    }
    const { maxDepth } = this.#options;
    if (maxDepth !== undefined && this.#nodes.steps(node) + 1 >= maxDepth) {
      this.#tooDeep = true;
      return;
    }
    const task = this.#nodes.task(node);
    for (const move of moves) {
      if (this.#tasks.of(move) !== task) continue;
      this.#cursor.load(columns);
      this.#take(node, move);
      if (this.#found !== undefined || this.#truncated !== undefined) return;
    }
    const next = this.#tasks.after(moves, task);
    if (next !== task) this.#reach(state, next, node, delayed);
  }

  #take(node: number, move: Move): void {
    this.#transitions += 1;
    const wrong = this.#cursor.take(move);
    if (wrong !== undefined) {
      this.#wrong(wrong, node, move.envelope);
      return;
    }
    // To go round it takes a delay, as to go round any other delivery.
    if (this.#cut?.isOutside(this.#cursor) === true) return;
    const { maxStates } = this.#options;
    const state = this.#states.number(this.#cursor.columns);
    if (maxStates !== undefined && state >= maxStates) this.#truncated = 'states';
    else {
      const task = this.#tasks.current(this.#cursor.moves(), this.#nodes.task(node));
      this.#reach(state, task, node, move.envelope);
    }
  }

  #reach(state: number, task: number, parent: number, envelope: number): void {
    const node = this.#nodes.reach(state, task, parent, envelope);
    if (node < 0) return;
    this.#deepest = Math.max(this.#deepest, this.#nodes.steps(node));
    (envelope === delayed ? this.#later : this.#now).push(node);
  }

  #rest(node: number): void {
    this.#restStates += 1;
    const wrong = this.#cursor.atRest(this.#options.deadlock === true);
    if (wrong !== undefined) this.#wrong(wrong, node, undefined);
  }

  #wrong(violation: Violation, node: number, envelope: number | undefined): void {
    const path = this.#nodes.path(node);
    if (envelope !== undefined) path.push(envelope);
    const { envelopes } = this.#tables.vocabulary;
    const schedule = path.map((each) => envelopes.value(each));
    this.#found = { violation, schedule, still: envelope === undefined };
  }

  #result(): ExploreResult {
    const truncated = this.#truncated ?? (this.#tooDeep ? 'depth' : undefined);
    const end = { found: this.#found, truncated };
    const extras = this.#found === undefined ? {} : { delays: this.#delays };
    return ending(this.#tables, 'delay-bounded', this.counts(), end, extras);
  }
}

export function withEvents(system: SystemSpec): ReadonlySet<string> {
  return new Set(
    Object.entries(system.actors).flatMap(([id, { events }]) => (events === undefined ? [] : [id])),
  );
}
