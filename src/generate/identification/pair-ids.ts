/** Numbers for pairs of numbers, and how often each pair came: a hash table that is emptied without being touched. */
export class PairIds {
  readonly #mask: number;
  readonly #stamps: Int32Array;
  readonly #firsts: Int32Array;
  readonly #seconds: Int32Array;
  readonly #ids: Int32Array;
  readonly #times: Int32Array;
  #stamp = 0;
  size = 0;

  /** `capacity`: how many pairs come between two clearings at most. */
  constructor(capacity: number) {
    const slots = 2 ** Math.ceil(Math.log2(capacity * 2 + 2));
    this.#mask = slots - 1;
    this.#stamps = new Int32Array(slots);
    this.#firsts = new Int32Array(slots);
    this.#seconds = new Int32Array(slots);
    this.#ids = new Int32Array(slots);
    this.#times = new Int32Array(capacity + 1);
  }

  clear(): void {
    this.#stamp++;
    this.size = 0;
  }

  /** The number of the pair, which has come once more. */
  count(first: number, second: number): number {
    let slot = (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> 7;
    for (slot &= this.#mask; this.#stamps[slot] === this.#stamp; slot = (slot + 1) & this.#mask) {
      if (this.#firsts[slot] !== first || this.#seconds[slot] !== second) continue;
      const id = this.#ids[slot] as number;
      this.#times[id] = (this.#times[id] as number) + 1;
      return id;
    }
    this.#stamps[slot] = this.#stamp;
    this.#firsts[slot] = first;
    this.#seconds[slot] = second;
    this.#ids[slot] = this.size;
    this.#times[this.size] = 1;
    return this.size++;
  }

  times(id: number): number {
    return this.#times[id] as number;
  }
}
