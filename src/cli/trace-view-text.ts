/** One place of a replay on a terminal: the steps around it, what it changed, who owns what, what else could move. */
import type { MessageWords, ReportLane, Style } from '../report/index.ts';
import { messageText, StepRenderer, violationText, visible, wrap } from '../report/index.ts';
import { paintLine, span } from '../report/spans.ts';
import type { Envelope } from '../system/index.ts';
import type { Difference } from '../trace/differences.ts';
import type { ReplayView } from '../trace/session.ts';
import type { TraceStep } from '../trace/trace.ts';

export interface ViewTextOptions {
  readonly lanes: readonly ReportLane[];
  readonly width: number;
  readonly style: Style;
  /** Default: those of drivers. */
  readonly words?: MessageWords;
}

/** Steps that are shown before and after the present one. */
const around = 5;
/** Lines of one list at most. */
const listed = 12;

/** `records`: those of all steps that can be made. */
export function viewText(
  view: ReplayView,
  records: readonly TraceStep[],
  options: ViewTextOptions,
): string {
  const { style, width, words = messageText } = options;
  const heading = (text: string) => style.bold(text);
  const lines = [heading(`step ${view.step} of ${view.of}, ${view.timeMs} ms`)];
  lines.push(...nearby(view, records, options));
  if (view.record !== undefined) {
    lines.push(heading('message'), ...messageLines(view.record, width, words));
    lines.push(heading(`changed in ${view.record.to}`), ...changeLines(view, width));
  }
  lines.push(heading('owned'), ...list(view.pending.map(ownerText), width));
  if (view.record !== undefined) {
    lines.push(heading('instead of this step'), ...deliveries(view.instead, width, words));
  }
  lines.push(heading('possible now'), ...deliveries(view.possible, width, words));
  for (const violation of view.violations) lines.push(violationText(violation, style, width));
  if (view.error !== undefined) lines.push(style.red(`threw: ${visible(view.error)}`));
  return lines.join('\n');
}

/** The lanes around the step; the step itself is marked. */
function nearby(
  { step }: ReplayView,
  records: readonly TraceStep[],
  options: ViewTextOptions,
): readonly string[] {
  const { width, style } = options;
  const renderer = new StepRenderer({ ...options, width: width - 2 });
  const shown = records.slice(Math.max(0, step - around - 1), step + around);
  return shown.flatMap((record) => {
    const lines = renderer.line(record).split('\n');
    const mark = record.step === step ? style.yellow('▸ ') : '  ';
    return lines.map((line, n) => `${n === lines.length - 1 ? mark : '  '}${line}`);
  });
}

function messageLines(
  { from, to, message, reception, lost }: TraceStep,
  width: number,
  wordsOf: MessageWords,
): string[] {
  const { name, fields, routine, irql, status } = wordsOf(message);
  const facts = [
    `${from} → ${to}`,
    `${name}${routine === undefined ? '' : ` (${routine})`}`,
    ...(irql === undefined ? [] : [`at ${irql}_LEVEL`]),
    ...(status === undefined ? [] : [status]),
    ...(fields === '' ? [] : [fields]),
    ...(lost === true ? ['lost'] : []),
    ...(reception === 'unexpected' ? ['no state takes it'] : []),
  ];
  return [`  ${wrap(facts.join(', '), width - 2, '    ')}`];
}

function changeLines({ record, changes }: ReplayView, width: number): readonly string[] {
  const { before = '', after = '' } = record ?? {};
  const state = before === after ? [] : [`state: ${before} → ${after}`];
  return list([...state, ...changes.map(changeText)], width);
}

function changeText({ path, before, after }: Difference): string {
  if (before === undefined) return `+ ${path}: ${short(after)}`;
  if (after === undefined) return `- ${path}: ${short(before)}`;
  return `${path}: ${short(before)} → ${short(after)}`;
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function ownerText({
  owner,
  request,
  id,
  requester,
  since,
  pended,
}: ReplayView['pending'][number]) {
  const how = pended ? 'pended' : 'not answered';
  return `${owner} owns ${request} (${id}) of ${requester}, ${how}, since step ${since}`;
}

/** A delivery in the words of a step. */
export function deliveryWords(
  { from, to, message, lost, duplicate }: Envelope,
  wordsOf: MessageWords = messageText,
): string {
  const { name, fields, status, irql } = wordsOf(message);
  const words = [
    `${from} → ${to}: ${name}`,
    ...(status === undefined ? [] : [status]),
    ...(fields === '' ? [] : [fields]),
    ...(irql === undefined ? [] : [`@${irql}`]),
    ...(lost === true ? ['(lost)'] : []),
    ...(duplicate === true ? ['(a copy)'] : []),
  ];
  return words.join(' ');
}

function deliveries(
  all: readonly Envelope[],
  width: number,
  wordsOf: MessageWords,
): readonly string[] {
  return list(
    all.map((each) => deliveryWords(each, wordsOf)),
    width,
  );
}

function list(items: readonly string[], width: number): readonly string[] {
  if (items.length === 0) return ['  nothing'];
  const more = items.length - listed;
  const shown = more > 1 ? [...items.slice(0, listed), `and ${more} more`] : items;
  return shown.map((item) => paintLine([span(`  ${item}`)], width));
}

/** The first line below a view on a terminal: the keys. */
export const keysText = 'n, space, → next   p, ← back   g N go to   home, end   q quit';
