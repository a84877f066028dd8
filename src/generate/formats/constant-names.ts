/** Names for messages that a file uses again and again: by type, and by the fields in which those of a type differ. */
import type { Message } from '../../system/index.ts';

const longestName = 56;

/** A name for each message; none is in `taken`. Messages of one type differ in a field that the name says. */
export function constantNames(
  messages: readonly Message[],
  taken: ReadonlySet<string>,
): readonly string[] {
  const used = new Set(taken);
  const ofType = new Map<string, Message[]>();
  for (const each of messages) ofType.set(each.type, [...(ofType.get(each.type) ?? []), each]);
  const telling = new Map([...ofType].map(([type, alike]) => [type, tellingFields(alike)]));
  return messages.map((message) => {
    const name = nameOf(message, telling.get(message.type) ?? []);
    let free = name;
    for (let n = 2; used.has(free) || reserved.has(free); n += 1) free = `${name}${n}`;
    used.add(free);
    return free;
  });
}

function nameOf(message: Message, telling: readonly string[]): string {
  let name = camel(message.type) || 'message';
  for (const field of telling) {
    const word = wordOf(field, leavesOf(message).get(field));
    if (name.length + word.length <= longestName) name += word;
  }
  return name;
}

/** As few fields as tell all of them apart, those first that a reader knows them by. */
function tellingFields(alike: readonly Message[]): readonly string[] {
  const leaves = alike.map(leavesOf);
  const fields = [...new Set(leaves.flatMap((each) => [...each.keys()]))];
  const kinds = (chosen: readonly string[]) =>
    new Set(leaves.map((each) => JSON.stringify(chosen.map((field) => asText(each.get(field))))))
      .size;
  const rank = (field: string) => (known.includes(field) ? known.indexOf(field) : known.length);
  const sorted = fields
    .filter((field) => kinds([field]) > 1)
    .sort((a, b) => rank(a) - rank(b) || kinds([b]) - kinds([a]));
  const chosen: string[] = [];
  for (const field of sorted) {
    if (kinds(chosen) === alike.length) break;
    if (kinds([...chosen, field]) > kinds(chosen)) chosen.push(field);
  }
  return chosen;
}

const known = ['oid', 'request', 'routine', 'attributes', 'name', 'status', 'irql'];

/** The fields by their paths, those of inner objects too. */
function leavesOf(message: Message): ReadonlyMap<string, unknown> {
  const leaves = new Map<string, unknown>();
  const visit = (path: string, value: unknown): void => {
    const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isPlain) leaves.set(path, value);
    else for (const [key, inner] of Object.entries(value)) visit(`${path}.${key}`, inner);
  };
  for (const [key, value] of Object.entries(message)) if (key !== 'type') visit(key, value);
  return leaves;
}

/** `attributes: 'general'` is General, `parameters.vf: 0` is Vf0; what is long or has no words is left out. */
function wordOf(path: string, value: unknown): string {
  if (value === undefined || (typeof value === 'object' && value !== null)) return '';
  const text = asText(value);
  if (text.length > longestWord) return '';
  const field = path.slice(path.lastIndexOf('.') + 1);
  const word = camel(
    typeof value === 'string' ? text.replace(statusPrefix, '') : `${field} ${text}`,
  );
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

const longestWord = 40;
/** Every status has it. */
const statusPrefix = /^(NDIS_)?STATUS_/;

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return (
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each)) ??
    ''
  );
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
