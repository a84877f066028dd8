/** Looks at what a search comes by, keeps the first thing that is wrong, and says how the search ended. */
import type { Violation } from '../system/index.ts';
import type { Cut } from './border.ts';
import { cutOf } from './border.ts';
import { actorShift, lookMark } from './compiled-moves.ts';
import type { Canonicalizer, Expander } from './expander.ts';
import type { ExploreCounts, ExploreOptions } from './options.ts';
import { localStates, restViolation } from './rest.ts';
import type { Found, Trail } from './schedule.ts';
import { trailTo } from './schedule.ts';
import type { Space } from './space.ts';
import type { Tables } from './tables.ts';

/** Is shown states, as component ids of the actors and, last, the state of the monitors. */
export interface Visitor {
  /** A search begins, perhaps again: what was shown before does not count. */
  readonly began?: () => void;
  /** A state that is expanded. */
  readonly expanded?: (columns: Int32Array) => void;
  /** A state in which nothing can move any more. */
  readonly rested?: (columns: Int32Array) => void;
}

export class Judge {
  found: Found | undefined;
  /** States in which nothing can move any more. */
  #restStates = 0;
  readonly #cut: Cut | undefined;
  readonly #tables: Tables;
  readonly #space: Space;
  readonly #deadlock: boolean;
  readonly #visitor: Visitor;

  constructor(space: Space, options: ExploreOptions, visitor: Visitor = {}) {
    this.#tables = space.tables;
    this.#space = space;
    this.#cut = cutOf(space.tables);
    this.#deadlock = options.deadlock === true;
    this.#visitor = visitor;
  }

  /** What it has counted. */
  get counts(): Pick<ExploreCounts, 'restStates' | 'cut'> {
    const restStates = this.#restStates;
    return this.#cut === undefined ? { restStates } : { restStates, cut: this.#cut.count };
  }

  /** Counts on from there. */
  restore({ restStates, cut = 0 }: Pick<ExploreCounts, 'restStates' | 'cut'>): void {
    this.#restStates = restStates;
    if (this.#cut !== undefined) this.#cut.count = cut;
  }

  /** Whether anybody wants to see the states that are expanded. */
  get isWatched(): boolean {
    return this.#visitor.expanded !== undefined;
  }

  /** Something is wrong with a state for itself, so that nothing shorter can come. */
  get isFinal(): boolean {
    return this.found !== undefined && this.found.envelope === undefined;
  }

  /** Enters the initial state, unless a machine fails at once. */
  begin(): void {
    this.#visitor.began?.();
    const fault = this.#tables.initial.find((id) => id < 0);
    if (fault !== undefined) {
      this.#still(this.#tables.vocabulary.violation(fault), 0);
      return;
    }
    this.#space.begin();
    const states = localStates(this.#tables.actors, this.#space.columnsOf(0));
    const violation = this.#tables.checks.global(undefined, states);
    if (violation !== undefined) this.#still(violation, 0);
  }

  /** The move at `move` of state `state` is a fault. */
  fault(fault: number, state: number, move: number): void {
    this.#wrong(this.#tables.vocabulary.violation(fault), state, move);
  }

  /** The move has led to a state that is new. */
  arrived(state: number, move: number): void {
    const { compiled } = this.#space;
    const marks = compiled.code.items[move + 3] as number;
    if ((marks & lookMark) === 0) return;
    const actor = marks >>> actorShift;
    const columns = this.#space.columnsOf(state);
    columns[actor] = compiled.component(actor, columns[actor] as number, move);
    const states = localStates(this.#tables.actors, columns);
    const violation = this.#tables.checks.global(actor, states);
    if (violation !== undefined) this.#wrong(violation, state, move);
  }

  /**
   * Looks for successors of the state, from `from` to `end`, that lie outside of a boundary; `found` of the expander
   * names those that are known, and says of the others whether they are `outside`.
   */
  bound(expander: Expander, state: number, from: number, end: number): void {
    this.#cut?.mark(expander, this.#space, state, [from, end], (move) => this.arrived(state, move));
  }

  /** The same of all successors; none of them was looked up. */
  boundAll(expander: Expander, state: number): void {
    if (this.#cut === undefined) return;
    expander.found.fill(-1, 0, expander.count);
    this.bound(expander, state, 0, expander.count);
  }

  /** A bound has ended the search before successors from `from` to `end` were entered. */
  unbound(expander: Expander, from: number, end: number): void {
    this.#cut?.without(expander, from, end);
  }

  expanded(state: number): void {
    this.#visitor.expanded?.(this.#space.columnsOf(state));
  }

  rest(state: number): void {
    this.#restStates += 1;
    const columns = this.#space.columnsOf(state);
    this.#visitor.rested?.(columns);
    const violation = restViolation(this.#tables, columns, this.#deadlock);
    if (violation !== undefined) this.#still(violation, state);
  }

  /** The way to what is wrong; `path`: the states on it. */
  trail(found: Found, path: readonly number[], canonical: Canonicalizer | undefined): Trail {
    const columns = path.map((state) => this.#space.columnsOf(state));
    return trailTo(this.#tables, columns, found, this.#deadlock, canonical);
  }

  /** The first move that is wrong stands; a state that is wrong for itself is at least as near. */
  #wrong(violation: Violation, state: number, move: number): void {
    const envelope = this.#space.compiled.code.items[move] as number;
    this.found ??= { violation, state, envelope };
  }

  #still(violation: Violation, state: number): void {
    this.found = { violation, state, envelope: undefined };
  }
}
