/** A list of 32-bit numbers in a typed array that grows. */
/** Numbers that may come before anybody asks again what is about to grow. */
const soon = 1 << 16;

export class GrowingInts {
  /** The numbers; valid up to `length`, and until the next `push`. */
  items = new Int32Array(64);
  length = 0;

  /** Bytes that it will soon take in one piece beside those that it has, when that is much; else 0. */
  get nextGrowthBytes(): number {
    return this.length + soon > this.items.length ? this.items.byteLength * 2 : 0;
  }

  /** Adds a number; where it lies. */
  push(item: number): number {
    if (this.length === this.items.length) {
      const larger = new Int32Array(this.items.length * 2);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length] = item;
    this.length += 1;
    return this.length - 1;
  }

  /** Has these numbers from now on, and at least so much room. */
  restore(items: Int32Array, least = 64): void {
    let room = least;
    while (room < items.length) room *= 2;
    this.items = new Int32Array(room);
    this.items.set(items);
    this.length = items.length;
  }

  increment(index: number): void {
    this.items[index] = (this.items[index] as number) + 1;
  }
}
