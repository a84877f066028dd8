/** Messages in plain words, for the sentences of a failed test. */
import type { Envelope } from '../system/index.ts';

const mostFields = 12;
const longestValue = 60;

/** `MiniportPause.return with status NDIS_STATUS_SUCCESS`. */
export function messageWords(message: Envelope['message']): string {
  const fields = Object.entries(message).filter(
    ([name, value]) => name !== 'type' && name !== 'from' && value !== undefined,
  );
  if (fields.length === 0) return message.type;
  // What a reader looks for first.
  fields.sort(([a], [b]) => Number(b === 'status') - Number(a === 'status'));
  const told = fields
    .slice(0, mostFields)
    .map(([name, value]) => `${name} ${cut(valueWords(value))}`);
  const more = fields.length - told.length;
  return `${message.type} with ${told.join(', ')}${more > 0 ? ` and ${more} more fields` : ''}`;
}

/** What was sent: `A to ndis, and B to pci`, or `nothing`; and by whom, where several could have. */
export function sentWords(sent: readonly Envelope[], saysWho: boolean): string {
  if (sent.length === 0) return 'nothing';
  return sent
    .map(({ from, to, message }) => {
      const who = saysWho ? ` from ${from}` : '';
      return `${messageWords(message)}${who} to ${to}`;
    })
    .join(', and ');
}

/** A value on one line; not cut, unless it is part of a sentence. */
export function valueWords(value: unknown): string {
  if (typeof value === 'string' && /^[\w.:/-]+$/.test(value)) return value;
  return asText(value) ?? 'nothing';
}

function cut(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

function asText(value: unknown): string | undefined {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === 'bigint') return `${each}n`;
    if (each instanceof Map || each instanceof Set) return [...each];
    return each;
  });
}
