/** Random numbers from a seed: xoshiro128** (Blackman and Vigna), the same on every machine. */
export class Random {
  readonly #state = new Uint32Array(4);

  constructor(seed: number) {
    // Words of a Weyl sequence, mixed: neighbouring seeds have nothing in common.
    for (let n = 0; n < 4; n += 1) {
      let word = (seed + Math.imul(n + 1, 0x9e3779b9)) | 0;
      word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
      word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
      this.#state[n] = word ^ (word >>> 15);
    }
  }

  /** At least 0 and below 1. */
  fraction(): number {
    return this.#word() / 2 ** 32;
  }

  /** A whole number below the limit. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  #word(): number {
    const [a, b, c, d] = this.#state as unknown as [number, number, number, number];
    const scrambled = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const third = c ^ a;
    const fourth = d ^ b;
    this.#state[1] = b ^ third;
    this.#state[0] = a ^ fourth;
    this.#state[2] = third ^ (b << 9);
    this.#state[3] = rotated(fourth, 11);
    return scrambled;
  }
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
