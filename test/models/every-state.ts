/** Every state of a system, by a plain walk along the moves of the explorer's tables. */
import { Cursor } from '../../src/explore/cursor.ts';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { buildTables } from '../../src/explore/tables.ts';
import type { Envelope, SystemSpec } from '../../src/system/index.ts';

/** What is gathered along the way to a state; equal states must have equal ones. */
export interface Found<T> {
  readonly gathered: T;
  /** Level of the state; that of the initial one is 1. */
  readonly depth: number;
  /** Nothing can move in it. */
  readonly atRest: boolean;
}

/** Breadth first; throws where a move is a fault. */
export function everyState<T>(
  system: SystemSpec,
  options: ExploreOptions,
  first: T,
  gather: (gathered: T, delivery: Envelope) => T,
): readonly Found<T>[] {
  const cursor = new Cursor(buildTables(system, options));
  const queue = [{ columns: cursor.columns, gathered: first, depth: 1 }];
  const seen = new Set([cursor.columns.join()]);
  const found: Found<T>[] = [];
  for (const { columns, gathered, depth } of queue) {
    cursor.load(columns);
    const moves = cursor.moves();
    found.push({ gathered, depth, atRest: moves.length === 0 });
    for (const move of moves) {
      cursor.load(columns);
      const fault = cursor.take(move);
      if (fault !== undefined) throw new Error(fault.detail);
      const key = cursor.columns.join();
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({
        columns: cursor.columns,
        gathered: gather(gathered, cursor.envelope(move)),
        depth: depth + 1,
      });
    }
  }
  return found;
}
