/**
 * What the tables contain, in a few numbers for each actor: two explorations whose tables have equal ones speak of the
 * same states, and what every machine did so far was the same. Tables only grow, so that only the new part is read.
 */
import type { ActorTable } from '../actor-table.ts';
import type { Tables } from '../tables.ts';

class Rolling {
  #low = 0x811c9dc5 | 0;
  #high = 0x2545f491;

  int(value: number): void {
    this.#low = Math.imul(this.#low ^ value, 0x01000193);
    this.#low ^= this.#low >>> 15;
    this.#high = Math.imul(this.#high ^ value, 0x5bd1e995);
    this.#high ^= this.#high >>> 13;
  }

  text(value: string): void {
    for (let n = 0; n < value.length; n += 1) this.int(value.charCodeAt(n));
    this.int(-1);
  }

  toString(): string {
    return `${(this.#high >>> 0).toString(16)}${(this.#low >>> 0).toString(16).padStart(8, '0')}`;
  }
}

class ActorPrint {
  readonly #table: ActorTable;
  readonly #moves = new Rolling();
  readonly #components = new Rolling();
  readonly #texts = new Rolling();
  /** How much of each has been read. */
  #words = 0;
  #ids = 0;
  #locals = 0;

  constructor(table: ActorTable) {
    this.#table = table;
  }

  update(): string {
    const { code, locals, size, states } = this.#table;
    for (; this.#words < code.length; this.#words += 1) {
      this.#moves.int(code.items[this.#words] as number);
    }
    for (; this.#ids < size; this.#ids += 1) {
      const local = locals.items[this.#ids] as number;
      this.#components.int(local);
      for (; this.#locals <= local; this.#locals += 1) this.#texts.text(states.text(this.#locals));
    }
    return `${size} ${code.length} ${this.#moves} ${this.#components} ${this.#texts}`;
  }
}

export class Fingerprint {
  readonly #tables: Tables;
  readonly #actors: readonly ActorPrint[];
  readonly #watch = new Rolling();
  #watched = 0;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#actors = tables.actors.map((table) => new ActorPrint(table));
  }

  /** For each actor and, last, the monitors, what the tables contain by now. */
  update(): readonly string[] {
    const { watch } = this.#tables;
    for (; this.#watched < watch.size; this.#watched += 1) {
      this.#watch.text(watch.text(this.#watched));
    }
    return [...this.#actors.map((each) => each.update()), `${watch.size} ${this.#watch}`];
  }
}
