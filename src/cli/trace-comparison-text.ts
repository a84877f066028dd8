/** The end of a replay, in words: still the same, or what is another now. */
import type { MessageWords, Style } from '../report/index.ts';
import { violationText, visible, wrap } from '../report/index.ts';
import type { Comparison } from '../trace/comparison.ts';
import type { RunEnd, TraceStep } from '../trace/trace.ts';
import type { TraceFile } from './trace-schema.ts';
import { deliveryWords } from './trace-view-text.ts';

/** A replay that is over. */
export interface Replayed {
  readonly file: string;
  readonly trace: TraceFile;
  /** What is another than when the trace was written. */
  readonly changed: readonly string[];
  /** Under plain `createActor`. */
  readonly live: boolean;
  readonly records: readonly TraceStep[];
  readonly end: RunEnd;
  readonly comparison: Comparison;
  /** How messages are put into words; absent: as those of drivers. */
  readonly words?: MessageWords;
}

export function comparisonText(replayed: Replayed, style: Style, width: number): string {
  const { changed, comparison } = replayed;
  const paint = comparison.kind === 'holds' ? style.green : style.red;
  return [
    ...comparison.violations.map((each) => violationText(each, style, width)),
    ...changed.map((line) => wrap(`changed: ${line}`, width, '  ')),
    wrap(comparisonWords(replayed), width, '  ').replace(/^[^:]*/, (head) =>
      style.bold(paint(head)),
    ),
  ].join('\n');
}

/** The same in one line. */
export function comparisonWords({
  trace,
  live,
  records,
  end,
  comparison,
  words,
}: Replayed): string {
  const { violation } = trace;
  const recorded = violation === undefined ? '' : `${violation.property} ${at(violation.step)}`;
  const how = live ? ' under createActor' : '';
  const [first] = comparison.violations;
  switch (comparison.kind) {
    case 'same':
      return `the same violation${how}: ${recorded}`;
    case 'elsewhere':
      return `the same property at another step${how}: now ${at(first?.step)}, in the trace ${at(violation?.step)}`;
    case 'other':
      return `another violation${how}: ${first?.property} ${at(first?.step)}; the trace has ${recorded || 'none'}`;
    case 'holds':
      return `holds now${how}: ${records.length} steps, nothing violated; the trace has ${recorded || 'no violation'}${rest(end)}`;
    case 'impossible':
      return impossibleWords(comparison, words);
  }
}

function impossibleWords({ impossible }: Comparison, wordsOf?: MessageWords): string {
  if (impossible === undefined) return 'the schedule is not possible';
  const { step, wanted, possible } = impossible;
  const names = possible.slice(0, 8).map((each, n) => `(${n + 1}) ${deliveryWords(each, wordsOf)}`);
  const more = possible.length - names.length;
  const legal = [...names, ...(more > 0 ? [`${more} more`] : [])].join(' ') || 'nothing';
  return visible(
    `step ${step} cannot be delivered: ${deliveryWords(wanted, wordsOf)}; possible there: ${legal}`,
  );
}

/** A violation at the end shows only when nothing can move any more. */
function rest({ reason }: RunEnd): string {
  return reason === 'quiescent' ? '' : '; the schedule ends before everything has come to rest';
}

function at(step: number | undefined): string {
  return step === undefined ? 'at the end' : `at step ${step}`;
}
