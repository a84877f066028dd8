/**
 * Sleep sets (Godefroid 1996) for a search that keeps its states: of two moves that commute one order is taken. Where
 * an actor has moved first, its moves sleep after those of its siblings that neither send to it nor are seen together
 * with it, and go on sleeping until somebody wakes it in that way. A state that is reached again, and by a way on which
 * fewer sleep, makes the moves for which that way has nobody else (`again`).
 *
 * Who sleeps in a state is the set of actors all of whose moves do. A set holds members of the persistent set of its
 * state only (`begin`). Why nothing is missed: take a run w from an explored state none of whose possible first moves
 * sleeps there, in the end. Those of them that are in the persistent set P of the state have been made, in one visit or
 * in several; take the last of these visits, and the first of them that it has made, t. None of the others slept in
 * that visit or had been made before t, so none of them sleeps after t; nor does a first move outside P, and what t has
 * made possible depends on t. So the rest of w has the same property, and is shorter. If no first move of w is in P, a
 * move of P leads to a state that was found later, if need be after those that sleep have been woken or all others made
 * (the proviso of the search); w can be made there, and none of its first moves sleeps, for they are outside P. In the
 * initial state nobody sleeps. So every run has an explored one with the same moves in an equivalent order, as far as
 * it went.
 *
 * A timer that fires when nothing else can move commutes with nothing.
 */
import type { CheckpointReader, Pieces } from '../checkpoint/pieces.ts';
import { intsItem } from '../checkpoint/pieces.ts';
import type { CompiledMoves } from '../compiled-moves.ts';
import { actorShift, columnMask, compiledHead, outputsMask } from '../compiled-moves.ts';
import { GrowingInts } from '../growing-ints.ts';
import type { Tables } from '../tables.ts';
import type { PersistentSets } from './persistent-sets.ts';

/** One bit for each actor, and one that says that the state has been expanded. */
export const mostActors = 31;
const expanded = 1 << mostActors;

export class SleepSets {
  readonly #tables: Tables;
  readonly #sets: PersistentSets;
  /** Whether timers fire only when nothing else can move. */
  readonly #hasIdleTimers: boolean;
  /** By state: who sleeps. */
  readonly #asleep = new GrowingInts();
  /** For the state in hand: its components; whose moves are not made now; who sleeps or has moved before the actor. */
  #columns: Int32Array = new Int32Array(0);
  #skipped = 0;
  #before = 0;
  #actor = -1;
  #isIdle = false;

  constructor(tables: Tables, sets: PersistentSets, timers: 'idle' | 'any') {
    this.#tables = tables;
    this.#sets = sets;
    this.#hasIdleTimers = timers === 'idle';
  }

  /** Bytes that it takes, and will take in one piece beside those. */
  get bytes(): number {
    return this.#asleep.items.byteLength;
  }

  get nextGrowthBytes(): number {
    return this.#asleep.nextGrowthBytes;
  }

  /** Nothing has been found. */
  clear(): void {
    this.#asleep.length = 0;
  }

  save(): Pieces {
    return intsItem(this.#asleep.items, this.#asleep.length);
  }

  restore(reader: CheckpointReader): void {
    this.#asleep.restore(reader.ints());
  }

  /** A new state, in which these sleep. */
  add(asleep: number): void {
    this.#asleep.push(asleep);
  }

  /** A state is reached again by a way on which these sleep: whose moves must be made there now. */
  again(state: number, asleep: number): number {
    const { items } = this.#asleep;
    const before = items[state] as number;
    items[state] = before & (asleep | expanded);
    return (before & expanded) === 0 ? 0 : before & ~asleep & ~expanded;
  }

  /** A state is expanded for the first time. `members`: the actors of its persistent set. */
  begin(state: number, columns: Int32Array, members: number, first: number | undefined): void {
    const { items } = this.#asleep;
    const asleep = (items[state] as number) & members & ~expanded;
    items[state] = asleep | expanded;
    this.#columns = columns;
    this.#skipped = asleep;
    this.#before = asleep;
    this.#actor = -1;
    this.#isIdle = this.#hasIdleTimers && first !== undefined && this.#isTimer(first);
  }

  /** What was skipped is made now: nobody sleeps in the state any more. False when nothing was. */
  wakeAll(state: number): boolean {
    if (this.#skipped === 0) return false;
    this.#asleep.items[state] = expanded;
    this.#moved();
    this.#before &= ~this.#skipped;
    this.#skipped = ~this.#skipped;
    return true;
  }

  /** Now the moves are made of those outside the persistent set. */
  others(): void {
    this.#moved();
    this.#skipped = 0;
  }

  /** Moves are made that have slept: after them nobody does. */
  woken(): void {
    this.#skipped = 0;
    this.#isIdle = true;
  }

  /** Whether moves of the actor are not made now. */
  skips(actor: number): boolean {
    return (this.#skipped & (1 << actor)) !== 0;
  }

  /** Who sleeps after the move at `at`. */
  after({ code: { items } }: CompiledMoves, at: number): number {
    const marks = items[at + 3] as number;
    const actor = marks >>> actorShift;
    if (actor !== this.#actor) {
      this.#moved();
      this.#actor = actor;
    }
    let asleep = this.#isIdle ? 0 : this.#before & ~(1 << actor);
    if (asleep === 0 || !this.#sets.relation.wakes) return asleep;
    const end = at + compiledHead + 2 * (marks & outputsMask);
    for (let out = at + compiledHead; out < end; out += 2) {
      asleep &= ~(1 << ((items[out] as number) & columnMask));
    }
    const views = this.#viewsOf(actor);
    if (views === 0) return asleep;
    for (let rest = asleep; rest !== 0; rest &= rest - 1) {
      const other = 31 - Math.clz32(rest & -rest);
      if ((this.#viewsOf(other) & views) !== 0) asleep &= ~(1 << other);
    }
    return asleep;
  }

  #moved(): void {
    if (this.#actor >= 0) this.#before |= 1 << this.#actor;
    this.#actor = -1;
  }

  #viewsOf(actor: number): number {
    return this.#sets.viewsOf(actor, this.#columns[actor] as number);
  }

  #isTimer(envelope: number): boolean {
    return this.#tables.vocabulary.envelopes.value(envelope).from === 'timer';
  }
}
