/**
 * Texts of a trace for other tools. A trace may come from anywhere: its strings are made harmless here, once for all
 * formats; what a format gives a meaning to, the format escapes.
 */
import type { Violation } from '../../system/property.ts';
import type { TraceStep } from '../../trace/trace.ts';
import { messageText } from '../message-text.ts';

/** Line ends of all kinds, then: control characters, halves of surrogate pairs, and what reverses the direction. */
const breaks = /[\t\r\n\v\f\u0085\u2028\u2029]+/g;
const harmful = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** The text in one line, of characters that every encoding and every viewer can take. */
export function clean(text: string): string {
  return text.replace(breaks, ' ').replace(harmful, '\ufffd');
}

/** Clean, and at most `most` characters long. */
export function short(text: string, most: number): string {
  // A character has one or two code units: more than this is never needed, however long the text is.
  const points = [...text.slice(0, 2 * most + 2)];
  if (points.length <= most) return clean(text);
  return `${clean(points.slice(0, most - 1).join(''))}…`;
}

/** A name to be shown: tools refuse one that is blank. */
export function shownName(id: string, most: number): string {
  const text = short(id, most);
  return text.trim() === '' ? '(blank)' : text;
}

/** A message in a few words, with its status, fields and IRQL. */
export function stepWords(step: TraceStep, most: number): string {
  const { name, status, fields, irql } = messageText(step.message);
  const words = [name, status, fields, irql === undefined ? undefined : `@${irql}`];
  const faults = [
    step.lost === true ? '(lost)' : undefined,
    step.reception === 'unexpected' ? '(unexpected)' : undefined,
  ];
  const tail = faults.filter((each) => each !== undefined).join(' ');
  const text = short(words.filter((each) => each !== undefined && each !== '').join(' '), most);
  return tail === '' ? text : `${text} ${tail}`;
}

/** Whether the message says how a request came out. The status that a PnP IRP starts with is no answer. */
export function isAnswer({ message }: TraceStep): boolean {
  return messageText(message).status !== undefined;
}

/** What is violated, in one line. */
export function violationWords({ property, detail, bugcheck }: Violation, most: number): string {
  const code = bugcheck === undefined ? '' : ` (${bugcheck})`;
  return short(`violated: ${property}${code}: ${detail}`, most);
}

/** Replaces every character that is not matched by `safe` (one character, flag `u`) with `code` of its number. */
export function encoded(text: string, safe: RegExp, code: (point: number) => string): string {
  return Array.from(text, (char) =>
    safe.test(char) ? char : code(char.codePointAt(0) as number),
  ).join('');
}

/** Names of letters, digits, `.`, `_` and `-` only, all different, at most `most` characters and a number. */
export function plainNames(ids: readonly string[], most: number): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const used = new Set<string>();
  for (const id of ids) {
    const base = short(id, most).replace(/[^\w.-]/g, '_') || '_';
    let name = base;
    for (let n = 2; used.has(name); n += 1) name = `${base}_${n}`;
    used.add(name);
    names.set(id, name);
  }
  return names;
}
