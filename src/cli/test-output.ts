/** How the run of a suite is told: on a terminal, or as one JSON document. */
import type { FailureExplanation, SuiteRun, TestResult, Touched } from '../execute/index.ts';
import { differenceText } from '../execute/index.ts';
import type { Suite, Test, TestStep } from '../generate/index.ts';
import { requestText, visible, wrap } from '../report/index.ts';
import type { Envelope } from '../system/index.ts';
import type { Terminal } from './io.ts';
import { version } from './version.ts';

const labelWidth = 14;
/** Failed and inconclusive tests that are named. */
export const mostNamed = 10;
/** Longer tests are shown at their ends. */
const longest = 40;
const shownOfLong = 15;

/** What is known of the failure that is explained. */
export interface Explained {
  readonly explanation?: FailureExplanation;
  readonly touched?: Touched;
  /** Why there is no explanation. */
  readonly why?: string;
  /** The command that runs this test alone. */
  readonly command?: string;
}

export function failedText(
  { test, step, why = '' }: TestResult,
  of: Test,
  { style, width }: Terminal,
) {
  const at = step === undefined ? '' : `step ${step + 1} of ${of.steps.length}: `;
  const stimulus = step === undefined ? undefined : of.steps[step]?.stimulus;
  return [
    `${style.red('failed')}  ${wrap(test, width - 8, ' '.repeat(8))}`,
    ...(stimulus === undefined ? [] : [`        ${cut(at + words(stimulus), width - 8)}`]),
    `        ${wrap(why, width - 8, ' '.repeat(8))}`,
  ].join('\n');
}

export function explainedText(
  { explanation, touched, why, command }: Explained,
  terminal: Terminal,
): string {
  const { style, width } = terminal;
  const line = (label: string, text: string) =>
    `  ${style.dim(label.padEnd(labelWidth - 2))}${wrap(text, width - labelWidth, ' '.repeat(labelWidth))}`;
  if (explanation === undefined) {
    const again = command === undefined ? [] : [line('again', command)];
    return [line('not shrunk', why ?? 'no reason known'), ...again].join('\n');
  }
  const { result, differences, runs } = explanation;
  const expected = result.expected ?? [];
  const sent = result.got?.sent ?? [];
  const isOther = differences.length > 0;
  return [
    `${style.bold('shrunk to')} ${sizeText(explanation)}`,
    ...stepLines(explanation, terminal),
    '',
    ...(isOther ? answer('expected', expected, line) : []),
    ...(isOther ? answer('got', sent, line) : []),
    ...differences.map((each, n) => line(n === 0 ? 'difference' : '', differenceText(each))),
    ...(isOther ? [] : [line('wrong', result.why ?? '')]),
    ...decidedLines(explanation).map(([label, text]) => line(label, text)),
    ...touchedLines(touched).map(([label, text]) => line(label, text)),
    line('found by', `${count(runs, 'test')} with other steps, each run`),
    ...(command === undefined ? [] : [line('again', command)]),
  ].join('\n');
}

function sizeText({ steps, leftOut, minimal, pairsTried }: FailureExplanation): string {
  const proof = !minimal
    ? '; more runs could make it shorter'
    : pairsTried
      ? ', none of which can be left out, nor any two'
      : ', none of which can be left out';
  const others = leftOut > 0 ? `, ${count(leftOut, 'other')} left out` : '';
  return `${count(steps.length, 'step')}${proof}${others}`;
}

function stepLines(
  { steps, decisive, swap }: FailureExplanation,
  { style, width }: Terminal,
): readonly string[] {
  const marked = new Set([decisive, ...(swap ?? []), steps.length - 1]);
  const isShown = (n: number) =>
    steps.length <= longest || n < 3 || n >= steps.length - shownOfLong || marked.has(n);
  const lines: string[] = [];
  let last = -1;
  for (const [n, step] of steps.entries()) {
    if (!isShown(n)) continue;
    if (n > last + 1) lines.push(style.dim(`  ... steps ${last + 2} to ${n}`));
    last = n;
    const isLast = n === steps.length - 1;
    const mark = isLast ? style.red('✗') : marked.has(n) ? style.yellow('▸') : ' ';
    lines.push(
      `${mark} ${cut(`${String(n + 1).padStart(3)}  ${stepText(step, isLast)}`, width - 2)}`,
    );
  }
  return lines;
}

function stepText({ stimulus, expect }: TestStep, isLast: boolean): string {
  if (isLast) return words(stimulus);
  const sent = expect.map((each) => each.message.type);
  const { status } = (expect.at(-1)?.message ?? {}) as { readonly status?: unknown };
  const end = typeof status === 'string' ? ` ${status}` : '';
  return `${words(stimulus)}  → ${sent.length === 0 ? 'nothing' : sent.join(', ')}${end}`;
}

function answer(
  label: string,
  sent: readonly Envelope[],
  line: (label: string, text: string) => string,
): readonly string[] {
  if (sent.length === 0) return [line(label, 'nothing')];
  return sent.map(({ to, message }, n) => {
    const { status } = message as { readonly status?: unknown };
    const end = typeof status === 'string' ? ` ${status}` : '';
    const name = requestText(message);
    const routine = name.startsWith(message.type) ? '' : `${message.type} `;
    return line(n === 0 ? label : '', `${routine}${name}${end} to ${to}`);
  });
}

function decidedLines({
  steps,
  decisive,
  swap,
  without,
  allSwapsTried,
}: FailureExplanation): readonly (readonly [string, string])[] {
  const at = (n: number) => `${n + 1}: ${words(steps[n]?.stimulus as Envelope)}`;
  const needed = without.filter((each) => each === 'no-test').length;
  const lines: (readonly [string, string])[] = [];
  if (swap !== undefined) {
    const [first, second] = swap;
    lines.push(['order', `swap ${first + 1} and ${second + 1} and it passes`]);
    lines.push(['', at(first)], ['', at(second)]);
  }
  if (decisive !== undefined) {
    lines.push([
      'decides',
      `without step ${decisive + 1} it passes (${words(steps[decisive]?.stimulus as Envelope)})`,
    ]);
  } else if (steps.length > 1 && allSwapsTried) {
    const why =
      needed === without.length
        ? 'without any of the steps before, the model would not get to the last one'
        : 'no step before the last makes it pass by being left out';
    lines.push(['decides', `the last step itself: ${why}`]);
  } else if (steps.length === 1) {
    lines.push(['decides', 'the step itself: nothing comes before it']);
  }
  if (swap === undefined && steps.length > 1) {
    lines.push([
      'order',
      allSwapsTried ? 'no two steps can be turned round to make it pass' : 'not tried',
    ]);
  }
  return lines;
}

function touchedLines(touched: Touched | undefined): readonly (readonly [string, string])[] {
  if (touched === undefined) return [];
  const { state, stimulus, transitions, requirements } = touched;
  return [
    ['model', `${lastParts(state)}: ${stimulus}`],
    ...transitions.map((id, n): readonly [string, string] => [n === 0 ? 'transition' : '', id]),
    ...(requirements.length === 0 ? [] : [['serves', requirements.join(', ')] as const]),
  ];
}

/** `operating.adapter.halted, operating.presence.present` as `halted, present`. */
function lastParts(state: string): string {
  return state.replace(/[\w.]*\.(?=\w)/g, '');
}

export function summaryText(run: SuiteRun, seconds: number, { style, width }: Terminal): string {
  const { verdict, passed, failed, inconclusive, notRun, steps, results, notes } = run;
  const tests = count(results.length, 'test');
  const head =
    verdict === 'pass'
      ? style.green('passes')
      : verdict === 'fail'
        ? style.red('fails')
        : style.yellow('interrupted');
  const parts = [
    ...(failed > 0 ? [`${number(failed)} failed`] : []),
    ...(inconclusive > 0 ? [`${number(inconclusive)} inconclusive`] : []),
    `${number(passed)} passed`,
    ...(notRun > 0 ? [`${number(notRun)} not run`] : []),
  ];
  const open = results.filter((each) => each.verdict === 'inconclusive');
  const named = open.slice(0, mostNamed).map(({ test, step }) => {
    const at = step === undefined ? '' : ` (step ${step + 1})`;
    return `  inconclusive: ${test}${at}: another legal answer than the one that it goes on from`;
  });
  const more = open.length - named.length;
  return [
    `${style.bold(head)}: ${tests}, ${count(steps, 'step')}: ${parts.join(', ')}; ${seconds.toFixed(1)} s`,
    ...named.map((each) => wrap(each, width, '    ')),
    ...(more > 0 ? [`  and ${number(more)} more are inconclusive`] : []),
    ...notes.map((each) => wrap(`  note: ${each}`, width, '        ')),
  ].join('\n');
}

export function headText(
  suite: Suite,
  file: string,
  named: string,
  { style, width }: Terminal,
): string {
  const line = (label: string, text: string) =>
    style.dim(label.padEnd(9)) + wrap(text, width - 9, ' '.repeat(9));
  const steps = suite.tests.reduce((sum, each) => sum + each.steps.length, 0);
  const size = `${count(suite.tests.length, 'test')}, ${count(steps, 'step')}`;
  return [
    line('suite', `${file}: ${size} for ${suite.subject.name}`),
    line('against', named),
    line('claim', suite.claim),
  ].join('\n');
}

/** Format of the document; a reader checks both. */
export const testFormat = { format: 'sriov-sim-test', version: 1 } as const;

export function runDocument(
  suite: Suite,
  file: string,
  run: SuiteRun,
  seconds: number,
  explained: Explained | undefined,
): object {
  return {
    ...testFormat,
    program: `sriov-sim ${version()}`,
    suite: file,
    claim: suite.claim,
    ...run,
    seconds,
    ...(explained === undefined ? {} : { explained }),
  };
}

/** A delivery in a few words: `ndis → pf OID_NIC_SWITCH_FREE_VF VF 0 @PASSIVE`. */
export function words({ from, to, message }: Envelope): string {
  const { irql } = message as { readonly irql?: unknown };
  const level =
    typeof irql === 'string' && irql !== 'PASSIVE_LEVEL' ? ` @${irql.replace('_LEVEL', '')}` : '';
  const answered = (message as { readonly status?: unknown }).status;
  const status = typeof answered === 'string' ? ` ${answered}` : '';
  return visible(`${from} → ${to}  ${requestText(message)}${level}${status}`);
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

function count(n: number, word: string): string {
  return `${number(n)} ${word}${n === 1 ? '' : 's'}`;
}

function number(n: number): string {
  return n.toLocaleString('en-US');
}
