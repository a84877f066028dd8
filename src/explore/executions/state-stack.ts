/** The states of the execution that is being made, one after another in one typed array. */

export class StateStack {
  readonly width: number;
  /** The states; valid until the next `copyUp`. */
  items: Int32Array;

  constructor(initial: readonly number[]) {
    this.width = initial.length;
    this.items = new Int32Array(this.width * 64);
    this.items.set(initial);
  }

  /** Where a state begins. */
  base(place: number): number {
    return place * this.width;
  }

  /** The number in a column of a state. */
  at(place: number, column: number): number {
    return this.items[place * this.width + column] as number;
  }

  /** Makes the state after the one at this place equal to it; where it begins. */
  copyUp(place: number): number {
    const { width } = this;
    if ((place + 2) * width > this.items.length) {
      const larger = new Int32Array(this.items.length * 2);
      larger.set(this.items);
      this.items = larger;
    }
    const base = place * width;
    this.items.copyWithin(base + width, base, base + width);
    return base + width;
  }

  state(place: number): Int32Array {
    return this.items.slice(place * this.width, (place + 1) * this.width);
  }
}
