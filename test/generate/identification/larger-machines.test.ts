/**
 * The claim on machines too large to try all implementations: seeded faults of every kind, and how long the suites
 * are.
 */
import { expect, test } from 'vitest';
import type { IdentificationMethod } from '../../../src/generate/identification/index.ts';
import { identify } from '../../../src/generate/identification/index.ts';
import type { Fsm } from '../../../src/generate/index.ts';
import { randomBelow } from '../../../src/trace/random.ts';
import { faults, faulty } from './faults.ts';
import { conforms, inseparablePairs, nextOf, passes } from './oracle.ts';
import type { RandomFsm } from './random-fsm.ts';
import { randomFsm } from './random-fsm.ts';

const methods: readonly IdentificationMethod[] = ['w', 'wp', 'hsi', 'h'];

const shapes: readonly (Omit<RandomFsm, 'seed'> & { readonly count: number })[] = [
  { states: 8, inputs: 3, outputs: 3, count: 15 },
  { states: 15, inputs: 4, outputs: 2, count: 6 },
  { states: 12, inputs: 4, outputs: 4, sameAnswers: 85, count: 6 },
  { states: 8, inputs: 6, outputs: 3, missing: 20, count: 15 },
  { states: 14, inputs: 8, outputs: 2, missing: 30, count: 6 },
  { states: 30, inputs: 6, outputs: 6, count: 2 },
];

test.each(
  shapes.flatMap((shape) =>
    methods.flatMap((method) => [0, 1].map((k) => ({ ...shape, shape, method, k }))),
  ),
)(
  '$method, k=$k: every wrong mutant fails, of $count machines with $states states, $inputs inputs, $outputs outputs, seeds from 1',
  ({ method, k, shape, count }) => {
    let wrong = 0;
    for (let seed = 1; seed <= count; seed++) {
      const model = randomFsm({ ...shape, seed });
      const { sequences, states } = identify(model, { method, extraStates: k });
      // A copy of a state that stands for another one would be one state too many.
      if (states !== model.states) continue;
      const clash = inseparablePairs(model);
      const below = randomBelow(seed);
      for (const fault of faults) {
        for (let turn = 0; turn < 40; turn++) {
          const made = faulty(fault, model, k, shape.outputs, below);
          expect(made.states).toBeLessThanOrEqual(states + k);
          const isPassed = passes(model, made, sequences);
          if (conforms(model, made)) expect(isPassed).toBe(true);
          else if (!confuses(model, made, clash)) {
            expect(isPassed, `seed ${seed}, ${fault} ${turn}`).toBe(false);
            wrong++;
          }
        }
      }
    }
    expect(wrong).toBeGreaterThan(count * 40);
  },
);

/** Whether it is in one state where the model is in two that cannot be told apart, before it has answered wrongly. */
function confuses(model: Fsm, made: Fsm, clash: readonly (readonly [number, number])[]): boolean {
  if (clash.length === 0) return false;
  const found = new Set([0]);
  for (const pair of found) {
    const wanted = Math.floor(pair / made.states);
    const is = pair % made.states;
    for (let input = 0; input < model.inputs; input++) {
      const to = nextOf(model, wanted, input);
      const place = is * made.inputs + input;
      if (to < 0 || model.output[wanted * model.inputs + input] !== made.output[place]) continue;
      const then = made.next[place] as number;
      if (then >= 0) found.add(to * made.states + then);
    }
  }
  const meets = (wanted: number, is: number) => found.has(wanted * made.states + is);
  return Array.from({ length: made.states }, (_, is) => is).some((is) =>
    clash.some(([a, b]) => meets(a, is) && meets(b, is)),
  );
}

test.each([
  { states: 30, inputs: 6, outputs: 6 },
  { states: 30, inputs: 4, outputs: 2 },
  { states: 30, inputs: 10, outputs: 10 },
  { states: 30, inputs: 6, outputs: 6, sameAnswers: 85 },
])(
  'k=1, $states states, $inputs inputs, $outputs outputs, seeds 1 to 4: Wp is at most 0.55 of W, HSI 0.5, H 0.45',
  (shape) => {
    const steps = { w: 0, wp: 0, hsi: 0, h: 0 };
    for (let seed = 1; seed <= 4; seed++)
      for (const method of methods)
        steps[method] += identify(randomFsm({ ...shape, seed }), { method, extraStates: 1 }).steps;
    expect(steps.wp / steps.w).toBeLessThanOrEqual(0.55);
    expect(steps.hsi / steps.w).toBeLessThanOrEqual(0.5);
    expect(steps.h / steps.w).toBeLessThanOrEqual(0.45);
  },
);

test('all suites take every transition and repeat no test (20 states, 5 inputs, 20 % missing, seeds 1 to 5)', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const model = randomFsm({ states: 20, inputs: 5, outputs: 3, missing: 20, seed });
    const defined = model.next.reduce((count, to) => count + (to >= 0 ? 1 : 0), 0);
    for (const method of methods) {
      const { sequences, steps } = identify(model, { method });
      const texts = sequences.map((word) => `${word.join(' ')} `);
      for (const [at, text] of texts.entries())
        expect(texts.some((other, place) => place !== at && other.startsWith(text))).toBe(false);
      expect(steps).toBe(sequences.reduce((sum, word) => sum + word.length, 0));
      const taken = new Set<number>();
      for (const word of sequences) {
        let state = 0;
        for (const input of word) {
          taken.add(state * model.inputs + input);
          state = nextOf(model, state, input);
          expect(state).toBeGreaterThanOrEqual(0);
        }
      }
      expect(taken.size).toBe(defined);
    }
  }
});
