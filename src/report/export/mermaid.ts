/** A sequence diagram of mermaid. */

import type { TraceStep } from '../../trace/trace.ts';
import { wrap } from '../spans.ts';
import type { ExportTrace } from './export-trace.ts';
import {
  ExportError,
  isTimer,
  participants,
  shownSteps,
  violationsAt,
  violationsAtEnd,
} from './export-trace.ts';
import { encoded, isAnswer, short, shownName, stepWords, violationWords } from './text.ts';

/** More than that is no picture any more. */
export const mermaidSteps = 300;
/** Mermaid refuses longer texts (its `maxTextSize`). */
export const mermaidCharacters = 50_000;

/** What has no meaning in mermaid's text: not `#`, `;`, `:`, `%`, quotes, backticks and brackets of any kind. */
const safe = /^[\p{L}\p{M}\p{N} _.,=/()'@+*!?→…-]$/u;
const race = 'rgb(255, 236, 179)';
const wrong = 'rgb(255, 205, 210)';

export function mermaidText(trace: ExportTrace): string {
  const steps = shownSteps(trace);
  if (steps.length > mermaidSteps) {
    throw new ExportError(
      `mermaid draws at most ${mermaidSteps} steps well, these are ${steps.length}: choose with --from and --to`,
    );
  }
  const alias = new Map(participants(trace, steps).map((id, n) => [id, `p${n + 1}`]));
  const lines = [
    'sequenceDiagram',
    `  title ${said(shownName(trace.title, 100))}`,
    ...[...alias].map(([id, name]) => `  participant ${name} as ${said(shownName(id, 40))}`),
    ...steps.flatMap((step) => stepLines(trace, step, alias)),
    ...endLines(trace, [...alias.values()]),
  ];
  const text = `${lines.join('\n')}\n`;
  if (text.length > mermaidCharacters) {
    throw new ExportError(
      `mermaid takes at most ${mermaidCharacters} characters, these would be ${text.length}: ` +
        'choose fewer steps with --from and --to',
    );
  }
  return text;
}

function stepLines(
  trace: ExportTrace,
  step: TraceStep,
  alias: ReadonlyMap<string, string>,
): readonly string[] {
  const to = alias.get(step.to) ?? '';
  const mark = trace.marks.get(step.step);
  const found = violationsAt(trace, step.step).map((each) => violationWords(each, 240));
  const notes = [...(mark === undefined ? [] : [mark]), ...found];
  const lines = [
    arrow(step, alias),
    ...notes.map((note) => `Note over ${to}: ${folded(short(note, 240))}`),
  ];
  if (notes.length === 0) return lines.map((line) => `  ${line}`);
  const rect = `  rect ${found.length > 0 ? wrong : race}`;
  return [rect, ...lines.map((line) => `    ${line}`), '  end'];
}

function arrow(step: TraceStep, alias: ReadonlyMap<string, string>): string {
  const to = alias.get(step.to) ?? '';
  const words = said(`${step.step} ${stepWords(step, 90)}`);
  if (isTimer(step)) return `Note right of ${to}: ${said(`${step.timeMs} ms, timer`)} ${words}`;
  return `${alias.get(step.from) ?? ''}${head(step)}${to}: ${words}`;
}

/** Dashed for an answer, a cross for a message that is lost. */
function head(step: TraceStep): string {
  if (step.lost === true) return '-x';
  return isAnswer(step) ? '-->>' : '->>';
}

function endLines(trace: ExportTrace, aliases: readonly string[]): readonly string[] {
  const over = [...new Set([aliases[0], aliases.at(-1)])].filter((each) => each !== undefined);
  if (over.length === 0) return [];
  return violationsAtEnd(trace).map(
    (each) => `  Note over ${over.join(',')}: ${folded(violationWords(each, 240))}`,
  );
}

/** A note is as wide as its longest line. */
function folded(text: string): string {
  return wrap(text, 60).split('\n').map(said).join('<br/>');
}

function said(text: string): string {
  return encoded(text, safe, (point) => `#${point};`);
}
