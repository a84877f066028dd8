/**
 * Makes one complete execution for each Mazurkiewicz trace and keeps no states: optimal dynamic partial-order reduction
 * with sleep sets and wakeup trees (Abdulla et al., POPL 2014). A trace is a class of executions that differ only in
 * the order of independent deliveries; `dependence.ts` says which are.
 *
 * What else could have come before an occurrence is found at the end of an execution by making it again from there,
 * without that occurrence and all that depends on it: whatever then can move and depends on it is another trace.
 */
import type { SystemSpec, Violation } from '../../system/index.ts';
import type { Bounds } from '../bounds.ts';
import type { Move } from '../cursor.ts';
import { Cursor } from '../cursor.ts';
import { withEvents } from '../delays/delay-search.ts';
import { Tasks } from '../delays/tasks.ts';
import type { End, Finding } from '../ending.ts';
import { ending, initiallyWrong, refuseReduction } from '../ending.ts';
import type { ExploreCounts, ExploreOptions, ExploreResult } from '../options.ts';
import { machineStepsOf } from '../outcome.ts';
import type { Searcher } from '../searcher.ts';
import type { Tables } from '../tables.ts';
import type { Segment } from './commutation.ts';
import type { Occurrence } from './dependence.ts';
import { Dependence } from './dependence.ts';
import type { Branch } from './wakeup-tree.ts';
import { insert, mayBeFirst } from './wakeup-tree.ts';

/** An execution that is longer than this, where no `maxDepth` says otherwise, is taken for endless. */
const endless = 10_000;
/** The strategy keeps no states that would grow. */
const noGrowth = 0;

/** A state on the way, and what is looked at from it. */
interface Node {
  readonly columns: Int32Array;
  readonly moves: readonly Move[];
  /** What need not come first here: all that begins with it was looked at. */
  readonly sleep: Occurrence[];
  readonly branches: Branch[];
  /** What comes first in the execution that is being made. */
  current: Occurrence | undefined;
  fresh: boolean;
}

export class Executions implements Searcher {
  readonly #tables: Tables;
  readonly #options: ExploreOptions;
  readonly #bounds: Bounds;
  readonly #tasks: Tasks;
  readonly #dependence: Dependence;
  readonly #cursor: Cursor;
  readonly #stack: Node[] = [];
  #complete = 0;
  #blocked = 0;
  #turns = 0;
  #transitions = 0;
  #deepest = 0;
  #restStates = 0;
  #end: End | undefined;
  #tooDeep = false;

  constructor(system: SystemSpec, tables: Tables, options: ExploreOptions, bounds: Bounds) {
    refuse(options);
    refuseReduction('executions', options);
    this.#tables = tables;
    this.#options = options;
    this.#bounds = bounds;
    this.#tasks = new Tasks(tables, options, withEvents(system));
    this.#dependence = new Dependence(tables, options, this.#tasks);
    this.#cursor = new Cursor(tables);
    const found = initiallyWrong(this.#cursor);
    if (found === undefined) this.#begin();
    else this.#end = { found };
  }

  /** Makes up to `work` steps. */
  advance(work: number): ExploreResult | undefined {
    for (let n = 0; n < work && this.#end === undefined; n += 1) {
      const truncated = this.#bounds.reached(this.#turns, 0, noGrowth);
      this.#turns += 1;
      if (truncated !== undefined) this.#end = { truncated };
      else this.#step();
    }
    return this.#end === undefined ? undefined : this.#result(this.#end);
  }

  counts(): ExploreCounts {
    return {
      states: this.#transitions + 1,
      transitions: this.#transitions,
      depth: this.#deepest,
      restStates: this.#restStates,
      frontier: this.#stack.reduce((sum, { branches }) => sum + branches.length, 0),
      bytes: this.#stack.length * this.#tables.initial.length * Int32Array.BYTES_PER_ELEMENT,
      machineSteps: machineStepsOf(this.#tables),
      seconds: this.#bounds.seconds,
    };
  }

  #begin(): void {
    this.#complete = 0;
    this.#blocked = 0;
    this.#restStates = 0;
    this.#stack.length = 0;
    this.#push(Int32Array.from(this.#tables.initial), [], []);
  }

  #push(columns: Int32Array, sleep: Occurrence[], branches: Branch[]): void {
    this.#cursor.load(columns);
    const moves = this.#cursor.moves();
    this.#stack.push({ columns, moves, sleep, branches, current: undefined, fresh: true });
    this.#deepest = Math.max(this.#deepest, this.#stack.length);
  }

  #step(): void {
    const node = this.#stack.at(-1);
    if (node === undefined) {
      this.#end = this.#tooDeep ? { truncated: 'depth' } : {};
      return;
    }
    if (node.moves.length === 0) this.#rest(node);
    else if (this.#isTooDeep()) this.#cut();
    else if (node.branches.length > 0 || (node.fresh && this.#choose(node))) this.#go(node);
    else this.#pop();
  }

  /** Begins with anything that is not asleep. */
  #choose(node: Node): boolean {
    node.fresh = false;
    for (const move of node.moves) {
      const occurrence = this.#dependence.occurrence(move);
      if (node.sleep.some(({ task }) => task === occurrence.task)) continue;
      node.branches.push({ occurrence, children: [] });
      return true;
    }
    this.#blocked += 1;
    return false;
  }

  #go(node: Node): void {
    node.fresh = false;
    const { occurrence, children } = node.branches.shift() as Branch;
    const move = this.#moveOf(node.moves, occurrence);
    if (move === undefined) throw new Error('an execution cannot be made as it was planned');
    node.current = occurrence;
    this.#transitions += 1;
    this.#cursor.load(node.columns);
    const wrong = this.#cursor.take(move);
    if (wrong !== undefined) {
      this.#end = { found: this.#finding(wrong, false) };
      return;
    }
    const { maxStates } = this.#options;
    if (maxStates !== undefined && this.#transitions >= maxStates) {
      this.#end = { truncated: 'states' };
      return;
    }
    const sleep = node.sleep.filter((each) => !this.#dependence.dependent(each, occurrence));
    this.#push(this.#cursor.columns, sleep, children);
  }

  #rest(node: Node): void {
    this.#restStates += 1;
    this.#cursor.load(node.columns);
    const wrong = this.#cursor.atRest(this.#options.deadlock === true);
    if (wrong === undefined) this.#completed();
    else this.#end = { found: this.#finding(wrong, true) };
  }

  #isTooDeep(): boolean {
    return this.#stack.length >= (this.#options.maxDepth ?? endless);
  }

  #cut(): void {
    this.#tooDeep = true;
    if (this.#options.maxDepth === undefined) this.#end = { truncated: 'depth' };
    else this.#completed();
  }

  #completed(): void {
    const confirmed = this.#segments().map((each) => this.#dependence.confirmed(each));
    if (confirmed.includes(false)) {
      // The relation is another one now: all of it is looked at again.
      this.#begin();
      return;
    }
    this.#complete += 1;
    for (let n = 0; n < this.#stack.length - 1; n += 1) this.#reverse(n);
    this.#pop();
  }

  #pop(): void {
    this.#stack.pop();
    const parent = this.#stack.at(-1);
    if (parent?.current === undefined) return;
    parent.sleep.push(parent.current);
    parent.current = undefined;
  }

  /**
   * The deliveries of the execution, and what waits at its end, actor by actor; timers and outside events divide them.
   */
  #segments(): Segment[] {
    if (this.#options.independence !== 'commuting') return [];
    const { actors } = this.#tables;
    return actors.flatMap((table, actor) => {
      const localAt = (n: number) => {
        const component = (this.#stack[n] as Node).columns[actor] as number;
        return table.locals.items[component] as number;
      };
      const segments: Segment[] = [];
      let deliveries: Occurrence[] = [];
      let local = localAt(0);
      for (const [n, { current }] of this.#stack.slice(0, -1).entries()) {
        if (current === undefined) continue;
        if (current.idle || (current.spontaneous && current.actor === actor)) {
          segments.push({ actor, local, deliveries });
          deliveries = [];
          local = localAt(n + 1);
        } else if (current.actor === actor) deliveries.push(current);
      }
      const end = (this.#stack.at(-1) as Node).columns[actor] as number;
      segments.push({ actor, local, deliveries: [...deliveries, ...this.#waiting(actor, end)] });
      return segments;
    });
  }

  #waiting(actor: number, component: number): Occurrence[] {
    const { vocabulary, actors } = this.#tables;
    return (actors[actor]?.putOff(component) ?? []).map(({ sender, message }) => {
      const envelope = vocabulary.envelope(sender, actor, message);
      return { ...this.#dependence.occurrence({ actor, envelope, at: 0 }), observed: false };
    });
  }

  /** Plans what else could have come before the occurrence at place `n` of the execution. */
  #reverse(n: number): void {
    const node = this.#stack[n] as Node;
    const occurrence = node.current as Occurrence;
    if (!this.#mayBeReversed(n, occurrence)) return;
    const { columns, sequence } = this.#without(n, occurrence);
    this.#cursor.load(columns);
    const dependent = this.#dependence.dependent.bind(this.#dependence);
    this.#cursor.load(columns);
    for (const move of this.#cursor.moves()) {
      const other = this.#dependence.occurrence(move);
      if (other.task === occurrence.task || !dependent(occurrence, other)) continue;
      const plan = [...sequence, other];
      if (node.sleep.some((each) => mayBeFirst(each, plan, dependent))) continue;
      insert(node.branches, plan, dependent);
    }
  }

  /** Whether anything of another task at the same receiver, or otherwise dependent, is possible, comes or waits. */
  #mayBeReversed(n: number, occurrence: Occurrence): boolean {
    const { moves } = this.#stack[n] as Node;
    const related = (other: Occurrence) =>
      other.task !== occurrence.task &&
      (other.actor === occurrence.actor || this.#dependence.dependent(occurrence, other));
    if (moves.some((move) => related(this.#dependence.occurrence(move)))) return true;
    for (let later = n + 1; later < this.#stack.length - 1; later += 1) {
      if (related((this.#stack[later] as Node).current as Occurrence)) return true;
    }
    const { columns } = this.#stack.at(-1) as Node;
    const component = columns[occurrence.actor] as number;
    return (this.#tables.actors[occurrence.actor]?.putOff(component).length ?? 0) > 0;
  }

  /** The rest of the execution from place `n` on, without its occurrence and all that depends on that. */
  #without(n: number, first: Occurrence): { columns: Int32Array; sequence: Occurrence[] } {
    const left = [first];
    const sequence: Occurrence[] = [];
    this.#cursor.load((this.#stack[n] as Node).columns);
    for (let later = n + 1; later < this.#stack.length - 1; later += 1) {
      const next = (this.#stack[later] as Node).current as Occurrence;
      const isLeft = left.some((each) => this.#dependence.dependent(each, next));
      const move = isLeft ? undefined : this.#moveOf(this.#cursor.movesOf(next.actor), next);
      // What cannot move without `first` was caused by it.
      if (move === undefined) left.push(next);
      else {
        if (this.#cursor.take(move) !== undefined) break;
        sequence.push(next);
      }
    }
    return { columns: this.#cursor.columns, sequence };
  }

  #moveOf(moves: readonly Move[], { task }: Occurrence): Move | undefined {
    return moves.find((move) => this.#tasks.of(move) === task);
  }

  #finding(violation: Violation, still: boolean): Finding {
    const { envelopes } = this.#tables.vocabulary;
    const schedule = this.#stack.flatMap(({ current }) =>
      current === undefined ? [] : [envelopes.value(current.envelope)],
    );
    return { violation, schedule, still };
  }

  #result(end: End): ExploreResult {
    const executions = { complete: this.#complete, blocked: this.#blocked };
    return ending(this.#tables, 'executions', this.counts(), end, { executions });
  }
}

function refuse({ channels = 'fifo', lossy, duplicating }: ExploreOptions): void {
  const why = "'executions' counts orders of deliveries on channels of the model";
  if (channels !== 'fifo' && channels !== 'bag') {
    throw new Error(`${why} 'fifo' or 'bag', not '${channels}'`);
  }
  if (lossy === true || duplicating === true) {
    throw new Error(`${why} 'fifo' or 'bag' that lose and duplicate nothing`);
  }
}
