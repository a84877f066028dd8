/** Breadth-first search over a cursor, plain or with one state kept for each orbit. Slow, simple, without bounds. */
import { Cursor } from '../../src/explore/cursor.ts';
import type { ExploreOptions } from '../../src/explore/index.ts';
import type { Symmetry } from '../../src/explore/symmetry/index.ts';
import { buildSymmetry, unfolded } from '../../src/explore/symmetry/index.ts';
import type { Tables } from '../../src/explore/tables.ts';
import { buildTables } from '../../src/explore/tables.ts';
import type { Envelope, SystemSpec, Violation } from '../../src/system/index.ts';

export interface Searched {
  readonly tables: Tables;
  /** Every state, as columns. */
  readonly states: readonly Int32Array[];
  readonly transitions: number;
  /** Those in which nothing can move any more. */
  readonly rest: readonly Int32Array[];
  readonly violation: Violation | undefined;
  readonly schedule: readonly Envelope[];
}

/** The symmetry of the options over new tables; throws what refuses it. */
export function symmetryOf(system: SystemSpec, options: ExploreOptions) {
  const tables = buildTables(system, options);
  const symmetry = buildSymmetry(system, options, tables);
  if ('refused' in symmetry) throw new Error(symmetry.refused);
  return { tables, symmetry };
}

export function searchPlain(system: SystemSpec, options: ExploreOptions = {}): Searched {
  return search(buildTables(system, options), options, undefined);
}

export function searchSymmetric(system: SystemSpec, options: ExploreOptions): Searched {
  const { tables, symmetry } = symmetryOf(system, options);
  return search(tables, options, symmetry);
}

interface Found {
  readonly columns: Int32Array;
  readonly parent: number;
}

function search(
  tables: Tables,
  { deadlock = false }: ExploreOptions,
  symmetry: Symmetry | undefined,
): Searched {
  const cursor = new Cursor(tables);
  const start = cursor.columns;
  const states: Found[] = [];
  const known = new Set<string>();
  const rest: Int32Array[] = [];
  let transitions = 0;
  const add = (columns: Int32Array, parent: number) => {
    const own = Int32Array.from(columns);
    symmetry?.canonicalize(own);
    if (known.has(own.join())) return;
    known.add(own.join());
    symmetry?.visit(own);
    states.push({ columns: own, parent });
  };
  const result = (violation?: Violation, at = 0, last?: Envelope): Searched => ({
    tables,
    states: states.map(({ columns }) => columns),
    transitions,
    rest,
    violation,
    schedule: violation === undefined ? [] : schedule(at, last, violation.property),
  });
  const schedule = (at: number, last: Envelope | undefined, property: string) => {
    const path: Int32Array[] = [];
    for (let n = at; n >= 0; n = states[n]?.parent ?? -1) path.unshift(columnsOf(n));
    if (symmetry !== undefined) {
      const wrong = last === undefined ? undefined : property;
      return unfolded(tables, symmetry, start, path, wrong).schedule;
    }
    const steps = path.slice(1).map((next, n) => stepBetween(path[n] as Int32Array, next));
    return last === undefined ? steps : [...steps, last];
  };
  const columnsOf = (n: number) => states[n]?.columns as Int32Array;
  const stepBetween = (before: Int32Array, next: Int32Array): Envelope => {
    cursor.load(before);
    for (const move of cursor.moves()) {
      cursor.load(before);
      if (cursor.take(move) === undefined && cursor.columns.join() === next.join()) {
        return cursor.envelope(move);
      }
    }
    throw new Error('no step between a state and its child');
  };
  const wrongAtOnce = tables.initial.find((component) => component < 0);
  if (wrongAtOnce !== undefined) return result(tables.vocabulary.violation(wrongAtOnce));
  add(start, -1);
  // The list grows while it is walked.
  for (const [n, { columns }] of states.entries()) {
    cursor.load(columns);
    const moves = cursor.moves();
    if (moves.length === 0) {
      rest.push(columns);
      const wrong = cursor.atRest(deadlock);
      if (wrong !== undefined) return result(wrong, n);
    }
    for (const move of moves) {
      transitions += 1;
      cursor.load(columns);
      const wrong = cursor.take(move);
      if (wrong !== undefined) return result(wrong, n, cursor.envelope(move));
      add(cursor.columns, n);
    }
  }
  return result();
}
