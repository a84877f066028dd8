/** A suite for people: what is claimed, what is covered, and each test as a table of steps. */
import type { Envelope } from '../../system/index.ts';
import type { CoverageItem, Suite, Test, TestStep } from '../suite.ts';
import { countsOf, methodWords, observationWords, stepCount } from './words.ts';

/** Items of one criterion that are named; the others are counted. */
const mostNamed = 200;

export function markdownText(suite: Suite, { command }: { readonly command: string }): string {
  const { subject, claim, assumptions, tests } = suite;
  const steps = stepCount(suite);
  return lines([
    `# Tests of ${plain(subject.name)}`,
    '',
    `${plain(claim)}`,
    '',
    ...assumptions.map((each) => `- ${plain(each)}`),
    '',
    `${count(tests.length, 'test')}, ${count(steps, 'step')}, made by`,
    '',
    `    ${command.replace(/\s+/g, ' ')}`,
    '',
    `Chosen by ${methodWords(suite)}. Observed: ${observationWords[suite.observes]}.`,
    ...(suite.truncated ? ['', `**Cut short by ${suite.stoppedBecause}.**`] : []),
    '',
    '## Coverage',
    '',
    ...coverage(suite),
    ...leftOut(suite),
    '## Tests',
    '',
    ...started(suite),
    ...tests.flatMap((test, n) => testLines(test, n + 1, suite)),
  ]);
}

function coverage(suite: Suite): readonly string[] {
  const present = suite.coverage.filter(({ items }) => items.length > 0);
  const rows = present.map((each) => {
    const { covered, uncovered, unreachable, unknown, total } = countsOf(each);
    const asked = suite.criteria.includes(each.criterion) ? '**' : '';
    return row([
      `${asked}${each.criterion}${asked}`,
      covered,
      uncovered,
      unreachable,
      unknown,
      total,
    ]);
  });
  const missing = present.flatMap(({ criterion, items }) => {
    if (!suite.criteria.includes(criterion)) return [];
    const open = items.filter(({ status }) => status !== 'covered');
    if (open.length === 0) return [];
    const named = open.slice(0, mostNamed).map(itemLine);
    const more = open.length - named.length;
    return [
      `### Not covered: ${criterion}`,
      '',
      ...named,
      ...(more > 0 ? [`- and ${more} more`] : []),
      '',
    ];
  });
  return [
    row(['criterion', 'covered', 'uncovered', 'unreachable', 'unknown', 'of']),
    '|---|--:|--:|--:|--:|--:|',
    ...rows,
    '',
    'In bold: what was asked for. Unreachable: proved, by going through all states.',
    '',
    ...missing,
  ];
}

function itemLine({ id, status, why }: CoverageItem): string {
  return `- ${code(id)} (${status})${why === undefined ? '' : `: ${plain(why)}`}`;
}

function leftOut({ leftOut: items }: Suite): readonly string[] {
  if (items.length === 0) return [];
  return [
    '## Left out',
    '',
    ...items.map((each) => `- ${plain(each.what)} (${each.count}): ${plain(each.why)}`),
    '',
  ];
}

function started({ subject }: Suite): readonly string[] {
  if (subject.initial.length === 0) return [];
  return ['At the start it sends:', '', ...subject.initial.map((each) => `- ${sent(each)}`), ''];
}

function testLines({ name, steps }: Test, number: number, suite: Suite): readonly string[] {
  const shows = steps.some((step) => step.shows !== undefined);
  const head = [
    'step',
    'comes in',
    'must go out',
    ...(shows ? [suite.observes === 'state' ? 'is in' : 'shows'] : []),
  ];
  return [
    `### ${number}. ${plain(name)}`,
    '',
    row(head),
    `|--:|${head
      .slice(1)
      .map(() => '---')
      .join('|')}|`,
    ...steps.map((step, n) =>
      row([
        n + 1,
        stimulus(step.stimulus),
        answer(step),
        ...(shows ? [plain(step.shows ?? '')] : []),
      ]),
    ),
    '',
  ];
}

function stimulus({ from, to, message }: Envelope): string {
  if (from === 'timer') return `the timer ${code(message.type)} fires`;
  const who = from === to ? 'its own' : `${plain(from)}:`;
  return `${who} ${words(message, from)}`;
}

function answer({ expect, alternatives = [] }: TestStep): string {
  const texts = [expect, ...alternatives].map((each) => each.map(sent).join('<br>') || 'nothing');
  return texts.join('<br>*or*<br>');
}

function sent({ from, to, message }: Envelope): string {
  return `to ${plain(to)}: ${words(message, from)}`;
}

/** The type, and the fields behind it. */
function words(message: Envelope['message'], sender: string): string {
  const fields = Object.entries(message)
    .filter(
      ([name, value]) =>
        name !== 'type' && value !== undefined && !(name === 'from' && value === sender),
    )
    .map(([name, value]) => `${plain(name)} ${valueWords(value)}`);
  return `${code(message.type)}${fields.length === 0 ? '' : ` ${fields.join(', ')}`}`;
}

function valueWords(value: unknown): string {
  if (typeof value === 'string') return plain(value === '' ? "''" : value);
  return plain(
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each)) ??
      '',
  );
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Text that a reader sees as it is, whatever Markdown or HTML it looks like. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\\`*_[\]<>|~&#!{}]/g, (each) => entities[each] ?? `\\${each}`);
}

const entities: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  _: '_',
  '{': '{',
  '}': '}',
};

/** In a table a bar ends the cell, in code too. */
function code(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return /[`|<>]/.test(clean) || clean.trim() === '' ? plain(clean) : `\`${clean}\``;
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}

/** No more than one empty line in a row. */
function lines(all: readonly string[]): string {
  return `${all
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}
