/** A search within a boundary: what counts, what is cut, and who honours it. */

import { describe, expect, test } from 'vitest';
import type { AnyMachineSnapshot } from 'xstate';
import { createMachine } from 'xstate';
import type { Boundary, ExploreOptions, StateSpace, Strategy } from '../../src/explore/index.ts';
import { explore, stateSpace } from '../../src/explore/index.ts';
import type { StateProperty, SystemSpec, SystemView } from '../../src/system/index.ts';
import { messaging } from '../../src/system/index.ts';
import type { Allows } from './bounded-plain.ts';
import { bounded } from './bounded-plain.ts';
import { randomLargerSystem } from './random-system.ts';
import { checkpoints, resumed, stopAndGo } from './stop-and-go.ts';

const { assign } = messaging<{ count: number }, { type: 'Tick' }>();
const tick = { Tick: { actions: assign('Tick', ({ context }) => ({ count: context.count + 1 })) } };
const counter = createMachine({ context: { count: 0 }, on: tick } as never);
const counted = (view: SystemView, id: string) =>
  (view[id] as AnyMachineSnapshot).context.count as number;

/** Counters that never end. */
function counters(...ids: readonly string[]): SystemSpec {
  const actor = { machine: counter, events: [{ type: 'Tick' }] };
  return { actors: Object.fromEntries(ids.map((id) => [id, actor])), initial: [] };
}

function atMost(most: number, ...ids: readonly string[]): Boundary {
  const sum = (view: SystemView) => ids.reduce((all, id) => all + counted(view, id), 0);
  return { name: `AtMost${most}`, reads: ids, within: (view) => sum(view) <= most };
}

function neverCounts(kind: 'always' | 'sometimes', to: number, ...ids: readonly string[]) {
  const check = (view: SystemView) =>
    ids.every((id) => counted(view, id) === to) ? 'they are there' : undefined;
  const property: StateProperty = { kind, name: 'There', rule: 'not there', reads: ids, check };
  return property;
}

describe('two counters, together at most 3', () => {
  // A triangle of 4 + 3 + 2 + 1 states, each with two transitions; those from its 4 last ones lead out.
  const numbers = { states: 10, transitions: 20, cut: 8, restStates: 0 };
  const boundary = atMost(3, 'a', 'b');

  test.each(['breadth-first', 'depth-first', 'delay-bounded'] as const)('%s', (strategy) => {
    const result = explore(counters('a', 'b'), { strategy, boundary });
    expect(result).toMatchObject({ verdict: 'holds', boundary: 'AtMost3', ...numbers });
    if (strategy !== 'delay-bounded') {
      expect(result.notReduced).toEqual([
        'no partial-order reduction: of equivalent orders some leave the boundary, and others need not',
      ]);
    }
  });

  test('as a graph', () => {
    const { states, transitions, ...rest } = stateSpace(counters('a', 'b'), { boundary });
    expect(rest).toEqual({ actors: ['a', 'b'], truncated: false, cut: 8 });
    expect([states.length, transitions.length]).toEqual([10, 12]);
    expect(states.some(({ isRest, isOpen }) => isRest || isOpen)).toBe(false);
  });

  test.each(['random-walk', 'pct', 'pctcp', 'pos'] as const)(
    '%s ends where all leads out',
    (strategy) => {
      const result = explore(counters('a', 'b'), { strategy, boundary, runs: 20 });
      expect(result).toMatchObject({
        verdict: 'truncated',
        reason: 'runs',
        transitions: 60,
        cut: 40,
      });
      expect(result.executions).toMatchObject({ complete: 20 });
      expect(result.executions?.promise).toBeUndefined();
    },
  );

  test('what all transitions lead out of is no deadlock', () => {
    const result = explore(counters('a', 'b'), { boundary, deadlock: true });
    expect(result.verdict).toBe('holds');
  });

  test('a bound on the states counts what was cut before it', () => {
    const counts = (maxStates: number) => {
      const result = explore(counters('a', 'b'), { boundary, maxStates });
      return [result.verdict, result.states, result.transitions, result.cut];
    };
    expect(counts(10)).toEqual(['holds', 10, 20, 8]);
    // The last state that is new is the second successor of the last state but 4.
    expect(counts(9)).toEqual(['truncated', 9, 12, 0]);
  });

  test('without a boundary nothing is said of one', () => {
    const result = explore(counters('a'), { maxStates: 5 });
    expect(result).not.toHaveProperty('cut');
    expect(result).not.toHaveProperty('boundary');
  });
});

describe('properties just beyond the boundary', () => {
  const boundary = atMost(3, 'a', 'b');
  const strategies: readonly Strategy[] = [
    'breadth-first',
    'depth-first',
    'delay-bounded',
    'random-walk',
    'pos',
  ];

  test.each(strategies)(
    '%s: a violation there is found, one that is further is not',
    (strategy) => {
      const search = (always: StateProperty) =>
        explore(counters('a', 'b'), { strategy, boundary, properties: [always], runs: 200 });
      for (const always of [neverCounts('always', 2, 'a', 'b'), neverCounts('always', 4, 'b')]) {
        const result = search(always);
        expect(result).toMatchObject({ verdict: 'violated', property: 'There' });
        if (result.verdict === 'violated') expect(result.schedule).toHaveLength(4);
      }
      expect(search(neverCounts('always', 3, 'a', 'b')).verdict).not.toBe('violated');
    },
  );

  test('what is hoped for is seen there, too', () => {
    const properties = [neverCounts('sometimes', 2, 'a', 'b')];
    expect(explore(counters('a', 'b'), { boundary, properties }).reached).toEqual(['There']);
  });
});

describe('what is refused', () => {
  const one = (options: ExploreOptions) => () => explore(counters('a', 'b'), options);
  const boundary = atMost(3, 'a', 'b');

  test('an initial state outside', () => {
    expect(one({ boundary: atMost(-1, 'a') })).toThrow(
      "the initial state is outside of the boundary 'AtMost-1', so there would be no state at all",
    );
  });

  test('a reduction that is asked for, and executions', () => {
    expect(one({ boundary, reduction: 'partial-order' })).toThrow(/leave the boundary/);
    const symmetry = { count: 2, actors: [['a'], ['b']] };
    expect(one({ boundary, symmetry, reduction: 'symmetry' })).toThrow(/between the copies/);
    expect(one({ boundary, symmetry })().notReduced).toHaveLength(2);
    expect(one({ boundary, strategy: 'executions' })).toThrow(/'executions' has no boundary/);
  });

  test('what is no boundary', () => {
    const wrong = (given: object) => one({ boundary: given as Boundary });
    expect(wrong({ name: 'Few', reads: ['a'] })).toThrow(/option 'boundary' is \{ name/);
    expect(wrong({ ...boundary, reads: ['c'] })).toThrow(
      "reads of boundary 'AtMost3': there is no actor 'c'; there are a, b",
    );
    expect(wrong({ ...boundary, check: () => true })).toThrow(/boundary 'AtMost3' has no 'check'/);
    expect(wrong({ ...boundary, within: () => undefined })).toThrow(
      "boundary 'AtMost3' answers undefined: it must be true, within it, or false",
    );
    expect(wrong({ ...boundary, reads: ['a'] })).toThrow(
      /boundary 'AtMost3', which reads a, throws/,
    );
  });
});

/** Whether two actors, or the same one twice, do not both have the state values that they have in some state. */
function notAsIn({ actors, states }: StateSpace, state: number, first: number, second: number) {
  const values = states.at(state % states.length)?.local ?? [];
  const allows: Allows = (local) =>
    local[first] !== values[first] || local[second] !== values[second];
  const reads = [...new Set([actors[first] as string, actors[second] as string])];
  const within = (view: SystemView) => allows(actors.map((id) => String(view[id]?.value)));
  return { allows, reads, within };
}

/** Systems with no more states than this, so that all of it is quick. */
const maxStates = 500;

test('what brute force counts, on random systems (seeds 1 to 80)', () => {
  let [outside, cutting, wrong] = [0, 0, 0];
  for (let seed = 1; seed <= 80; seed += 1) {
    const spec = randomLargerSystem(seed, true);
    const options = { timers: seed % 3 === 0 ? 'any' : 'idle' } as const;
    const space = stateSpace(spec, { ...options, maxStates });
    if (space.truncated) continue;
    const { allows, ...bound } = notAsIn(
      space,
      space.states.length - 1 - (seed % 3),
      seed % 2,
      (seed >>> 1) % 2,
    );
    const boundary = { name: 'Random', ...bound };
    const { allows: isRight, reads, within } = notAsIn(space, 17 * seed, 0, 1);
    const check = (view: SystemView) => (within(view) ? undefined : 'so');
    const never: StateProperty = { kind: 'always', name: 'Never', rule: 'not so', reads, check };
    const search = (strategy: Strategy, properties: readonly StateProperty[] = []) =>
      explore(spec, { ...options, strategy, boundary, properties });
    const plain = bounded(space, allows, (local) => !isRight(local));
    if (plain === undefined) {
      expect(() => search('breadth-first')).toThrow(/the initial state is outside/);
      outside += 1;
      continue;
    }
    const { steps, depth, ...counts } = plain;
    expect({ seed, ...search('breadth-first') }).toMatchObject({ seed, depth, ...counts });
    for (const strategy of ['depth-first', 'delay-bounded'] as const) {
      expect({ seed, ...search(strategy) }).toMatchObject({ seed, ...counts });
    }
    const found = search('breadth-first', [never]);
    const length = found.verdict === 'violated' ? found.schedule.length : undefined;
    expect({ seed, length }).toEqual({ seed, length: steps });
    if (counts.cut > 0) cutting += 1;
    if (counts.cut > 0 && steps !== undefined) wrong += 1;
  }
  expect(outside).toBeGreaterThan(20);
  expect(cutting).toBeGreaterThan(20);
  expect(wrong).toBeGreaterThan(20);
});

describe('goes on from a checkpoint', () => {
  const boundary = atMost(40, 'a', 'b', 'c');
  const spec = counters('a', 'b', 'c');

  test.each(['breadth-first', 'depth-first'] as const)('%s', (strategy) => {
    const options = { strategy, boundary };
    const { kept, report } = checkpoints(spec, options, 1_000);
    expect(report).toMatchObject({ verdict: 'holds', states: (43 * 42 * 41) / 6, cut: 3 * 861 });
    expect(kept.length).toBeGreaterThan(3);
    for (const each of kept) expect(resumed(spec, options, 1_000, each)).toEqual(report);
    expect(stopAndGo(spec, options, 1_000, 3).report).toEqual(report);
  });

  test('not of another boundary', () => {
    const { kept } = checkpoints(spec, { boundary }, 1_000);
    const other = { boundary: atMost(41, 'a', 'b', 'c') };
    expect(() => resumed(spec, other, 1_000, kept[0] as Uint8Array)).toThrow(
      'it is of another search: the boundary was AtMost40, of a, b, c, now it is AtMost41, of a, b, c',
    );
  });
});
