/** Numbers for values: equal keys get the same number, in the order in which they first come. */
import { novelty } from './novelty.ts';

export class Interner<T> {
  readonly #numbers = new Map<string, number>();
  readonly #values: T[] = [];
  readonly #keys: string[] = [];

  get size(): number {
    return this.#values.length;
  }

  /** The number of the value with this key; `value` is kept when the key is new. */
  number(key: string, value: T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    novelty.count += 1;
    this.#numbers.set(key, this.#values.length);
    this.#values.push(value);
    this.#keys.push(key);
    return this.#values.length - 1;
  }

  has(key: string): boolean {
    return this.#numbers.has(key);
  }

  /** The key of the value with this number. */
  key(number: number): string {
    return this.#keys[number] as string;
  }

  value(number: number): T {
    const value = this.#values[number];
    if (value === undefined) {
      throw new RangeError(`nothing has the number ${number}; there are ${this.#values.length}`);
    }
    return value;
  }
}
