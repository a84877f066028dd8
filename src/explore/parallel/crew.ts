/**
 * The threads that help a breadth-first search, seen from the main one, which alone enters states. They make the
 * successors of the states that come next, and hand over those that were not known when they looked. The main thread
 * takes what is made in the order of the states, and does itself what nobody has begun, what cannot be done without
 * asking a machine, and what somebody has begun and does not finish. So it finds what it would find alone, in the same
 * order, and nothing depends on the others being there.
 */
import type { Asleep } from '../asleep.ts';
import type { Made as RangeMade } from '../expander.ts';
import { Expander } from '../expander.ts';
import type { Layout } from '../layout.ts';
import type { Space } from '../space.ts';
import type { StoreView } from '../store-view.ts';
import { Control } from './control.ts';
import type { TableView } from './known-moves.ts';
import { KnownMoves } from './known-moves.ts';
import type { Letter } from './letters.ts';
import { Recent } from './recent.ts';
import type { Helper } from './start.ts';
import { startHelper } from './start.ts';
import type { Maker } from './task.ts';
import { Made, makeTask, notMade, roomFor } from './task.ts';

/** States of a task: whole batches of the search. */
export const taskStates = 256;
/** Tasks that may be under way or wait to be taken over, for each thread. */
const tasksEach = 6;
/** How long the main thread waits for what another one has begun before it does that itself, in milliseconds. */
const patience = 50;
/** How long it waits for all of them before it goes on alone. */
const longPatience = 2_000;
const oneWait = 2;
/** Tables are told again when more states than these, and one for so many numbers in them, lacked an entry. */
const leastLacking = 64;
const numbersEach = 2048;

/** What is made of a range of states. */
interface Task {
  readonly first: number;
  readonly count: number;
  /** Undefined when the main thread makes it, batch by batch. */
  readonly made: Made | undefined;
}

export class Crew {
  readonly #asleep: Asleep | undefined;
  readonly #space: Space;
  readonly #ring: number;
  readonly #control: Control;
  readonly #outputs: readonly Int32Array[];
  #helpers: readonly Helper[] = [];
  #maker: Maker;
  #layout: Layout | undefined;
  #view: StoreView | undefined;
  /** Who sleeps, as it was told last. */
  #sleepers: Int32Array | undefined;
  /** The tables that were told last: one of them, and how many entries they had. */
  #places: Int32Array | undefined;
  #tablesAdded = -1;
  /** States that were made here since the tables were told. */
  #lacking = 0;
  /** The next state that is in no task yet, and the next ticket in the order of states. */
  #next = 0;
  #ticket = 0;
  /** The first ticket since the states were packed anew. */
  #base = 0;
  #task: Task | undefined;
  /** Tickets that were not waited for; who has them may still write. */
  readonly #late = new Set<number>();

  constructor(space: Space, asleep: Asleep | undefined, threads: number) {
    this.#space = space;
    this.#asleep = asleep;
    this.#ring = threads * tasksEach;
    this.#control = new Control(this.#ring);
    const bytes = roomFor(taskStates) * 4;
    this.#outputs = Array.from(
      { length: this.#ring },
      () => new Int32Array(new SharedArrayBuffer(bytes)),
    );
    const { store, compiled, tables } = space;
    const moves = new KnownMoves(compiled);
    const expander = new Expander(store, moves, tables.initial.length);
    const find = ({ words, hashes, count, found }: Expander) =>
      store.find(words, hashes, count, found);
    this.#maker = { expander, moves, asleep, recent: this.#recent(), find };
    store.share();
    asleep?.share();
    const helpers = Array.from({ length: threads - 1 }, () =>
      startHelper(this.#control.words, this.#outputs),
    );
    this.#helpers = helpers.filter((each) => each !== undefined);
  }

  /**
   * Puts what is new of the successors of `count` states into the expander, and into `range` where those of each end
   * and how many are known; undefined when the main thread is to make them, false when the layout cannot hold them.
   * `levelEnd`: states below it are on the level of these, or on one before.
   */
  make(first: number, count: number, levelEnd: number, range: RangeMade): boolean | undefined {
    if (this.#helpers.length === 0) return undefined;
    if (this.#space.store.layout !== this.#layout && !this.#relaid(first)) return undefined;
    if (this.#task !== undefined && first >= this.#task.first + this.#task.count) {
      this.#task = undefined;
      this.#ticket += 1;
    }
    this.#tell();
    this.#giveTasks(levelEnd);
    const task = this.#taskOf(first, count);
    return task?.made === undefined ? undefined : this.#take(task, task.made, first, count, range);
  }

  end(): void {
    this.#control.end();
    for (const helper of this.#helpers) helper.end();
    this.#helpers = [];
    this.#task = undefined;
  }

  #take(task: Task, made: Made, first: number, count: number, range: RangeMade): boolean {
    const { expander } = this.#space;
    for (let n = 0; n < count; n += 1) {
      const place = first + n - task.first;
      const successors = made.successors(place);
      const before = expander.count;
      if (successors === notMade) {
        this.#lacking += 1;
        if (!expander.expand(first + n)) return false;
        range.asleep[n] = 0;
      } else {
        made.addTo(expander, place);
        range.asleep[n] = successors - (expander.count - before);
      }
      range.ends[n] = expander.count;
    }
    return true;
  }

  /** The task that the states are of; undefined when there is none for them. */
  #taskOf(first: number, count: number): Task | undefined {
    if (this.#task !== undefined) return this.#task;
    if (first === this.#next) {
      // There was no place for it in the ring.
      this.#next = first + count;
      return undefined;
    }
    const ticket = this.#ticket;
    const isOwn = this.#control.takeThis(ticket);
    if (isOwn) this.#control.done(ticket);
    const made = isOwn ? undefined : this.#awaited(ticket);
    this.#task = { first, count: this.#control.count(ticket), made };
    return this.#task;
  }

  /** What another thread has made, once it has; meanwhile this one does another task. Undefined when it is late. */
  #awaited(ticket: number): Made | undefined {
    const { width } = this.#view as StoreView;
    for (let waited = 0; !this.#control.isDone(ticket); ) {
      const other = this.#control.take();
      if (other >= 0) {
        const out = this.#output(other);
        makeTask(this.#maker, this.#control.first(other), this.#control.count(other), width, out);
        this.#control.done(other);
      } else if (waited >= patience) {
        this.#late.add(ticket);
        return undefined;
      } else {
        this.#control.awaitDone(ticket, oneWait);
        waited += oneWait;
      }
    }
    return new Made(this.#output(ticket), this.#control.count(ticket), width);
  }

  /** Adds tasks while there are states for whole ones and places in the ring. */
  #giveTasks(levelEnd: number): void {
    const { length } = this.#space.store;
    let isNew = false;
    for (;;) {
      // What is known beyond this level is on the next one, whose end is not known: no task may reach beyond it.
      const rest = this.#next < levelEnd ? levelEnd - this.#next : length - this.#next;
      if (rest < taskStates && this.#next >= levelEnd) break;
      if (rest <= 0 || !this.#hasPlace()) break;
      const count = Math.min(rest, taskStates);
      this.#control.give(this.#next, count);
      this.#next += count;
      isNew = true;
    }
    if (isNew) this.#control.callAll();
  }

  #hasPlace(): boolean {
    const before = this.#control.given - this.#ring;
    if (before >= this.#ticket) return false;
    if (!this.#late.has(before)) return true;
    return this.#control.isDone(before) && this.#late.delete(before);
  }

  /** The states are packed anew: what was made is void, and nobody may be at it still when places are given anew. */
  #relaid(first: number): boolean {
    const free = this.#control.takeBack();
    const { given } = this.#control;
    for (let ticket = Math.max(this.#base, given - this.#ring); ticket < free; ticket += 1) {
      for (let waited = 0; !this.#control.isDone(ticket); waited += oneWait) {
        if (waited >= longPatience) {
          this.end();
          return false;
        }
        this.#control.awaitDone(ticket, oneWait);
      }
    }
    this.#late.clear();
    this.#task = undefined;
    this.#base = given;
    this.#ticket = given;
    this.#next = first;
    const { layout, view } = this.#space.store;
    this.#layout = layout;
    this.#view = view;
    this.#maker.expander.fit();
    this.#maker = { ...this.#maker, recent: this.#recent() };
    this.#post({ layout, view, tables: this.#tables(), isBounded: this.#isBounded });
    return true;
  }

  get #isBounded(): boolean {
    return this.#space.tables.border !== undefined;
  }

  #recent(): Recent | undefined {
    return this.#isBounded ? undefined : new Recent(this.#space.store.layout.words);
  }

  /** Says where states and tables are, if that is news, and how many states there are. */
  #tell(): void {
    const { store, compiled } = this.#space;
    if (store.view !== this.#view) {
      this.#view = store.view;
      this.#post({ view: store.view });
    }
    if (this.#asleep?.words !== this.#sleepers) {
      this.#sleepers = this.#asleep?.words;
      this.#post({ asleep: this.#sleepers });
    }
    const numbers = compiled.places.length + compiled.changes.length + compiled.code.length;
    const isLacking = this.#lacking >= leastLacking + numbers / numbersEach;
    // In tables that have become too small an id would be looked up where those of another column are.
    const isTooSmall = compiled.places !== this.#places;
    if (isTooSmall || (isLacking && compiled.added !== this.#tablesAdded)) {
      this.#post({ tables: this.#tables() });
    }
    this.#control.known = store.length;
  }

  #post(letter: Letter): void {
    for (const helper of this.#helpers) helper.post(letter);
    this.#control.posted += 1;
  }

  /** A copy of the tables as they are now. */
  #tables(): TableView {
    const { places, begins, code, changes, changesMask, added } = this.#space.compiled;
    this.#places = places;
    this.#tablesAdded = added;
    this.#lacking = 0;
    return {
      places: shared(places),
      begins: shared(begins),
      code: { items: shared(code.items.subarray(0, code.length)) },
      changes: shared(changes),
      changesMask,
    };
  }

  #output(ticket: number): Int32Array {
    return this.#outputs[ticket % this.#ring] as Int32Array;
  }
}

function shared(ints: Int32Array): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(ints.byteLength));
  copy.set(ints);
  return copy;
}
