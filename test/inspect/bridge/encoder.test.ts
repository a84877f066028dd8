/** The messages for the Stately inspector: in order, whole, in virtual time, with the right sender and receiver. */
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import { createInspector } from '@statelyai/inspect';
import { describe, expect, test } from 'vitest';
import { and, assign, createMachine, not, setup } from 'xstate';
import { scenarioNames } from '../../../actors/scenario/index.ts';
import type {
  ActorMessage,
  EventMessage,
  InspectorMessage,
  SnapshotMessage,
} from '../../../src/inspect/bridge/index.ts';
import {
  definitionOf,
  InspectorEncoder,
  InspectorRecorder,
  plain,
  recordSession,
} from '../../../src/inspect/bridge/index.ts';
import type { Message, SystemSpec } from '../../../src/system/index.ts';
import { send } from '../../../src/system/index.ts';
import { runToEnd } from '../../../src/trace/live.ts';
import { ReplaySession } from '../../../src/trace/session.ts';
import { largeDevice, messagesOf, recorded } from './runs.ts';

const actors = (all: readonly InspectorMessage[]) =>
  all.filter((each): each is ActorMessage => each.type === '@xstate.actor');
const events = (all: readonly InspectorMessage[]) =>
  all.filter((each): each is EventMessage => each.type === '@xstate.event');
const snapshots = (all: readonly InspectorMessage[]) =>
  all.filter((each): each is SnapshotMessage => each.type === '@xstate.snapshot');

describe.each(scenarioNames())('%s with two VFs', (name) => {
  const { stack, run, messages } = recorded(name, { vfs: 2, vbd: true });
  const ids = Object.keys(stack.spec.actors);

  test('tells of the system, then of every actor with its definition, before anything happens', () => {
    const [root, ...rest] = actors(messages);
    expect(root).toMatchObject({ sessionId: 'system', rootId: 'system', name: 'system' });
    expect(root?.parentId).toBeUndefined();
    expect(rest.map(({ sessionId }) => sessionId)).toEqual(ids);
    for (const each of rest) {
      expect(each).toMatchObject({ name: each.sessionId, parentId: 'system', createdAt: '0' });
      const { states } = JSON.parse(each.definition);
      const { config } = stack.spec.actors[each.sessionId]?.machine ?? {};
      expect(Object.keys(states)).toEqual(Object.keys(config?.states ?? {}));
    }
    const firstDelivery = messages.findIndex(({ id }) => id === '1 event');
    expect(messages.slice(0, firstDelivery)).toHaveLength(1 + 3 * ids.length);
  });

  test('tells of every step, in order: who sent what to whom, and what became of the receiver', () => {
    const told = messages.slice(1 + 3 * ids.length, -2);
    expect(told).toHaveLength(2 * run.steps.length);
    for (const [n, step] of run.steps.entries()) {
      const [event, snapshot] = told.slice(2 * n, 2 * n + 2) as [EventMessage, SnapshotMessage];
      const { from, to, timeMs } = step;
      const sourceId = from === 'timer' ? to : from === 'environment' ? undefined : from;
      expect({ ...event, event: undefined }).toEqual({
        type: '@xstate.event',
        _version: '0.7.2',
        createdAt: String(timeMs),
        id: `${step.step} event`,
        rootId: 'system',
        sessionId: to,
        ...(sourceId === undefined ? {} : { sourceId }),
        event: undefined,
      });
      expect(event.event).toMatchObject({ ...step.message });
      const { value, context, status } = run.views.get(step.step)?.[to] ?? {};
      expect(snapshot).toMatchObject({
        sessionId: to,
        createdAt: String(timeMs),
        event: event.event,
      });
      expect(snapshot.snapshot).toMatchObject({ status });
      expect(snapshot.snapshot.value).toEqual(value);
      expect(snapshot.snapshot.context).toEqual(JSON.parse(JSON.stringify(context)));
    }
  });

  test('every sender and receiver is an actor that was told of, no two messages have the same id', () => {
    const known = new Set(actors(messages).map(({ sessionId }) => sessionId));
    const used = messages.flatMap((each) =>
      each.type === '@xstate.event' && each.sourceId !== undefined
        ? [each.sessionId, each.sourceId]
        : [each.sessionId],
    );
    expect(used.filter((id) => !known.has(id))).toEqual([]);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
  });
});

test('time is that of the run: it stands still but for timers, and never goes back', () => {
  const { messages, run } = recorded('pf-hang', { vfs: 1, vbd: true });
  const times = messages.map(({ createdAt }) => Number(createdAt));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times.at(-1)).toBe(run.end.timeMs);
  expect(run.end.timeMs).toBeGreaterThan(0);
  const timer = events(messages).find(({ event }) => event.type.startsWith('xstate.after.'));
  expect(timer?.sourceId).toBe(timer?.sessionId);
});

test('sixteen VFs: nothing is cut', () => {
  const { messages, run, stack } = recorded('bring-up', {
    vfs: 16,
    vbd: true,
    device: largeDevice(),
  });
  expect(messages).toHaveLength(
    1 + 3 * Object.keys(stack.spec.actors).length + 2 * run.steps.length + 2,
  );
  const last = new Map(snapshots(messages).map((each) => [each.sessionId, each.snapshot]));
  for (const id of Object.keys(stack.spec.actors)) {
    expect(last.get(id)?.context).toEqual(JSON.parse(JSON.stringify(run.view[id]?.context)));
  }
  const longest = Math.max(...snapshots(messages).map(({ snapshot }) => longestList(snapshot)));
  expect(longest).toBeGreaterThanOrEqual(16);
});

test('a schedule that is walked again gives the messages of the live run', () => {
  const { stack, run, messages } = recorded('teardown', { vfs: 2, vbd: false });
  const session = new ReplaySession(stack.spec, run.steps);
  const again = messagesOf(recordSession(stack.spec, session).feed);
  // The list of what is pending has names of this project in the one and not in the other.
  expect(again.slice(0, -2)).toEqual(messages.slice(0, -2));
  expect(session.position).toBe(0);
});

test('the same machines under the stock inspector have the same definitions, where that one cuts nothing', () => {
  const { stack } = recorded('bring-up', { vfs: 1, vbd: true });
  for (const [id, { machine }] of Object.entries(stack.spec.actors)) {
    const told: StatelyInspectionEvent[] = [];
    const stock = createInspector(
      { send: (event) => told.push(event) },
      { serializationDepthLimit: 99 },
    );
    stock.actor({ logic: machine, id, sessionId: id } as never);
    const [actor] = told;
    const definition = actor?.type === '@xstate.actor' ? actor.definition : undefined;
    expect(JSON.parse(definitionOf(machine))).toEqual(JSON.parse(definition ?? ''));
  }
});

describe('definitions', () => {
  const machine = setup({
    guards: { isIdle: () => true, isLocked: () => false, isOwn: (_, _n: number) => true },
    actions: { note: () => undefined },
    delays: { late: 10 },
  }).createMachine({
    id: 'door',
    context: () => ({}),
    initial: 'shut',
    states: {
      shut: {
        on: {
          OPEN: [
            { guard: 'isIdle', target: 'open', actions: ['note', assign({})] },
            { guard: and(['isIdle', not('isLocked')]), target: 'open' },
            { guard: { type: 'isOwn', params: 3 }, target: 'open' },
            { guard: ({ event }) => event.type === 'OPEN', actions: function unlock() {} },
          ],
        },
        after: { late: 'open' },
      },
      open: { meta: { requirements: ['S1'] } },
    },
  });

  test('keep the names of guards and actions, and give those that are functions one', () => {
    const { id, initial, states } = JSON.parse(definitionOf(machine));
    expect({ id, initial }).toEqual({ id: 'door', initial: 'shut' });
    expect(states.shut.on.OPEN).toEqual([
      { guard: 'isIdle', target: 'open', actions: ['note', { type: 'xstate.assign' }] },
      { guard: { type: 'and(isIdle, not(isLocked))' }, target: 'open' },
      { guard: { type: 'isOwn', params: 3 }, target: 'open' },
      { guard: { type: 'guard' }, actions: { type: 'unlock' } },
    ]);
    expect(states.shut.after).toEqual({ late: 'open' });
    expect(states.open.meta).toEqual({ requirements: ['S1'] });
  });

  test('a machine without an id has the one that XState gives it', () => {
    expect(JSON.parse(definitionOf(createMachine({})))).toEqual({ id: '(machine)' });
  });
});

describe('what JSON cannot carry', () => {
  test('is written in words', () => {
    const cyclic: Record<string, unknown> = { name: 'a' };
    cyclic.self = { back: cyclic };
    const shared = { n: 1 };
    const value = {
      work: function work() {},
      arrow: [() => 1][0],
      big: 12n,
      none: Number.NaN,
      most: Number.POSITIVE_INFINITY,
      zero: -0,
      symbol: Symbol('s'),
      gone: undefined,
      list: [undefined, shared, shared],
      map: new Map<unknown, unknown>([['k', new Set([1, 2n])]]),
      bytes: new Uint8Array([1, 2]),
      bigs: new BigInt64Array([1n]),
      date: new Date(0),
      noDate: new Date(Number.NaN),
      pattern: /a+/g,
      error: new TypeError('no', { cause: new Error('why') }),
      cyclic,
      ['__proto__' as string]: 'x',
      get bad(): never {
        throw new Error('ouch');
      },
    };
    expect(JSON.parse(JSON.stringify(plain(value)))).toEqual({
      work: 'function work',
      arrow: 'function',
      big: '12n',
      none: 'NaN',
      most: 'Infinity',
      zero: '-0',
      symbol: 'Symbol(s)',
      list: ['undefined', { n: 1 }, { n: 1 }],
      map: { $map: [['k', { $set: [1, '2n'] }]] },
      bytes: { $Uint8Array: [1, 2] },
      bigs: { $BigInt64Array: ['1n'] },
      date: '1970-01-01T00:00:00.000Z',
      noDate: 'Invalid Date',
      pattern: '/a+/g',
      error: { name: 'TypeError', message: 'no', cause: { name: 'Error', message: 'why' } },
      cyclic: { name: 'a', self: { back: 'cycle: the whole.cyclic again' } },
      ['__proto__' as string]: 'x',
      bad: 'cannot be read: ouch',
    });
  });

  test('depth and length have no limit of ours but that of JSON itself', () => {
    let deep: unknown = 'the bottom';
    for (let n = 0; n < 900; n += 1) deep = { deep };
    const long = Array.from({ length: 10_000 }, (_, n) => n);
    expect(JSON.parse(JSON.stringify(plain({ deep, long })))).toEqual({ deep, long });
    let deeper: unknown = deep;
    for (let n = 0; n < 100_000; n += 1) deeper = { deeper };
    expect(JSON.stringify(plain(deeper))).toContain('more than 1000 levels deep');
  });
});

describe('what the protocol has no message for', () => {
  const failing = createMachine({
    on: {
      Fail: {
        actions: assign(() => {
          throw new Error('it broke');
        }),
      },
    },
  });
  const spec: SystemSpec = {
    actors: {
      system: {
        machine: createMachine({ on: { Go: { actions: send('sink', { type: 'Parcel' }) } } }),
      },
      sink: { machine: createMachine({ on: { Parcel: {} } }) },
      failing: { machine: failing },
    },
    initial: [{ from: 'nobody', to: 'system', message: { type: 'Go' } }],
  };
  const message = (type: string, from?: string): Message => ({
    type,
    ...(from === undefined ? {} : { from }),
  });

  test('an actor called as the system keeps its name: the system gets another', () => {
    expect(new InspectorEncoder(spec).rootId).toBe('system*');
  });

  test('who is no actor stays in the event, without a session', () => {
    const { steps, views } = runToEnd(spec);
    const [step] = steps;
    if (step === undefined) throw new Error('no step');
    const [event] = new InspectorEncoder(spec).step(step, views.get(1) ?? {});
    expect(event).toMatchObject({ sessionId: 'system', event: { type: 'Go', from: 'nobody' } });
    expect(event).not.toHaveProperty('sourceId');
  });

  test('a lost message is an event of the system, from its sender, and changes nobody', () => {
    const lost = {
      from: 'system',
      to: 'sink',
      message: message('Parcel', 'system'),
      lost: true,
    } as const;
    const session = new ReplaySession(spec, [spec.initial[0] ?? lost, lost]);
    const told = messagesOf(recordSession(spec, session).feed).filter(({ id }) =>
      id.startsWith('2 '),
    );
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      type: '@xstate.event',
      sessionId: 'system*',
      sourceId: 'system',
      event: { type: 'lost', to: 'sink', message: { type: 'Parcel' } },
    });
  });

  test('a violation is told at its step, once, and the system stays violated', () => {
    const violation = { property: 'P', rule: 'never', detail: 'it was', step: 1 };
    const recorder = new InspectorRecorder(spec);
    const { steps, views, end } = runToEnd(spec);
    for (const step of steps) {
      recorder.step(step, views.get(step.step) ?? {}, step.step === 1 ? [violation] : []);
    }
    recorder.end(end, [violation, { property: 'Q', rule: 'at last', detail: 'not so' }]);
    const told = messagesOf(recorder.feed);
    const violated = events(told).filter(({ event }) => event.type === 'violation');
    expect(violated.map(({ event, sourceId }) => [event.property, sourceId])).toEqual([
      ['P', 'system'],
      ['Q', undefined],
    ]);
    const at = told.findIndex(({ id }) => id === '1 P event');
    expect(told.slice(at - 1, at + 3).map(({ id }) => id)).toEqual([
      '1 snapshot',
      '1 P event',
      '1 P snapshot',
      '2 event',
    ]);
    expect(snapshots(told).at(-1)?.snapshot).toMatchObject({ status: 'done', value: 'violated' });
  });

  test('a machine that throws: its actor is in error, the system failed', () => {
    const broken = { ...spec, initial: [{ from: 'x', to: 'failing', message: message('Fail') }] };
    for (const told of [live(broken), walked(broken)]) {
      const last = snapshots(told).slice(-2);
      expect(last[0]).toMatchObject({
        sessionId: 'failing',
        snapshot: { status: 'error', error: 'it broke' },
      });
      expect(last[1]).toMatchObject({ sessionId: 'system*', snapshot: { value: 'failed' } });
    }
  });

  function live(system: SystemSpec) {
    const recorder = new InspectorRecorder(system);
    const { steps, views, end } = runToEnd(system);
    for (const step of steps) recorder.step(step, views.get(step.step) ?? {});
    recorder.end(end);
    return messagesOf(recorder.feed);
  }

  function walked(system: SystemSpec) {
    return messagesOf(recordSession(system, new ReplaySession(system, system.initial)).feed);
  }
});

test('what a machine does to its context later changes nothing of what was told', () => {
  const machine = createMachine({
    context: { list: [] as number[] },
    on: { Add: { actions: ({ context }) => context.list.push(context.list.length) } },
  });
  const add = { from: 'x', to: 'a', message: { type: 'Add' } };
  const spec = { actors: { a: { machine } }, initial: [add, add] };
  const recorder = new InspectorRecorder(spec);
  const run = runToEnd(spec);
  const [first, second] = run.steps;
  if (first === undefined || second === undefined) throw new Error('two steps');
  recorder.step(first, run.views.get(1) ?? {});
  const before = recorder.feed.text(recorder.feed.length - 1);
  run.view.a?.context.list.push(99);
  recorder.step(second, run.views.get(2) ?? {});
  expect(recorder.feed.text(recorder.feed.length - 3)).toBe(before);
});

function longestList(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value);
  return Math.max(inner.length, ...inner.map(longestList));
}
