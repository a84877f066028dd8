/**
 * The table of what was proved, between two comments of a page. Rows that were made again take the place of the old
 * ones; the others stay.
 */
import type { ProvedRow } from './prove-run.ts';

const begin = '<!-- proved: begin, written by npm run prove -->';
const end = '<!-- proved: end -->';
const columns = [
  'scenario',
  'VBD',
  'VFs',
  'guests',
  'states',
  'transitions',
  'left out',
  'reduction',
  'seconds',
  'verdict',
  'not reached',
];
/** Columns that tell which row it is. */
const keys = 4;

const whole = (value: number) => value.toLocaleString('en-US');

export function rowText(row: ProvedRow): string {
  return cellsOf(row)
    .map((cell, n) => (isNumber(n) ? cell.padStart(11) : cell.padEnd(n === 0 ? 20 : 8)))
    .join(' ');
}

export const headerText = columns
  .map((name, n) => (isNumber(n) ? name.padStart(11) : name.padEnd(n === 0 ? 20 : 8)))
  .join(' ');

/** The page with these rows in its table, and with what is said of the machine. */
export function withRows(page: string, rows: readonly ProvedRow[], machine: string): string {
  const [before, table, after] = partsOf(page);
  const lines = new Map<string, readonly string[]>();
  for (const cells of [...cellsIn(table), ...rows.map(cellsOf)]) {
    lines.set(cells.slice(0, keys).join(), cells);
  }
  const sorted = [...lines.values()].sort(byKey).map((cells) => `| ${cells.join(' | ')} |`);
  const rule = columns.map((_, n) => (isNumber(n) ? '--:' : '---'));
  const text = [
    `| ${columns.join(' | ')} |`,
    `|${rule.join('|')}|`,
    ...sorted,
    '',
    `Made last on: ${machine}.`,
  ];
  return `${before}${begin}\n\n${text.join('\n')}\n\n${end}${after}`;
}

function cellsOf(row: ProvedRow): readonly string[] {
  const { scenario, vbd, vfs, guests, states, transitions, left, seconds, notReached } = row;
  return [
    scenario,
    vbd ? 'with' : 'without',
    String(vfs),
    String(guests),
    whole(states),
    whole(transitions),
    left === undefined ? '' : whole(left),
    row.reduction,
    seconds.toFixed(1),
    verdictOf(row),
    notReached.join(', '),
  ];
}

function verdictOf({ verdict, why, frontier }: ProvedRow): string {
  switch (verdict) {
    case 'holds':
      return '**holds**';
    case 'violated':
      return `violated: ${why}`;
    case 'truncated':
      return `truncated (${why}), ${whole(frontier)} states ahead`;
  }
}

function isNumber(column: number): boolean {
  return [2, 3, 4, 5, 6, 8].includes(column);
}

function partsOf(page: string): readonly [string, string, string] {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page has no '${begin}' with its end`);
  return [page.slice(0, from), page.slice(from + begin.length, to), page.slice(to + end.length)];
}

function cellsIn(table: string): readonly (readonly string[])[] {
  return table
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith(`| ${columns[0]} `))
    .map((line) => line.slice(1, -1).split('|'))
    .map((cells) => cells.map((cell) => cell.trim()));
}

/** By size, then by scenario, with the VBD first. */
function byKey(a: readonly string[], b: readonly string[]): number {
  for (const column of [2, 3]) {
    const difference = Number(a[column]) - Number(b[column]);
    if (difference !== 0) return difference;
  }
  const [nameA, nameB] = [a, b].map((cells) => `${cells[0]} ${cells[1]}`) as [string, string];
  return nameA < nameB ? -1 : nameA > nameB ? 1 : 0;
}
