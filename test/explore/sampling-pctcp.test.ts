/** PCTCP: its chains, and its promise counted over many seeded runs of programs whose order of causes is known. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { explain } from '../../src/explain/index.ts';
import { Bounds } from '../../src/explore/bounds.ts';
import { Cursor } from '../../src/explore/cursor.ts';
import { Tasks } from '../../src/explore/delays/tasks.ts';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import { ChainPartition } from '../../src/explore/sampling/chain-partition.ts';
import { Random } from '../../src/explore/sampling/random.ts';
import { RunEvents } from '../../src/explore/sampling/run-events.ts';
import { Sampling } from '../../src/explore/sampling/sampling.ts';
import { buildTables } from '../../src/explore/tables.ts';
import type { Envelope, StateProperty, SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';
import { replaySchedule } from '../../src/trace/replay.ts';
import { writers } from '../models/writers.ts';
import { randomSystem } from './random-system.ts';

const seed = 20_261_121;

/** What is below what, by search: `above[n]` are the elements that `n` was said to be above. */
function belowAll(above: readonly (readonly number[])[]): readonly ReadonlySet<number>[] {
  const below: Set<number>[] = [];
  for (const each of above) {
    below.push(new Set(each.flatMap((lower) => [lower, ...(below[lower] as Set<number>)])));
  }
  return below;
}

/** The most elements of which none is below another: elements less a largest matching (Dilworth, Fulkerson). */
function widthOf(below: readonly ReadonlySet<number>[]): number {
  const takenBy = new Map<number, number>();
  const augment = (element: number, tried: Set<number>): boolean => {
    for (const lower of below[element] as ReadonlySet<number>) {
      if (tried.has(lower)) continue;
      tried.add(lower);
      const owner = takenBy.get(lower);
      if (owner === undefined || augment(owner, tried)) {
        takenBy.set(lower, element);
        return true;
      }
    }
    return false;
  };
  return below.length - below.filter((_, element) => augment(element, new Set())).length;
}

/** Chains are chains, and no more than the bound; `isBelow` says what the search says. */
function expectPartition(order: ChainPartition, above: readonly (readonly number[])[]): void {
  const below = belowAll(above);
  const last = new Map<number, number>();
  for (const [element, lower] of below.entries()) {
    const before = last.get(order.chainOf(element));
    if (before !== undefined) expect(lower.has(before)).toBe(true);
    last.set(order.chainOf(element), element);
    const found = below.flatMap((_, other) => (order.isBelow(other, element) ? [other] : []));
    expect(new Set(found)).toEqual(new Set([...lower, element]));
  }
  const width = widthOf(below);
  expect(order.size).toBe(above.length);
  expect(order.chains).toBe(last.size);
  expect(order.width).toBeLessThanOrEqual(width);
  expect(order.chains).toBeGreaterThanOrEqual(width);
  expect(order.chains).toBeLessThanOrEqual((order.width * (order.width + 1)) / 2);
}

describe('the chain partition', () => {
  test(`of 2,000 random orders has at most w(w+1)/2 chains (seed ${seed})`, () => {
    const orders = fc
      .integer({ min: 1, max: 14 })
      .chain((size) =>
        fc.tuple(
          ...Array.from({ length: size }, (_, n) =>
            n === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(n - 1), { maxLength: 3 }),
          ),
        ),
      );
    const holds = fc.property(orders, (above) => {
      const order = new ChainPartition();
      for (const [element, each] of above.entries()) expect(order.add(each)).toBe(element);
      expectPartition(order, above);
    });
    fc.assert(holds, { seed, numRuns: 2_000 });
  });

  test('an element is in a chain of one that it is above, if that is the last there', () => {
    const order = new ChainPartition();
    for (const above of [[], [], [0, 1], [0], [2, 3]]) order.add(above);
    expect([0, 1, 2, 3, 4].map((element) => order.chainOf(element))).toEqual([0, 1, 0, 2, 0]);
    expect(order).toMatchObject({ chains: 3, width: 2, size: 5 });
  });
});

interface Walked {
  readonly events: RunEvents;
  readonly schedule: readonly Envelope[];
  /** The number of each delivery of the schedule among the events. */
  readonly numbers: readonly number[];
}

/** A random walk that is watched; to the first timer where these are left out. */
function walk(
  spec: SystemSpec,
  options: ExploreOptions,
  random: Random,
  withTimers = true,
): Walked {
  const tables = buildTables(spec, options);
  const cursor = new Cursor(tables);
  const events = new RunEvents(tables, new Tasks(tables, options, new Set()), true);
  const schedule: Envelope[] = [];
  const numbers: number[] = [];
  events.begin();
  while (schedule.length < 60) {
    const moves = cursor.moves();
    const move = moves[random.below(moves.length)];
    if (move === undefined) break;
    const envelope = cursor.envelope(move);
    if (envelope.from === 'timer' && !withTimers) break;
    events.see(moves, cursor.columns);
    numbers.push(events.of(move));
    events.take(move);
    if (cursor.take(move) !== undefined) break;
    schedule.push(envelope);
  }
  return { events, schedule, numbers: numbers.slice(0, schedule.length) };
}

test('400 random systems: no more chains than the bound, in four channel models (seeds 1 to 400)', () => {
  let most = 0;
  for (let each = 1; each <= 400; each += 1) {
    const channels = (['fifo', 'bag', 'causal', 'mailbox'] as const)[each % 4];
    const options = { channels, lossy: each % 5 === 0, duplicating: each % 7 === 0 } as const;
    const { order, width } = walk(randomSystem(each), options, new Random(each)).events;
    const above = Array.from({ length: order.size }, (_, event) =>
      Array.from({ length: event }, (_, n) => n).filter((other) => order.isBelow(other, event)),
    );
    expectPartition(order, above);
    expect(width).toBeLessThanOrEqual(widthOf(belowAll(above)));
    most = Math.max(most, order.chains);
  }
  expect(most).toBeGreaterThan(3);
});

/** For each delivery those that it follows from: what sent its message, and the one before it in its channel. */
function causesOf(spec: SystemSpec, schedule: readonly Envelope[]): number[][] {
  const steps = replaySchedule(spec, schedule, undefined, { channels: 'fifo', timers: 'idle' });
  const sentBy = new Map<string, number[]>();
  const taken = new Map<string, number>();
  const enter = (from: string, to: string, step: number) => {
    const channel = `${from} ${to}`;
    sentBy.set(channel, [...(sentBy.get(channel) ?? []), step]);
  };
  for (const { from, to } of spec.initial ?? []) enter(from, to, -1);
  return steps.map(({ from, to, sent }, step) => {
    const channel = `${from} ${to}`;
    const sender = sentBy.get(channel)?.shift();
    const before = taken.get(channel);
    taken.set(channel, step);
    for (const each of sent) enter(to, each.to, step);
    return [sender, before].filter((each) => each !== undefined && each >= 0) as number[];
  });
}

test('what 1,000 random systems deliver follows from what was delivered as XState sends it (seeds 1 to 1,000)', () => {
  const pairs = { ordered: 0, free: 0 };
  for (let each = 1; each <= 1_000; each += 1) {
    const spec = randomSystem(each, true);
    const { events, schedule, numbers } = walk(spec, {}, new Random(each), false);
    const below = belowAll(causesOf(spec, schedule));
    for (const [later, lower] of below.entries()) {
      for (let earlier = 0; earlier < later; earlier += 1) {
        const isBelow = events.order.isBelow(numbers[earlier] as number, numbers[later] as number);
        if (isBelow !== lower.has(earlier)) expect.fail(`seed ${each}: ${earlier}, ${later}`);
        pairs[isBelow ? 'ordered' : 'free'] += 1;
      }
    }
  }
  expect(Math.min(pairs.ordered, pairs.free)).toBeGreaterThan(3_000);
});

/**
 * One actor that receives message 0, 1, ... and, with each, sends itself those whose parent it is; -1 comes at first.
 */
function forest(parents: readonly number[]): SystemSpec {
  const children = (of: number) =>
    parents.flatMap((parent, node) => (parent === of ? [{ type: `M${node}` }] : []));
  const on = Object.fromEntries(
    parents.map((_, node) => [
      `M${node}`,
      { actions: children(node).map((message) => send('tree', message)) },
    ]),
  );
  const machine = createMachine({ on } as never);
  const initial = children(-1).map(
    (message): Envelope => ({ from: 'environment', to: 'tree', message }),
  );
  return { actors: { tree: { machine } }, initial };
}

/** Leaves of a forest are its largest set of which none is below another. */
function leavesOf(parents: readonly number[]): number {
  return parents.filter((_, node) => !parents.includes(node)).length;
}

/** All lists of `depth` different nodes of which no later one is below an earlier one. */
function tuplesOf(below: readonly ReadonlySet<number>[], depth: number): readonly number[][] {
  let tuples: number[][] = [[]];
  for (let n = 0; n < depth; n += 1) {
    tuples = tuples.flatMap((tuple) =>
      below.flatMap((_, node) =>
        tuple.some((each) => each === node || below[each]?.has(node)) ? [] : [[...tuple, node]],
      ),
    );
  }
  return tuples;
}

/** Each of the tuple comes as late as it can: what comes from it on is, or is above, it or a later one of the tuple. */
function isHit(
  order: readonly number[],
  below: readonly ReadonlySet<number>[],
  tuple: readonly number[],
): boolean {
  let last = tuple.length - 1;
  for (let at = order.length - 1; last >= 0; at -= 1) {
    const node = order[at] as number;
    const isDue = tuple.some((each, i) => i >= last && (each === node || below[node]?.has(each)));
    if (!isDue) return false;
    if (node === tuple[last]) last -= 1;
  }
  return true;
}

/** Runs of a forest, as the nodes in their order. */
function ordersOf(parents: readonly number[], bugDepth: number, runs: number): number[][] {
  const end: StateProperty = {
    kind: 'finally',
    name: 'End',
    rule: 'it never ends',
    source: 'test',
    reads: [],
    check: () => 'it does',
  };
  const spec = forest(parents);
  const options = { channels: 'bag', properties: [end], seed, bugDepth } as const;
  const tables = buildTables(spec, options);
  const sampling = new Sampling(spec, tables, options, new Bounds(options), 'pctcp');
  // No change is made in the first run.
  sampling.run();
  return Array.from({ length: runs }, () =>
    (sampling.run()?.schedule ?? []).map(({ message }) => Number(message.type.slice(1))),
  );
}

const runs = 10_000;

describe(`PCTCP keeps its promise of 1/(w^2*n^(d-1)) for each run (${runs} runs, seed ${seed})`, () => {
  test('a depth of 1 never goes to and fro between two chains; a depth of 2 does', () => {
    const parents = [-1, 0, 1, -1, 3, 4];
    const toAndFro = (order: readonly number[]) => `${order}`.startsWith('0,3,');
    expect(ordersOf(parents, 1, runs).filter(toAndFro)).toHaveLength(0);
    expect(ordersOf(parents, 2, runs).filter(toAndFro).length).toBeGreaterThan(runs / 24);
  });

  test.each([
    // Chains of their own, as the threads of PCT are.
    { parents: [-1, 0, 1, -1, 3, 4], depth: 1, w: 2 },
    { parents: [-1, 0, 1, -1, 3, 4], depth: 2, w: 2 },
    { parents: [-1, 0, 1, -1, 3, 4], depth: 3, w: 2 },
    // What branches: no thread has these events.
    { parents: [-1, 0, 0, 1, 1, 2, 2], depth: 1, w: 4 },
    { parents: [-1, 0, 0, 1, 1, 2, 2], depth: 2, w: 4 },
    { parents: [-1, 0, 0, 1, 1, 2, 2], depth: 3, w: 4 },
    { parents: [-1, 0, 1, 0, 3, 3, 1, 0], depth: 2, w: 5 },
    { parents: [-1, -1, -1, -1, -1], depth: 3, w: 5 },
  ])('every bug of depth $depth in the forest $parents', ({ parents, depth, w }) => {
    const below = belowAll(parents.map((parent) => (parent < 0 ? [] : [parent])));
    expect(leavesOf(parents)).toBe(w);
    const promised = runs / (w ** 2 * parents.length ** (depth - 1));
    const orders = ordersOf(parents, depth, runs);
    const tuples = tuplesOf(below, depth);
    expect(tuples.length).toBeGreaterThanOrEqual(parents.length);
    const { executions } = explore(forest(parents), { strategy: 'pctcp', channels: 'bag', seed });
    expect(executions?.promise).toContain(`w = ${w} events`);
    expect(executions?.promise).toContain(`n = ${parents.length} events`);
    for (const tuple of tuples) {
      const hits = orders.filter((order) => isHit(order, below, tuple)).length;
      expect(hits, `${tuple}`).toBeGreaterThanOrEqual(promised);
    }
  });
});

test('it says what it promises, with its numbers as they were measured', () => {
  const { executions } = explore(writers(5), { strategy: 'pctcp', bugDepth: 2, runs: 10 });
  expect(executions?.promise).toBe(
    'PCTCP finds a bug of depth 2 with probability at least 1/(w^2*n^(d-1)) = 0.00800 in each run after the first, ' +
      'with w = 5 events of which none waits for another and n = 5 events, the most seen in one run',
  );
  expect(() => explore(writers(2), { strategy: 'pctcp', bugDepth: 0 })).toThrow("'bugDepth' is 0");
});

test('what it finds in 200 random systems is shrunk, explained and replayed (seeds 1 to 200)', () => {
  let found = 0;
  for (let each = 1; each <= 200; each += 1) {
    const spec = randomSystem(each);
    const result = explore(spec, { strategy: 'pctcp', runs: 100, seed: each });
    if (result.verdict !== 'violated') continue;
    found += 1;
    const { schedule, minimal, violation } = explain(spec, {}, result.schedule);
    expect(minimal).toBe(true);
    expect(violation.property).toBe(result.property);
    expect(replaySchedule(spec, schedule)).toHaveLength(schedule.length);
  }
  expect(found).toBeGreaterThan(30);
});
