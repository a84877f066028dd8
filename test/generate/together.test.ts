/**
 * Several actors as one subject, whose messages to each other nobody sees: each step of each test against every order
 * that is possible inside, found by the runner's own steps (`src/execute`), which share nothing with the generator's.
 */
import { describe, expect, test } from 'vitest';
import type { Situation } from '../../src/execute/subject-steps.ts';
import { SubjectSteps } from '../../src/execute/subject-steps.ts';
import type { OpenSubject, TestStep } from '../../src/generate/index.ts';
import { behaviourOf, generateSuite } from '../../src/generate/index.ts';
import type { Envelope } from '../../src/system/index.ts';
import { randomSystem } from '../explore/random-system.ts';
import { layeredActors, stimulusTypes } from './layered-actors.ts';

const limits = { maxStates: 60, maxSteps: 150 };

/** With and without messages that nobody takes and some that are put off. */
function randomSubject(seed: number): OpenSubject {
  const actors = seed % 3 === 0 ? randomSystem(seed).actors : layeredActors(seed);
  const types = seed % 3 === 0 ? ['A', 'B', 'C'] : stimulusTypes;
  const stimuli = Object.keys(actors).flatMap((to) =>
    types.map((type) => ({ from: 'tester', to, message: { type } })),
  );
  return { name: `random ${seed}`, actors, stimuli };
}

/** Equal for the same messages in the same order for each sender and receiver. */
function answerKey(sent: readonly Envelope[]): string {
  const byRoute = new Map<string, unknown[]>();
  for (const { from, to, message } of sent) {
    const route = `${from} ${to}`;
    byRoute.set(route, [...(byRoute.get(route) ?? []), message]);
  }
  return JSON.stringify([...byRoute].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The situations that the subject may be in after the expected answer, where every answer is one that is permitted. */
function stepped(
  steps: SubjectSteps,
  situations: readonly Situation[],
  step: TestStep,
): Situation[] {
  const { stimulus, expect: expected, alternatives = [] } = step;
  const outcomes = situations.flatMap((each) => steps.outcomes(each, stimulus));
  expect(outcomes.flatMap(({ refused }) => refused ?? [])).toEqual([]);
  const answers = new Set(outcomes.map(({ sent }) => answerKey(sent)));
  expect([...answers].sort()).toEqual([expected, ...alternatives].map(answerKey).sort());
  const after = outcomes.filter(({ sent }) => answerKey(sent) === answerKey(expected));
  const distinct = new Map(after.map(({ situation }) => [steps.key(situation), situation]));
  return [...distinct.values()];
}

const seeds = Array.from({ length: 45 }, (_, n) => n + 1);

describe('random subjects of several actors', () => {
  let usable = 0;
  let chances = 0;

  test.each(seeds)(
    'seed %i: every step permits what the orders inside allow, and no more',
    (seed) => {
      const subject = randomSubject(seed);
      let suite: ReturnType<typeof generateSuite>;
      try {
        suite = generateSuite(behaviourOf(subject, limits), { limits });
      } catch (error) {
        // Some send each other messages for ever, or begin in several ways.
        expect(String(error)).toMatch(/no tests can be generated/);
        return;
      }
      usable += 1;
      const steps = new SubjectSteps(subject);
      for (const { steps: toTake } of suite.tests) {
        let situations = [steps.initial().situation];
        for (const step of toTake) {
          situations = stepped(steps, situations, step);
          if (step.alternatives !== undefined) chances += 1;
        }
      }
      const { items } = suite.coverage.find(({ criterion }) => criterion === 'transitions') ?? {
        items: [],
      };
      const uncovered = items.filter(({ status }) => status === 'uncovered');
      if (!suite.truncated) expect(uncovered).toEqual([]);
    },
  );

  test('enough of them have tests, and steps that may be answered in several ways', () => {
    expect(usable).toBeGreaterThan(seeds.length / 2);
    expect(chances).toBeGreaterThan(40);
  });
});
