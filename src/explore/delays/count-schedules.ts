/** How many orders of deliveries there are, by the delays that each needs. */
import type { SystemSpec } from '../../system/index.ts';
import type { Move } from '../cursor.ts';
import { Cursor } from '../cursor.ts';
import type { ExploreOptions } from '../options.ts';
import { buildTables } from '../tables.ts';
import { withEvents } from './delay-search.ts';
import { Tasks } from './tasks.ts';

/**
 * The number of complete schedules (until nothing can move any more, or something is wrong) that need exactly 0, 1, 2
 * ... delays, up to `maxDelays`. Each schedule needs a certain number: at every step, as many as there are tasks that
 * the scheduler would run before the one that moves. For systems that come to rest; throws for others.
 */
export function countSchedules(
  system: SystemSpec,
  maxDelays: number,
  options: ExploreOptions = {},
): readonly number[] {
  const tables = buildTables(system, options);
  const cursor = new Cursor(tables);
  const tasks = new Tasks(tables, options, withEvents(system));
  const known = new Map<string, readonly number[] | undefined>();
  return from(cursor.columns, -1);

  /** By delays: how many schedules lead on from a state with the scheduler at `before`. */
  function from(columns: Int32Array, before: number): readonly number[] {
    cursor.load(columns);
    const moves = cursor.moves();
    const counts = new Array<number>(maxDelays + 1).fill(0);
    if (moves.length === 0) return counts.fill(1, 0, 1);
    const task = tasks.current(moves, before);
    const key = `${task} ${columns.join()}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.has(key)) throw new Error('a system that can go on for ever has endless schedules');
    known.set(key, undefined);
    for (const [delays, each] of inOrder(moves, task).entries()) {
      for (const move of moves) {
        if (delays > maxDelays || tasks.of(move) !== each) continue;
        const rest = after(columns, move, each);
        for (let more = 0; delays + more <= maxDelays; more += 1) {
          counts[delays + more] = (counts[delays + more] as number) + (rest[more] as number);
        }
      }
    }
    known.set(key, counts);
    return counts;
  }

  function after(columns: Int32Array, move: Move, task: number): readonly number[] {
    cursor.load(columns);
    if (cursor.take(move) === undefined) return from(cursor.columns, task);
    return new Array<number>(maxDelays + 1).fill(0).fill(1, 0, 1);
  }

  /** The tasks that can move, as the scheduler would run them. */
  function inOrder(moves: readonly Move[], first: number): readonly number[] {
    const order = [first];
    for (let task = tasks.after(moves, first); task !== first; task = tasks.after(moves, task)) {
      order.push(task);
    }
    return order;
  }
}
