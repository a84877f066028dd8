/**
 * The tasks of the deterministic scheduler of a delay-bounded search, and their cyclic order.
 *
 * A task is a channel, which is a receiver and a sender, or an outside event or a timer of an actor. Where messages of
 * one channel may come in any order, each message is a task of its own. Their order is that of the receivers in the
 * system, and for each receiver that of the senders, then outside events, then timers.
 */
import { canonicalText } from '../canonical.ts';
import type { Move } from '../cursor.ts';
import type { ExploreOptions } from '../options.ts';
import type { Tables } from '../tables.ts';

interface Task {
  readonly receiver: number;
  readonly sender: number;
  /** Tells the tasks of one receiver and sender apart; empty for a channel. */
  readonly text: string;
}

export class Tasks {
  readonly #tables: Tables;
  readonly #each: boolean;
  readonly #withEvents: ReadonlySet<string>;
  readonly #tasks: Task[] = [];
  readonly #numbers = new Map<string, number>();
  /** By number of the envelope: its task. */
  readonly #ofEnvelope: number[] = [];
  /** By task: its place in the cyclic order. */
  #places: number[] = [];

  /** `withEvents`: ids of the actors that have outside events. */
  constructor(tables: Tables, options: ExploreOptions, withEvents: ReadonlySet<string>) {
    this.#tables = tables;
    this.#each = options.channels === 'bag';
    this.#withEvents = withEvents;
  }

  /** How many there are so far. */
  get size(): number {
    return this.#tasks.length;
  }

  of(move: Move): number {
    return this.#ofEnvelope[move.envelope] ?? this.#add(move);
  }

  /**
   * The task that the scheduler runs, which was at `task` (-1: at none yet): `task` itself while it can move, else the
   * next one in cyclic order.
   */
  current(moves: readonly Move[], task: number): number {
    return this.#from(moves, task, 0);
  }

  /** The next one in cyclic order that can move; `task` itself when no other can. */
  after(moves: readonly Move[], task: number): number {
    return this.#from(moves, task, 1);
  }

  #from(moves: readonly Move[], task: number, further: number): number {
    // All of them first: a task that is new changes places.
    for (const move of moves) this.of(move);
    const place = task < 0 ? 0 : (this.#places[task] as number) + further;
    let first = -1;
    let next = -1;
    for (const move of moves) {
      const each = this.of(move);
      const at = this.#places[each] as number;
      if (first < 0 || at < (this.#places[first] as number)) first = each;
      if (at >= place && (next < 0 || at < (this.#places[next] as number))) next = each;
    }
    return next < 0 ? first : next;
  }

  /** Whether it is an outside event (or a message that the environment sent to an actor that has such events). */
  isEvent(envelope: number): boolean {
    const { from, to } = this.#tables.vocabulary.envelopes.value(envelope);
    return from === 'environment' && this.#withEvents.has(to);
  }

  #add({ actor, envelope }: Move): number {
    const { from, message } = this.#tables.vocabulary.envelopes.value(envelope);
    const isChannel = from !== 'timer' && !this.isEvent(envelope) && !this.#each;
    const text = isChannel ? '' : canonicalText(message);
    const key = `${actor} ${from} ${text}`;
    let task = this.#numbers.get(key);
    if (task === undefined) {
      task = this.#tasks.length;
      this.#tasks.push({ receiver: actor, sender: this.#senderPlace(from), text });
      this.#numbers.set(key, task);
      this.#sort();
    }
    this.#ofEnvelope[envelope] = task;
    return task;
  }

  /** Actors in their order, then whoever else there is. */
  #senderPlace(from: string): number {
    const { actors } = this.#tables.vocabulary;
    const actor = actors.indexOf(from);
    if (actor >= 0) return actor;
    return actors.length + (from === 'timer' ? 1 : 0);
  }

  #sort(): void {
    const order = this.#tasks.map((_, task) => task);
    const task = (number: number) => this.#tasks[number] as Task;
    order.sort((a, b) => compare(task(a), task(b)));
    this.#places = new Array<number>(order.length);
    for (const [place, number] of order.entries()) this.#places[number] = place;
  }
}

function compare(a: Task, b: Task): number {
  const order = a.receiver - b.receiver || a.sender - b.sender;
  if (order !== 0) return order;
  return a.text < b.text ? -1 : 1;
}
