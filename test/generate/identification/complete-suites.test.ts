/**
 * The claim itself: no wrong implementation of the claimed size passes. Small machines against all implementations
 * there are; the same search finds survivors as soon as the suite is weaker than it says, or the implementation
 * larger.
 */
import { expect, test } from 'vitest';
import type { IdentificationMethod } from '../../../src/generate/identification/index.ts';
import { identify } from '../../../src/generate/identification/index.ts';
import type { Fsm } from '../../../src/generate/index.ts';
import { conforms, inseparablePairs, passes } from './oracle.ts';
import type { RandomFsm } from './random-fsm.ts';
import { randomFsm } from './random-fsm.ts';
import { findSurvivor } from './survivor.ts';

const methods: readonly IdentificationMethod[] = ['w', 'wp', 'hsi', 'h'];

type Shape = Omit<RandomFsm, 'seed'>;
const shape = (states: number, inputs: number, outputs: number, missing = 0): Shape => ({
  states,
  inputs,
  outputs,
  missing,
});

const machines = (of: Shape, count: number): Fsm[] =>
  Array.from({ length: count }, (_, at) => randomFsm({ ...of, seed: at + 1 }));

const cases = methods.flatMap((method) =>
  (
    [
      [shape(2, 2, 2), 0, 60],
      [shape(2, 2, 2), 1, 60],
      [shape(2, 2, 2), 2, 15],
      [shape(3, 2, 2), 0, 60],
      [shape(3, 2, 2), 1, 40],
      [shape(4, 2, 2), 1, 20],
      [shape(5, 2, 3), 0, 15],
      [shape(3, 2, 2, 30), 0, 80],
      [shape(3, 2, 2, 30), 1, 80],
      [shape(4, 3, 2, 30), 0, 20],
    ] as const
  ).map(([of, extraStates, count]) => ({ method, of, extraStates, count, ...of })),
);

test.each(cases)(
  '$method, k=$extraStates: of all implementations of $count machines with $states states, $inputs inputs, $missing % missing, no wrong one passes (seeds from 1)',
  ({ method, of, extraStates, count }) => {
    for (const [at, fsm] of machines(of, count).entries()) {
      const { sequences, states } = identify(fsm, { method, extraStates });
      const { survivor, passed } = findSurvivor(fsm, sequences, states + extraStates);
      expect(survivor, `seed ${at + 1}`).toBeUndefined();
      expect(passed, `seed ${at + 1}: the machine itself passes`).toBeGreaterThan(0);
    }
  },
);

test('the search that makes up implementations agrees with plain enumeration (2 states, 2 inputs, 2 outputs, 20 seeds)', () => {
  let survivors = 0;
  for (const fsm of machines(shape(2, 2, 2), 20)) {
    for (const suite of [identify(fsm, { method: 'w' }).sequences, [[0], [1]], [[0, 1, 0, 1]]]) {
      const wrong = allImplementations(2, 2, 2).some(
        (made) => passes(fsm, made, suite) && !conforms(fsm, made),
      );
      expect(findSurvivor(fsm, suite, 2).survivor !== undefined).toBe(wrong);
      if (wrong) survivors++;
    }
  }
  expect(survivors).toBeGreaterThan(20);
});

test('all 46,656 implementations of 3 states: none passes what is made for one extra state (2 states, 8 seeds)', () => {
  const all = allImplementations(3, 2, 2);
  expect(all).toHaveLength(46_656);
  for (const fsm of machines(shape(2, 2, 2), 8)) {
    for (const method of methods) {
      const { sequences, states } = identify(fsm, { method, extraStates: 1 });
      if (states !== 2) continue;
      const wrong = all.filter((made) => passes(fsm, made, sequences) && !conforms(fsm, made));
      expect(wrong).toEqual([]);
    }
  }
});

function allImplementations(states: number, inputs: number, outputs: number): Fsm[] {
  const places = states * inputs;
  const kinds = states * outputs;
  return Array.from({ length: kinds ** places }, (_, number) => {
    const cells = Array.from(
      { length: places },
      (_, at) => Math.floor(number / kinds ** at) % kinds,
    );
    const next = Int32Array.from(cells, (cell) => cell % states);
    const output = Int32Array.from(cells, (cell) => Math.floor(cell / states));
    return { states, inputs, next, output };
  });
}

test.each(methods)(
  '%s: a suite for k states fewer lets one through, of every machine (4 states, k=1, 20 seeds)',
  (method) => {
    for (const fsm of machines(shape(4, 2, 2), 20)) {
      const { sequences, states } = identify(fsm, { method, extraStates: 0 });
      expect(findSurvivor(fsm, sequences, states).survivor).toBeUndefined();
      const { survivor } = findSurvivor(fsm, sequences, states + 1);
      expect(survivor).toBeDefined();
      if (survivor === undefined) continue;
      expect(passes(fsm, survivor, sequences)).toBe(true);
      expect(conforms(fsm, survivor)).toBe(false);
    }
  },
);

test.each(methods)(
  '%s: an implementation with more states than claimed may survive, k=1 (3 states, 10 seeds)',
  (method) => {
    for (const fsm of machines(shape(3, 2, 2), 10)) {
      const { sequences, states } = identify(fsm, { method, extraStates: 1 });
      expect(findSurvivor(fsm, sequences, states + 2).survivor).toBeDefined();
    }
  },
);

test.each(methods)(
  '%s: with one test less most suites are no longer complete, k=0 (4 states, 30 seeds)',
  (method) => {
    let weaker = 0;
    let all = 0;
    for (const fsm of machines(shape(4, 2, 2), 30)) {
      const { sequences, states } = identify(fsm, { method });
      for (const left of sequences.keys()) {
        const rest = sequences.filter((_, at) => at !== left);
        if (findSurvivor(fsm, rest, states).survivor !== undefined) weaker++;
        all++;
      }
    }
    // W repeats itself most: the other methods exist because of that.
    expect(weaker / all).toBeGreaterThan({ w: 0.2, wp: 0.5, hsi: 0.6, h: 0.6 }[method]);
  },
);

test.each(methods)(
  '%s: what cannot be told apart may be confused, and the claim says so (3 states, 30 percent missing, 80 seeds)',
  (method) => {
    let withPairs = 0;
    let confused = 0;
    for (const fsm of machines(shape(3, 2, 2, 30), 80)) {
      const identified = identify(fsm, { method });
      const expected = inseparablePairs(fsm);
      if (identified.states === fsm.states) expect(identified.inseparable).toEqual(expected);
      expect(identified.inseparable.length > 0).toBe(expected.length > 0);
      if (expected.length === 0) continue;
      withPairs++;
      expect(identified.claim).toContain('cannot be told apart');
      expect(identified.leftOut).toHaveLength(1);
      expect(identified.leftOut[0]?.count).toBe(identified.inseparable.length);
      const { survivor } = findSurvivor(fsm, identified.sequences, identified.states, true);
      if (survivor !== undefined) confused++;
    }
    expect(withPairs).toBeGreaterThan(20);
    expect(confused).toBeGreaterThan(withPairs / 2);
  },
);
