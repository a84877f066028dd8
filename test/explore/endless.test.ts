/** Systems whose states come to no end: bounds end what comes before a reduced search, too. */
import { expect, test } from 'vitest';
import { assign, createMachine } from 'xstate';
import { explain } from '../../src/explain/index.ts';
import { Bounds } from '../../src/explore/bounds.ts';
import { Checkpointed } from '../../src/explore/checkpoint/index.ts';
import { Exhaustive } from '../../src/explore/exhaustive.ts';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import { buildTables } from '../../src/explore/tables.ts';
import type { Property, SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';

type Counted = { context: { n: number } };
const more = assign({ n: ({ context }: Counted) => context.n + 1 });

/** A clock that counts without a limit, and tells two readers each time. */
function clock(readersOf: (n: number) => number = (n) => n): SystemSpec {
  const tell = (to: string) =>
    send(to, ({ context }: Counted) => ({ type: 'time', n: readersOf(context.n) }));
  const ticking = createMachine({
    context: { n: 0 },
    on: { tick: { actions: [more, tell('a'), tell('b'), send('clock', { type: 'tick' })] } },
  } as never);
  const reader = createMachine({
    context: { n: 0 },
    on: { time: { actions: assign({ n: ({ event }) => event.n }) } },
  });
  return {
    actors: { clock: { machine: ticking }, a: { machine: reader }, b: { machine: reader } },
    initial: [{ from: 'environment', to: 'clock', message: { type: 'tick' } }],
  };
}

/** Time goes on by a second whenever it is asked for. */
class Hasty extends Bounds {
  #seconds = 0;

  override get seconds(): number {
    this.#seconds += 1;
    return this.#seconds;
  }
}

function begun(options: ExploreOptions, bounds: Bounds = new Bounds(options)): Exhaustive {
  const spec = clock();
  return new Exhaustive(spec, buildTables(spec, options), options, bounds);
}

test('most states: the runs before the search see that there is no end', () => {
  expect(explore(clock(), { maxStates: 100 })).toMatchObject({ reason: 'states', states: 100 });
});

test('something wrong is found although there is no end', () => {
  const early: Property = {
    kind: 'always',
    name: 'Early',
    rule: 'a never hears of more than three ticks',
    source: 'test',
    reads: ['a'],
    check: (view) => ((view.a?.context.n ?? 0) > 3 ? 'it does' : undefined),
  };
  const result = explore(clock(), { properties: [early] });
  expect(result).toMatchObject({ property: 'Early', schedule: { length: 8 } });
});

test('nothing is put off for ever where there is no end', () => {
  const apart: Property = {
    kind: 'always',
    name: 'Apart',
    rule: 'a and b have heard nearly the same',
    source: 'test',
    reads: ['a', 'b'],
    check: (view) => {
      const [a, b] = [view.a?.context.n ?? 0, view.b?.context.n ?? 0];
      return Math.abs(a - b) > 2 ? 'they have not' : undefined;
    },
  };
  const options = { properties: [apart], maxStates: 20_000 };
  const result = explore(clock(), options);
  expect(result).toMatchObject({ property: 'Apart', shortest: true, reduction: 'none' });
  expect(result.notReduced).toEqual([expect.stringContaining('no end of states')]);
  if (result.verdict !== 'violated') throw new Error(result.verdict);
  const explanation = explain(clock(), { ...options, effort: 100 }, result.schedule);
  expect(explanation).toMatchObject({ minimal: true, leftOut: 0 });
  expect(explanation.notDetermined).toContain('from which step on the violation was inevitable');
  expect(explanation.deliveries).toBeLessThan(10_000);
});

test('seconds: nothing but the initial state is known, and there is no checkpoint of that', () => {
  const options = { maxSeconds: 3, checkpoint: { save: () => expect.unreachable() } };
  const search = begun(options, new Hasty(options));
  const whole = new Checkpointed(
    search,
    buildTables(clock(), options),
    options,
    new Bounds(options),
  );
  let result = whole.advance(100);
  for (let turn = 0; result === undefined && turn < 10; turn += 1) result = whole.advance(100);
  expect(result).toMatchObject({
    verdict: 'truncated',
    reason: 'seconds',
    reduction: 'partial-order',
    states: 1,
    transitions: 0,
  });
});

test('a signal: between two turns, and by what a machine does', () => {
  const controller = new AbortController();
  const search = begun({ signal: controller.signal }, new Hasty({ signal: controller.signal }));
  expect(search.advance(100)).toBeUndefined();
  expect(search.counts()).toMatchObject({ states: 1, frontier: 1 });
  expect(search.counts().machineSteps).toBeGreaterThan(10);
  controller.abort();
  expect(search.advance(100)).toMatchObject({ reason: 'interrupted', states: 1 });

  const inMachine = new AbortController();
  let asked = 0;
  const spec = clock((n) => {
    asked += 1;
    if (n === 40) inMachine.abort();
    return n;
  });
  const { signal } = inMachine;
  expect(explore(spec, { signal })).toMatchObject({ reason: 'interrupted', states: 1 });
  expect(asked).toBeLessThan(400);
});

test('a slow machine: the clock is asked more often', () => {
  const bounds = new Hasty({ maxSeconds: 1000 });
  const asked = Array.from({ length: 200 }, (_, n) => {
    const before = bounds.seconds;
    bounds.reached(n, 1, 0);
    return bounds.seconds - before > 1;
  });
  expect(asked.every(Boolean)).toBe(true);
});
