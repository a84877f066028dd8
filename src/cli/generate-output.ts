/** What was made, told on a terminal or as one JSON document. */

import { countsOf, methodWords, observationWords, stepCount } from '../generate/formats/index.ts';
import type { Behaviour, Suite } from '../generate/index.ts';
import type { Style } from '../report/index.ts';
import { visible, wrap } from '../report/index.ts';
import { limitOptions } from './generate-options.ts';
import { version } from './version.ts';

const labelWidth = 11;
/** Items of a criterion that are named, where they are not covered. */
const mostNamed = 5;
const columns = ['covered', 'uncovered', 'unreachable', 'unknown', 'total'] as const;

export function summaryText(
  suite: Suite,
  behaviour: Behaviour | undefined,
  { style, width }: { readonly style: Style; readonly width: number },
): string {
  const section = (label: string, text: string) =>
    style.bold(label.padEnd(labelWidth)) + wrap(text, width - labelWidth, ' '.repeat(labelWidth));
  const { tests, claim, assumptions, leftOut, truncated, stoppedBecause } = suite;
  const how = `${methodWords(suite)}; seen: ${observationWords[suite.observes]}`;
  const left = leftOut.map(({ what, why, count }) => `${what} (${number(count)}): ${why}`);
  return [
    section('subject', `${subjectWords(suite)}${sizeWords(behaviour)}`),
    section('tests', `${number(tests.length)}, ${count(stepCount(suite), 'step')}; ${how}`),
    section('claim', claim),
    ...assumptions.map((each, n) => section(n === 0 ? 'if' : '', each)),
    '',
    ...coverageTable(suite, style, width),
    '',
    ...left.map((each, n) => section(n === 0 ? 'left out' : '', each)),
    section(
      'ended',
      truncated && stoppedBecause !== 'complete'
        ? `${style.yellow('cut short')} by ${stoppedBecause}: ${limitOptions[stoppedBecause]} raises it`
        : truncated
          ? `${style.yellow('cut short')}`
          : 'complete',
    ),
  ].join('\n');
}

function subjectWords({ subject: { name, kind, actors } }: Suite): string {
  if (kind === 'closed') return `${name}, a whole system of ${count(actors.length, 'actor')}`;
  return actors.length === 1 ? name : `${name} (${actors.join(', ')})`;
}

function coverageTable(suite: Suite, style: Style, width: number): readonly string[] {
  const name = Math.max(...suite.coverage.map(({ criterion }) => criterion.length), 9) + 2;
  const head = ['criterion'.padEnd(name), ...columns.map((each) => each.padStart(12))].join('');
  const rows = suite.coverage.flatMap((each) => {
    const isAsked = suite.criteria.includes(each.criterion);
    const counts = countsOf(each);
    if (counts.total === 0) {
      return isAsked
        ? [`${each.criterion.padEnd(name)}  nothing of this kind is in the subject`]
        : [];
    }
    const cells = columns.map((column) => number(counts[column]).padStart(12));
    const line = [each.criterion.padEnd(name), ...cells].join('');
    if (!isAsked) return [style.dim(line)];
    const asked = line.replace(`${each.criterion} `, `${each.criterion}*`);
    const open = each.items.filter(
      ({ status }) => status !== 'covered' && status !== 'unreachable',
    );
    const named = open.slice(0, mostNamed).map(({ id, why }) => {
      const text = `    not covered: ${id}${why === undefined ? '' : `: ${why}`}`;
      return wrap(visible(text).trim(), width - 4, '      ').replace(/^/, '    ');
    });
    const more = open.length - named.length;
    return [asked, ...named, ...(more > 0 ? [`    and ${number(more)} more`] : [])];
  });
  return [
    style.bold(head),
    ...rows,
    style.dim('* what was asked for (--criteria); the rest is measured'),
  ];
}

/** Format of the document; a reader checks both. */
export const generateFormat = { format: 'sriov-sim-generate', version: 1 } as const;

export function summaryDocument(
  suite: Suite,
  behaviour: Behaviour | undefined,
  more: Readonly<Record<string, unknown>>,
): object {
  const { tests, coverage, ...rest } = suite;
  const { format: suiteFormat, version: suiteVersion, ...told } = rest;
  return {
    ...generateFormat,
    program: `sriov-sim ${version()}`,
    ...more,
    suite: { format: suiteFormat, version: suiteVersion },
    ...told,
    graph: behaviour === undefined ? null : sizeOf(behaviour),
    tests: tests.length,
    steps: stepCount(suite),
    coverage: coverage.map((each) => ({
      criterion: each.criterion,
      ...countsOf(each),
      notCovered: each.items.filter(({ status }) => status !== 'covered'),
    })),
  };
}

/** One line, for the side of a suite that goes to standard output. */
export function oneLine(suite: Suite): string {
  const end = suite.truncated ? `; cut short by ${suite.stoppedBecause}` : '';
  return `${count(suite.tests.length, 'test')}, ${count(stepCount(suite), 'step')}${end}`;
}

function sizeOf({ states }: Behaviour) {
  const transitions = states.reduce((sum, { moves }) => sum + moves.length, 0);
  return { states: states.length, transitions };
}

function sizeWords(behaviour: Behaviour | undefined): string {
  if (behaviour === undefined) return '';
  const { states, transitions } = sizeOf(behaviour);
  return `: ${count(states, 'state')}, ${count(transitions, 'transition')}`;
}

function count(n: number, word: string): string {
  return `${number(n)} ${word}${n === 1 ? '' : 's'}`;
}

function number(n: number): string {
  return n.toLocaleString('en-US');
}
