/** A list of 32-bit numbers in a typed array that grows. */
export class GrowingInts {
  /** The numbers; valid up to `length`, and until the next `push`. */
  items = new Int32Array(64);
  length = 0;

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

  increment(index: number): void {
    this.items[index] = (this.items[index] as number) + 1;
  }
}
