/** A map from two numbers to one, in one typed array: the explorer's tables are asked at every transition. */
export class PairTable {
  /** Four words an entry: first, second, value, and one unused. A first of -1 is a free entry. */
  #entries = new Int32Array(64 * 4).fill(-1);
  #mask = 63;
  #size = 0;

  /** The value; -1 when there is none. */
  get(first: number, second: number): number {
    const entries = this.#entries;
    let at = place(first, second) & this.#mask;
    for (;;) {
      const base = at * 4;
      const key = entries[base] as number;
      if (key === first && entries[base + 1] === second) return entries[base + 2] as number;
      if (key === -1) return -1;
      at = (at + 1) & this.#mask;
    }
  }

  /** Adds a pair that is not there yet. */
  add(first: number, second: number, value: number): void {
    if (this.#size * 2 > this.#mask) this.#grow();
    this.#put(first, second, value);
    this.#size += 1;
  }

  get bytes(): number {
    return this.#entries.byteLength;
  }

  #put(first: number, second: number, value: number): void {
    let at = place(first, second) & this.#mask;
    while (this.#entries[at * 4] !== -1) at = (at + 1) & this.#mask;
    this.#entries[at * 4] = first;
    this.#entries[at * 4 + 1] = second;
    this.#entries[at * 4 + 2] = value;
  }

  #grow(): void {
    const old = this.#entries;
    this.#entries = new Int32Array(old.length * 2).fill(-1);
    this.#mask = this.#mask * 2 + 1;
    for (let base = 0; base < old.length; base += 4) {
      const first = old[base] as number;
      if (first !== -1) this.#put(first, old[base + 1] as number, old[base + 2] as number);
    }
  }
}

function place(first: number, second: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77);
  return mixed ^ (mixed >>> 15);
}
