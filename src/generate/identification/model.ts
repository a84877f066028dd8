/**
 * The machine that the identification methods work on: every state can be reached, no two states are the same, and the
 * states are numbered in the order in which a breadth-first search finds them.
 */
import type { Fsm } from '../behaviour.ts';

export class Model {
  readonly states: number;
  readonly inputs: number;
  /** Whether every state takes every input. */
  readonly isComplete: boolean;
  readonly #next: Int32Array;
  readonly #output: Int32Array;

  constructor(states: number, inputs: number, next: Int32Array, output: Int32Array) {
    this.states = states;
    this.inputs = inputs;
    this.#next = next;
    this.#output = output;
    this.isComplete = !next.includes(-1);
  }

  /** Where the input leads; -1 where it is not taken. */
  next(state: number, input: number): number {
    return this.#next[state * this.inputs + input] as number;
  }

  output(state: number, input: number): number {
    return this.#output[state * this.inputs + input] as number;
  }

  /** The longest beginning of the word that the state takes. */
  trim(state: number, word: readonly number[]): readonly number[] {
    let at = state;
    for (const [place, input] of word.entries()) {
      at = this.next(at, input);
      if (at < 0) return word.slice(0, place);
    }
    return word;
  }

  /** How many inputs it takes until the two states have answered differently; 0 if they do not, as far as both go. */
  firstDifference(left: number, right: number, word: readonly number[]): number {
    let a = left;
    let b = right;
    for (let place = 0; place < word.length; place++) {
      const input = word[place] as number;
      const nextA = this.next(a, input);
      const nextB = this.next(b, input);
      if (nextA < 0 || nextB < 0) return 0;
      if (this.output(a, input) !== this.output(b, input)) return place + 1;
      if (nextA === nextB) return 0;
      a = nextA;
      b = nextB;
    }
    return 0;
  }
}

/** A model, and what became of the states of the machine that it was made of. */
export interface Minimised {
  readonly model: Model;
  /** How many states of the original machine can be reached. */
  readonly reachable: number;
  /** For each state of the model, the first state of the original machine that it stands for. */
  readonly originals: Int32Array;
}

/**
 * Leaves out what cannot be reached, and puts states together that take the same inputs, answer the same, and go on the
 * same. States that differ only in which inputs they take stay apart: to put them together would ask more of an
 * implementation than the machine does.
 */
export function minimise(fsm: Fsm): Minimised {
  check(fsm);
  const { inputs } = fsm;
  const order = reachableStates(fsm);
  const block = blocks(fsm, order);
  const numberOf = new Map<number, number>();
  const originals: number[] = [];
  const numbered = (state: number): number => {
    const key = block[state] as number;
    const known = numberOf.get(key);
    if (known !== undefined) return known;
    numberOf.set(key, originals.length);
    originals.push(state);
    return originals.length - 1;
  };
  numbered(0);
  const next: number[] = [];
  const output: number[] = [];
  for (let state = 0; state < originals.length; state++) {
    for (let input = 0; input < inputs; input++) {
      const place = (originals[state] as number) * inputs + input;
      const to = fsm.next[place] as number;
      next.push(to < 0 ? -1 : numbered(to));
      output.push(to < 0 ? -1 : (fsm.output[place] as number));
    }
  }
  return {
    model: new Model(originals.length, inputs, Int32Array.from(next), Int32Array.from(output)),
    reachable: order.length,
    originals: Int32Array.from(originals),
  };
}

function check(fsm: Fsm): void {
  const { states, inputs, next, output } = fsm;
  if (states < 1) throw new Error('a machine without states has no tests');
  if (next.length !== states * inputs || output.length !== next.length)
    throw new Error(`${states} states and ${inputs} inputs need tables of ${states * inputs}`);
  const wrong = next.findIndex((to) => to >= states || to < -1);
  if (wrong >= 0) throw new Error(`no state has the number ${next[wrong]}; there are ${states}`);
}

function reachableStates({ states, inputs, next }: Fsm): number[] {
  const found = new Uint8Array(states);
  const order = [0];
  found[0] = 1;
  for (let at = 0; at < order.length; at++) {
    for (let input = 0; input < inputs; input++) {
      const to = next[(order[at] as number) * inputs + input] as number;
      if (to < 0 || found[to] === 1) continue;
      found[to] = 1;
      order.push(to);
    }
  }
  return order;
}

/** For each reachable state a number that it shares with the states that are the same: refined until it is stable. */
function blocks({ states, inputs, next, output }: Fsm, order: readonly number[]): Int32Array {
  let block = new Int32Array(states);
  let count = 1;
  for (let isFirst = true; ; isFirst = false) {
    let finer = block.slice();
    let finerCount = count;
    for (let input = 0; input < inputs; input++) {
      const ids = new Map<number, number>();
      const refined = new Int32Array(states);
      for (const state of order) {
        const place = state * inputs + input;
        const to = next[place] as number;
        const seen = isFirst ? (output[place] as number) : (block[to] as number);
        // A safe integer: a number of up to 21 bits beside one of 32.
        const key = (finer[state] as number) * 2 ** 32 + (to < 0 ? 0 : seen + 1);
        const id = ids.get(key) ?? ids.size;
        ids.set(key, id);
        refined[state] = id;
      }
      finer = refined;
      finerCount = ids.size;
    }
    if (finerCount === count && !isFirst) return block;
    block = finer;
    count = finerCount;
  }
}
