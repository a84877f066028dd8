/** Names for messages that a file uses again and again: by the type, and by the fields in which those of a type differ. */
import type { Message } from '../../system/index.ts';

const longestName = 48;

/** A name for each message; none is in `taken`. Messages of one type differ in a field that the name says. */
export function constantNames(
  messages: readonly Message[],
  taken: ReadonlySet<string>,
): readonly string[] {
  const used = new Set(taken);
  const ofType = new Map<string, Message[]>();
  for (const each of messages) ofType.set(each.type, [...(ofType.get(each.type) ?? []), each]);
  return messages.map((message) => {
    const name = nameOf(message, ofType.get(message.type) ?? []);
    let free = name;
    for (let n = 2; used.has(free) || reserved.has(free); n += 1) free = `${name}${n}`;
    used.add(free);
    return free;
  });
}

function nameOf(message: Message, alike: readonly Message[]): string {
  const base = camel(message.type) || 'message';
  if (alike.length < 2) return base;
  const words = differing(alike).map((field) => camelWord(message, field));
  let name = base;
  for (const word of words) {
    if (name.length + word.length <= longestName) name += word;
  }
  return name;
}

/** Fields that are not the same in all of them; those that tell the most first, the known ones before. */
function differing(alike: readonly Message[]): readonly string[] {
  const fields = [...new Set(alike.flatMap((each) => Object.keys(each)))];
  const kinds = (field: string) =>
    new Set(alike.map((each) => JSON.stringify(fieldOf(each, field)) ?? '')).size;
  const rank = (field: string) => (telling.includes(field) ? 0 : 1);
  return fields
    .filter((field) => kinds(field) > 1)
    .sort((a, b) => rank(a) - rank(b) || kinds(b) - kinds(a));
}

const telling = ['oid', 'request', 'routine', 'attributes', 'name'];

function camelWord(message: Message, field: string): string {
  const value = fieldOf(message, field);
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : `${field} ${plain(value)}`;
  const word = camel(text);
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.values(value).map(plain).join(' ');
}

function fieldOf(message: Message, field: string): unknown {
  return Object.entries(message).find(([name]) => name === field)?.[1];
}

/** `NdisMOidRequestComplete` as `ndisMOidRequestComplete`, `NDIS_STATUS_SUCCESS` as `ndisStatusSuccess`. */
export function camel(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words
    .map((word) => (/^[A-Z0-9]+$/.test(word) && word.length > 1 ? word.toLowerCase() : word))
    .map((word, n) => {
      const first = word.slice(0, 1);
      return (n === 0 ? first.toLowerCase() : first.toUpperCase()) + word.slice(1);
    })
    .join('');
  return /^\d/.test(joined) ? `m${joined}` : joined;
}

/** Words that cannot name a constant. */
export const reserved: ReadonlySet<string> = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if import in instanceof new null return super switch this throw true try typeof var void while with ' +
    'let static yield await async implements interface package private protected public arguments eval undefined'
  ).split(' '),
);
