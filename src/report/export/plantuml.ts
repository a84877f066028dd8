/** A sequence diagram of PlantUML. */
import type { TraceStep } from '../../trace/trace.ts';
import { wrap } from '../spans.ts';
import type { ExportTrace } from './export-trace.ts';
import {
  isTimer,
  participants,
  shownSteps,
  violationsAt,
  violationsAtEnd,
} from './export-trace.ts';
import { encoded, isAnswer, short, shownName, stepWords, violationWords } from './text.ts';

/**
 * What has no meaning in PlantUML, neither to its preprocessor (`!`, `%`, `$`, `'`) nor in its markup (`*`, `/`, `~`,
 * `<`, brackets).
 */
const safe = /^[\p{L}\p{M}\p{N} _.,=()+?→…-]$/u;
const race = '#FFECB3';
const wrong = '#FFCDD2';

export function plantumlText(trace: ExportTrace): string {
  const steps = shownSteps(trace);
  const alias = new Map(participants(trace, steps).map((id, n) => [id, `p${n + 1}`]));
  const aliases = [...alias.values()];
  const over = [...new Set([...aliases.slice(0, 1), ...aliases.slice(-1)])];
  const lines = [
    '@startuml',
    `title ${said(shownName(trace.title, 100))}`,
    ...[...alias].map(([id, name]) => `participant "${said(shownName(id, 40))}" as ${name}`),
    ...steps.flatMap((step) => stepLines(trace, step, alias)),
    ...(over.length === 0 ? [] : violationsAtEnd(trace)).map(
      (each) => `note over ${over.join(', ')} ${wrong} : ${folded(violationWords(each, 200))}`,
    ),
    '@enduml',
  ];
  return `${lines.join('\n')}\n`;
}

function stepLines(
  trace: ExportTrace,
  step: TraceStep,
  alias: ReadonlyMap<string, string>,
): readonly string[] {
  const to = alias.get(step.to) ?? '';
  const mark = trace.marks.get(step.step);
  const words = said(`${step.step} ${stepWords(step, 120)}`);
  return [
    isTimer(step)
      ? `note over ${to} : ${said(`${step.timeMs} ms, timer`)} ${words}`
      : `${alias.get(step.from) ?? ''} ${head(step)} ${to} : ${words}`,
    ...(mark === undefined ? [] : [`note over ${to} ${race} : ${folded(short(mark, 200))}`]),
    ...violationsAt(trace, step.step).map(
      (each) => `note over ${to} ${wrong} : ${folded(violationWords(each, 200))}`,
    ),
  ];
}

/** Dashed for an answer, a cross for a message that is lost. */
function head(step: TraceStep): string {
  if (step.lost === true) return '->x';
  return isAnswer(step) ? '-->' : '->';
}

/** A note is as wide as its longest line. */
function folded(text: string): string {
  return wrap(text, 60).split('\n').map(said).join('\\n');
}

/** Doubled `_` and `-` are markup, single ones are not. */
function said(text: string): string {
  const hex = (point: number) => `<U+${point.toString(16).toUpperCase().padStart(4, '0')}>`;
  return encoded(text, safe, hex).replace(/([_-])(?=\1)/g, (char) => hex(char.charCodeAt(0)));
}
