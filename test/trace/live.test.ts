/** The live run: order of delivery, time, deferral, what is unexpected, and how it ends. */
import { take } from 'rxjs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AnyStateMachine, InspectionEvent } from 'xstate';
import * as xstate from 'xstate';
import { assign, createActor, createMachine } from 'xstate';
import type { Envelope, Message, SystemSpec } from '../../src/system/index.ts';
import { send, stateText } from '../../src/system/index.ts';
import { runLive, runToEnd } from '../../src/trace/live.ts';

const envelope = (from: string, to: string, type: string, more: object = {}): Envelope => ({
  from,
  to,
  message: { type, from, ...more } as Message,
});
const seeds = Array.from({ length: 20 }, (_, n) => n + 1);

/** On `Go` it sends five numbered parcels to `sink` and to `other`. */
const sender = createMachine({
  on: {
    Go: {
      actions: [1, 2, 3, 4, 5].flatMap((number) =>
        ['sink', 'other'].map((to) => send(to, { type: 'Parcel', number })),
      ),
    },
  },
});
const receiver = createMachine({ on: { Parcel: {} } });
const parcels: SystemSpec = {
  actors: {
    a: { machine: sender },
    b: { machine: sender },
    sink: { machine: receiver },
    other: { machine: receiver },
  },
  initial: [envelope('environment', 'a', 'Go'), envelope('environment', 'b', 'Go')],
};
const schedule = (spec: SystemSpec, seed?: number) =>
  runToEnd(spec, seed === undefined ? {} : { seed }).steps.map(
    ({ from, to, message }) => `${from} ${to} ${(message as { number?: number }).number ?? ''}`,
  );

describe('order', () => {
  test('is first in, first out per sender and receiver, in every seed', () => {
    for (const seed of [undefined, ...seeds]) {
      const run = schedule(parcels, seed);
      for (const channel of ['a sink', 'a other', 'b sink', 'b other']) {
        const numbers = run.filter((step) => step.startsWith(channel)).map((step) => step.at(-1));
        expect({ seed, channel, numbers: numbers.join('') }).toEqual({
          seed,
          channel,
          numbers: '12345',
        });
      }
    }
  });

  test('without a seed is the order of sending', () => {
    const run = schedule(parcels);
    const of = (from: string) =>
      [1, 2, 3, 4, 5].flatMap((n) => [`${from} sink ${n}`, `${from} other ${n}`]);
    expect(run).toEqual(['environment a ', 'environment b ', ...of('a'), ...of('b')]);
  });

  test('the same seed gives the same run, and different seeds give different orders', () => {
    for (const seed of seeds) expect(schedule(parcels, seed)).toEqual(schedule(parcels, seed));
    const orders = new Set(seeds.map((seed) => schedule(parcels, seed).join()));
    expect(orders.size).toBe(seeds.length);
  });

  test('a stream of the run has the same steps as the run all at once', () => {
    const steps: unknown[] = [];
    runLive(parcels, { seed: 3 }).subscribe((event) => {
      if (event.kind === 'step') steps.push(event.step);
    });
    expect(steps).toEqual(runToEnd(parcels, { seed: 3 }).steps);
  });
});

describe('time', () => {
  const clockwork = (delays: readonly number[]) =>
    createMachine({
      initial: 'tick0',
      states: {
        ...Object.fromEntries(
          delays.map((delay, n) => [`tick${n}`, { after: { [delay]: `tick${n + 1}` } }]),
        ),
        [`tick${delays.length}`]: {},
      },
      on: { Parcel: {} },
    } as never) as AnyStateMachine;
  const timed: SystemSpec = {
    actors: {
      ...parcels.actors,
      sink: { machine: clockwork([30, 5]) },
      other: { machine: clockwork([10, 25]) },
    },
    initial: parcels.initial,
  };

  test('timers fire only when nothing else can move, and in the order of time', () => {
    for (const seed of [undefined, ...seeds]) {
      const { steps, end } = runToEnd(timed, seed === undefined ? {} : { seed });
      const firings = steps.filter(({ from }) => from === 'timer');
      expect(steps.slice(-4)).toEqual(firings);
      // Due at the same time, they fire in the order of arming: `sink` armed its second one later.
      expect(firings.map(({ to, timeMs, after }) => `${timeMs} ${to} ${after}`)).toEqual([
        '10 other tick1',
        '30 sink tick1',
        '35 other tick2',
        '35 sink tick2',
      ]);
      expect(end).toMatchObject({ reason: 'quiescent', timeMs: 35 });
    }
  });

  test('a timer whose state has been left does not fire', () => {
    const patient = createMachine({
      initial: 'waiting',
      states: {
        waiting: { after: { 10: 'late' }, on: { Parcel: 'served' } },
        late: {},
        served: {},
      },
    });
    const run = runToEnd({
      actors: { sink: { machine: patient } },
      initial: [envelope('environment', 'sink', 'Parcel')],
    });
    expect(run.view.sink?.value).toBe('served');
    expect(run.end).toMatchObject({ reason: 'quiescent', steps: 1, timeMs: 0 });
  });
});

describe('reception', () => {
  const busy = createMachine({
    initial: 'busy',
    states: {
      busy: { meta: { defer: ['Work'] }, on: { Free: 'idle', Note: {} } },
      idle: { on: { Work: {}, Note: {} } },
    },
  });
  const actors = { a: { machine: sender }, b: { machine: sender }, busy: { machine: busy } };
  const types = (initial: readonly Envelope[], seed?: number) =>
    runToEnd({ actors, initial }, seed === undefined ? {} : { seed }).steps.map(
      ({ from, message }) => `${from} ${message.type}`,
    );

  test('a deferred message holds up its own channel, and no other', () => {
    const fromA = [envelope('a', 'busy', 'Work'), envelope('a', 'busy', 'Note')];
    expect(types(fromA)).toEqual([]);
    const fromB = [envelope('b', 'busy', 'Note'), envelope('b', 'busy', 'Free')];
    for (const seed of [undefined, ...seeds]) {
      expect(types([...fromA, ...fromB], seed)).toEqual(['b Note', 'b Free', 'a Work', 'a Note']);
    }
  });

  test('a run that ends with deferred messages is quiescent', () => {
    const { end } = runToEnd({ actors, initial: [envelope('a', 'busy', 'Work')] });
    expect(end).toMatchObject({ reason: 'quiescent', steps: 0 });
  });

  test('a message that the state does not take is marked, and changes nothing', () => {
    const initial = [envelope('a', 'busy', 'Free'), envelope('a', 'busy', 'Free')];
    const { steps, end } = runToEnd({ actors, initial });
    expect(steps.map(({ reception, before, after }) => [reception, before, after])).toEqual([
      ['handled', 'busy', 'idle'],
      ['unexpected', 'idle', 'idle'],
    ]);
    expect(end.reason).toBe('quiescent');
  });
});

describe('a machine that throws', () => {
  afterEach(() => vi.useRealTimers());
  const boom = () => {
    throw new Error('boom');
  };
  const broken: Readonly<Record<string, AnyStateMachine>> = {
    'in an action': createMachine({ on: { Go: { actions: boom } } }),
    'in an assignment': createMachine({
      context: { n: 0 },
      on: { Go: { actions: assign({ n: boom }) } },
    }),
    'in a guard': createMachine({ on: { Go: { guard: boom, actions: [] } } }),
    'in a guard of an eventless transition': createMachine({
      initial: 'idle',
      states: { idle: { on: { Go: 'next' } }, next: { always: { guard: boom, target: 'idle' } } },
    }),
    'by sending to nobody': createMachine({ on: { Go: { actions: send('boom', { type: 'X' }) } } }),
    'when its timer fires': createMachine({ after: { 10: { actions: boom } }, on: { Go: {} } }),
    'at start, in an entry action': createMachine({ entry: boom, on: { Go: {} } }),
    'at start, in its context': createMachine({ context: boom, on: { Go: {} } }),
  };
  const spec = (machine: AnyStateMachine): SystemSpec => ({
    actors: { well: { machine: receiver }, broken: { machine } },
    initial: [envelope('environment', 'broken', 'Go'), envelope('well', 'broken', 'Go')],
  });

  test.each(Object.keys(broken))('%s ends the run as failed, and nothing escapes', async (how) => {
    // What XState and RxJS cannot deliver to anybody they throw from a timer.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const { end } = runToEnd(spec(broken[how] as AnyStateMachine));
    expect(end).toMatchObject({ reason: 'failed', error: { actor: 'broken' } });
    expect(end.error?.message).toContain('boom');
    const events: unknown[] = [];
    const errors: unknown[] = [];
    await new Promise<void>((complete) => {
      runLive(spec(broken[how] as AnyStateMachine)).subscribe({
        next: (event) => events.push(event.kind === 'end' ? event.end : event.kind),
        error: (error) => errors.push(error),
        complete,
      });
    });
    expect(errors).toEqual([]);
    expect(events.at(-1)).toEqual(end);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('the one that fails first is named', () => {
    const guard = broken['in a guard'] as AnyStateMachine;
    const { end } = runToEnd({
      actors: { first: { machine: guard }, second: { machine: guard } },
      initial: [envelope('environment', 'second', 'Go'), envelope('environment', 'first', 'Go')],
    });
    expect(end).toMatchObject({ reason: 'failed', error: { actor: 'second' } });
  });
});

describe('the end', () => {
  const player = (other: string) =>
    createMachine({ on: { Ball: { actions: send(other, { type: 'Ball' }) } } });
  const endless: SystemSpec = {
    actors: { a: { machine: player('b') }, b: { machine: player('a') } },
    initial: [envelope('b', 'a', 'Ball')],
  };

  test('comes at the step limit, unless nothing could move there anyway', () => {
    expect(runToEnd(endless, { stepLimit: 10 }).end).toMatchObject({
      reason: 'step-limit',
      steps: 10,
    });
    const all = runToEnd(parcels).end.steps;
    expect(runToEnd(parcels, { stepLimit: all }).end.reason).toBe('quiescent');
    expect(runToEnd(parcels, { stepLimit: all - 1 }).end.reason).toBe('step-limit');
  });

  test('comes when nobody listens any more: within a slice', () => {
    let made = 0;
    const inspect = ({ type }: InspectionEvent) => {
      if (type === '@xstate.event') made += 1;
    };
    // XState's own events at the start (one for the root, one for each actor) count as well.
    runLive(endless, { inspect }).pipe(take(5)).subscribe();
    expect(made).toBe(5 + 3);
  });

  test('comes when nobody listens any more: between two slices', async () => {
    let made = 0;
    const subscription = runLive(endless, {
      inspect: ({ type }) => {
        if (type === '@xstate.event') made += 1;
      },
    }).subscribe();
    await new Promise(setImmediate);
    subscription.unsubscribe();
    const atEnd = made;
    expect(atEnd).toBeGreaterThan(64);
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    expect(made).toBe(atEnd);
  });

  test('a message for an actor that does not exist is an error that names it', () => {
    const spec = { actors: {}, initial: [envelope('environment', 'nobody', 'Go')] };
    expect(() => runToEnd(spec)).toThrow("a message for 'nobody', which does not exist");
  });
});

describe('XState', () => {
  afterEach(() => {
    vi.doUnmock('xstate');
    vi.resetModules();
  });

  test('of the installed version still has the one place that all messages pass', () => {
    const { system } = createActor(createMachine({}));
    expect(typeof (system as unknown as { _relay: unknown })._relay).toBe('function');
  });

  test('of a version without it: a live run says so at once', async () => {
    vi.resetModules();
    vi.doMock('xstate', () => ({
      ...xstate,
      createActor: (...args: Parameters<typeof createActor>) => {
        const actor = createActor(...args);
        Object.assign(actor.system, { _relay: undefined });
        return actor;
      },
    }));
    const fresh = await import('../../src/trace/live.ts');
    expect(() => fresh.runToEnd(parcels)).toThrow(
      'this version of xstate has no system._relay: a live run cannot be scheduled',
    );
  });

  test('inspection shows every delivery with its true sender and receiver', () => {
    const edges: string[] = [];
    const { steps } = runToEnd(parcels, {
      seed: 7,
      inspect: (event) => {
        if (event.type !== '@xstate.event' || event.event.type.startsWith('xstate.')) return;
        const source = event.sourceRef as { id: string } | undefined;
        const target = event.actorRef as unknown as { id: string };
        edges.push(`${source?.id ?? 'environment'} ${target.id} ${event.event.type}`);
      },
    });
    expect(edges).toEqual(steps.map(({ from, to, message }) => `${from} ${to} ${message.type}`));
    expect(edges).toContain('b sink Parcel');
  });
});

test('a state is shown as its leaves: regions by commas, nesting by dots', () => {
  expect(stateText('idle')).toBe('idle');
  expect(stateText({ pnp: 'started', requests: { busy: { at: 'device' } } })).toBe(
    'pnp.started, requests.busy.at.device',
  );
  expect(stateText({ outer: { left: 'a', right: 'b' } })).toBe('outer.left.a, outer.right.b');
  expect(stateText({ region: {} })).toBe('region');
});

test("'always' transitions or raised events that go round in a circle fail the run, and do not hang it", () => {
  const circle = createMachine({
    initial: 'idle',
    states: { idle: { on: { Go: 'b' } }, b: { always: 'c' }, c: { always: 'b' } },
  });
  const spec = {
    actors: { a: { machine: circle } },
    initial: [envelope('environment', 'a', 'Go')],
  };
  const { end } = runToEnd(spec);
  expect(end).toMatchObject({ reason: 'failed', error: { actor: 'a' } });
  expect(end.error?.message).toMatch(/^no end after 10000 microsteps: 'always' transitions/);
  const atOnce = createMachine({
    initial: 'b',
    states: { b: { always: 'c' }, c: { always: 'b' } },
  });
  expect(runToEnd({ actors: { a: { machine: atOnce } }, initial: [] }).end.error?.actor).toBe('a');
});
