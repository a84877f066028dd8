/**
 * PCT for messages (Ozkan, Majumdar, Niksic, Befrouei, Weissenbacher, "Randomized Testing of Distributed Systems with
 * Probabilistic Guarantees", OOPSLA 2018).
 *
 * The events of a run are cut into chains as they come, each chain in the order of causes. A chain has a random
 * priority from its beginning, and of the events that can be taken the one on the first chain is. Events are counted as
 * they come; d - 1 of the numbers up to n, the events of a run, are drawn before it: when the event with the i-th of
 * these numbers would be taken, its chain first goes behind all others, the ones of i - 1 and less included.
 *
 * For events x0, x1, ..., x(d-1) it takes x0 only when nothing else can be taken that does not follow from one of them,
 * then x1 in the same way, and so on, when the chain of x0 is behind the others (one of w^2 cases at least, since there
 * are at most w(w+1)/2 chains) and the numbers drawn are those of x1, ..., x(d-1).
 */
import type { Move } from '../cursor.ts';
import type { Tasks } from '../delays/tasks.ts';
import type { Random } from './random.ts';
import type { RunEvents } from './run-events.ts';
import type { Scheduler } from './schedulers.ts';
import { anyOf, checkDepth } from './schedulers.ts';

export class Pctcp implements Scheduler {
  readonly #random: Random;
  readonly #tasks: Tasks;
  readonly #depth: number;
  readonly #events: RunEvents;
  /** By chain: greater ones go first. Those after a change are below 0. */
  readonly #priorities = new Map<number, number>();
  /** By number of the event before which it is made: what the priority becomes. */
  readonly #changes = new Map<number, number>();
  /** Most events of a run so far: changes are made before some of as many. */
  #most = 0;
  /** Most events of a run so far of which none waits for another. */
  #widest = 0;

  constructor(random: Random, tasks: Tasks, depth: number, events: RunEvents) {
    checkDepth(depth);
    this.#random = random;
    this.#tasks = tasks;
    this.#depth = depth;
    this.#events = events;
  }

  begin(): void {
    this.#events.begin();
    this.#priorities.clear();
    this.#changes.clear();
    for (let n = 1; n < this.#depth && this.#changes.size < this.#most; n += 1) {
      this.#changes.set(this.#otherNumber(), -n);
    }
  }

  choose(moves: readonly Move[], columns: Int32Array): Move {
    this.#events.see(moves, columns);
    const { order } = this.#events;
    this.#most = Math.max(this.#most, order.size);
    this.#widest = Math.max(this.#widest, this.#events.width);
    for (;;) {
      const first = this.#first(moves);
      const event = this.#events.of(first);
      const change = this.#changes.get(event);
      if (change === undefined) {
        const move = anyOf(moves, first, this.#tasks, this.#random);
        this.#events.take(move);
        return move;
      }
      this.#changes.delete(event);
      this.#priorities.set(order.chainOf(event), change);
    }
  }

  end(): void {}

  promise(): string {
    const w = this.#widest;
    const n = this.#most;
    const d = this.#depth;
    const probability = 1 / (w ** 2 * n ** (d - 1));
    return (
      `PCTCP finds a bug of depth ${d} with probability at least 1/(w^2*n^(d-1)) = ${probability.toPrecision(3)} ` +
      `in each run after the first, with w = ${w} events of which none waits for another and n = ${n} events, ` +
      'the most seen in one run'
    );
  }

  /** A number of an event, and none that is drawn already. */
  #otherNumber(): number {
    for (;;) {
      const event = this.#random.below(this.#most);
      if (!this.#changes.has(event)) return event;
    }
  }

  #first(moves: readonly Move[]): Move {
    let first = moves[0] as Move;
    for (const move of moves) if (this.#priority(move) > this.#priority(first)) first = move;
    return first;
  }

  #priority(move: Move): number {
    const chain = this.#events.order.chainOf(this.#events.of(move));
    let priority = this.#priorities.get(chain);
    if (priority === undefined) {
      priority = this.#random.fraction();
      this.#priorities.set(chain, priority);
    }
    return priority;
  }
}
