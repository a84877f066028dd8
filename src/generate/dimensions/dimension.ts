/**
 * A coverage dimension: the items of one criterion, and which of them a state or a move covers. A state's items are
 * covered by being in it, a move's by taking it.
 */
import type { Criterion } from '../suite.ts';

export interface Dimension {
  readonly criterion: Criterion;
  /** How many items there are; their numbers are below. */
  readonly size: number;
  readonly id: (item: number) => string;
  readonly ofState?: (state: number) => readonly number[];
  readonly ofMove?: (move: number) => readonly number[];
  /** Covered by starting the subject. */
  readonly atStart?: readonly number[];
  /** Said of an item that no state or move of a complete graph covers. */
  readonly unreachable?: (item: number) => string;
}

/** Item numbers by id, in the order in which they are first asked for. */
export class Items {
  readonly ids: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    this.#numbers.set(id, this.ids.length);
    return this.ids.push(id) - 1;
  }

  find(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  /** The numbers of those that are items. */
  known(ids: Iterable<string>): readonly number[] {
    const numbers: number[] = [];
    for (const id of ids) {
      const number = this.#numbers.get(id);
      if (number !== undefined) numbers.push(number);
    }
    return numbers;
  }

  id = (item: number): string => this.ids[item] as string;
}

/** The same items for the same key: of many moves few differ. */
export function cached<K>(make: (key: K) => readonly number[]): (key: K) => readonly number[] {
  const known = new Map<K, readonly number[]>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
