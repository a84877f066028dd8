/**
 * All states of a system and what leads from one to another, as a graph to be looked at or given to another tool. The
 * slow and simple way through the tables, without any reduction: for spaces that somebody wants to see.
 */
import type { Envelope, SystemSpec, Violation } from '../system/index.ts';
import { stateText } from '../system/index.ts';
import type { ActorTable } from './actor-table.ts';
import { cutOf } from './border.ts';
import { Cursor } from './cursor.ts';
import type { ExploreOptions } from './options.ts';
import { afterPrefix } from './prefix.ts';
import type { Tables } from './tables.ts';
import { buildTables } from './tables.ts';

/** A global state; its number is its place. The initial state has number 0. */
export interface SpaceState {
  /** State value of each actor, in the order of `actors`, such as `started, requests.idle`. */
  readonly local: readonly string[];
  /** Messages that have been sent and not delivered, those that are put off included. */
  readonly inFlight: number;
  /** What is wrong with it. Nothing leads on from a state that violates. */
  readonly violation?: Violation;
  /** Nothing can move in it. */
  readonly isRest: boolean;
  /** It was found and not expanded, since a bound was reached. */
  readonly isOpen: boolean;
}

export interface SpaceTransition {
  readonly from: number;
  readonly to: number;
  readonly delivery: Envelope;
}

export interface StateSpace {
  readonly actors: readonly string[];
  readonly states: readonly SpaceState[];
  readonly transitions: readonly SpaceTransition[];
  /** With a boundary: transitions that lead out of it; they are left out, and so is where they lead. */
  readonly cut?: number;
  /** More states than were asked for: some are `isOpen`, and transitions to states that are not there are left out. */
  readonly truncated: boolean;
}

/** What tells one system from another in an exploration; the rest (strategy, reduction, bounds) has no meaning here. */
export type StateSpaceOptions = Pick<
  ExploreOptions,
  | 'properties'
  | 'channels'
  | 'lossy'
  | 'duplicating'
  | 'noOps'
  | 'timers'
  | 'deadlock'
  | 'unexpected'
  | 'prefix'
  | 'boundary'
  | 'maxStates'
>;

const mostStates = 100_000;

/**
 * Breadth-first; states are numbered in the order in which they are found. `maxStates`: 100,000 unless given. What a
 * violating delivery leads to is a state of its own, in which the actors are as before.
 */
export function stateSpace(system: SystemSpec, options: StateSpaceOptions = {}): StateSpace {
  const { prefix, maxStates = mostStates, deadlock = false } = options;
  const built = buildTables(system, options);
  const tables = prefix === undefined ? built : afterPrefix(built, prefix);
  tables.border?.checkInitial(tables);
  const cut = cutOf(tables);
  const space = new Growing(tables, maxStates);
  const cursor = new Cursor(tables);
  space.enter(cursor.columns);
  for (let n = 0; n < space.queue.length; n += 1) {
    const columns = space.queue[n];
    if (columns === undefined) continue;
    cursor.load(columns);
    const moves = cursor.moves();
    if (moves.length === 0) space.rest(n, cursor.atRest(deadlock));
    for (const move of moves) {
      cursor.load(columns);
      const wrong = cursor.take(move);
      if (wrong === undefined && cut?.isOutside(cursor) === true) continue;
      space.link(n, cursor.envelope(move), cursor.columns, wrong);
    }
    space.expanded(n);
  }
  return cut === undefined ? space.result() : { ...space.result(), cut: cut.count };
}

type Changing = { -readonly [Field in keyof SpaceState]: SpaceState[Field] };

class Growing {
  /** Columns of the states that are to be expanded; undefined for those that violate. */
  readonly queue: (Int32Array | undefined)[] = [];
  readonly #tables: Tables;
  readonly #most: number;
  readonly #states: Changing[] = [];
  readonly #transitions: SpaceTransition[] = [];
  readonly #numbers = new Map<string, number>();
  /** By actor and local state: a text that many states share. */
  readonly #texts: Map<number, string>[];
  #truncated = false;

  constructor(tables: Tables, most: number) {
    this.#tables = tables;
    this.#most = most;
    this.#texts = tables.actors.map(() => new Map());
  }

  /** The state's number; undefined when it is new and there is no room for it. */
  enter(columns: Int32Array): number | undefined {
    const key = columns.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#add(columns);
    if (number === undefined) return undefined;
    this.#numbers.set(key, number);
    this.queue[number] = columns;
    return number;
  }

  link(from: number, delivery: Envelope, columns: Int32Array, wrong: Violation | undefined): void {
    const to = wrong === undefined ? this.enter(columns) : this.#violating(columns, wrong);
    if (to === undefined) {
      this.#truncated = true;
      (this.#states[from] as Changing).isOpen = true;
      return;
    }
    this.#transitions.push({ from, to, delivery });
  }

  rest(state: number, wrong: Violation | undefined): void {
    const it = this.#states[state] as Changing;
    it.isRest = true;
    if (wrong !== undefined) it.violation = wrong;
  }

  /** The columns of an expanded state are not needed again. */
  expanded(state: number): void {
    this.queue[state] = undefined;
  }

  result(): StateSpace {
    return {
      actors: this.#tables.vocabulary.actors,
      states: this.#states,
      transitions: this.#transitions,
      truncated: this.#truncated,
    };
  }

  #violating(columns: Int32Array, violation: Violation): number | undefined {
    const number = this.#add(columns);
    if (number === undefined) return undefined;
    (this.#states[number] as Changing).violation = violation;
    this.queue[number] = undefined;
    return number;
  }

  #add(columns: Int32Array): number | undefined {
    if (this.#states.length >= this.#most) return undefined;
    let inFlight = 0;
    const local = this.#tables.actors.map((table, actor) => {
      const component = columns[actor] as number;
      inFlight += table.value(component).inbox.inFlight.length;
      return this.#text(actor, table, table.locals.items[component] as number);
    });
    return this.#states.push({ local, inFlight, isRest: false, isOpen: false }) - 1;
  }

  #text(actor: number, table: ActorTable, local: number): string {
    const texts = this.#texts[actor] as Map<number, string>;
    const known = texts.get(local);
    if (known !== undefined) return known;
    const text = stateText(table.states.snapshot(local).value);
    texts.set(local, text);
    return text;
  }
}
