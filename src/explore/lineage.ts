/**
 * Who came from whom in a breadth-first search. States are numbered in the order of their finding and expanded in the
 * same order, so that parents never decrease: one byte a state, the number of its children, replaces pointers.
 */
import type { CheckpointReader, Pieces } from './checkpoint/pieces.ts';
import { intsItem, jsonItem } from './checkpoint/pieces.ts';

/** States that may be expanded before anybody asks again what is about to grow. */
const soon = 1 << 16;

interface SavedLineage {
  readonly expanded: number;
  readonly total: number;
  readonly many: readonly (readonly [number, number])[];
}

export class Lineage {
  #children = new Uint8Array(1 << 12);
  /** Numbers of children that do not fit into a byte, by state. */
  readonly #many = new Map<number, number>();
  #expanded = 0;
  #total = 0;

  /** The next state in order has been expanded, and this many states were new. */
  expanded(children: number): void {
    if (this.#expanded === this.#children.length) {
      const larger = new Uint8Array(this.#children.length * 2);
      larger.set(this.#children);
      this.#children = larger;
    }
    if (children >= 255) this.#many.set(this.#expanded, children);
    this.#children[this.#expanded] = Math.min(children, 255);
    this.#expanded += 1;
    this.#total += children;
  }

  /** Bytes that it will soon take in one piece beside those that it has, when that is much; else 0. */
  get nextGrowthBytes(): number {
    const { length } = this.#children;
    return this.#expanded + soon > length ? length * 2 : 0;
  }

  get bytes(): number {
    return this.#children.byteLength;
  }

  save(): Pieces {
    const { buffer } = this.#children;
    return [
      ...jsonItem({ expanded: this.#expanded, total: this.#total, many: [...this.#many] }),
      ...intsItem(new Int32Array(buffer), (this.#expanded + 3) >>> 2),
    ];
  }

  restore(reader: CheckpointReader): void {
    const { expanded, total, many } = reader.json() as SavedLineage;
    const children = new Uint8Array(reader.ints().buffer);
    let room = this.#children.length;
    while (room < expanded) room *= 2;
    this.#children = new Uint8Array(room);
    this.#children.set(children.subarray(0, expanded));
    this.#many.clear();
    for (const [state, count] of many) this.#many.set(state, count);
    this.#expanded = expanded;
    this.#total = total;
  }

  /** The states from the first one to `state`, both included. All parents on the way must have been expanded. */
  path(state: number): number[] {
    const path = [state];
    let parent = this.#expanded - 1;
    // Of all states, those up to this number are children of `parent` or of one before it.
    let last = this.#total;
    for (let child = state; child > 0; child = parent) {
      while (last - this.#childrenOf(parent) >= child) {
        last -= this.#childrenOf(parent);
        parent -= 1;
      }
      path.unshift(parent);
    }
    return path;
  }

  #childrenOf(state: number): number {
    const children = this.#children[state] as number;
    return children === 255 ? (this.#many.get(state) as number) : children;
  }
}
