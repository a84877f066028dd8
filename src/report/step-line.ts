/** One line for each step of a run, as it happens. */
import type { TraceStep } from '../trace/trace.ts';
import type { ReportLane } from './lanes.ts';
import { LaneGrid } from './lanes.ts';
import type { MessageText, MessageWords } from './message-text.ts';
import { messageText, statusKind } from './message-text.ts';
import type { Span } from './spans.ts';
import { paintLine, span } from './spans.ts';
import type { Style } from './style.ts';

export interface StepRendererOptions {
  readonly lanes: readonly ReportLane[];
  /** Columns of the terminal. */
  readonly width: number;
  readonly style: Style;
  /** Default: those of drivers. */
  readonly words?: MessageWords;
}

/** Below this many columns there is no room for lanes: sender and receiver are named instead. */
const narrow = 100;
/** The labels are repeated after this many steps, so that they stay on the screen. */
const headerEvery = 40;

/** Makes the lines of one run; it remembers the last one's time, to say it only when it moves. */
export class StepRenderer {
  readonly grid: LaneGrid;
  readonly #options: StepRendererOptions;
  readonly #lanes: boolean;
  #timeMs = -1;
  #lines = 0;

  constructor(options: StepRendererOptions) {
    this.grid = new LaneGrid(options.lanes);
    this.#options = options;
    this.#lanes = options.width >= Math.max(narrow, this.grid.width + 50);
  }

  /** The labels of the columns. */
  header(): string {
    const { style, width } = this.#options;
    const places = this.#lanes ? this.grid.header() : 'from → to'.padEnd(24);
    return paintLine([span(` step  time ${places} message`, style.bold)], width);
  }

  /** The line of `step`, with the labels above it now and then. */
  line(step: TraceStep): string {
    const { style, width, words: wordsOf = messageText } = this.#options;
    const words = wordsOf(step.message);
    const spans = [
      span(`${step.step}`.padStart(5)),
      span(` ${this.#time(step.timeMs)} `, style.dim),
      this.#places(step),
      span(' '),
      ...this.#instances(step),
      ...messageSpans(words, step, style),
      ...stateSpans(step, style),
    ];
    const line = paintLine(
      words.quiet ? spans.map(({ text }) => span(text, style.dim)) : spans,
      width,
    );
    const withHeader = this.#lines % headerEvery === 0;
    this.#lines += 1;
    return withHeader ? `${this.header()}\n${line}` : line;
  }

  #time(timeMs: number): string {
    const text = timeMs === this.#timeMs ? '' : timeText(timeMs);
    this.#timeMs = timeMs;
    return text.padStart(5);
  }

  #places({ from, to }: TraceStep): Span {
    const { cyan } = this.#options.style;
    if (this.#lanes) return span(this.grid.arrow(from, to), cyan);
    return span(`${from} → ${to}`.padEnd(24), cyan);
  }

  /** Which VF, guest or client it is, where a column does not say so. */
  #instances({ from, to }: TraceStep): readonly Span[] {
    if (!this.#lanes) return [];
    const names = [from, to]
      .map((id) => this.grid.instance(id))
      .filter((name) => name !== undefined);
    const text = [...new Set(names)].join('→');
    const timer = from === 'timer' ? 'timer ' : '';
    return [span(text === '' ? timer : `${timer}${text} `, this.#options.style.bold)];
  }
}

/** At most five characters: the columns behind it stay where they are. */
function timeText(timeMs: number): string {
  if (timeMs < 1000) return `${timeMs}ms`;
  const seconds = timeMs / 1000;
  const exact = `${seconds}s`;
  return exact.length <= 5 ? exact : `${seconds.toFixed(seconds < 100 ? 1 : 0)}s`;
}

function messageSpans(words: MessageText, step: TraceStep, style: Style): readonly Span[] {
  const spans = [span(words.name)];
  if (words.status !== undefined) {
    const text = words.status.replace(/^(NDIS_)?STATUS_/, '');
    const kind = statusKind(words.status);
    const paint = { success: style.green, pending: style.yellow, failure: style.red }[kind];
    spans.push(span(` ${text}`, paint));
    if (kind === 'pending') spans.push(span(` ${step.from} owns it`, style.yellow));
  }
  if (words.fields !== '') spans.push(span(` ${words.fields}`));
  if (words.irql !== undefined) spans.push(span(` @${words.irql}`, style.dim));
  if (words.routine !== undefined) spans.push(span(` (${words.routine})`, style.dim));
  if (step.reception === 'unexpected') spans.push(span(' UNEXPECTED', style.red));
  return spans;
}

/** Which regions of the receiver changed, and to what. */
function stateSpans({ before, after }: TraceStep, style: Style): readonly Span[] {
  if (before === after) return [];
  const old = before.split(', ');
  const now = after.split(', ');
  const gone = old.filter((leaf) => !now.includes(leaf));
  const come = now.filter((leaf) => !old.includes(leaf));
  return [span(`  ${changeText(gone, come)}`, style.dim)];
}

/** `a.b.x → a.b.y` is told as `b: x → y`: the states above are the same and mostly known. */
function changeText(gone: readonly string[], come: readonly string[]): string {
  const paths = [...gone, ...come].map((leaf) => leaf.split('.'));
  const first = paths[0] ?? [];
  const shortest = Math.min(...paths.map((path) => path.length)) - 1;
  let shared = 0;
  while (shared < shortest && paths.every((path) => path[shared] === first[shared])) shared += 1;
  const rest = (leaves: readonly string[]) =>
    leaves.map((leaf) => leaf.split('.').slice(shared).join('.')).join(', ');
  const region = shared === 0 ? '' : `${first[shared - 1]}: `;
  // All regions were left at once, for a state beside them: their common parent says it.
  const parent = gone[0]?.split('.')[shared] ?? '';
  const isLeft =
    gone.length > 1 &&
    gone.every((leaf) => leaf.split('.')[shared] === parent) &&
    come.length === 1;
  return `${region}${isLeft ? parent : rest(gone)} → ${rest(come)}`;
}
