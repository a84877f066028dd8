/** Distinct global states by number, as vectors of component ids. */
import { hashOf } from '../hash.ts';
import type { Layout } from '../layout.ts';
import { pack, unpack } from '../layout.ts';
import type { StateStore } from '../store.ts';
import { PackedStore } from '../store.ts';
import type { Tables } from '../tables.ts';

export class StateSet {
  readonly #tables: Tables;
  readonly #store: StateStore;
  #words: Int32Array;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#store = new PackedStore(this.#sizes());
    this.#words = new Int32Array(this.#store.layout.words);
  }

  get size(): number {
    return this.#store.length;
  }

  get bytes(): number {
    return this.#store.bytes;
  }

  get nextGrowthBytes(): number {
    return this.#store.nextGrowthBytes;
  }

  /** The number of the state, which is added when it is new. */
  number(columns: Int32Array): number {
    if (!fits(this.#store.layout, columns)) {
      this.#store.refit(this.#sizes());
      this.#words = new Int32Array(this.#store.layout.words);
    }
    pack(this.#store.layout, columns, this.#words);
    const index = this.#store.insert(this.#words, 0, hashOf(columns));
    return index < 0 ? -1 - index : index;
  }

  /** A fresh vector of component ids. */
  columns(state: number): Int32Array {
    const columns = new Int32Array(this.#tables.actors.length + 1);
    this.#store.read(state, this.#words);
    unpack(this.#store.layout, this.#words, columns);
    return columns;
  }

  #sizes(): number[] {
    const { actors, watch } = this.#tables;
    return [...actors.map(({ size }) => size), watch.size];
  }
}

function fits({ mask }: Layout, columns: Int32Array): boolean {
  for (let n = 0; n < columns.length; n += 1) {
    if ((columns[n] as number) > (mask[n] as number)) return false;
  }
  return true;
}
