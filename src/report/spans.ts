/** A line made of pieces that are painted after it has been cut to the width, so that no colour is left open. */
import type { Paint } from './style.ts';

export interface Span {
  readonly text: string;
  readonly paint?: Paint | undefined;
}

export function span(text: string, paint?: Paint): Span {
  return { text, paint };
}

/** The spans in a row, cut to `width` columns with an ellipsis, trailing blanks gone. */
export function paintLine(spans: readonly Span[], width: number): string {
  const clean = spans.map(({ text, paint }) => ({ text: visible(text), paint }));
  const total = clean.reduce((sum, { text }) => sum + text.length, 0);
  const cut = total > width;
  let room = cut ? Math.max(0, width - 1) : total;
  const pieces: string[] = [];
  for (const { text, paint } of clean) {
    const part = text.slice(0, room);
    room -= part.length;
    pieces.push(paint === undefined || part.trim() === '' ? part : paint(part));
  }
  const line = pieces.join('').trimEnd();
  return cut ? `${line}…` : line;
}

/** Text without control characters: what a scenario or a user's machine says must not steer the terminal. */
export function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to take out
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}

/**
 * Words folded into lines of at most `width`; each line after the first is indented besides, to stand below the first,
 * which has its label there.
 */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of visible(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.join(`\n${indent}`);
}
