/** A property that does not hold, in the words of its reader. */
import type { Violation } from '../system/property.ts';
import { visible, wrap } from './spans.ts';
import type { Style } from './style.ts';

/** Where our own notes say it, which a reader does not have. */
const ownNote = / \((kernel rules?|S)\s?\d[^)]*\)/g;

/** The violation as a block of lines: rule, bug check, step, detail. */
export function violationText(violation: Violation, style: Style, width: number): string {
  const { property, rule, bugcheck, detail, step } = violation;
  const line = (label: string, text: string) =>
    `  ${style.dim(label.padEnd(10))}${wrap(text, width - 12, ' '.repeat(12))}`;
  return [
    style.red(style.bold(`violated: ${visible(property)}`)),
    line('rule', rule),
    ...(bugcheck === undefined ? [] : [line('bug check', bugcheck)]),
    line('step', step === undefined ? 'at the end' : String(step)),
    line('what', detail.replace(ownNote, '')),
  ].join('\n');
}
