/** Explanations of long random violating runs of random systems, held against trying everything. */
import { describe, expect, test } from 'vitest';
import type { Explanation } from '../../src/explain/index.ts';
import { explain } from '../../src/explain/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { Envelope, SystemSpec } from '../../src/system/index.ts';
import { checkRun } from '../../src/trace/check.ts';
import { runToEnd } from '../../src/trace/live.ts';
import { ReplaySession } from '../../src/trace/session.ts';
import { World } from '../../src/trace/world.ts';
import { randomSystem } from '../explore/random-system.ts';

interface Case {
  readonly seed: number;
  readonly spec: SystemSpec;
  readonly schedule: readonly Envelope[];
  readonly property: string;
}

/** The run of this seed up to its first violation, which is found step by step and not by the explorer. */
function violatingRun(seed: number): Case | undefined {
  const spec = randomSystem(seed);
  const { steps } = runToEnd(spec, { seed, stepLimit: 80 });
  const at = steps.findIndex(({ reception }) => reception === 'unexpected');
  const schedule = (at < 0 ? steps : steps.slice(0, at + 1)).map(({ from, to, message }) => ({
    from,
    to,
    message,
  }));
  if (at >= 0) return { seed, spec, schedule, property: 'UnexpectedMessage' };
  const { verdict } = verdictOf(spec, schedule);
  const [violation] = verdict?.violations ?? [];
  return violation?.property === 'NothingLost'
    ? { seed, spec, schedule, property: 'NothingLost' }
    : undefined;
}

/** As the live check has it. */
function verdictOf(spec: SystemSpec, schedule: readonly Envelope[]) {
  return new ReplaySession(spec, schedule, { check: checkRun([]) }).end();
}

const violated = (spec: SystemSpec, schedule: readonly Envelope[]) =>
  verdictOf(spec, schedule).verdict?.violations.map(({ property }) => property) ?? [];

/** Without one delivery, and without what is then not possible; whether the end is reached another way. */
function without(spec: SystemSpec, schedule: readonly Envelope[], left: number): Envelope[] {
  const world = new World(spec);
  let state = world.initial;
  return schedule.filter((envelope, n) => {
    if (n === left) return false;
    const made = world.take(state, envelope);
    if (made !== undefined) state = made.state;
    return made !== undefined;
  });
}

const seeds = Array.from({ length: 1500 }, (_, n) => n + 1);
const cases = seeds.flatMap((seed) => violatingRun(seed) ?? []);
const explained = new Map<number, Explanation>();
for (const { seed, spec, schedule, property } of cases) {
  explained.set(seed, explain(spec, { property }, schedule));
}
const of = ({ seed }: Case) => explained.get(seed) as Explanation;

describe('random systems 1 to 1500', () => {
  test('enough of them violate something, at a step and at rest, and some schedules shrink', () => {
    const kinds = new Set(cases.map(({ property }) => property));
    expect(kinds).toEqual(new Set(['UnexpectedMessage', 'NothingLost']));
    expect(cases.length).toBeGreaterThan(100);
    expect(cases.filter((each) => of(each).leftOut > 0).length).toBeGreaterThan(30);
    expect(cases.filter((each) => of(each).racingPair !== undefined).length).toBeGreaterThan(15);
  });

  test('a shrunk schedule still violates the same property, and is never longer', () => {
    for (const each of cases) {
      const { schedule, minimal } = of(each);
      expect({ seed: each.seed, minimal }).toEqual({ seed: each.seed, minimal: true });
      expect(schedule.length).toBeLessThanOrEqual(each.schedule.length);
      expect({ seed: each.seed, found: violated(each.spec, schedule) }).toEqual({
        seed: each.seed,
        found: expect.arrayContaining([each.property]),
      });
    }
  });

  test('no delivery of it can be left out', () => {
    for (const each of cases) {
      if (each.property !== 'UnexpectedMessage') continue;
      const { schedule } = of(each);
      for (const n of schedule.keys()) {
        const found = violated(each.spec, without(each.spec, schedule, n));
        expect({ seed: each.seed, n, found }).toEqual({
          seed: each.seed,
          n,
          found: expect.not.arrayContaining(['UnexpectedMessage']),
        });
      }
    }
  });

  test('the swapped schedule is a run of the system, with the pair the other way round and nothing wrong', () => {
    let swaps = 0;
    for (const each of cases) {
      const { racingPair, schedule } = of(each);
      if (racingPair === undefined) continue;
      const { first, second, envelopes, swapped } = racingPair;
      expect(schedule[first - 1]).toEqual(envelopes[0]);
      if (second !== undefined) {
        expect(first).toBeLessThan(second);
        expect(schedule[second - 1]).toEqual(envelopes[1]);
      }
      const place = (wanted: Envelope) =>
        swapped.findIndex((other) => JSON.stringify(other) === JSON.stringify(wanted));
      if (JSON.stringify(envelopes[0]) !== JSON.stringify(envelopes[1])) {
        // An equal message may have been delivered before both.
        const equal = schedule.slice(0, first - 1).map((other) => JSON.stringify(other));
        if (!envelopes.some((other) => equal.includes(JSON.stringify(other)))) {
          expect(place(envelopes[1])).toBeGreaterThanOrEqual(0);
          const late = place(envelopes[0]);
          if (late >= 0) expect(place(envelopes[1])).toBeLessThan(late);
          swaps += 1;
        }
      }
      const { end, verdict } = verdictOf(each.spec, swapped);
      expect({ seed: each.seed, reason: end.reason, found: verdict?.violations }).toEqual({
        seed: each.seed,
        reason: 'quiescent',
        found: [],
      });
    }
    expect(swaps).toBeGreaterThan(10);
  });

  test('inevitable from a step: before it a clean end can be reached, after it none', () => {
    let asked = 0;
    for (const each of cases) {
      const { inevitable, schedule, inEveryOrder } = of(each);
      if (!inevitable.exact) continue;
      const from = inevitable.from as number;
      expect(inEveryOrder).toBe(from === 0);
      expect({ seed: each.seed, clean: isClean(each.spec, schedule.slice(0, from)) }).toEqual({
        seed: each.seed,
        clean: false,
      });
      if (from === 0) continue;
      expect(isClean(each.spec, schedule.slice(0, from - 1))).toBe(true);
      asked += 1;
    }
    expect(asked).toBeGreaterThan(30);
  });

  test('a shortest schedule of the explorer cannot be made shorter', () => {
    let shortest = 0;
    for (const { seed, spec } of cases) {
      const result = explore(spec, { maxStates: 20_000 });
      if (result.verdict !== 'violated' || result.schedule.length === 0) continue;
      const { leftOut } = explain(spec, { property: result.property }, result.schedule);
      expect({ seed, leftOut }).toEqual({ seed, leftOut: 0 });
      shortest += 1;
    }
    expect(shortest).toBeGreaterThan(100);
  });
});

/** Whether a clean end can be reached after the prefix: every order is tried. */
function isClean(spec: SystemSpec, prefix: readonly Envelope[]): boolean {
  const world = new World(spec);
  let start = world.initial;
  for (const envelope of prefix) {
    const made = world.take(start, envelope);
    if (made === undefined || made.reception === 'unexpected') return false;
    start = made.state;
  }
  const open = [start];
  const seen = new Set<string>();
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const moves = world.possible(state);
    if (moves.length === 0 && state.mail.inFlight.length === 0) return true;
    for (const move of moves) {
      const made = world.take(state, move);
      if (made === undefined || made.reception === 'unexpected') continue;
      const locals = [...made.state.actors].map(([, { step }]) => [
        step.snapshot.value,
        step.snapshot.context,
        step.timers.map(({ id }) => id),
      ]);
      const mail = made.state.mail.inFlight.map(
        ({ from, to, message }) => `${from} ${to} ${message.type}`,
      );
      const key = JSON.stringify([locals, mail.sort()]);
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(made.state);
    }
  }
  return false;
}
