/** What an exploration found, in a few lines; and how far one has come, in one. */
import { wrap } from './spans.ts';
import type { Style } from './style.ts';

/** The numbers of an exploration. */
export interface ExploreNumbers {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly frontier: number;
  /** Moves that a reduction has left out. */
  readonly left?: number;
  readonly bytes: number;
  readonly seconds: number;
}

export interface ExploreSummary extends ExploreNumbers {
  readonly verdict: 'holds' | 'violated' | 'truncated';
  /** For `truncated`: which bound was reached. */
  readonly reason?: string;
  /** For `violated`: the property. */
  readonly property?: string;
  readonly restStates: number;
  readonly strategy: string;
  /** What was left out because something equal was looked at; `none`. */
  readonly reduction: string;
  /** Why not more was left out; one sentence each. */
  readonly notReduced: readonly string[];
  /** Beyond which nothing was looked at, where there was such a boundary, and how many transitions lead there. */
  readonly boundary?: string;
  readonly cut?: number;
  /** What matters and nobody has said; one sentence each. */
  readonly assumed?: readonly string[];
  /** For samples and counts of executions. */
  readonly executions?: {
    readonly complete: number;
    readonly blocked?: number;
    readonly distinct?: number;
    readonly promise?: string;
  };
  /** For `violated` in the order of delays: how many it takes. */
  readonly delays?: number;
  readonly reached: readonly string[];
  readonly notReached: readonly string[];
}

const number = (value: number) => value.toLocaleString('en-US');
/** Small searches say more about the start than about the search: then in thousands. */
function rate({ transitions, seconds }: ExploreNumbers): string {
  const perSecond = transitions / Math.max(seconds, 0.001);
  const text =
    perSecond < 1e5
      ? `${number(Math.round(perSecond / 1e3))} k`
      : `${(perSecond / 1e6).toFixed(1)} M`;
  return `${text} transitions/s`;
}
const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

export function exploreText(summary: ExploreSummary, style: Style, width: number): string {
  const line = ([label, text]: readonly [string, string]) =>
    `${style.dim(label.padEnd(12))}${wrap(text, width - 12, ' '.repeat(12))}`;
  const { bytes, states, seconds } = summary;
  const perState = bytes / Math.max(states, 1);
  const memory = perState < 1 ? '' : `, ${perState.toFixed(1)} bytes a state`;
  const took = ['took', `${seconds.toFixed(1)} s, ${rate(summary)}${memory}`] as const;
  const [explored, ...others] = exploreFacts(summary);
  return [explored, took, ...others, ['verdict', verdictWords(summary, style)] as const]
    .map(line)
    .join('\n');
}

type Fact = readonly [label: string, text: string];

/** What was searched and how, but for the verdict and the time: the same each time. */
export function exploreFacts(summary: ExploreSummary): readonly [Fact, ...Fact[]] {
  const { states, transitions, depth, restStates, reached, notReached } = summary;
  const ends = `${number(restStates)} ${restStates === 1 ? 'end' : 'ends'}`;
  return [
    [
      'explored',
      `${number(states)} states, ${number(transitions)} transitions, ${number(depth)} levels, ${ends}`,
    ],
    ...searchLines(summary),
    ...(reached.length === 0 ? [] : [['reached', reached.join(', ')] as const]),
    // A search that ends at a violation has not looked for the rest.
    ...(notReached.length === 0 || summary.verdict === 'violated'
      ? []
      : [['not reached', notReached.join(', ')] as const]),
  ];
}

/** How was searched, and what that is worth. */
function searchLines(summary: ExploreSummary): readonly (readonly [string, string])[] {
  const { strategy, reduction, notReduced, assumed = [], executions, delays, left = 0 } = summary;
  const { boundary } = summary;
  const saved = left > 0 ? `, ${number(left)} moves left out` : '';
  const how = reduction === 'none' ? 'no reduction' : `reduced by ${reduction}${saved}`;
  const runs =
    executions === undefined ? [] : [['executions', executionWords(executions)] as const];
  return [
    ['search', `${strategy}, ${how}${delays === undefined ? '' : `, ${number(delays)} delays`}`],
    ...notReduced.map((reason) => ['', reason] as const),
    ...(boundary === undefined ? [] : [['boundary', boundaryWords(boundary, summary)] as const]),
    ...assumed.map((what) => ['assumed', what] as const),
    ...runs,
  ];
}

function boundaryWords(
  boundary: string,
  { cut = 0, transitions, verdict }: ExploreSummary,
): string {
  if (cut === 0) {
    return `${boundary}: nothing ${verdict === 'holds' ? 'leads' : 'has led'} out of it`;
  }
  const words = cut === 1 ? 'leads out of it and was' : 'lead out of it and were';
  return `${boundary}: ${number(cut)} of the ${number(transitions)} transitions ${words} not followed`;
}

function executionWords({
  complete,
  blocked = 0,
  distinct,
  promise,
}: NonNullable<ExploreSummary['executions']>): string {
  const words = [
    number(complete),
    ...(distinct === undefined ? [] : [`${number(distinct)} of them different`]),
    ...(blocked === 0 ? [] : [`${number(blocked)} given up as equal to others`]),
  ].join(', ');
  return promise === undefined ? words : `${words}; ${promise}`;
}

export function verdictWords(summary: ExploreSummary, style: Style): string {
  switch (summary.verdict) {
    case 'holds':
      return style.green(`holds in every order${withinWords(summary)}`);
    case 'violated':
      return style.red(`violated: ${summary.property ?? ''}`);
    case 'truncated':
      return style.yellow(`truncated (${summary.reason ?? ''}): ${openWords(summary)}`);
  }
}

/** Where nothing leads out of it, a boundary leaves nothing open. */
function withinWords({ boundary, cut = 0 }: ExploreSummary): string {
  return boundary === undefined || cut === 0 ? '' : ` within ${boundary}`;
}

/** What a search that has not seen everything leaves open. */
function openWords({ frontier, executions }: ExploreSummary): string {
  if (frontier > 0) {
    const open = frontier === 1 ? '1 state was' : `${number(frontier)} states were`;
    return `nothing violated so far, ${open} not looked at`;
  }
  if (executions === undefined) return 'nothing violated so far';
  return `nothing violated in ${number(executions.complete)} runs, which proves nothing`;
}

/** How far it has come. */
export function progressText(numbers: ExploreNumbers): string {
  const { states, depth, frontier, bytes, left = 0 } = numbers;
  return (
    `${number(states)} states, ${rate(numbers)}, level ${number(depth)}, ` +
    `${number(frontier)} ahead, ${megabytes(bytes)}${left === 0 ? '' : `, ${number(left)} moves left out`}`
  );
}
