/** What is said about a suite: minimisation, claims, limits, and what is refused. */
import { expect, test } from 'vitest';
import { identify } from '../../../src/generate/identification/index.ts';
import { minimise } from '../../../src/generate/identification/model.ts';
import { Separation } from '../../../src/generate/identification/separation.ts';
import type { Fsm } from '../../../src/generate/index.ts';
import { areEqual, areSeparable } from './oracle.ts';
import { randomFsm, reachable } from './random-fsm.ts';

/** Rows are states; a cell is `next/output`, or `-` where the input is not taken. */
function fsm(...rows: readonly string[]): Fsm {
  const cells = rows.map((row) => row.split(' '));
  const inputs = cells[0]?.length ?? 0;
  const numbers = (at: 0 | 1) =>
    Int32Array.from(cells.flat(), (cell) => (cell === '-' ? -1 : Number(cell.split('/')[at])));
  return { states: rows.length, inputs, next: numbers(0), output: numbers(1) };
}

test('states that do the same are taken together, and those that cannot be reached are left out', () => {
  const {
    reachable: found,
    states,
    claim,
  } = identify(fsm('1/0 2/1', '0/1 2/0', '0/1 1/0', '0/0 0/0'), {
    method: 'h',
  });
  expect({ found, states }).toEqual({ found: 3, states: 2 });
  expect(claim).toBe(
    'kills every implementation with at most 2 states (as many as the model) that differs from the model, given that its messages can be seen',
  );
});

test('states that answer alike and do not take the same inputs stay two, and are named as a pair', () => {
  const pair = identify(fsm('1/0 2/0', '0/0 -', '- 0/0'), {
    method: 'wp',
    nameOf: (state) => ['initialized', 'paused', 'running'][state] ?? '',
  });
  expect(pair.inseparable).toEqual([
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
  expect(pair.leftOut).toEqual([
    {
      what: 'telling apart initialized / paused, initialized / running, paused / running',
      why: 'no sequence that both states take is answered differently',
      count: 3,
    },
  ]);
  expect(pair.assumptions).toContain(
    'Where the model is in two states that no common stimuli tell apart, the implementation is in two states too.',
  );
});

test('equal and separable states are found as by walking through pairs (12 states, 3 inputs, seeds 1 to 40)', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const machine = randomFsm({
      states: 12,
      inputs: 2,
      outputs: 2,
      sameAnswers: 60,
      missing: seed % 2 ? 0 : 25,
      seed,
    });
    const { model, originals } = minimise(machine);
    const separation = new Separation(model);
    for (let right = 0; right < model.states; right++) {
      for (let left = 0; left < right; left++) {
        const [a, b] = [originals[left] as number, originals[right] as number];
        expect(areEqual(machine, a, b)).toBe(false);
        expect(separation.canSeparate(left, right)).toBe(areSeparable(machine, a, b));
        if (!separation.canSeparate(left, right)) continue;
        const word = separation.sequence(left, right);
        expect(model.firstDifference(left, right, word)).toBe(word.length);
      }
    }
    for (const state of reachable(machine))
      expect([...originals].filter((original) => areEqual(machine, state, original))).toHaveLength(
        1,
      );
  }
});

const large = randomFsm({ states: 30, inputs: 6, outputs: 6, seed: 1 });

test('a limit leaves the largest k that fits, with its claim and not with the one asked for', () => {
  const full = identify(large, { method: 'h', extraStates: 1 });
  const cut = identify(large, { method: 'h', extraStates: 3, limits: { maxSteps: full.steps } });
  expect(cut.extraStates).toBe(1);
  expect(cut.sequences).toEqual(full.sequences);
  expect(cut.claim).toContain('at most 31 states (1 more than the model)');
  expect(cut.stoppedBecause).toBe('max-steps');
  expect(cut.truncated).toBe(true);
  expect(cut.leftOut).toEqual([
    {
      what: 'tests for more than 1 extra state',
      why: 'max-steps was reached; 3 extra states were asked for',
      count: 2,
    },
  ]);
  const fewer = identify(large, {
    method: 'h',
    extraStates: 1,
    limits: { maxSteps: full.steps - 1 },
  });
  expect(fewer.extraStates).toBe(0);
});

test('where not even k = 0 fits, nothing is claimed, and what there is stays within the limits', () => {
  const tests = identify(large, { method: 'wp', limits: { maxTests: 20 } });
  expect(tests.sequences).toHaveLength(20);
  expect(tests.extraStates).toBeUndefined();
  expect(tests.stoppedBecause).toBe('max-tests');
  expect(tests.assumptions).toEqual([]);
  expect(tests.claim).toMatch(
    /^no claim about what it kills: the tests take \d+ of 180 transitions/,
  );
  const steps = identify(large, { method: 'w', limits: { maxSteps: 300 } });
  expect(steps.steps).toBeLessThanOrEqual(300);
  expect(steps.claim).toContain('cut short by max-steps');
  const seconds = identify(large, { method: 'h', extraStates: 1, limits: { maxSeconds: 0 } });
  expect(seconds.stoppedBecause).toBe('max-seconds');
  expect(seconds.extraStates).toBeUndefined();
});

test('what would be too large is known before it is built: k = 40 is refused at once', () => {
  const { extraStates, leftOut } = identify(large, { method: 'hsi', extraStates: 40 });
  expect(extraStates).toBe(2);
  expect(leftOut[0]?.what).toBe('tests for more than 2 extra states');
});

test('machines without anything to do', () => {
  expect(identify(fsm('-'), { method: 'h', extraStates: 1 }).sequences).toEqual([]);
  expect(
    identify(
      { ...fsm('-'), inputs: 0, next: new Int32Array(), output: new Int32Array() },
      { method: 'w' },
    ).sequences,
  ).toEqual([]);
  expect(identify(fsm('0/5'), { method: 'hsi', extraStates: 1 }).sequences).toEqual([[0, 0]]);
});

test('nonsense is refused in a sentence', () => {
  expect(() => identify(fsm('7/0'), { method: 'w' })).toThrow(
    'no state has the number 7; there are 1',
  );
  expect(() => identify(fsm('0/0'), { method: 'w', extraStates: -1 })).toThrow(
    'extra states are a whole number from 0 on, not -1',
  );
  expect(() => identify({ ...fsm('0/0'), inputs: 2 }, { method: 'w' })).toThrow('need tables of 2');
});
