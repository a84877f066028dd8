/**
 * The numbers of situations, by component and who may send: a choice of moves asks for dozens of them in every state.
 * Few of the many possible sets of senders come up: they have numbers of their own, and each component has a row.
 */
import { PairTable } from '../pair-table.ts';

/** A row has at most so many numbers; what does not fit lies in a table beside. */
const longestRow = 256;
const firstRow = 4;
const firstRows = 16;
const unknown = -1;

export class SituationNumbers {
  #rows = new Int32Array(firstRow * firstRows).fill(unknown);
  /** Of a row; a power of two, like how many rows there are. */
  #length = firstRow;
  /** By 0 and a set of senders, its place in the rows. */
  readonly #places = new PairTable();
  #count = 0;
  readonly #others = new PairTable();

  /** The number; below zero when it has not been added. */
  get(component: number, from: number): number {
    const place = this.#places.get(0, from);
    if (place < 0) return unknown;
    if (place >= this.#length) return this.#others.get(component, place);
    const at = component * this.#length + place;
    return at < this.#rows.length ? (this.#rows[at] as number) : unknown;
  }

  /** Adds one that is not there. */
  add(component: number, from: number, number: number): void {
    let place = this.#places.get(0, from);
    if (place < 0) {
      place = this.#count;
      this.#count += 1;
      this.#places.add(0, from, place);
    }
    if (place >= longestRow) {
      this.#others.add(component, place, number);
      return;
    }
    this.#fit(component, place);
    this.#rows[component * this.#length + place] = number;
  }

  /** Makes room for a component and a place. */
  #fit(component: number, place: number): void {
    const old = this.#rows;
    const before = this.#length;
    let rows = old.length / before;
    let length = before;
    while (length <= place) length *= 2;
    while (rows <= component) rows *= 2;
    if (old.length === rows * length) return;
    this.#rows = new Int32Array(rows * length).fill(unknown);
    this.#length = length;
    for (let from = 0, to = 0; from < old.length; from += before, to += length) {
      this.#rows.set(old.subarray(from, from + before), to);
    }
  }
}
