/**
 * What is true, found without any of the methods: whether an implementation passes a suite, and whether it does
 * what the model does, by walking through both together.
 */
import type { Fsm } from '../../../src/generate/index.ts';

export type Suite = readonly (readonly number[])[];

const at = (table: Int32Array, { inputs }: Fsm, state: number, input: number) =>
  table[state * inputs + input] as number;

export const nextOf = (fsm: Fsm, state: number, input: number) => at(fsm.next, fsm, state, input);
export const outputOf = (fsm: Fsm, state: number, input: number) =>
  at(fsm.output, fsm, state, input);

export function passes(model: Fsm, implementation: Fsm, suite: Suite): boolean {
  return suite.every((word) => {
    let wanted = 0;
    let is = 0;
    return word.every((input) => {
      const isRight = outputOf(model, wanted, input) === outputOf(implementation, is, input);
      wanted = nextOf(model, wanted, input);
      is = nextOf(implementation, is, input);
      return isRight;
    });
  });
}

/** Whether every sequence that the model defines is answered as the model answers it (quasi-equivalence). */
export function conforms(model: Fsm, implementation: Fsm): boolean {
  return walk(model, implementation, 0, 0, (wanted, is, input) => {
    if (nextOf(model, wanted, input) < 0) return 'skip';
    if (nextOf(implementation, is, input) < 0) return 'stop';
    return outputOf(model, wanted, input) === outputOf(implementation, is, input) ? 'go' : 'stop';
  });
}

/** Whether some sequence that both states take is answered differently. */
export function areSeparable(fsm: Fsm, left: number, right: number): boolean {
  return !walk(fsm, fsm, left, right, (a, b, input) => {
    if (nextOf(fsm, a, input) < 0 || nextOf(fsm, b, input) < 0) return 'skip';
    return outputOf(fsm, a, input) === outputOf(fsm, b, input) ? 'go' : 'stop';
  });
}

/** Whether they take the same sequences and answer them alike. */
export function areEqual(fsm: Fsm, left: number, right: number): boolean {
  return walk(fsm, fsm, left, right, (a, b, input) => {
    const isTaken = nextOf(fsm, a, input) >= 0;
    if (isTaken !== nextOf(fsm, b, input) >= 0) return 'stop';
    if (!isTaken) return 'skip';
    return outputOf(fsm, a, input) === outputOf(fsm, b, input) ? 'go' : 'stop';
  });
}

/** States that are neither equal nor separable: smaller first. */
export function inseparablePairs(fsm: Fsm): [number, number][] {
  const pairs: [number, number][] = [];
  for (let right = 1; right < fsm.states; right++)
    for (let left = 0; left < right; left++)
      if (!areSeparable(fsm, left, right) && !areEqual(fsm, left, right)) pairs.push([left, right]);
  return pairs;
}

type Verdict = 'go' | 'skip' | 'stop';

/** Walks through all pairs that the two machines come to together; false as soon as one is to stop. */
function walk(
  left: Fsm,
  right: Fsm,
  leftStart: number,
  rightStart: number,
  judge: (left: number, right: number, input: number) => Verdict,
): boolean {
  const found = new Set([leftStart * right.states + rightStart]);
  for (const pair of found) {
    const a = Math.floor(pair / right.states);
    const b = pair % right.states;
    for (let input = 0; input < left.inputs; input++) {
      const verdict = judge(a, b, input);
      if (verdict === 'stop') return false;
      if (verdict === 'go')
        found.add(nextOf(left, a, input) * right.states + nextOf(right, b, input));
    }
  }
  return true;
}
