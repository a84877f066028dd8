/** What the viewer is made from, for each command: the system, what was found in it, and what is known of that. */
import type { ZooEntry } from '../../test/zoo/entry.ts';
import type { Explanation } from '../explain/index.ts';
import { explain } from '../explain/index.ts';
import type { ExploreResult } from '../explore/index.ts';
import type { DocumentInput, ViewRules, ViewSystem } from '../inspect/view/index.ts';
import type { ViewProperty } from '../inspect/view-data.ts';
import type { ReportLane, RunSummary } from '../report/index.ts';
import { exploreFacts, headerFacts, styleFor, verdictWords } from '../report/index.ts';
import type { Envelope, Property, SystemSpec, Violation } from '../system/index.ts';
import type { Comparison } from '../trace/comparison.ts';
import { runToEnd } from '../trace/live.ts';
import type { PreparedRun } from './engine.ts';
import type { NamedSystem } from './named-system.ts';
import { runHeader } from './run-header.ts';
import type { StackInput } from './stack-options.ts';
import type { TraceFile } from './trace-schema.ts';
import { rulesOfTrace } from './trace-session.ts';

/** A live run. `schedule`: what it delivered. */
export function runView(
  input: StackInput,
  prepared: PreparedRun,
  run: {
    readonly schedule: readonly Envelope[];
    readonly violations: readonly Violation[];
    /** Absent: the replay says how it ended. */
    readonly summary?: RunSummary;
    readonly seed?: number | undefined;
  },
): DocumentInput {
  const { schedule, violations, summary, seed } = run;
  const system = systemOf(prepared, {});
  // Answers that the scenario does not allow are judged by the command alone.
  const found = violations.some(({ property }) => property !== 'ExpectedStatus');
  const explanation = found ? explanationIn(system, schedule) : undefined;
  return {
    system,
    heading: `${input.scenario.name}: ${input.scenario.title}`,
    facts: [
      ...(summary === undefined ? [] : [['verdict', summary.verdict.text] as const]),
      ...headerFacts(runHeader(input, seed === undefined ? {} : { seed })),
    ],
    schedule,
    besides: violations,
    ...(explanation === undefined ? {} : { explanation }),
    ...(summary === undefined ? {} : judged(prepared, summary)),
  };
}

function judged(
  { properties }: PreparedRun,
  { verdict, violations, held, reached, notReached }: RunSummary,
): Pick<DocumentInput, 'verdict' | 'properties'> {
  const violated = violations.map(({ property }) => property);
  return {
    verdict: { kind: kindOf(verdict.kind), text: verdict.text },
    properties: propertiesOf(properties, { held, reached, notReached, violated }),
  };
}

function kindOf(kind: RunSummary['verdict']['kind']) {
  return kind === 'bounds' || kind === 'interrupted' ? 'stopped' : kind;
}

/** What an exploration found; where that is no schedule, a run as a sample of what it looked at. */
export function exploreView(
  named: NamedSystem,
  explored: {
    readonly result: ExploreResult;
    readonly visited: ExploreResult['visited'];
    readonly explanation: Explanation | undefined;
    readonly rules: ViewRules;
  },
): DocumentInput {
  const { result, visited, explanation, rules } = explored;
  const system = exploredSystem(named.prepared, rules);
  const { properties } = named.prepared;
  return {
    system,
    heading: `${named.name}: ${named.title}`,
    facts: [
      ...resultFacts(result),
      ...named.facts({}).filter(([label]) => label !== 'order'),
      ['timers', rules.timers === 'any' ? 'at any time' : 'when nothing else can move'],
    ],
    ...foundOrSample(system, result, explanation),
    properties: exploredProperties(properties, result),
    ...(visited === undefined ? {} : { visited }),
  };
}

/** A trace again. */
export function replayView(
  named: NamedSystem,
  replayed: {
    readonly trace: TraceFile;
    readonly schedule: readonly Envelope[];
    readonly comparison: Comparison;
    /** What the replay says of the trace. */
    readonly words?: string;
  },
): DocumentInput {
  const { trace, schedule, comparison, words } = replayed;
  const system = systemOf(named.prepared, rulesOfTrace(trace));
  const [wrong] = comparison.violations;
  const explanation = wrong === undefined ? undefined : explanationIn(system, schedule);
  return {
    system,
    heading: `${named.name}: ${named.title}`,
    facts: [
      ...(words === undefined ? [] : [['replay', words] as const]),
      ...named.facts({}).filter(([label]) => label !== 'order'),
      ['written by', trace.program],
    ],
    schedule,
    besides: comparison.violations,
    ...(explanation === undefined ? {} : { explanation }),
  };
}

/** A bug of the zoo being found. */
export function zooView(
  entry: ZooEntry,
  broken: Prepared & { readonly timers: 'idle' | 'any' },
  found: {
    /** Where the bug says how its actors stand. */
    readonly lanes: readonly ReportLane[] | undefined;
    readonly wrong: ExploreResult;
    readonly visited: ExploreResult['visited'];
    readonly right: ExploreResult;
    readonly explanation: Explanation | undefined;
  },
): DocumentInput {
  const { id, title, source, story, variation } = entry;
  const { wrong, visited, right, explanation } = found;
  const { timers, properties, spec } = broken;
  const lanes = found.lanes ?? zooLanes(spec);
  const system = exploredSystem({ ...broken, lanes }, { timers });
  return {
    system,
    heading: `${id} ${title}`,
    facts: [
      ['published', source],
      ['story', story],
      ['variation', variation],
      ...resultFacts(wrong),
      ['mended', `${verdictWords(right, plain)} (${right.states} states)`],
    ],
    ...foundOrSample(system, wrong, explanation),
    properties: exploredProperties(properties, wrong),
    ...(visited === undefined ? {} : { visited }),
  };
}

/** Where the actors of a small system stand, by their ids: those of the zoo are named as those of a stack. */
function zooLanes({ actors }: SystemSpec): readonly ReportLane[] {
  return Object.entries(actors).map(([id, { machine }]): ReportLane => {
    if (machine.id === 'client') return { id, label: id, partition: 'client' };
    const [, kind = 'vf', letter, digits] = /^(?:(\w+)\.)?(g|vf)(\d+)$/.exec(id) ?? [];
    if (digits === undefined) return { id, label: id, partition: 'parent' };
    const number = Number(digits);
    const which = letter === 'vf' ? { guest: 0, vf: number } : { guest: number };
    return { id, label: kind, partition: 'guest', ...which };
  });
}

const plain = styleFor(false);

function resultFacts(result: ExploreResult): readonly (readonly [string, string])[] {
  return [['verdict', verdictWords(result, plain)], ...exploreFacts(result)];
}

type Prepared = Pick<PreparedRun, 'spec' | 'lanes' | 'properties'> &
  Partial<Pick<PreparedRun, 'conventions' | 'describe' | 'mayStayPending'>>;

function systemOf(prepared: Prepared, rules: ViewRules): ViewSystem {
  const { spec, lanes, properties, conventions, describe, mayStayPending } = prepared;
  return {
    spec,
    lanes,
    properties,
    rules,
    ...(conventions === undefined ? {} : { conventions }),
    ...(describe === undefined ? {} : { describe }),
    ...(mayStayPending === undefined ? {} : { mayStayPending }),
  };
}

/** An exploration does not ask who waits for an answer. */
function exploredSystem(prepared: Prepared, rules: ViewRules): ViewSystem {
  const { mayStayPending: _, ...system } = systemOf(prepared, rules);
  return system;
}

function foundOrSample(
  system: ViewSystem,
  result: ExploreResult,
  explanation: Explanation | undefined,
): Pick<DocumentInput, 'schedule' | 'explanation' | 'title'> {
  if (result.verdict === 'violated') {
    const { schedule } = result;
    return { schedule, ...(explanation === undefined ? {} : { explanation }) };
  }
  const { conventions } = system;
  const { steps } = runToEnd(system.spec, conventions === undefined ? {} : { conventions });
  return {
    title: 'one of the orders that were looked at: as sent',
    schedule: steps.map(({ from, to, message }) => ({ from, to, message })),
  };
}

/** Undefined where nothing that an explanation can find is wrong. */
function explanationIn(system: ViewSystem, schedule: readonly Envelope[]): Explanation | undefined {
  const { spec, rules, lanes: _, ...known } = system;
  try {
    return explain(spec, { ...rules, ...known }, schedule);
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    if (/^(the schedule should violate|step \d+ of the schedule is not possible)/.test(text)) {
      return undefined;
    }
    throw error;
  }
}

interface Known {
  readonly held: readonly string[];
  readonly reached: readonly string[];
  readonly notReached: readonly string[];
  readonly violated: readonly string[];
}

function exploredProperties(
  properties: readonly Property[],
  result: ExploreResult,
): readonly ViewProperty[] {
  const { reached, notReached, verdict } = result;
  const names = properties.map(({ name }) => name);
  return propertiesOf(properties, {
    held: verdict === 'holds' ? names : [],
    violated: verdict === 'violated' ? [result.property] : [],
    reached,
    notReached: verdict === 'holds' ? notReached : [],
  });
}

function propertiesOf(
  properties: readonly Property[],
  { held, reached, notReached, violated }: Known,
): readonly ViewProperty[] {
  return properties.map(({ name, rule, source }) => {
    const outcome = violated.includes(name)
      ? 'violated'
      : reached.includes(name)
        ? 'reached'
        : notReached.includes(name)
          ? 'notReached'
          : held.includes(name)
            ? 'held'
            : 'open';
    return { name, rule, source, outcome };
  });
}
