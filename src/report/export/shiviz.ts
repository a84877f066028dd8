/**
 * A log for ShiViz: for each step two lines, what happened, and where with its vector clock. The parser expression is
 * `(?<event>.*)\n(?<host>\S*) (?<clock>{.*})`.
 */
import type { TraceStep } from '../../trace/trace.ts';
import { causes } from './causes.ts';
import type { ExportTrace } from './export-trace.ts';
import { isTimer, shownSteps, violationsAt } from './export-trace.ts';
import { clean, plainNames, stepWords, violationWords } from './text.ts';

type Clock = ReadonlyMap<string, number>;

/** A lost message is nobody's event: it is left out. */
export function shivizText(trace: ExportTrace): string {
  const steps = shownSteps(trace).filter(({ lost }) => lost !== true);
  const sources = causes(trace.steps, trace.copies);
  const hosts = [...new Set(steps.map(({ to }) => to))];
  const names = plainNames(hosts, 60);
  const clocks = new Map<string, Clock>();
  const after = new Map<number, Clock>();
  const lines: string[] = [];
  for (const step of steps) {
    const source = after.get(sources.get(step.step) ?? 0);
    const clock = ticked(names.get(step.to) as string, clocks.get(step.to), source);
    clocks.set(step.to, clock);
    after.set(step.step, clock);
    lines.push(
      eventText(trace, step),
      `${names.get(step.to)} ${JSON.stringify(Object.fromEntries(clock))}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** After one more event of `host` that knows what it knew, and what the sender knew. */
function ticked(host: string, own: Clock | undefined, other: Clock | undefined): Clock {
  const clock = new Map(own);
  for (const [name, count] of other ?? []) clock.set(name, Math.max(count, clock.get(name) ?? 0));
  return clock.set(host, (own?.get(host) ?? 0) + 1);
}

function eventText(trace: ExportTrace, step: TraceStep): string {
  const from = isTimer(step) ? 'timer' : `from ${step.from}`;
  const mark = trace.marks.get(step.step);
  const notes = [
    ...(mark === undefined ? [] : [mark]),
    ...violationsAt(trace, step.step).map((each) => violationWords(each, 200)),
  ];
  return clean([`${step.step} ${stepWords(step, 160)}, ${from}`, ...notes].join('; '));
}
