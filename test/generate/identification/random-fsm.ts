/** Random machines, the same for the same seed on every computer. */
import type { Fsm } from '../../../src/generate/index.ts';
import { randomBelow } from '../../../src/trace/random.ts';

export interface RandomFsm {
  readonly states: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly seed: number;
  /** Percentage of answers that are output 0 whatever happens, as of a driver that mostly says STATUS_SUCCESS. */
  readonly sameAnswers?: number;
  /** Percentage of inputs that a state does not take. */
  readonly missing?: number;
}

/** All states can be reached; whether two of them are equal is left to chance. */
export function randomFsm(options: RandomFsm): Fsm {
  const { states, inputs, outputs, seed, sameAnswers = 0, missing = 0 } = options;
  const below = randomBelow(seed);
  for (;;) {
    const next = new Int32Array(states * inputs);
    const output = new Int32Array(states * inputs);
    for (let place = 0; place < next.length; place++) {
      const isMissing = below(100) < missing;
      const isSame = below(100) < sameAnswers;
      next[place] = isMissing ? -1 : below(states);
      output[place] = isMissing ? -1 : isSame ? 0 : below(outputs);
    }
    const fsm = { states, inputs, next, output };
    if (reachable(fsm).size === states) return fsm;
  }
}

export function reachable({ inputs, next }: Fsm): ReadonlySet<number> {
  const found = new Set([0]);
  for (const state of found) {
    for (let input = 0; input < inputs; input++) {
      const to = next[state * inputs + input] as number;
      if (to >= 0) found.add(to);
    }
  }
  return found;
}
