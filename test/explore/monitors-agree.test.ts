/** Random monitors over random systems: the explorer, the plain search and the check of live runs say the same. */
import { expect, test } from 'vitest';
import { explore } from '../../src/explore/index.ts';
import type { Envelope, MonitorProperty, SystemSpec, SystemView } from '../../src/system/index.ts';
import type { RunVerdict } from '../../src/trace/check.ts';
import { checkRun } from '../../src/trace/check.ts';
import { runLive } from '../../src/trace/live.ts';
import { replaySchedule } from '../../src/trace/replay.ts';
import { explorePlain } from '../machines/explore-plain.ts';
import { randomMonitor } from './random-monitors.ts';
import { randomSystem } from './random-system.ts';

const seeds = Array.from({ length: 200 }, (_, n) => n + 1);

const monitorsOf = (seed: number, mild: boolean): readonly MonitorProperty[] => [
  randomMonitor(3 * seed, mild),
  randomMonitor(3 * seed + 1, mild),
];

test.each([true, false])('as the plain search (mild: %s; seeds 1 to 200)', (mild) => {
  const verdicts = { holds: 0, monitor: 0, another: 0 };
  let more = 0;
  for (const seed of seeds) {
    const spec = randomSystem(seed, true);
    const monitors = monitorsOf(seed, mild);
    const result = explore(spec, { properties: monitors, reduction: 'none' });
    const plain = explorePlain(spec, { statesMax: 50_000, monitors });
    expect({ seed, truncated: plain.truncated }).toEqual({ seed, truncated: false });
    if (plain.wrong === undefined) {
      const { states, transitions, restStates } = result;
      expect({ seed, verdict: result.verdict, states, transitions, restStates }).toEqual({
        seed,
        verdict: 'holds',
        states: plain.states,
        transitions: plain.deliveries,
        restStates: plain.restStates,
      });
      verdicts.holds += 1;
      if (states > explore(spec, { reduction: 'none' }).states) more += 1;
    } else {
      const steps = result.verdict === 'violated' ? result.schedule.length : undefined;
      expect({ seed, steps }).toEqual({ seed, steps: plain.schedule.length });
      const named = monitors.some(({ name }) => name === plain.wrong);
      verdicts[named ? 'monitor' : 'another'] += 1;
    }
  }
  expect(verdicts.another).toBe(0);
  expect(verdicts.holds).toBeGreaterThan(mild ? 60 : 5);
  expect(verdicts.monitor).toBeGreaterThan(mild ? 20 : 60);
  // The monitors tell states apart that were one without them.
  if (mild) expect(more).toBeGreaterThan(30);
});

/** The check's verdict on the schedule, as though a live run had taken it. */
function judged(
  spec: SystemSpec,
  schedule: readonly Envelope[],
  monitors: readonly MonitorProperty[],
): RunVerdict {
  const check = checkRun(monitors);
  const steps = replaySchedule(spec, schedule);
  const view: SystemView = Object.fromEntries(Object.keys(spec.actors).map((id) => [id, absent]));
  for (const step of steps) check.observe(step, view);
  return check.finish({ reason: 'quiescent', steps: steps.length, timeMs: 0, pending: [] }, view);
}
const absent = { hasTag: () => false } as unknown as SystemView[string];

test('the check of a run finds what the explorer found, in its schedule (seeds 1 to 200)', () => {
  let found = 0;
  for (const seed of seeds) {
    const spec = randomSystem(seed, true);
    const monitors = monitorsOf(seed, false);
    const result = explore(spec, { properties: monitors });
    if (result.verdict !== 'violated') continue;
    found += 1;
    const { violations } = judged(spec, result.schedule, monitors);
    expect({
      seed,
      violations: violations.map(({ property, detail }) => [property, detail]),
    }).toMatchObject({
      seed,
      violations: expect.arrayContaining([[result.property, result.violation.detail]]),
    });
  }
  expect(found).toBeGreaterThan(60);
});

test('where every order holds, live runs hold (seeds 1 to 200, three runs each)', () => {
  let runs = 0;
  for (const seed of seeds) {
    const spec = randomSystem(seed, true);
    const monitors = monitorsOf(seed, true);
    if (explore(spec, { properties: monitors }).verdict !== 'holds') continue;
    for (const runSeed of [1, 2, 3]) {
      const check = checkRun(monitors);
      runLive(spec, { seed: runSeed, stepLimit: 1_000 }).subscribe((event) => {
        if (event.kind === 'step') check.observe(event.step, event.view);
        else {
          runs += 1;
          const { violations } = check.finish(event.end, event.view);
          expect({ seed, runSeed, violations }).toEqual({ seed, runSeed, violations: [] });
        }
      });
    }
  }
  expect(runs).toBeGreaterThan(200);
});
