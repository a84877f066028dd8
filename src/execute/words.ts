/** Why a step fails, in plain words: what was expected, and what came. */
import type { Envelope, Message } from '../system/index.ts';
import type { Difference } from './difference.ts';
import { differences } from './difference.ts';
import type { FieldDifference } from './sameness.ts';

/** Differences that one sentence names. */
const mostNamed = 3;
const mostFields = 3;

/** One sentence, such as `sent nothing; MiniportPause.return to ndis was expected`. */
export function whyNotExpected(expected: readonly Envelope[], got: readonly Envelope[]): string {
  const all = differences(expected, got);
  if (got.length === 0) return `sent nothing; ${names(expected)} ${was(expected)} expected`;
  if (expected.length === 0) return `sent ${names(got)}; nothing was expected`;
  const texts = all.slice(0, mostNamed).map(differenceText);
  const more = all.length - texts.length;
  return [...texts, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

export function differenceText(difference: Difference): string {
  switch (difference.kind) {
    case 'missing':
      return `did not send ${named(difference.expected)}`;
    case 'surplus':
      return `sent ${named(difference.got)}, which was not expected`;
    case 'differs': {
      const { expected, fields } = difference;
      return `sent ${expected.message.type} to ${expected.to} with ${fieldsText(fields)}`;
    }
    case 'order': {
      const types = (each: readonly Envelope[]) =>
        each.map(({ message }) => message.type).join(', ');
      const { expected, got } = difference;
      return `sent ${types(got)} in this order; expected was ${types(expected)}`;
    }
  }
}

function fieldsText(fields: readonly FieldDifference[]): string {
  const texts = fields
    .slice(0, mostFields)
    .map(({ path, expected, got }) =>
      got === undefined
        ? `no ${path} instead of ${value(expected)}`
        : expected === undefined
          ? `${path} ${value(got)}, which was not expected`
          : `${path} ${value(got)} instead of ${value(expected)}`,
    );
  const more = fields.length - texts.length;
  return more > 0 ? `${texts.join(', ')} and ${more} more differences` : texts.join(', ');
}

/** `MiniportPause.return to ndis with NDIS_STATUS_SUCCESS`. */
export function named({ to, message }: Envelope): string {
  const { status } = message as Message & { readonly status?: unknown };
  const end = typeof status === 'string' ? ` with ${status}` : '';
  return `${message.type} to ${to}${end}`;
}

/** A value on one line, not too long. */
export function value(of: unknown): string {
  if (of === undefined) return 'nothing';
  const text = typeof of === 'string' ? `'${of}'` : JSON.stringify(of);
  const clean = [...text].map((each) => (each < ' ' || each === '\u007f' ? '?' : each)).join('');
  return clean.length > 80 ? `${clean.slice(0, 77)}...` : clean;
}

export function showsText(shows: string | undefined): string {
  return shows === undefined ? 'that all is well' : `'${shows}'`;
}

/** Several messages, the first few by name. */
export function names(envelopes: readonly Envelope[]): string {
  return list(envelopes.map(named));
}

function list(texts: readonly string[]): string {
  const shown = texts.slice(0, mostNamed);
  const more = texts.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function was(expected: readonly Envelope[]): string {
  return expected.length === 1 ? 'was' : 'were';
}
