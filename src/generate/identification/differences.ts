/** After how many inputs of a word two states have answered differently: kept for machines that are small. */
import type { Word } from './characterisation.ts';
import type { Model } from './model.ts';

/** Above it the tables are not kept. */
const maxKept = 500;

export class Differences {
  readonly #model: Model;
  readonly #tables = new Map<Word, Uint16Array>();

  constructor(model: Model) {
    this.#model = model;
  }

  /** By other state: after how many inputs of the word it has answered differently from `state`; 0 if it does not. */
  of(word: Word, state: number): Uint16Array {
    const { states } = this.#model;
    if (states > maxKept) return this.#row(word, state);
    let table = this.#tables.get(word);
    if (table === undefined) {
      table = this.#table(word);
      this.#tables.set(word, table);
    }
    return table.subarray(state * states, (state + 1) * states);
  }

  #row(word: Word, state: number): Uint16Array {
    const row = new Uint16Array(this.#model.states);
    for (let other = 0; other < row.length; other++)
      row[other] = this.#model.firstDifference(state, other, word);
    return row;
  }

  #table(word: Word): Uint16Array {
    const { states } = this.#model;
    const table = new Uint16Array(states * states);
    for (let right = 1; right < states; right++) {
      for (let left = 0; left < right; left++) {
        const place = this.#model.firstDifference(left, right, word);
        table[left * states + right] = place;
        table[right * states + left] = place;
      }
    }
    return table;
  }
}
