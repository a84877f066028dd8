/**
 * What the tables were asked that they did not know yet, in order. Numbers of components, messages and all else are
 * given in the order in which they are first needed, and machines cannot be written to a file: whoever asks new tables
 * of the same system the same questions in the same order gets the same numbers.
 */
import { GrowingInts } from '../growing-ints.ts';
import { novelty } from '../novelty.ts';

/** What was done with a state: it was expanded; those were asked that the reduction had left out; it was at rest. */
export const expandOp = 0;
export const othersOp = 1;
export const restOp = 2;
/** The search began again with less left out. */
export const replanOp = 3;

export class Journal {
  /** Entries: what was done and, unless it is `replanOp`, the columns; for `othersOp` also the actors left out. */
  readonly entries = new GrowingInts();
  #count = novelty.count;

  /** Something has been found out since the last entry. */
  get isBehind(): boolean {
    return novelty.count !== this.#count;
  }

  /** What has been done with a state. */
  note(what: number, columns: Int32Array, except?: Int32Array): void {
    this.entries.push(what);
    for (const id of columns) this.entries.push(id);
    for (const word of except ?? []) this.entries.push(word);
    this.#count = novelty.count;
  }

  /** The search has begun again with another plan. */
  replanned(): void {
    this.entries.push(replanOp);
    this.#count = novelty.count;
  }

  /** Takes over what another one has kept; the tables have been asked all of it. */
  restore(entries: Int32Array): void {
    this.entries.restore(entries);
    this.#count = novelty.count;
  }
}
