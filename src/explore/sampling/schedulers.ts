/**
 * How the random strategies choose what moves next. A scheduler is told of each run, and asked at each of its steps.
 */
import type { Move } from '../cursor.ts';
import type { Tasks } from '../delays/tasks.ts';
import type { Random } from './random.ts';

export interface Scheduler {
  begin(): void;
  /** One of the moves, of which there is at least one, in the state of these columns. */
  choose(moves: readonly Move[], columns: Int32Array): Move;
  /** The run is over, after this many steps. */
  end(steps: number): void;
  /** What the theory promises, in one sentence with its numbers. */
  promise(): string | undefined;
}

/** Each move equally probable. */
export class RandomWalk implements Scheduler {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  begin(): void {}

  choose(moves: readonly Move[]): Move {
    return moves[this.#random.below(moves.length)] as Move;
  }

  end(): void {}

  promise(): undefined {
    return undefined;
  }
}

/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler with
 * Probabilistic Guarantees of Finding Bugs", ASPLOS 2010). Tasks, here channels, outside events and timers, have
 * random priorities, and the first that can move does; at d - 1 random steps out of k the one that would move gets a
 * priority below all others. Its proof needs of a task only that its steps come in an order of their own, as those of
 * a channel do.
 */
export class Pct implements Scheduler {
  readonly #random: Random;
  readonly #tasks: Tasks;
  readonly #depth: number;
  /** By task: greater ones go first. Those of change points are below 0. */
  readonly #priorities = new Map<number, number>();
  readonly #changes = new Map<number, number>();
  /** Steps of the longest run so far: change points are among as many. */
  #steps = 0;
  #step = 0;

  constructor(random: Random, tasks: Tasks, depth: number) {
    checkDepth(depth);
    this.#random = random;
    this.#tasks = tasks;
    this.#depth = depth;
  }

  begin(): void {
    this.#step = 0;
    this.#priorities.clear();
    this.#changes.clear();
    if (this.#steps === 0) return;
    for (let n = 1; n < this.#depth; n += 1) {
      this.#changes.set(1 + this.#random.below(this.#steps), -n);
    }
  }

  choose(moves: readonly Move[]): Move {
    this.#step += 1;
    const change = this.#changes.get(this.#step);
    if (change !== undefined) this.#priorities.set(this.#tasks.of(this.#first(moves)), change);
    return anyOf(moves, this.#first(moves), this.#tasks, this.#random);
  }

  end(steps: number): void {
    this.#steps = Math.max(this.#steps, steps);
  }

  promise(): string {
    const n = this.#tasks.size;
    const k = this.#steps;
    const d = this.#depth;
    const probability = 1 / (n * k ** (d - 1));
    return (
      `PCT finds a bug of depth ${d} with probability at least 1/(n*k^(d-1)) = ${probability.toPrecision(3)} ` +
      `in each run after the first, with n = ${n} tasks (channels, outside events, timers) and k = ${k} steps, ` +
      'the longest run'
    );
  }

  #first(moves: readonly Move[]): Move {
    let first = moves[0] as Move;
    for (const move of moves) if (this.#priority(move) > this.#priority(first)) first = move;
    return first;
  }

  #priority(move: Move): number {
    const task = this.#tasks.of(move);
    let priority = this.#priorities.get(task);
    if (priority === undefined) {
      priority = this.#random.fraction();
      this.#priorities.set(task, priority);
    }
    return priority;
  }
}

/**
 * Partial order sampling (Yuan, Yang, Gu, "Partial Order Aware Concurrency Sampling", CAV 2018): every event has a
 * random priority, and the first that can move does. Events that race with it, here those at the same receiver, get
 * new ones, so that one order of a race says nothing of the next.
 */
export class PartialOrderSampling implements Scheduler {
  readonly #random: Random;
  readonly #tasks: Tasks;
  /** By task: the priority of its next event. */
  readonly #priorities = new Map<number, number>();

  constructor(random: Random, tasks: Tasks) {
    this.#random = random;
    this.#tasks = tasks;
  }

  begin(): void {
    this.#priorities.clear();
  }

  choose(moves: readonly Move[]): Move {
    let first = moves[0] as Move;
    for (const move of moves) if (this.#priority(move) > this.#priority(first)) first = move;
    for (const move of moves) {
      if (move.actor === first.actor) this.#priorities.delete(this.#tasks.of(move));
    }
    return anyOf(moves, first, this.#tasks, this.#random);
  }

  end(): void {}

  promise(): string {
    return 'partial order sampling promises no bound that depends only on the depth of a bug';
  }

  #priority(move: Move): number {
    const task = this.#tasks.of(move);
    let priority = this.#priorities.get(task);
    if (priority === undefined) {
      priority = this.#random.fraction();
      this.#priorities.set(task, priority);
    }
    return priority;
  }
}

export function checkDepth(depth: number): void {
  if (Number.isInteger(depth) && depth >= 1) return;
  throw new Error(`'bugDepth' is ${depth}; it must be a whole number from 1 on`);
}

/** One task may have several moves, as where a message can be lost: each of them equally probable. */
export function anyOf(moves: readonly Move[], first: Move, tasks: Tasks, random: Random): Move {
  const task = tasks.of(first);
  const same = moves.filter((move) => tasks.of(move) === task);
  return same.length === 1 ? first : (same[random.below(same.length)] as Move);
}
