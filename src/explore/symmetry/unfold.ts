/**
 * From a path of representatives back to a schedule that can be run: in each step the move is found that leads, from
 * the state that was really reached, to a state that is the next representative renamed.
 */
import type { Envelope } from '../../system/index.ts';
import { Cursor } from '../cursor.ts';
import type { Tables } from '../tables.ts';
import type { Symmetry } from './index.ts';

export interface Unfolded {
  readonly schedule: readonly Envelope[];
  /** The state at its end, as columns. */
  readonly columns: Int32Array;
}

/**
 * `path`: the representatives from the one of `start` to the last. `property`: what is violated by one more move from
 * there; left out when the last state itself is what is looked for.
 */
export function unfolded(
  tables: Tables,
  symmetry: Symmetry,
  start: Int32Array,
  path: readonly Int32Array[],
  property?: string,
): Unfolded {
  const cursor = new Cursor(tables);
  cursor.load(start);
  const schedule: Envelope[] = [];
  for (const next of path.slice(1)) schedule.push(stepTo(cursor, symmetry, next));
  if (property !== undefined) {
    const last = cursor.moves().find((move) => {
      const before = cursor.columns;
      const violation = cursor.take(move);
      cursor.load(before);
      return violation?.property === property;
    });
    if (last === undefined) throw new Error(`no move violates '${property}' after renaming`);
    schedule.push(cursor.envelope(last));
  }
  return { schedule, columns: cursor.columns };
}

function stepTo(cursor: Cursor, symmetry: Symmetry, next: Int32Array): Envelope {
  const before = cursor.columns;
  symmetry.visit(before);
  for (const move of cursor.moves()) {
    cursor.load(before);
    if (cursor.take(move) !== undefined) continue;
    const columns = Int32Array.from(cursor.columns);
    symmetry.canonicalize(columns);
    if (columns.every((component, n) => component === next[n])) return cursor.envelope(move);
  }
  throw new Error('no move leads to the next representative');
}
