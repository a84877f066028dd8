/** What a reduction may rely on under each channel model, as src/explore/channels/channels.ts says it. */
import { expect, test } from 'vitest';
import type { ActorTable } from '../../src/explore/actor-table.ts';
import { moveHead } from '../../src/explore/actor-table.ts';
import type { Move } from '../../src/explore/cursor.ts';
import { Cursor } from '../../src/explore/cursor.ts';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { buildTables } from '../../src/explore/tables.ts';
import { randomSystem } from './random-system.ts';

/** The state after two moves; undefined when the second is not possible after the first. */
function after(
  cursor: Cursor,
  columns: Int32Array,
  first: Move,
  second: Move,
): Int32Array | undefined {
  cursor.load(columns);
  cursor.take(first);
  const same = cursor
    .moves()
    .find(({ actor, envelope }) => actor === second.actor && envelope === second.envelope);
  if (same === undefined) return undefined;
  cursor.take(same);
  return cursor.columns;
}

/** Whom the move sends something; an actor that sends to itself shows it in what waits for it afterwards. */
function receivers(cursor: Cursor, { actor, at, envelope }: Move): readonly number[] {
  const table = cursor.tables.actors[actor] as ActorTable;
  const { items } = table.code;
  const count = items[at + 3] as number;
  const others = Array.from({ length: count }, (_, n) => items[at + moveHead + 2 * n] as number);
  const before = table.value(cursor.columns[actor] as number).inbox.inFlight.length;
  const after = table.value(items[at + 1] as number).inbox.inFlight.length;
  const isTimer = cursor.tables.vocabulary.envelopes.value(envelope).from === 'timer';
  return after > before - (isTimer ? 0 : 1) ? [actor, ...others] : others;
}

interface Pairs {
  commute: number;
  /** Of those that do not: how many send to a receiver that both have, and how many do not. */
  sameReceiver: number;
  others: number;
}

/** Every two moves of different actors, in the first states of a few random systems. */
function pairs(options: ExploreOptions): Pairs {
  const found: Pairs = { commute: 0, sameReceiver: 0, others: 0 };
  for (let seed = 2; seed <= 50; seed += 2) {
    const spec = randomSystem(seed, true);
    const cursor = new Cursor(buildTables(spec, { ...options, timers: 'any' }));
    const queue = [cursor.columns];
    const seen = new Set([cursor.columns.join()]);
    for (const columns of queue) {
      cursor.load(columns);
      const moves = cursor.moves();
      for (const [n, one] of moves.entries()) {
        for (const other of moves.slice(n + 1)) {
          if (one.actor !== other.actor) compare(cursor, columns, one, other, found);
        }
        cursor.load(columns);
        cursor.take(one);
        const key = cursor.columns.join();
        if (!seen.has(key) && seen.size < 100) {
          seen.add(key);
          queue.push(cursor.columns);
        }
      }
    }
  }
  return found;
}

function compare(cursor: Cursor, columns: Int32Array, one: Move, other: Move, found: Pairs): void {
  const there = after(cursor, columns, one, other);
  const back = after(cursor, columns, other, one);
  // Neither takes the other away.
  expect([there, back]).not.toContain(undefined);
  if (there?.join() === back?.join()) found.commute += 1;
  else {
    cursor.load(columns);
    if (sendToTheSame(cursor, one, other)) found.sameReceiver += 1;
    else found.others += 1;
  }
}

function sendToTheSame(cursor: Cursor, one: Move, other: Move): boolean {
  const both = receivers(cursor, other);
  return receivers(cursor, one).some((receiver) => both.includes(receiver));
}

test.each([
  { channels: 'fifo', lossy: false, duplicating: false },
  { channels: 'fifo', lossy: true, duplicating: false },
  { channels: 'bag', lossy: false, duplicating: false },
  { channels: 'bag', lossy: true, duplicating: false },
  { channels: 'bag', lossy: false, duplicating: true },
  { channels: 'causal', lossy: false, duplicating: false },
  { channels: 'causal', lossy: true, duplicating: false },
] as const)(
  'moves of different actors commute: $channels (lossy: $lossy, duplicating: $duplicating)',
  (options) => {
    const found = pairs(options);
    expect(found).toMatchObject({ sameReceiver: 0, others: 0 });
    expect(found.commute).toBeGreaterThan(1_000);
  },
);

test('of two moves that do not commute under mailbox, both send to the same actor', () => {
  const found = pairs({ channels: 'mailbox' });
  expect(found.others).toBe(0);
  expect(found.commute).toBeGreaterThan(1_000);
  expect(found.sameReceiver).toBeGreaterThan(100);
});

test('in a duplicating bag a loss does not commute with the sending of an equal message', () => {
  const found = pairs({ channels: 'bag', duplicating: true, lossy: true });
  expect(found.commute).toBeGreaterThan(1_000);
  expect(found.others).toBeGreaterThan(0);
});
