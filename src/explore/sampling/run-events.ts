/**
 * The events of one run and what each of them had to wait for.
 *
 * An event is a delivery, a firing of a timer or an outside event: the next one of its task. It is there from the
 * moment it can be taken, and it is above the events without which that could not have been: the one after which it
 * can be taken, the one before it of its task, the one in which its message was sent, and for a timer that fires when
 * nothing else can move, all before. Deliveries at one receiver are not ordered for that alone: that they race is what
 * a run chooses.
 */
import type { Move } from '../cursor.ts';
import type { Tasks } from '../delays/tasks.ts';
import type { Tables } from '../tables.ts';
import { ChainPartition } from './chain-partition.ts';

export class RunEvents {
  readonly #tables: Tables;
  readonly #tasks: Tasks;
  readonly #idleTimers: boolean;
  /** Their numbers are those of the elements, in the order in which they can first be taken. */
  #order = new ChainPartition();
  /** By task: its event that can be taken, or could, and has not been. */
  readonly #open = new Map<number, number>();
  /** By task: its event that was taken last. */
  readonly #before = new Map<number, number>();
  /** By envelope: the events that sent it, for each time that it is in flight; -1 for what was there at first. */
  readonly #senders = new Map<number, number[]>();
  /** By envelope of a message that is lost, or delivered and kept: that of its plain delivery. */
  readonly #plain = new Map<number, number>();
  /** By chain: the last of its events that was taken, and is above all of it that were. */
  readonly #taken = new Map<number, number>();
  #last = -1;
  /** The actor that took it. */
  #receiver = -1;
  #columns: Int32Array | undefined;

  /** `idleTimers`: a timer fires when nothing else can move. */
  constructor(tables: Tables, tasks: Tasks, idleTimers: boolean) {
    this.#tables = tables;
    this.#tasks = tasks;
    this.#idleTimers = idleTimers;
  }

  /** A new run. */
  begin(): void {
    this.#order = new ChainPartition();
    this.#open.clear();
    this.#before.clear();
    this.#senders.clear();
    this.#taken.clear();
    this.#last = -1;
    this.#receiver = -1;
    this.#columns = undefined;
  }

  get order(): ChainPartition {
    return this.#order;
  }

  /**
   * As many events are known of which none is above another, which is at most the width of their order: what could be
   * taken and was not is above nothing but what was.
   */
  get width(): number {
    return Math.max(this.#order.width, this.#open.size);
  }

  /** What can move in the state of these columns. */
  see(moves: readonly Move[], columns: Int32Array): void {
    this.#noteSent(columns);
    for (const move of moves) {
      const task = this.#tasks.of(move);
      if (!this.#open.has(task)) this.#open.set(task, this.#order.add(this.#above(move)));
    }
  }

  /** The event that a move is, which has been seen. */
  of(move: Move): number {
    return this.#open.get(this.#tasks.of(move)) as number;
  }

  /** The move has been chosen. */
  take(move: Move): void {
    this.#last = this.of(move);
    this.#receiver = move.actor;
    this.#taken.set(this.#order.chainOf(this.#last), this.#last);
    this.#open.delete(this.#tasks.of(move));
    this.#before.set(this.#tasks.of(move), this.#last);
    this.#senders.get(this.#plainOf(move))?.shift();
  }

  #above(move: Move): Iterable<number> {
    const { from } = this.#tables.vocabulary.envelopes.value(move.envelope);
    if (from === 'timer' && this.#idleTimers) return this.#taken.values();
    const before = this.#before.get(this.#tasks.of(move)) ?? -1;
    const sender = this.#senders.get(this.#plainOf(move))?.[0] ?? -1;
    return [this.#last, before, sender].filter((event) => event >= 0);
  }

  /** What is in flight now and was not before was sent by the last event. */
  #noteSent(columns: Int32Array): void {
    const before = this.#columns;
    this.#columns = columns;
    const { actors, vocabulary } = this.#tables;
    for (const [actor, table] of actors.entries()) {
      const component = columns[actor] as number;
      // Who has sent to himself what he received may be as before.
      if (component === before?.[actor] && actor !== this.#receiver) continue;
      const counts = new Map<number, number>();
      for (const { sender, message } of table.value(component).inbox.inFlight) {
        const envelope = vocabulary.envelope(sender, actor, message);
        counts.set(envelope, (counts.get(envelope) ?? 0) + 1);
      }
      for (const [envelope, count] of counts) this.#noteCount(envelope, count);
    }
  }

  #noteCount(envelope: number, count: number): void {
    const senders = this.#senders.get(envelope) ?? [];
    while (senders.length < count) senders.push(this.#last);
    this.#senders.set(envelope, senders);
  }

  #plainOf({ actor, envelope }: Move): number {
    const known = this.#plain.get(envelope);
    if (known !== undefined) return known;
    const { vocabulary } = this.#tables;
    const { from, message } = vocabulary.envelopes.value(envelope);
    const plain = vocabulary.envelope(vocabulary.name(from), actor, vocabulary.message(message));
    this.#plain.set(envelope, plain);
    return plain;
  }
}
