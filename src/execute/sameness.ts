/**
 * Whether two answers are the same. The order counts between the same sender and receiver only, the order of fields in
 * a message not at all; `from` inside a message says nothing that the envelope does not say.
 */
import type { Envelope, Message } from '../system/index.ts';

/** Equal messages have equal texts, whatever the order of their fields. */
export function messageKey({ message, from }: Pick<Envelope, 'from' | 'message'>): string {
  const { from: named, ...rest } = message;
  return canonical(named === undefined || named === from ? rest : message);
}

export function envelopeKey(envelope: Envelope): string {
  return `${JSON.stringify([envelope.from, envelope.to])} ${messageKey(envelope)}`;
}

/** A value as JSON with sorted fields; what JSON leaves out is no difference. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, sorted) ?? 'undefined';
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries);
}

/** The messages on each channel, oldest first. */
export function byChannel(
  envelopes: readonly Envelope[],
): ReadonlyMap<string, readonly Envelope[]> {
  const channels = new Map<string, Envelope[]>();
  for (const envelope of envelopes) {
    const key = JSON.stringify([envelope.from, envelope.to]);
    const channel = channels.get(key);
    if (channel === undefined) channels.set(key, [envelope]);
    else channel.push(envelope);
  }
  return channels;
}

export function isSameAnswer(a: readonly Envelope[], b: readonly Envelope[]): boolean {
  return a.length === b.length && answerKey(a) === answerKey(b);
}

/** Equal for answers that differ in nothing but the order between different channels. */
export function answerKey(answer: readonly Envelope[]): string {
  const channels = [...byChannel(answer)].map(
    ([key, each]) => [key, each.map(messageKey)] as const,
  );
  return JSON.stringify(channels.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A field in which two messages differ, such as `result.count`. */
export interface FieldDifference {
  readonly path: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** The fields in which they differ, outermost first; absent ones are undefined. */
export function fieldDifferences(expected: Message, got: Message): readonly FieldDifference[] {
  const found: FieldDifference[] = [];
  const compare = (path: string, a: unknown, b: unknown) => {
    if (canonical(a) === canonical(b)) return;
    if (!isRecord(a) || !isRecord(b)) {
      found.push({ path, expected: a, got: b });
      return;
    }
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (path === '' && key === 'from') continue;
      compare(path === '' ? key : `${path}.${key}`, own(a, key), own(b, key));
    }
  };
  compare('', expected, got);
  return found;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
