/** Why something is wrong, in the words of its reader: what raced, from when on it was too late, who held what. */
import type { Envelope } from '../system/message.ts';
import type { Violation } from '../system/property.ts';
import type { PendingRequest, TraceStep } from '../trace/trace.ts';
import {
  failedSteps,
  sentTexts,
  statusOrigin,
  stuckTexts,
  wholeText,
} from './explanation-facts.ts';
import type { ReportLane } from './lanes.ts';
import type { MessageWords } from './message-text.ts';
import { wrap } from './spans.ts';
import { StepRenderer } from './step-line.ts';
import type { Style } from './style.ts';
import { violationText } from './violation-text.ts';

/** What an explanation says; `src/explain` makes it. */
export interface ReportExplanation {
  readonly violation: Violation;
  readonly schedule: readonly Envelope[];
  readonly leftOut: number;
  readonly minimal: boolean;
  readonly racingPair?: {
    readonly first: number;
    readonly second?: number;
    readonly envelopes: readonly [Envelope, Envelope];
    readonly restStays: boolean;
    readonly swapped?: readonly Envelope[];
  };
  readonly channelFault?: { readonly step: number; readonly envelope: Envelope };
  readonly inEveryOrder: boolean;
  readonly inevitable: {
    readonly from?: number;
    readonly cleanAfter?: number;
    readonly exact: boolean;
  };
  readonly held: readonly PendingRequest[];
  readonly described: readonly string[];
  readonly notDetermined: readonly string[];
  /** How many deliveries were tried. */
  readonly deliveries?: number;
}

export interface ExplanationTextOptions {
  readonly lanes: readonly ReportLane[];
  readonly width: number;
  readonly style: Style;
  /** Where the rule comes from. */
  readonly source?: string;
  /** The command that replays it. */
  readonly command?: string;
  /** No schedule is shorter. */
  readonly shortest?: boolean;
  /** Every step, also of a long schedule. */
  readonly whole?: boolean;
  /** Default: those of drivers. */
  readonly words?: MessageWords;
  /** Whether a request may be unanswered for as long as its owner is there: nobody is stuck with it. */
  readonly mayStay?: (request: PendingRequest) => boolean;
}

const labelWidth = 12;
/** Longer schedules are shown at the steps that matter, with so many around them. */
const longest = 30;
const around = 3;
/** Of what was sent in the last step. */
const mostSent = 4;
/** Of the answers that failed: a long schedule shows the last ones, wherever they are. */
const mostFailed = 4;

/** `records`: the steps of the explanation's schedule, as a replay records them. */
export function explanationText(
  explanation: ReportExplanation,
  records: readonly TraceStep[],
  options: ExplanationTextOptions,
): string {
  const { width, style, source, command } = options;
  const line = (label: string, text: string) =>
    `  ${style.dim(label.padEnd(labelWidth - 2))}${wrap(text, width - labelWidth, ' '.repeat(labelWidth))}`;
  const { held, described, notDetermined, violation } = explanation;
  const atEnd = violation.step === undefined;
  const origin = atEnd ? undefined : statusOrigin(records, options.words);
  const owed = held.filter((request) => options.mayStay?.(request) !== true);
  const stuck = atEnd ? stuckTexts(owed, records) : [];
  const tried =
    explanation.deliveries === undefined
      ? 'in the time given'
      : `in ${explanation.deliveries.toLocaleString('en-US')} deliveries`;
  return [
    violationText(violation, style, width),
    ...(source === undefined ? [] : [line('source', source)]),
    ...(origin === undefined ? [] : [line('status', `begins with ${origin}`)]),
    ...stuck.map((text, n) => line(n === 0 ? 'stuck' : '', text)),
    '',
    ...scheduleLines(explanation, records, options),
    '',
    ...pairLines(explanation, options).map(([label, text]) => line(label, text)),
    line('too late', inevitableText(explanation, options)),
    ...held.map((request, n) => line(n === 0 ? 'held' : '', heldText(request))),
    ...described.map((text, n) => line(n === 0 && held.length === 0 ? 'held' : '', text)),
    ...notDetermined.map((text, n) =>
      line(n === 0 ? 'not found' : '', `${text}: not settled ${tried}`),
    ),
    ...(command === undefined ? [] : [line('replay', command)]),
  ].join('\n');
}

function scheduleLines(
  explanation: ReportExplanation,
  records: readonly TraceStep[],
  { lanes, width, style, shortest, whole, words }: ExplanationTextOptions,
): readonly string[] {
  const { schedule, leftOut, minimal, racingPair, channelFault, inevitable, held, violation } =
    explanation;
  const count = `${schedule.length} ${schedule.length === 1 ? 'step' : 'steps'}`;
  const shorter = leftOut > 0 ? `, ${leftOut} others left out` : '';
  const proof = minimal ? ', none of which can be left out' : '';
  const pair = racingPair === undefined ? [] : [racingPair.first, racingPair.second ?? 0];
  const marked = new Set(channelFault === undefined ? pair : [channelFault.step]);
  const late = inevitable.exact ? inevitable.from : undefined;
  const failed = failedSteps(records, mostFailed, words);
  const isShown = (step: number) =>
    whole === true ||
    records.length <= longest ||
    held.some(({ since }) => since === step) ||
    failed.includes(step) ||
    [...marked, late, records.length].some(
      (each) => each !== undefined && Math.abs(each - step) <= around,
    );
  const renderer = new StepRenderer({
    lanes,
    width: width - 2,
    style,
    ...(words === undefined ? {} : { words }),
  });
  const title = shortest === true ? 'the shortest schedule' : 'the schedule';
  const lines = [`${style.bold(title)}: ${count}${proof}${shorter}`];
  let last = 0;
  for (const record of records.filter(({ step }) => isShown(step))) {
    const { step } = record;
    if (step > last + 1) lines.push(style.dim(`  ... ${stepsText(last + 1, step - 1)}`));
    last = step;
    const mark = marked.has(step) ? style.yellow('▸ ') : step === late ? style.red('! ') : '  ';
    const rendered = renderer.line(record).split('\n');
    lines.push(...rendered.map((each, n) => `${n === rendered.length - 1 ? mark : '  '}${each}`));
  }
  // What is wrong may be what was sent, which no step of the schedule delivers any more.
  const sent = violation.step === undefined ? [] : sentTexts(records, mostSent, words);
  lines.push(...sent.map((text, n) => sentLine(n === 0 ? 'then sent' : '', text, width)));
  return lines;
}

const stepsText = (from: number, to: number) =>
  from === to ? `step ${from}` : `steps ${from} to ${to}`;

function sentLine(label: string, text: string, width: number): string {
  const start = `  ${label.padEnd(labelWidth - 2)}`;
  return `${start}${wrap(text, width - start.length, ' '.repeat(start.length))}`;
}

function pairLines(
  explanation: ReportExplanation,
  options: Worded,
): readonly (readonly [string, string])[] {
  const words = (envelope: Envelope) => wordsOf(envelope, options);
  const { racingPair, channelFault, inEveryOrder, notDetermined, schedule } = explanation;
  if (channelFault !== undefined) {
    const { step, envelope } = channelFault;
    const fate = envelope.lost === true ? 'is lost' : 'arrives twice';
    return [['channel', `step ${step} ${fate}: ${words(envelope)}; delivered once, it completes`]];
  }
  if (racingPair === undefined) {
    if (inEveryOrder) return [['race', 'none: no order of deliveries avoids it']];
    return notDetermined.length > 0 ? [] : [['race', 'no swap of two deliveries avoids it']];
  }
  const { first, second, envelopes, restStays } = racingPair;
  if (second === undefined) {
    const later = `${words(envelopes[1])}, which comes later`;
    return [
      ['race', `deliver this before step ${first} and it completes: ${later}`],
      ['', `${first}: ${words(envelopes[0])}`],
    ];
  }
  const completes = restStays
    ? 'it completes'
    : 'it can complete, if the rest goes another way too';
  const rest = avoidsLast(explanation)
    ? `${completes}; step ${schedule.length} does not come then`
    : completes;
  return [
    ['race', `swap ${first} and ${second} and ${rest}`],
    ['', `${first}: ${words(envelopes[0])}`],
    ['', `${second}: ${words(envelopes[1])}`],
  ];
}

/**
 * Whether the other order avoids the delivery that is wrong, rather than making it right: then the race only decides
 * whether it comes to that.
 */
function avoidsLast({ racingPair, schedule, violation }: ReportExplanation): boolean {
  const last = schedule.at(-1);
  if (racingPair?.swapped === undefined || last === undefined) return false;
  if (violation.step === undefined || racingPair.second === schedule.length) return false;
  const key = keyOf(last);
  return !racingPair.swapped.some((each) => keyOf(each) === key);
}

const keyOf = ({ from, to, message }: Envelope) => JSON.stringify([from, to, message]);

function inevitableText({ inevitable, schedule }: ReportExplanation, options: Worded): string {
  const { from, cleanAfter, exact } = inevitable;
  if (from === 0) return 'from the beginning: every order ends in a violation';
  const at = from === undefined ? undefined : schedule[from - 1];
  if (exact && at !== undefined) {
    return `from step ${from} on (${wordsOf(at, options)}); before it a clean end could be reached`;
  }
  const since = from === undefined ? 'not known' : `not known; at the latest from step ${from} on`;
  const until = cleanAfter === undefined ? '' : `, and not before step ${cleanAfter + 1}`;
  return `${since}${until}`;
}

function heldText({ owner, request, requester, since, pended }: PendingRequest): string {
  const how = pended ? 'pended' : 'not answered';
  return `${owner} owns ${request} of ${requester}, ${how}, since step ${since}`;
}

type Worded = Pick<ExplanationTextOptions, 'words'>;

function wordsOf({ from, to, message }: Envelope, { words }: Worded): string {
  return `${wholeText(message, words)} from ${from} to ${to}`;
}
