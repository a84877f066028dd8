/**
 * Which input sequence tells two states apart, for all pairs: the shortest ones, found backwards from the pairs that
 * answer one input differently. In a partial machine both states must take the sequence as far as it is needed.
 */
import type { Model } from './model.ts';

/** Of 2,000 states. Above it the pairs take more time and memory than their suites are worth: those are too long. */
export const maxPairs = 2_000_000;

export class Separation {
  readonly #model: Model;
  /** By pair: the length of the shortest separating sequence, 0 if there is none; and its first input. */
  readonly #length: Int32Array;
  readonly #input: Int32Array;
  /** Pairs for which there is no such sequence, smaller state first. */
  readonly inseparable: readonly (readonly [number, number])[];

  constructor(model: Model) {
    const pairs = (model.states * (model.states - 1)) / 2;
    if (pairs > maxPairs)
      throw new Error(`${model.states} states make more than ${maxPairs} pairs`);
    this.#model = model;
    this.#length = new Int32Array(pairs);
    this.#input = new Int32Array(pairs);
    this.#fill();
    const inseparable: [number, number][] = [];
    for (let right = 1; right < model.states; right++)
      for (let left = 0; left < right; left++)
        if (this.length(left, right) === 0) inseparable.push([left, right]);
    this.inseparable = inseparable;
  }

  /** Length of the shortest sequence that tells them apart; 0 if none does. */
  length(left: number, right: number): number {
    return left === right ? 0 : (this.#length[pairOf(left, right)] as number);
  }

  canSeparate(left: number, right: number): boolean {
    return this.length(left, right) > 0;
  }

  /** By state: 1 where it can be told from the given one. */
  separableFrom(state: number): Uint8Array {
    const found = new Uint8Array(this.#model.states);
    for (let other = 0; other < found.length; other++)
      if (this.canSeparate(state, other)) found[other] = 1;
    return found;
  }

  /** The shortest sequence that tells two separable states apart. */
  sequence(left: number, right: number): number[] {
    const word: number[] = [];
    let a = left;
    let b = right;
    for (let rest = this.length(left, right); rest > 0; rest--) {
      const input = this.#input[pairOf(a, b)] as number;
      word.push(input);
      a = this.#model.next(a, input);
      b = this.#model.next(b, input);
    }
    return word;
  }

  #fill(): void {
    const { states, inputs } = this.#model;
    const lefts = new Int32Array(this.#length.length);
    const rights = new Int32Array(this.#length.length);
    let found = 0;
    const add = (left: number, right: number, length: number, input: number): void => {
      const pair = pairOf(left, right);
      this.#length[pair] = length;
      this.#input[pair] = input;
      lefts[found] = left;
      rights[found++] = right;
    };
    for (let right = 1; right < states; right++) {
      for (let left = 0; left < right; left++) {
        const input = this.#differingInput(left, right);
        if (input >= 0) add(left, right, 1, input);
      }
    }
    const before = new Predecessors(this.#model);
    for (let at = 0; at < found; at++) {
      const left = lefts[at] as number;
      const right = rights[at] as number;
      const length = this.length(left, right) + 1;
      for (let input = 0; input < inputs; input++) {
        for (let i = before.begin(left, input); i < before.end(left, input); i++) {
          for (let j = before.begin(right, input); j < before.end(right, input); j++) {
            const a = before.state(i);
            const b = before.state(j);
            if (this.length(a, b) === 0) add(a, b, length, input);
          }
        }
      }
    }
  }

  #differingInput(left: number, right: number): number {
    const model = this.#model;
    for (let input = 0; input < model.inputs; input++) {
      if (model.next(left, input) < 0 || model.next(right, input) < 0) continue;
      if (model.output(left, input) !== model.output(right, input)) return input;
    }
    return -1;
  }
}

function pairOf(one: number, other: number): number {
  return one < other ? (other * (other - 1)) / 2 + one : (one * (one - 1)) / 2 + other;
}

/** Which states an input leads from, for each state that it leads to. */
class Predecessors {
  readonly #begins: Int32Array;
  readonly #states: Int32Array;
  readonly #count: number;

  constructor(model: Model) {
    const { states, inputs } = model;
    this.#count = states;
    this.#begins = new Int32Array(states * inputs + 1);
    this.#states = new Int32Array(states * inputs);
    let filled = 0;
    for (let input = 0; input < inputs; input++) {
      const into: number[][] = Array.from({ length: states }, () => []);
      for (let state = 0; state < states; state++) {
        const to = model.next(state, input);
        if (to >= 0) into[to]?.push(state);
      }
      for (const [to, from] of into.entries()) {
        this.#begins[input * states + to] = filled;
        for (const state of from) this.#states[filled++] = state;
      }
    }
    this.#begins[states * inputs] = filled;
  }

  begin(to: number, input: number): number {
    return this.#begins[input * this.#count + to] as number;
  }

  end(to: number, input: number): number {
    return this.#begins[input * this.#count + to + 1] as number;
  }

  state(place: number): number {
    return this.#states[place] as number;
  }
}
