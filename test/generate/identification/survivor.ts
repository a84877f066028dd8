/**
 * Every implementation of at most so many states that passes a suite, looked through for one that is wrong. The
 * implementation is made up while the tests run: where a step meets a transition that is not decided yet, its
 * answer must be the right one, and each state in turn is tried as the next. So nothing is left out, up to the
 * names of states.
 */
import type { Fsm } from '../../../src/generate/index.ts';
import type { Suite } from './oracle.ts';
import { conforms, inseparablePairs, nextOf, outputOf } from './oracle.ts';

export interface Search {
  /**
   * The wrong implementation that passes; undefined if there is none. Undecided transitions are -1: anything
   * passes.
   */
  readonly survivor: Fsm | undefined;
  /** How many implementations passed. */
  readonly passed: number;
}

/** `mayConfuse`: also those that are in one state where the model is in two that cannot be told apart. */
export function findSurvivor(model: Fsm, suite: Suite, states: number, mayConfuse = false): Search {
  const { inputs } = model;
  const next = new Int32Array(states * inputs).fill(-1);
  const output = new Int32Array(states * inputs).fill(-1);
  const clash = new Set(
    (mayConfuse ? [] : inseparablePairs(model)).flatMap(([a, b]) => [
      a * model.states + b,
      b * model.states + a,
    ]),
  );
  /** How often the tests came to each pair of a state of the implementation and one of the model. */
  const together = new Int32Array(states * model.states);
  let survivor: Fsm | undefined;
  let passed = 0;

  const mayMeet = (is: number, wanted: number): boolean => {
    if (clash.size === 0) return true;
    for (let other = 0; other < model.states; other++)
      if (
        (together[is * model.states + other] as number) > 0 &&
        clash.has(other * model.states + wanted)
      )
        return false;
    return true;
  };

  function run(test: number, step: number, is: number, wanted: number, used: number): void {
    if (survivor !== undefined) return;
    const word = suite[test];
    if (word === undefined) {
      judge();
      return;
    }
    const input = word[step];
    if (input === undefined) {
      run(test + 1, 0, 0, 0, used);
      return;
    }
    const place = is * inputs + input;
    const right = outputOf(model, wanted, input);
    const known = next[place] as number;
    const go = (to: number, nowUsed: number): void => {
      const then = nextOf(model, wanted, input);
      if (!mayMeet(to, then)) return;
      const pair = to * model.states + then;
      together[pair] = (together[pair] as number) + 1;
      run(test, step + 1, to, then, nowUsed);
      together[pair] = (together[pair] as number) - 1;
    };
    if (known >= 0) {
      if (output[place] === right) go(known, used);
      return;
    }
    output[place] = right;
    for (let to = 0; to < Math.min(used + 1, states); to++) {
      next[place] = to;
      go(to, Math.max(used, to + 1));
    }
    next[place] = -1;
    output[place] = -1;
  }

  function judge(): void {
    passed++;
    const made = { states, inputs, next, output };
    if (!conforms(model, made)) survivor = { ...made, next: next.slice(), output: output.slice() };
  }

  together[0] = 1;
  run(0, 0, 0, 0, 1);
  return { survivor, passed };
}
