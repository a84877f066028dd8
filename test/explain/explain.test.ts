/** Small systems with one flaw of each kind, and what the explanation says of it. */
import { describe, expect, test } from 'vitest';
import { assign, createMachine } from 'xstate';
import { explain } from '../../src/explain/index.ts';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { Envelope, SystemSpec } from '../../src/system/index.ts';
import { reply, send } from '../../src/system/index.ts';

const begin = (...ids: string[]): Envelope[] =>
  ids.map((to) => ({ from: 'environment', to, message: { type: 'Begin' } }));

/** The schedule that the explorer finds, explained. */
function found(spec: SystemSpec, options: ExploreOptions = {}) {
  const result = explore(spec, options);
  if (result.verdict !== 'violated') throw new Error(`the explorer says ${result.verdict}`);
  const explained = explain(spec, options, result.schedule);
  expect(explained).toMatchObject({ minimal: true, leftOut: 0, notDetermined: [] });
  expect(explained.violation.property).toBe(result.property);
  return explained;
}

const types = (pair: readonly Envelope[] | undefined) =>
  (pair ?? []).map(({ from, message }) => `${from} ${message.type}`);

/** Reads the account, and writes what it has read and one more. */
const clerk = createMachine({
  initial: 'idle',
  states: {
    idle: { on: { Begin: { target: 'reading', actions: send('account', { type: 'Read' }) } } },
    reading: {
      on: {
        Value: {
          target: 'done',
          actions: send('account', ({ event }: { event: { value: number } }) => ({
            type: 'Write',
            value: event.value + 1,
          })),
        },
      },
    },
    done: {},
  },
} as never);
const account = createMachine({
  context: { value: 0, writes: 0 },
  on: {
    Read: {
      actions: reply(({ context }: { context: { value: number } }) => ({
        type: 'Value',
        value: context.value,
      })),
    },
    Write: {
      actions: assign(({ context, event }) => ({
        value: (event as unknown as { value: number }).value,
        writes: (context as { writes: number }).writes + 1,
      })),
    },
  },
} as never);

describe('an atomicity violation: two clerks read before either writes', () => {
  const spec: SystemSpec = {
    actors: { account: { machine: account }, a: { machine: clerk }, b: { machine: clerk } },
    initial: begin('a', 'b'),
  };
  const properties = [
    {
      kind: 'always',
      name: 'NoLostUpdate',
      rule: 'every write counts',
      source: 'test',
      reads: ['account'],
      check: ({ account: at }: { account?: { context: { value: number; writes: number } } }) =>
        at !== undefined && at.context.value < at.context.writes ? 'a write was lost' : undefined,
    },
  ] as never;

  test('the pair is a read and a write of the other', () => {
    const { racingPair, inevitable } = found(spec, { properties });
    expect(types(racingPair?.envelopes)).toEqual([
      expect.stringMatching(/^[ab] Read$/),
      expect.stringMatching(/^[ab] Write$/),
    ]);
    const [first, second] = racingPair?.envelopes ?? [];
    expect(first?.from).not.toBe(second?.from);
    expect(racingPair?.restStays).toBe(true);
    // With the second read it is decided.
    expect(inevitable).toEqual({
      from: racingPair?.first,
      cleanAfter: (racingPair?.first ?? 0) - 1,
      exact: true,
    });
  });
});

describe('an order violation: closed before it was used', () => {
  const file = createMachine({
    initial: 'open',
    states: { open: { on: { Use: {}, Close: 'closed' } }, closed: {} },
  });
  const sendsAt = (type: string) =>
    createMachine({ on: { Begin: { actions: send('file', { type }) } } });
  const spec: SystemSpec = {
    actors: {
      file: { machine: file },
      user: { machine: sendsAt('Use') },
      owner: { machine: sendsAt('Close') },
    },
    initial: begin('user', 'owner'),
  };

  test('the pair is the use and the close, and the other way round it completes', () => {
    const { racingPair, schedule, inevitable, inEveryOrder } = found(spec);
    expect(types(racingPair?.envelopes)).toEqual(['owner Close', 'user Use']);
    expect(types(racingPair?.swapped)).toEqual(expect.arrayContaining(types(schedule)));
    expect(inevitable.from).toBe(racingPair?.first);
    expect(inEveryOrder).toBe(false);
  });

  test('what does not matter is left out of a longer schedule', () => {
    const idle = createMachine({ on: { Begin: {} } });
    const more = {
      actors: { ...spec.actors, x: { machine: idle }, y: { machine: idle } },
      initial: begin('x', 'user', 'y', 'owner'),
    };
    const { schedule } = explore(spec) as unknown as { schedule: Envelope[] };
    const long = [...begin('x', 'y'), ...schedule];
    const explained = explain(more, {}, long);
    expect(explained).toMatchObject({ leftOut: 2, minimal: true });
    expect(explained.schedule).toEqual(schedule);
  });
});

describe('a hang', () => {
  const asker = createMachine({
    initial: 'idle',
    states: {
      idle: {
        on: { Begin: { target: 'waiting', actions: send('server', { type: 'Ask', id: 'q' }) } },
      },
      waiting: { on: { 'Ask.done': 'served' } },
      served: {},
    },
  });
  const server = createMachine({ on: { Ask: { actions: reply({ type: 'Ask.done', id: 'q' }) } } });
  const properties = [
    {
      kind: 'finally',
      name: 'Served',
      rule: 'whoever asks is served',
      source: 'test',
      reads: ['asker'],
      check: ({ asker: at }: { asker?: { value: unknown } }) =>
        at?.value === 'waiting' ? 'asker waits' : undefined,
    },
  ] as never;

  test('a lost message is named, and delivered it completes', () => {
    const spec = {
      actors: { asker: { machine: asker }, server: { machine: server } },
      initial: begin('asker'),
    };
    const { channelFault, racingPair } = found(spec, { properties, lossy: true });
    expect(channelFault?.envelope).toMatchObject({ lost: true });
    expect(channelFault?.mended.every(({ lost }) => lost === undefined)).toBe(true);
    expect(racingPair).toBeUndefined();
  });

  test('a server that never answers: no order avoids it, and the request is still out', () => {
    const deaf = createMachine({ on: { Ask: {} } });
    const spec = {
      actors: { asker: { machine: asker }, server: { machine: deaf } },
      initial: begin('asker'),
    };
    const explained = found(spec, { properties });
    expect(explained).toMatchObject({ inEveryOrder: true, inevitable: { from: 0, exact: true } });
    expect(explained.racingPair).toBeUndefined();
    expect(explained.held).toMatchObject([
      { request: 'Ask', requester: 'asker', owner: 'server', since: 2 },
    ]);
  });
});

test('a machine that throws in one order only', () => {
  const boom = createMachine({
    initial: 'cold',
    states: {
      cold: {
        on: {
          Warm: 'warm',
          Start: {
            actions: assign(() => {
              throw new Error('cold start');
            }),
          },
        },
      },
      warm: { on: { Start: {} } },
    },
  });
  const one = (type: string) =>
    createMachine({ on: { Begin: { actions: send('engine', { type }) } } });
  const spec = {
    actors: {
      engine: { machine: boom },
      heater: { machine: one('Warm') },
      driver: { machine: one('Start') },
    },
    initial: begin('heater', 'driver'),
  };
  const { violation, racingPair, schedule } = found(spec as SystemSpec);
  expect(violation).toMatchObject({ property: 'NoException', step: schedule.length });
  // The heater's message comes after the end of the shortest schedule.
  expect(racingPair?.second).toBeUndefined();
  expect(types(racingPair?.envelopes)).toEqual(['driver Start', 'heater Warm']);
  expect(types(racingPair?.swapped).slice(-2)).toEqual(['heater Warm', 'driver Start']);
});

describe('a schedule that cannot be explained', () => {
  const idle = createMachine({ on: { Begin: {} } });
  const spec = { actors: { idle: { machine: idle } }, initial: begin('idle') };

  test('is told what is wrong with it', () => {
    expect(() => explain(spec, {}, begin('idle'))).toThrow(
      'the schedule should violate a property; it violates nothing',
    );
    const nobody = [{ from: 'a', to: 'idle', message: { type: 'X' } }];
    expect(() => explain(spec, {}, nobody)).toThrow(
      "step 1 of the schedule is not possible: 'X' from a to idle",
    );
  });
});
