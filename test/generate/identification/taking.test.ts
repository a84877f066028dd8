/** States of a partial machine that differ only in what they take: a suite asks for it where that is all there is. */
import { expect, test } from 'vitest';
import type { IdentificationMethod } from '../../../src/generate/identification/index.ts';
import { identify } from '../../../src/generate/identification/index.ts';
import type { Fsm } from '../../../src/generate/index.ts';
import { randomBelow } from '../../../src/trace/random.ts';
import { transferFault } from './faults.ts';
import { conforms, inseparablePairs, passes } from './oracle.ts';
import { randomFsm } from './random-fsm.ts';

const methods: readonly IdentificationMethod[] = ['w', 'wp', 'hsi', 'h'];
/** What no model of these tests answers. */
const refused = 99;

/** An implementation that says so when its state does not take an input, and stays where it is. */
function refusing({ states, inputs, next, output }: Fsm): Fsm {
  return {
    states,
    inputs,
    next: next.map((to, at) => (to < 0 ? Math.floor(at / inputs) : to)),
    output: output.map((each, at) => ((next[at] as number) < 0 ? refused : each)),
  };
}

test.each(methods)(
  '%s: an implementation that goes to the wrong state and refuses what that does not take fails (seeds 1 to 60)',
  (method) => {
    let wrong = 0;
    let confusable = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const model = randomFsm({ states: 7, inputs: 6, outputs: 2, missing: 60, seed });
      const { sequences, states } = identify(model, { method });
      if (states !== model.states) continue;
      confusable += inseparablePairs(model).length;
      const below = randomBelow(seed);
      for (let turn = 0; turn < 20; turn += 1) {
        const made = refusing(transferFault(model, below));
        if (conforms(model, made)) continue;
        wrong += 1;
        expect(passes(model, made, sequences), `seed ${seed}, fault ${turn}`).toBe(false);
      }
    }
    expect(wrong).toBeGreaterThan(300);
    expect(confusable).toBeGreaterThan(60);
  },
);
