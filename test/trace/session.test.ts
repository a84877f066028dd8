/** A schedule walked forward and back, in the pure step and under createActor: the same at every step. */
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { stackMayStayPending, stackProperties } from '../../actors/properties/index.ts';
import { stackConventions } from '../../machines/conventions.ts';
import type { Envelope, SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';
import { checkRun } from '../../src/trace/check.ts';
import { compare } from '../../src/trace/comparison.ts';
import { runToEnd } from '../../src/trace/live.ts';
import { ReplaySession } from '../../src/trace/session.ts';
import type { TraceStep } from '../../src/trace/trace.ts';
import { randomSystem } from '../explore/random-system.ts';
import { stackOf } from '../stack/run-scenario.ts';

const asFile = (steps: readonly TraceStep[]): readonly Envelope[] =>
  JSON.parse(JSON.stringify(steps.map(({ from, to, message }) => ({ from, to, message }))));

describe('on the stack', () => {
  test.each([
    ['bring-up', true, 3],
    ['backchannel', false, 5],
    ['teardown', true, 7],
    ['vf-reset', true, 11],
    ['pf-surprise-removal', true, 13],
  ] as const)(
    '%s (VBD: %s, seed %i): pure replay, live replay and the run are equal',
    (name, vbd, seed) => {
      const stack = stackOf(name, { vfs: 1, vbd });
      const options = { conventions: stackConventions };
      const run = runToEnd(stack.spec, { ...options, seed });
      const schedule = asFile(run.steps);
      const check = checkRun(stackProperties(stack), { mayStayPending: stackMayStayPending });
      const session = new ReplaySession(stack.spec, schedule, { ...options, check });
      expect(session.records()).toEqual(run.steps);
      const live = runToEnd(stack.spec, { ...options, schedule });
      expect(live.steps).toEqual(run.steps);
      expect(live.end).toEqual(run.end);
      expect(session.end()).toMatchObject({ end: run.end, verdict: { violations: [] } });
    },
  );
});

describe('on random systems', () => {
  const seeds = Array.from({ length: 150 }, (_, n) => n + 1);

  test('seeds 1 to 150: pure and live agree on every step of a random run', () => {
    let steps = 0;
    for (const seed of seeds) {
      const spec = randomSystem(seed);
      const run = runToEnd(spec, { seed, stepLimit: 60 });
      const schedule = asFile(run.steps);
      const session = new ReplaySession(spec, schedule);
      expect({ seed, records: session.records() }).toEqual({ seed, records: run.steps });
      const live = runToEnd(spec, { schedule });
      expect({ seed, steps: live.steps }).toEqual({ seed, steps: run.steps });
      steps += run.steps.length;
    }
    expect(steps).toBeGreaterThan(500);
  });
});

const counter = createMachine({
  initial: 'open',
  states: {
    open: { on: { Add: { actions: send('log', { type: 'Added' }) }, Close: 'closed' } },
    closed: {},
  },
});
const log = createMachine({ on: { Added: {} } });
const from = (sender: string, type: string): Envelope => ({
  from: sender,
  to: 'counter',
  message: { type, from: sender },
});
const spec: SystemSpec = {
  actors: { counter: { machine: counter }, log: { machine: log } },
  initial: [from('a', 'Add'), from('b', 'Close')],
};
const added: Envelope = { from: 'counter', to: 'log', message: { type: 'Added', from: 'counter' } };
const closedFirst = [from('b', 'Close'), from('a', 'Add')];

describe('a session', () => {
  test('goes forward and back, and says what else was possible', () => {
    const session = new ReplaySession(spec, [from('a', 'Add'), added, from('b', 'Close')]);
    expect(session.view()).toMatchObject({ step: 0, of: 3, instead: [], possible: spec.initial });
    expect([session.forward(), session.forward(), session.forward(), session.forward()]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(session.view()).toMatchObject({ step: 3, possible: [], instead: [] });
    expect(session.view().record).toMatchObject({ before: 'open', after: 'closed' });
    expect([session.back(), session.position]).toEqual([true, 2]);
    expect(session.view()).toMatchObject({ step: 2, instead: [from('b', 'Close')] });
    expect(session.goTo(0)).toBe(0);
    expect(session.back()).toBe(false);
    expect(session.goTo(99)).toBe(3);
  });

  test('tells each step to the check once, wherever the reader walks', () => {
    const session = new ReplaySession(spec, closedFirst, { check: checkRun([]) });
    session.goTo(2);
    session.goTo(0);
    session.goTo(2);
    expect(session.view().violations).toMatchObject([{ property: 'UnexpectedMessage', step: 2 }]);
    expect(session.end().verdict?.violations).toHaveLength(1);
  });

  test('stops before a step that is not possible, and says what would be', () => {
    const session = new ReplaySession(spec, [added, ...closedFirst]);
    expect(session.goTo(3)).toBe(0);
    const impossible = { step: 1, wanted: added, possible: spec.initial };
    expect(session.impossible).toEqual(impossible);
    expect(session.end().end).toMatchObject({ reason: 'stopped', impossible });
    expect(runToEnd(spec, { schedule: [added, ...closedFirst] }).end).toMatchObject({
      reason: 'stopped',
      impossible,
    });
  });

  test('follows loss, copies and other channel models, live too', () => {
    const two = { ...spec, initial: [from('a', 'Add'), from('a', 'Close')] };
    const lost = [{ ...from('a', 'Add'), lost: true }, from('a', 'Close')] as const;
    const copy = [{ ...from('a', 'Add'), duplicate: true }, from('a', 'Add')] as const;
    const reordered = [from('a', 'Close'), from('a', 'Add')];
    for (const [schedule, channels, states] of [
      [lost, 'fifo', ['open', 'closed']],
      [copy, 'fifo', ['open', 'open']],
      [reordered, 'bag', ['closed', 'closed']],
    ] as const) {
      const session = new ReplaySession(two, schedule, { channels });
      const records = session.records();
      expect(records.map(({ after }) => after)).toEqual(states);
      expect(runToEnd(two, { schedule, channels }).steps).toEqual(records);
    }
    for (const channels of ['fifo', 'causal', 'mailbox'] as const) {
      const session = new ReplaySession(two, reordered, { channels });
      expect(session.goTo(2)).toBe(0);
      expect(runToEnd(two, { schedule: reordered, channels }).end.impossible?.step).toBe(1);
    }
  });
});

describe('a comparison', () => {
  const ended = (schedule: readonly Envelope[]) => {
    const session = new ReplaySession(spec, schedule, { check: checkRun([]) });
    const { end, verdict } = session.end();
    return { end, verdict };
  };
  const recorded = { property: 'UnexpectedMessage', rule: '', detail: '', step: 2 };
  const kind = (schedule: readonly Envelope[], violation = recorded) => {
    const { end, verdict } = ended(schedule);
    return compare(violation, verdict, end).kind;
  };

  test('tells the same, another step, another property, nothing, and a step that is not possible', () => {
    expect(kind(closedFirst)).toBe('same');
    expect(kind(closedFirst, { ...recorded, step: 1 })).toBe('elsewhere');
    expect(kind(closedFirst, { ...recorded, property: 'Other' })).toBe('other');
    expect(kind([from('a', 'Add'), from('b', 'Close'), added])).toBe('holds');
    expect(kind([added])).toBe('impossible');
  });
});
