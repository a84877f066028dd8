/** What the served page is answered: flips and branches as the explanation has them, outcomes as a search has them. */
import { expect, test } from 'vitest';
import { explore } from '../../../src/explore/index.ts';
import { viewAnswers } from '../../../src/inspect/view/index.ts';
import { Outcomes } from '../../../src/inspect/view/outcomes.ts';
import { sessionOf } from '../../../src/inspect/view/run.ts';
import { shownRuns, withOutcomes } from '../../../src/inspect/view/runs.ts';
import type { ViewMove, ViewRun } from '../../../src/inspect/view-data.ts';
import { scenarioRun, zooBug } from './samples.ts';

const found = ['Z02', 'Z10', 'Z43', 'Z63'];

const deliveries = ({ steps }: ViewRun) =>
  steps.map(({ from, to, message }) => ({ from, to, message }));

test.each(found)(
  '%s: the pair turned round is the run that completes, and back again',
  async (id) => {
    const { system, ...shown } = zooBug(id);
    const runs = shownRuns(system, shown);
    const answers = viewAnswers(system, runs);
    const [failing, passing] = runs;
    const flipped = await answers['/api/flip']({ run: 0 });
    expect(deliveries(flipped)).toEqual(deliveries((passing as typeof failing).run));
    expect(flipped).toMatchObject({
      verdict: { kind: 'holds' },
      sameSteps: passing?.run.sameSteps,
    });
    expect(flipped.steps).toHaveLength(shown.explanation?.racingPair?.swapped.length ?? -1);
    // The page asks about it by its number.
    const back = await answers['/api/flip']({ run: flipped.id ?? -1 });
    expect(deliveries(back)).toEqual(deliveries(failing.run));
    expect(back.verdict.kind).toBe('violated');
  },
);

test('Z43: another delivery in the place of one, then on in the order of sending', async () => {
  const { system, ...shown } = zooBug('Z43');
  const runs = shownRuns(system, shown);
  const answers = viewAnswers(system, runs);
  const run = withOutcomes(system, runs[0], undefined).run;
  const looked = run.steps.flatMap(({ step, instead }) =>
    instead.map((move, n) => ({ step, n, move })),
  );
  expect(looked.length).toBeGreaterThan(15);
  for (const { step, n, move } of looked) {
    const branch = await answers['/api/branch']({ run: 0, step, move: n });
    expect(branch.sameSteps).toBe(step - 1);
    expect(branch.steps[step - 1]).toMatchObject({ from: move.from, to: move.to });
    // One order behind it: it holds where all do.
    if (move.outcome?.verdict === 'holds') expect(branch.verdict.kind).toBe('holds');
    if (branch.verdict.kind === 'violated') expect(move.outcome?.verdict).toBe('fails');
    expect(['holds', 'violated']).toContain(branch.verdict.kind);
  }
});

test.each(found)('%s: what lies behind each delivery is what an exhaustive search finds', (id) => {
  const { system, ...shown } = zooBug(id);
  const [failing] = shownRuns(system, shown);
  const { run, schedule } = withOutcomes(system, failing, undefined);
  const { spec, properties = [], rules } = system;
  const session = sessionOf(system, schedule);
  const seen: string[] = [];
  for (const { step, instead } of run.steps) {
    session.goTo(step);
    const head = schedule.slice(0, step - 1);
    for (const [n, envelope] of session.view().instead.entries()) {
      const { outcome } = instead[n] as ViewMove;
      const options = {
        properties,
        ...rules,
        reduction: 'none',
        prefix: [...head, envelope],
      } as const;
      const expected = verdictAfter(() => explore(spec, options).verdict);
      expect({ step, n, verdict: outcome?.verdict }).toEqual({ step, n, verdict: expected });
      seen.push(expected);
    }
  }
  expect(seen).toContain('fails');
  expect(seen).toContain('holds');
});

function verdictAfter(search: () => string): string {
  try {
    const verdict = search();
    return verdict === 'violated' ? 'fails' : verdict;
  } catch (error) {
    if (/of the prefix, .* violates/.test(String(error))) return 'fails';
    throw error;
  }
}

test('asked for a step, the first outcome is that of the delivery that was taken', async () => {
  const { system, ...shown } = zooBug('Z43');
  const runs = shownRuns(system, shown);
  const answers = viewAnswers(system, runs);
  const run = withOutcomes(system, runs[0], undefined).run;
  for (const { step, instead } of run.steps) {
    const [taken, ...others] = await answers['/api/outcomes']({ run: 0, step });
    expect(taken?.verdict).toBe('fails');
    expect(others.map(({ verdict }) => verdict)).toEqual(
      instead.map(({ outcome }) => outcome?.verdict),
    );
  }
  // Of the run that completes nothing is known beforehand: before the pair it can still go wrong, after it no more.
  const verdicts = await Promise.all(
    [9, 12].map(async (step) => (await answers['/api/outcomes']({ run: 1, step }))[0]?.verdict),
  );
  expect(verdicts).toEqual(['fails', 'holds']);
});

test('bounds end a search at the same place each time, and say so', () => {
  const { system, ...shown } = zooBug('Z43');
  const [failing] = shownRuns(system, shown);
  const bounds = { branch: 100, run: 400 };
  const once = withOutcomes(system, failing, bounds).run;
  expect(withOutcomes(system, failing, bounds).run).toEqual(once);
  const outcomes = once.steps.flatMap(({ instead }) => instead.map(({ outcome }) => outcome));
  expect(outcomes.map((each) => each?.verdict)).toEqual(
    expect.arrayContaining(['fails', 'truncated', undefined]),
  );
  for (const each of outcomes) {
    if (each?.verdict === 'truncated') expect(each.states).toBeGreaterThanOrEqual(100);
  }
});

test('a violation that no search sees has no outcomes', async () => {
  const { system, schedule } = await scenarioRun('backchannel', { vfs: 1 });
  const instead = schedule.map(() => []);
  expect(new Outcomes(system).along(schedule, instead)).toBeUndefined();
});

test('a live run can be branched at any step and goes on to its end', async () => {
  const { system, ...shown } = await scenarioRun('backchannel', { vfs: 1 });
  const answers = viewAnswers(system, shownRuns(system, shown));
  const run = shownRuns(system, shown)[0].run;
  const step = run.steps.findLast(({ instead }) => instead.length > 1)?.step ?? 0;
  expect(step).toBeGreaterThan(100);
  const branch = await answers['/api/branch']({ run: 0, step, move: 1 });
  expect(branch.sameSteps).toBe(step - 1);
  expect(branch.steps.length).toBeGreaterThan(step + 1);
});

const wrong: readonly (readonly [keyof ReturnType<typeof viewAnswers>, object, RegExp])[] = [
  ['/api/flip', {}, /there is no run undefined/],
  ['/api/flip', { run: 7 }, /there is no run 7/],
  ['/api/flip', { run: '0' }, /there is no run 0/],
  ['/api/branch', { run: 0, step: 0, move: 0 }, /step 0: legal are 1 to 11/],
  ['/api/branch', { run: 0, step: 1.5, move: 0 }, /step 1.5: legal are 1 to 11/],
  ['/api/branch', { run: 0, step: 3, move: 9 }, /move 9: legal are 0 to 0/],
  ['/api/branch', { run: 0, step: 3, move: -1 }, /move -1: legal are 0 to 0/],
  ['/api/outcomes', { run: 0, step: 1e9 }, /step 1000000000: legal are 1 to 11/],
  ['/api/outcomes', { run: 0 }, /step undefined: legal are 1 to 11/],
];

test('what cannot be answered is a RangeError that says what can', async () => {
  const { system, ...shown } = zooBug('Z43');
  const answers = viewAnswers(system, shownRuns(system, shown));
  for (const [path, ask, why] of wrong) {
    const error = await answers[path](ask as never).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(RangeError);
    expect(String(error)).toMatch(why);
  }
  const [{ run, schedule }] = shownRuns(system, shown);
  const alone = viewAnswers(system, [{ run, schedule }]);
  await expect(alone['/api/flip']({ run: 0 })).rejects.toThrow('run 0 has no racing pair');
});
