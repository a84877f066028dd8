/**
 * What a thread has made lately. Most states are reached again from states nearby, before the main thread has entered
 * them; they need not be handed over twice. A thread's tasks come in the order of the states: whatever it has made
 * before belongs to a state that the main thread enters before, by whomever it is made in the end.
 */

/** A place for each hash modulo this; a later state with that place takes it. */
const places = 1 << 14;

export class Recent {
  readonly #width: number;
  readonly #words: Int32Array;
  readonly #isUsed = new Uint8Array(places);

  constructor(width: number) {
    this.#width = width;
    this.#words = new Int32Array(places * width);
  }

  /** Whether the state whose words begin at `from` was there lately; now it is. */
  has(words: Int32Array, from: number, hash: number): boolean {
    const width = this.#width;
    const own = this.#words;
    const place = hash & (places - 1);
    const at = place * width;
    let w = this.#isUsed[place] === 1 ? 0 : width + 1;
    while (w < width && own[at + w] === words[from + w]) w += 1;
    if (w === width) return true;
    this.#isUsed[place] = 1;
    for (let n = 0; n < width; n += 1) own[at + n] = words[from + n] as number;
    return false;
  }
}
