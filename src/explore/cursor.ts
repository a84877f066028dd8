/**
 * One global state in hand: what can move in it, and the state after a move. The slow and simple way through the
 * tables, for strategies that keep no states and for whoever walks along a schedule.
 */
import type { Envelope, Violation } from '../system/index.ts';
import type { ActorTable } from './actor-table.ts';
import { moveHead } from './actor-table.ts';
import { localStates, restViolation } from './rest.ts';
import type { Tables } from './tables.ts';
import { unknown } from './vocabulary.ts';

/** A possible delivery, firing of a timer or outside event. */
export interface Move {
  /** Number of the actor that takes it. */
  readonly actor: number;
  /** Number of the envelope in the vocabulary. */
  readonly envelope: number;
  /** Where its entry is in the table's `code`. */
  readonly at: number;
}

export class Cursor {
  readonly tables: Tables;
  /** Component ids of the actors and, last, the state of the monitors. To be replaced by `load`, not changed. */
  columns: Int32Array;

  constructor(tables: Tables) {
    this.tables = tables;
    this.columns = Int32Array.from(tables.initial);
  }

  /** Goes to another state, such as one that was in `columns` before. */
  load(columns: Int32Array): void {
    this.columns = columns;
  }

  /** All that can move, actor by actor; armed timers when nothing else can, unless they may fire at any time. */
  moves(): readonly Move[] {
    const moves: Move[] = [];
    for (const [actor, table] of this.tables.actors.entries()) {
      const component = this.columns[actor] as number;
      this.#list(actor, table, table.offsets[component] || table.compile(component), moves);
    }
    if (moves.length > 0) return moves;
    for (const [actor, table] of this.tables.actors.entries()) {
      this.#list(actor, table, table.timerMoves(this.columns[actor] as number), moves);
    }
    return moves;
  }

  /** What one actor can do, but for timers that fire only when nothing else can move. */
  movesOf(actor: number): readonly Move[] {
    const moves: Move[] = [];
    const table = this.tables.actors[actor] as ActorTable;
    const component = this.columns[actor] as number;
    this.#list(actor, table, table.offsets[component] || table.compile(component), moves);
    return moves;
  }

  envelope({ envelope }: Move): Envelope {
    return this.tables.vocabulary.envelopes.value(envelope);
  }

  /** Makes the move. What is wrong with it, if anything: then the state is as before. */
  take(move: Move): Violation | undefined {
    const { vocabulary, actors, watch, checks } = this.tables;
    const { items } = (actors[move.actor] as ActorTable).code;
    const { at } = move;
    const next = items[at + 1] as number;
    if (next < 0) return vocabulary.violation(next);
    const columns = this.columns.slice();
    columns[move.actor] = next;
    const end = at + moveHead + 2 * (items[at + 3] as number);
    for (let out = at + moveHead; out < end; out += 2) {
      const receiver = items[out] as number;
      const table = actors[receiver] as ActorTable;
      columns[receiver] = table.append(columns[receiver] as number, items[out + 1] as number);
    }
    const observed = items[at + 2] as number;
    if (observed !== unknown) {
      const column = actors.length;
      const seen = watch.next(columns[column] as number, observed);
      if (seen < 0) return vocabulary.violation(seen);
      columns[column] = seen;
    }
    const before = this.columns;
    this.columns = columns;
    const wrong = checks.global(move.actor, localStates(actors, columns));
    if (wrong !== undefined) this.columns = before;
    return wrong;
  }

  /** What is wrong with the state for itself, where `moves` is empty: nothing can move any more. */
  atRest(deadlock: boolean): Violation | undefined {
    return restViolation(this.tables, this.columns, deadlock);
  }

  #list(actor: number, table: ActorTable, start: number, moves: Move[]): void {
    const { items } = table.code;
    let at = start + 1;
    for (let n = 0; n < (items[start] as number); n += 1) {
      moves.push({ actor, envelope: items[at] as number, at });
      at += moveHead + 2 * (items[at + 3] as number);
    }
  }
}
