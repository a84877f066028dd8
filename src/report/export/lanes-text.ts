/** The lanes of the terminal as a text of any width. */
import { StepRenderer } from '../step-line.ts';
import { styleFor } from '../style.ts';
import type { ExportTrace } from './export-trace.ts';
import { shownSteps, violationsAt, violationsAtEnd } from './export-trace.ts';
import { clean, violationWords } from './text.ts';

/** Nothing of a line is cut off. */
const anyWidth = Number.MAX_SAFE_INTEGER;
const anyLength = 10_000;

export function lanesText(trace: ExportTrace): string {
  const renderer = new StepRenderer({
    lanes: trace.lanes,
    width: anyWidth,
    style: styleFor(false),
  });
  const lines = shownSteps(trace).flatMap((step) => [
    ...renderer.line(step).split('\n'),
    ...[trace.marks.get(step.step) ?? []].flat().map((mark) => `      ▲ ${mark}`),
    ...violationsAt(trace, step.step).map((each) => `      ▲ ${violationWords(each, anyLength)}`),
  ]);
  const end = violationsAtEnd(trace).map(
    (each) => `at the end: ${violationWords(each, anyLength)}`,
  );
  return `${[...lines, ...end].map(clean).join('\n')}\n`;
}
