/** What was measured, as the tables of docs/mutation.md. */
import type { MeasuredMutant, Outcome } from './measured.ts';
import { isFound } from './measured.ts';

type Row = readonly (string | number)[];

/** A Markdown table; columns of numbers are aligned to the right. */
export function markdown(columns: readonly string[], rows: readonly Row[]): string {
  const isNumber = (n: number) =>
    n > 0 && rows.every((row) => /^[\d,.]*( ?%)?$/.test(String(row[n])));
  const line = (cells: Row) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, n) => (isNumber(n) ? '--:' : '---'));
  return [line(columns), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
}

export function percent(part: number, of: number): string {
  return of === 0 ? '' : `${((100 * part) / of).toFixed(1)} %`;
}

const whole = (value: number) => value.toLocaleString('en-US');

/** For each driver: how many mutants are found, and what became of the others. */
export function scoreTable(mutants: readonly MeasuredMutant[]): string {
  const row = (name: string, own: readonly MeasuredMutant[]): Row => {
    const count = (outcome: Outcome) => own.filter((each) => each.outcome === outcome).length;
    const found = own.filter(isFound).length;
    const counts = [count('killed'), count('timeout'), count('survived'), count('never run')];
    return [
      name,
      whole(own.length),
      ...counts.map(whole),
      percent(found, own.length),
      percent(found, own.length - count('never run')),
    ];
  };
  const rows = byDriver(mutants).map(([name, own]) => row(name, own));
  return markdown(
    ['driver', 'mutants', 'killed', 'timed out', 'survived', 'never run', 'score', 'of those run'],
    [...rows, row('**all**', mutants)],
  );
}

/** What the suite of each criterion finds, driver by driver; `alone`: found by no other criterion. */
export function criterionTable(
  mutants: readonly MeasuredMutant[],
  names: readonly string[],
  size: (name: string) => string,
): string {
  const drivers = byDriver(mutants);
  const share = (own: readonly MeasuredMutant[], name: string) =>
    percent(own.filter(({ killedBy }) => killedBy.includes(name)).length, own.length);
  const rows = names.map((name): Row => {
    const alone = mutants.filter(({ killedBy }) => killedBy.length === 1 && killedBy[0] === name);
    const cells = drivers.map(([, own]) => share(own, name));
    return [name, size(name), ...cells, share(mutants, name), whole(alone.length)];
  });
  const all: Row = [
    '**all of them**',
    '',
    ...drivers.map(([, own]) => percent(own.filter(isFound).length, own.length)),
    percent(mutants.filter(isFound).length, mutants.length),
    '',
  ];
  const columns = ['suite', 'steps', ...drivers.map(([name]) => name), 'all', 'alone'];
  return markdown(columns, [...rows, all]);
}

/** What each criterion finds of each kind of mutant. */
export function kindTable(mutants: readonly MeasuredMutant[], names: readonly string[]): string {
  const kinds = [...new Set(mutants.map(({ kind }) => kind))].sort();
  const rows = kinds.map((kind): Row => {
    const own = mutants.filter((each) => each.kind === kind);
    const cells = names.map((name) => {
      const found = own.filter(({ killedBy }) => killedBy.includes(name)).length;
      return percent(found, own.length);
    });
    return [kind, whole(own.length), ...cells, percent(own.filter(isFound).length, own.length)];
  });
  return markdown(['mutation', 'mutants', ...names, 'any'], rows);
}

/** Every mutant that nothing finds, by place. */
export function survivors(mutants: readonly MeasuredMutant[]): string {
  return mutants
    .filter((each) => !isFound(each))
    .map(({ place, kind, change, outcome }) => `${place}: ${kind}: ${change} (${outcome})`)
    .join('\n');
}

function byDriver(
  mutants: readonly MeasuredMutant[],
): readonly (readonly [string, readonly MeasuredMutant[]])[] {
  const groups = new Map<string, MeasuredMutant[]>();
  for (const mutant of mutants) {
    const group = groups.get(mutant.driver);
    if (group === undefined) groups.set(mutant.driver, [mutant]);
    else group.push(mutant);
  }
  return [...groups];
}
