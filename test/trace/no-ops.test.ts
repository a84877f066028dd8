/** Deliveries that change nothing and are not made: a replay and a live run leave them as the search does. */
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { Envelope, Property, SystemSpec } from '../../src/system/index.ts';
import { checkRun } from '../../src/trace/check.ts';
import { runToEnd } from '../../src/trace/live.ts';
import { ReplaySession } from '../../src/trace/session.ts';
import { worldRules } from '../../src/trace/world.ts';
import { randomSystem } from '../explore/random-system.ts';

const message = (type: string): Envelope => ({ from: 'environment', to: 'r', message: { type } });
const sent = (...types: readonly string[]) => types.map(message);
/** `on` takes A without doing anything; after B it wants no more A. */
const machine = createMachine({
  initial: 'on',
  states: {
    on: { on: { A: {}, B: 'off' } },
    off: { meta: { defer: ['C'] }, on: { A: {}, B: {} } },
  },
});
const spec: SystemSpec = { actors: { r: { machine } }, initial: sent('A', 'B') };
const staysOn: Property = {
  kind: 'finally',
  name: 'StaysOn',
  rule: 'it is on at the end',
  source: 'test',
  reads: ['r'],
  check: (view) => (view.r?.value === 'on' ? undefined : 'it is off'),
};

/** What the search finds, and what a replay and a live run of its schedule say, under the same options. */
function found(system: SystemSpec, options: ExploreOptions & { properties?: readonly Property[] }) {
  const result = explore(system, { ...options, reduction: 'none' });
  if (result.verdict !== 'violated') throw new Error(result.verdict);
  const { property, schedule } = result;
  const { properties = [] } = options;
  const rules = worldRules(options);
  const session = new ReplaySession(system, schedule, { ...rules, check: checkRun(properties) });
  const { end, verdict } = session.end();
  const live = runToEnd(system, { ...rules, schedule });
  expect(live).toMatchObject({ steps: session.records(), end });
  return { result: property, replayed: verdict?.violations.map((each) => each.property), end };
}

describe("with noOps 'left'", () => {
  const left = { channels: 'bag', noOps: 'left' } as const;

  test('what changes nothing is not possible, and the run is over with it in flight', () => {
    const session = new ReplaySession(spec, sent('B'), left);
    expect(session.view().possible).toEqual(sent('B'));
    expect(session.end().end).toMatchObject({ reason: 'quiescent', waiting: [] });
    const made = new ReplaySession(spec, sent('A', 'B'), left);
    expect(made.end().end.impossible).toMatchObject({ step: 1, possible: sent('B') });
    const live = runToEnd(spec, { ...left, schedule: sent('A', 'B') });
    expect(live.end.impossible).toEqual(made.end().end.impossible);
    expect(new ReplaySession(spec, sent('B'), { channels: 'bag' }).end().end.reason).toBe(
      'stopped',
    );
  });

  test('it may be lost all the same', () => {
    const lost = [{ ...message('A'), lost: true as const }, message('B')];
    const session = new ReplaySession(spec, lost, left);
    expect(session.records().map(({ after }) => after)).toEqual(['on', 'off']);
    expect(runToEnd(spec, { ...left, schedule: lost }).steps).toEqual(session.records());
  });

  test('a violation at rest is there again', () => {
    expect(found(spec, { ...left, properties: [staysOn] })).toMatchObject({
      result: 'StaysOn',
      replayed: ['StaysOn'],
    });
  });

  test('in a queue what waits behind it is missed, and nothing else', () => {
    expect(found(spec, { noOps: 'left' })).toMatchObject({
      result: 'NothingLost',
      replayed: ['NothingLost'],
      end: { steps: 0, waiting: sent('B') },
    });
    const done = { ...spec, initial: sent('B', 'A', 'C', 'A') };
    const session = new ReplaySession(done, sent('B'), { noOps: 'left', check: checkRun([]) });
    expect(session.end()).toMatchObject({ end: { waiting: [] }, verdict: { violations: [] } });
  });

  test('a message that no state takes changes nothing where it is ignored, and is wrong elsewhere', () => {
    const odd = { ...spec, initial: sent('X', 'B') };
    const ignored = { ...left, unexpected: 'ignored' } as const;
    expect(new ReplaySession(odd, [], ignored).view().possible).toEqual(sent('B'));
    expect(found(odd, { ...ignored, properties: [staysOn] }).replayed).toEqual(['StaysOn']);
    expect(found(odd, left)).toMatchObject({ replayed: ['UnexpectedMessage'] });
  });
});

test('a message that no state takes is no violation where it is ignored', () => {
  const odd = { ...spec, initial: sent('X', 'B') };
  const options = { unexpected: 'ignored', properties: [staysOn] } as const;
  expect(found(odd, options)).toMatchObject({ result: 'StaysOn', replayed: ['StaysOn'] });
});

test('a message that was lost is not missed at the end', () => {
  const lost = [{ ...message('A'), lost: true as const }, message('B')];
  const { verdict, end } = new ReplaySession(spec, lost, { check: checkRun([]) }).end();
  expect([end.reason, verdict?.violations]).toEqual(['quiescent', []]);
});

test('a message that was there at the beginning and is put off for ever is missed', () => {
  const waits = createMachine({ meta: { defer: ['A'] }, on: { B: {} } });
  const system = { actors: { r: { machine: waits } }, initial: sent('A') };
  expect(found(system, {})).toMatchObject({ result: 'NothingLost', replayed: ['NothingLost'] });
});

test("seeds 1 to 120: a search with noOps 'left' and its replay agree", () => {
  let violated = 0;
  for (const seed of Array.from({ length: 120 }, (_, n) => n + 1)) {
    const system = randomSystem(seed);
    for (const channels of ['fifo', 'bag'] as const) {
      const options = { channels, noOps: 'left', maxStates: 3000 } as const;
      if (explore(system, { ...options, reduction: 'none' }).verdict !== 'violated') continue;
      const { result, replayed } = found(system, options);
      expect({ seed, channels, first: replayed?.[0] }).toEqual({ seed, channels, first: result });
      violated += 1;
    }
  }
  expect(violated).toBeGreaterThan(50);
});
