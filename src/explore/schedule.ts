/** From the states on the way to what is wrong, the deliveries that lead there. */
import type { Envelope, Violation } from '../system/index.ts';
import { Cursor } from './cursor.ts';
import type { Canonicalizer } from './expander.ts';
import type { Tables } from './tables.ts';

/** Something wrong: in state `state` for itself, or in the move of `envelope` from it. */
export interface Found {
  readonly violation: Violation;
  readonly state: number;
  readonly envelope: number | undefined;
}

/** What is wrong at the end of which deliveries. */
export interface Trail {
  readonly violation: Violation;
  readonly schedule: readonly Envelope[];
}

/**
 * Walks along `path`, the columns of states one after another, of which the first is the initial one. Where states
 * stand for their orbits, the walk goes through real ones: each step is one whose canonical state is the next.
 */
export function trailTo(
  tables: Tables,
  path: readonly Int32Array[],
  { violation, envelope }: Found,
  deadlock: boolean,
  canonical: Canonicalizer | undefined,
): Trail {
  const cursor = new Cursor(tables);
  const schedule: Envelope[] = [];
  for (const target of path.slice(1)) schedule.push(stepTo(cursor, target, canonical));
  if (envelope === undefined) {
    const real = canonical === undefined ? undefined : cursor.atRest(deadlock);
    return { violation: real ?? violation, schedule };
  }
  const last =
    canonical === undefined
      ? { violation, envelope: tables.vocabulary.envelopes.value(envelope) }
      : wrongStep(cursor, violation);
  schedule.push(last.envelope);
  return { violation: { ...last.violation, step: schedule.length }, schedule };
}

function stepTo(
  cursor: Cursor,
  target: Int32Array,
  canonical: Canonicalizer | undefined,
): Envelope {
  const { columns } = cursor;
  for (const move of cursor.moves()) {
    cursor.load(columns);
    if (cursor.take(move) !== undefined) continue;
    const reached = cursor.columns.slice();
    canonical?.canonicalize(reached);
    if (reached.every((id, column) => id === target[column])) return cursor.envelope(move);
  }
  throw new Error('no move leads from a state of the path to the next');
}

/** The move from the real state that is wrong in the way of the canonical one. */
function wrongStep(cursor: Cursor, { property }: Violation) {
  const { columns } = cursor;
  for (const move of cursor.moves()) {
    cursor.load(columns);
    const violation = cursor.take(move);
    if (violation?.property === property) return { violation, envelope: cursor.envelope(move) };
  }
  throw new Error(`no move from the last state of the path violates ${property}`);
}
