/**
 * A few words that all threads of a search share. The main thread writes what there is to do into a ring of tasks, each
 * a range of states; whoever takes the next ticket does that one. Tickets count up, and never begin again.
 */

/** Places of the words. */
const nextTicket = 0;
const ticketsEnd = 1;
const knownStates = 2;
const letters = 3;
const wake = 4;
const doneCount = 5;
const ended = 6;
const startedCount = 7;
const othersCount = 8;
const head = 9;
/** For each place of the ring: the first state, how many, and which ticket was done there last, plus 1. */
const perTask = 3;

/** How long somebody sleeps who may have missed a call, in milliseconds. */
const longestSleep = 500;

export class Control {
  readonly words: Int32Array;
  readonly #ring: number;

  constructor(ring: number, words?: Int32Array) {
    this.#ring = ring;
    this.words = words ?? new Int32Array(new SharedArrayBuffer((head + ring * perTask) * 4));
  }

  /** Takes the next task; its ticket, or -1 when there is none. */
  take(): number {
    for (;;) {
      const ticket = Atomics.load(this.words, nextTicket);
      if (ticket >= Atomics.load(this.words, ticketsEnd)) return -1;
      if (this.#isTaken(ticket)) return ticket;
    }
  }

  /** Takes this one, unless somebody has done so. */
  takeThis(ticket: number): boolean {
    return ticket < Atomics.load(this.words, ticketsEnd) && this.#isTaken(ticket);
  }

  /** Takes back what nobody has taken; the first ticket that is free. */
  takeBack(): number {
    for (;;) {
      const ticket = Atomics.load(this.words, nextTicket);
      const end = Atomics.load(this.words, ticketsEnd);
      if (Atomics.compareExchange(this.words, nextTicket, ticket, end) === ticket) return ticket;
    }
  }

  /** Adds a task; its ticket. */
  give(first: number, count: number): number {
    const ticket = Atomics.load(this.words, ticketsEnd);
    const at = this.#at(ticket);
    this.words[at] = first;
    this.words[at + 1] = count;
    Atomics.store(this.words, ticketsEnd, ticket + 1);
    return ticket;
  }

  /** How many tasks there have been. */
  get given(): number {
    return Atomics.load(this.words, ticketsEnd);
  }

  first(ticket: number): number {
    return this.words[this.#at(ticket)] as number;
  }

  count(ticket: number): number {
    return this.words[this.#at(ticket) + 1] as number;
  }

  done(ticket: number): void {
    Atomics.store(this.words, this.#at(ticket) + 2, ticket + 1);
    Atomics.add(this.words, doneCount, 1);
    Atomics.notify(this.words, doneCount);
  }

  /** The same, for those who only help. */
  doneByOther(ticket: number): void {
    Atomics.add(this.words, othersCount, 1);
    this.done(ticket);
  }

  /** Tasks that others than the main thread have done. */
  get others(): number {
    return Atomics.load(this.words, othersCount);
  }

  isDone(ticket: number): boolean {
    return Atomics.load(this.words, this.#at(ticket) + 2) === ticket + 1;
  }

  /** Sleeps until a task is done, or so many milliseconds. */
  awaitDone(ticket: number, ms: number): void {
    const count = Atomics.load(this.words, doneCount);
    if (!this.isDone(ticket)) Atomics.wait(this.words, doneCount, count, ms);
  }

  /** What is called by `callAll` before it is waited for with `sleep` is not missed. */
  get calls(): number {
    return Atomics.load(this.words, wake);
  }

  sleep(calls: number): void {
    Atomics.wait(this.words, wake, calls, longestSleep);
  }

  callAll(): void {
    Atomics.add(this.words, wake, 1);
    Atomics.notify(this.words, wake);
  }

  /** States below this number are complete for whoever reads it. */
  get known(): number {
    return Atomics.load(this.words, knownStates);
  }

  set known(states: number) {
    Atomics.store(this.words, knownStates, states);
  }

  /** How many letters the main thread has posted. */
  get posted(): number {
    return Atomics.load(this.words, letters);
  }

  set posted(count: number) {
    Atomics.store(this.words, letters, count);
  }

  /** How many threads are there. */
  get started(): number {
    return Atomics.load(this.words, startedCount);
  }

  /** A thread is there. */
  start(): void {
    Atomics.add(this.words, startedCount, 1);
    Atomics.notify(this.words, startedCount);
  }

  /** Sleeps until there is another thread than `count`, or so many milliseconds. */
  awaitStart(count: number, ms: number): void {
    Atomics.wait(this.words, startedCount, count, ms);
  }

  get isOver(): boolean {
    return Atomics.load(this.words, ended) === 1;
  }

  end(): void {
    Atomics.store(this.words, ended, 1);
    this.callAll();
  }

  #isTaken(ticket: number): boolean {
    return Atomics.compareExchange(this.words, nextTicket, ticket, ticket + 1) === ticket;
  }

  #at(ticket: number): number {
    return head + (ticket % this.#ring) * perTask;
  }
}
