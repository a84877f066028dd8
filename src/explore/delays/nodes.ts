/**
 * Nodes of a delay-bounded search: a global state together with the task that the scheduler is at. For each the fewest
 * delays that lead there, and where it came from.
 */
import { GrowingInts } from '../growing-ints.ts';
import { PairTable } from '../pair-table.ts';

/** In place of an envelope: the scheduler was delayed. */
export const delayed = -1;

export class Nodes {
  readonly #numbers = new PairTable();
  readonly #states = new GrowingInts();
  readonly #tasks = new GrowingInts();
  readonly #delays = new GrowingInts();
  /** Length of the way to it. */
  readonly #steps = new GrowingInts();
  readonly #parents = new GrowingInts();
  readonly #envelopes = new GrowingInts();
  readonly #expanded = new GrowingInts();

  get size(): number {
    return this.#states.length;
  }

  get bytes(): number {
    return this.#numbers.bytes + 7 * this.#states.items.byteLength;
  }

  state(node: number): number {
    return this.#states.items[node] as number;
  }

  task(node: number): number {
    return this.#tasks.items[node] as number;
  }

  delays(node: number): number {
    return this.#delays.items[node] as number;
  }

  steps(node: number): number {
    return this.#steps.items[node] as number;
  }

  /** Marks the node; whether it was not marked yet. */
  expand(node: number): boolean {
    if (this.#expanded.items[node] === 1) return false;
    this.#expanded.items[node] = 1;
    return true;
  }

  /** The first node, to which nothing leads. */
  root(state: number, task: number): number {
    return this.#add(state, task, 0, -1, delayed);
  }

  /**
   * A way from `parent` to a node, by a delivery or a delay: its number when it is new or nearer (in delays) than it
   * was known to be; else -1.
   */
  reach(state: number, task: number, parent: number, envelope: number): number {
    const delays = this.delays(parent) + (envelope === delayed ? 1 : 0);
    const known = this.#numbers.get(state, task);
    if (known < 0) return this.#add(state, task, delays, parent, envelope);
    if (this.delays(known) <= delays) return -1;
    this.#delays.items[known] = delays;
    this.#lead(known, parent, envelope);
    return known;
  }

  /** Envelopes of the deliveries that lead to the node. */
  path(node: number): number[] {
    const path: number[] = [];
    for (let at = node; at >= 0; at = this.#parents.items[at] as number) {
      const envelope = this.#envelopes.items[at] as number;
      if (envelope !== delayed) path.push(envelope);
    }
    return path.reverse();
  }

  #add(state: number, task: number, delays: number, parent: number, envelope: number): number {
    const node = this.#states.push(state);
    this.#numbers.add(state, task, node);
    this.#tasks.push(task);
    this.#delays.push(delays);
    this.#expanded.push(0);
    this.#parents.push(-1);
    this.#envelopes.push(delayed);
    this.#steps.push(0);
    this.#lead(node, parent, envelope);
    return node;
  }

  #lead(node: number, parent: number, envelope: number): void {
    this.#parents.items[node] = parent;
    this.#envelopes.items[node] = envelope;
    const before = parent < 0 ? 0 : this.steps(parent);
    this.#steps.items[node] = before + (envelope === delayed ? 0 : 1);
  }
}
