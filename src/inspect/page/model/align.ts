/** Which steps stand in which row: all of one run, some of it, or two runs with their equal steps side by side. */
import type { ViewRun, ViewStep } from '../../view-data.ts';

/** The rows of one run. */
export interface Rows {
  readonly count: number;
  /** -1: the step has no row. */
  rowOf(step: number): number;
  /** Absent: a gap, where the other run has a step that this one has not. */
  stepAt(row: number): number | undefined;
}

export function allRows(steps: number): Rows {
  return {
    count: steps,
    rowOf: (step) => (step >= 1 && step <= steps ? step - 1 : -1),
    stepAt: (row) => (row >= 0 && row < steps ? row + 1 : undefined),
  };
}

/** Row by row the step there, or undefined for a gap. */
export function rowsOf(stepsByRow: readonly (number | undefined)[]): Rows {
  const rows = new Map<number, number>();
  stepsByRow.forEach((step, row) => {
    if (step !== undefined) rows.set(step, row);
  });
  return {
    count: stepsByRow.length,
    rowOf: (step) => rows.get(step) ?? -1,
    stepAt: (row) => stepsByRow[row],
  };
}

export interface Alignment {
  readonly left: Rows;
  readonly right: Rows;
  /** Row in which the runs first differ; -1: they do not. */
  readonly divergence: number;
  /** Rows that hold the same step of both. */
  readonly equal: ReadonlySet<number>;
}

/** Longer remainders are set side by side by position. */
const mostCells = 4_000_000;

/** `given`: how many steps at the beginning are known to be the same. */
export function align(left: ViewRun, right: ViewRun, given = 0): Alignment {
  const a = left.steps.map(keyOf);
  const b = right.steps.map(keyOf);
  let same = Math.min(given, a.length, b.length);
  while (same < a.length && same < b.length && a[same] === b[same]) same += 1;
  const pairs: (readonly [number | undefined, number | undefined])[] = [];
  for (let n = 1; n <= same; n += 1) pairs.push([n, n]);
  for (const [x, y] of merged(a.slice(same), b.slice(same))) {
    pairs.push([
      x === undefined ? undefined : x + same + 1,
      y === undefined ? undefined : y + same + 1,
    ]);
  }
  const equal = new Set<number>();
  pairs.forEach(([x, y], row) => {
    if (x !== undefined && y !== undefined && a[x - 1] === b[y - 1]) equal.add(row);
  });
  return {
    left: rowsOf(pairs.map(([x]) => x)),
    right: rowsOf(pairs.map(([, y]) => y)),
    divergence: pairs.findIndex((_, row) => !equal.has(row)),
    equal,
  };
}

const keyOf = ({ from, to, title }: ViewStep) => JSON.stringify([from, to, title]);

type Pair = readonly [number | undefined, number | undefined];

/** Pairs of a longest common subsequence; what is in one only stands alone. */
function merged(a: readonly string[], b: readonly string[]): readonly Pair[] {
  if (a.length * b.length > mostCells) {
    const longer = Math.max(a.length, b.length);
    return Array.from({ length: longer }, (_, n) => [
      n < a.length ? n : undefined,
      n < b.length ? n : undefined,
    ]);
  }
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  const at = (x: number, y: number) => common[x * width + y] as number;
  for (let x = a.length - 1; x >= 0; x -= 1) {
    for (let y = b.length - 1; y >= 0; y -= 1) {
      common[x * width + y] =
        a[x] === b[y] ? at(x + 1, y + 1) + 1 : Math.max(at(x + 1, y), at(x, y + 1));
    }
  }
  const pairs: Pair[] = [];
  let x = 0;
  let y = 0;
  while (x < a.length || y < b.length) {
    if (x < a.length && y < b.length && a[x] === b[y]) {
      pairs.push([x, y]);
      x += 1;
      y += 1;
    } else if (y >= b.length || (x < a.length && at(x + 1, y) >= at(x, y + 1))) {
      pairs.push([x, undefined]);
      x += 1;
    } else {
      pairs.push([undefined, y]);
      y += 1;
    }
  }
  return pairs;
}
