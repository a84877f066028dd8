/** The happens-before graph of a schedule for Graphviz: one cluster for each actor, one node for each step. */
import type { TraceStep } from '../../trace/trace.ts';
import { causes } from './causes.ts';
import type { ExportTrace } from './export-trace.ts';
import { participants, shownSteps, violationsAt, violationsAtEnd } from './export-trace.ts';
import { clean, short, stepWords, violationWords } from './text.ts';

/** A lost message is in nobody's order: it is left out. */
export function dotText(trace: ExportTrace): string {
  const steps = shownSteps(trace).filter(({ lost }) => lost !== true);
  const end = violationsAtEnd(trace).map((each) => violationWords(each, 300));
  return `${[
    `digraph ${quoted('schedule')} {`,
    `  graph [label=${quoted([short(trace.title, 100), ...end].join('\n'))}, rankdir=TB];`,
    '  node [shape=box, style="rounded,filled", fillcolor=white, fontname="sans-serif"];',
    ...participants(trace, steps).flatMap((id, n) => cluster(trace, id, n, steps)),
    ...edges(trace, steps),
    '}',
  ].join('\n')}\n`;
}

function cluster(
  trace: ExportTrace,
  id: string,
  n: number,
  steps: readonly TraceStep[],
): readonly string[] {
  const own = steps.filter(({ to }) => to === id);
  if (own.length === 0) return [];
  return [
    `  subgraph cluster_${n} {`,
    `    label=${quoted(short(id, 100))};`,
    ...own.map((step) => `    s${step.step} [${node(trace, step)}];`),
    '  }',
  ];
}

function node(trace: ExportTrace, step: TraceStep): string {
  const mark = trace.marks.get(step.step);
  const found = violationsAt(trace, step.step).map((each) => violationWords(each, 300));
  const marks = mark === undefined ? [] : [mark];
  const label = [`${step.step} ${stepWords(step, 100)}`, ...marks, ...found];
  const colour = found.length > 0 ? '#ffcdd2' : '#ffecb3';
  const fill = found.length + marks.length === 0 ? '' : `, fillcolor="${colour}"`;
  return `label=${quoted(label.join('\n'))}${fill}`;
}

/** What an actor does one after the other, and what waits for a message. */
function edges(trace: ExportTrace, steps: readonly TraceStep[]): readonly string[] {
  const sources = causes(trace.steps, trace.copies);
  const shown = new Set(steps.map(({ step }) => step));
  const last = new Map<string, number>();
  return steps.flatMap(({ step, to, from }) => {
    const before = last.get(to);
    const source = sources.get(step);
    last.set(to, step);
    return [
      ...(before === undefined ? [] : [`  s${before} -> s${step} [style=dotted, weight=4];`]),
      ...(source === undefined || !shown.has(source)
        ? []
        : [`  s${source} -> s${step} [tooltip=${quoted(short(`${from} to ${to}`, 200))}];`]),
    ];
  });
}

/**
 * A string of Graphviz. Within it a backslash begins an escape, and an ampersand an entity; the only escape that we
 * use is `\n`.
 */
export function quoted(text: string): string {
  const lines = text
    .split('\n')
    .map((line) =>
      clean(line)
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('\\', '\\\\')
        .replaceAll('"', '\\"'),
    );
  return `"${lines.join('\\n')}"`;
}
