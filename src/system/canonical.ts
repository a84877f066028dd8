/** Equal situations have equal texts: the key under which local states and messages are interned. */
import { Actor } from 'xstate';

/**
 * The value as text, with the keys of objects sorted and fields that are undefined left out. Maps and sets keep their
 * order, which a machine can observe. Throws for what has no content to compare, such as a function: two different
 * states would be taken for one.
 */
export function canonicalText(value: unknown): string {
  try {
    return textOf(value);
  } catch (error) {
    // The stack is at its end.
    if (error instanceof RangeError)
      throw new TypeError(`an object that is part of itself ${advice}`);
    throw error;
  }
}

function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      // A machine can tell -0 from 0.
      return value === 0 && 1 / value < 0 ? '-0' : String(value);
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : objectText(value);
    default:
      throw new TypeError(`a ${typeof value} ${advice}`);
  }
}

const advice =
  'cannot be part of an explored state or message: use plain data (objects, arrays, Map, Set, Date, texts, numbers)';

function objectText(value: object): string {
  if (Array.isArray(value)) return arrayText(value);
  if (value instanceof Map) return `Map${textOf([...value])}`;
  if (value instanceof Set) return `Set${textOf([...value])}`;
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return `${value.constructor.name}${textOf(Array.from(value as Uint8Array))}`;
  }
  // An actor that the machine has spawned: it is not started, and nothing but its name is known of it.
  if (value instanceof Actor) return `Actor${quoted(value.id)}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new TypeError(`an object of class ${value.constructor.name} ${advice}`);
  }
  const fields = value as Readonly<Record<string, unknown>>;
  if (Object.getOwnPropertySymbols(value).length > 0) {
    throw new TypeError(`a field whose key is a symbol ${advice}`);
  }
  let text = '{';
  for (const key of sorted(Object.keys(fields))) {
    const field = fields[key];
    if (field === undefined) continue;
    if (text.length > 1) text += ',';
    text += `${quoted(key)}:${textOf(field)}`;
  }
  return `${text}}`;
}

function arrayText(values: readonly unknown[]): string {
  let text = '[';
  for (let n = 0; n < values.length; n += 1) {
    if (n > 0) text += ',';
    text += textOf(values[n]);
  }
  return `${text}]`;
}

/** Sorts in place. Most objects have few keys, for which the general way takes longer. */
function sorted(keys: string[]): string[] {
  if (keys.length > fewKeys) return keys.sort();
  for (let n = 1; n < keys.length; n += 1) {
    const key = keys[n] as string;
    let at = n;
    for (; at > 0 && (keys[at - 1] as string) > key; at -= 1) keys[at] = keys[at - 1] as string;
    keys[at] = key;
  }
  return keys;
}

const fewKeys = 24;
/** Texts in quotes: a machine has few names, and they come again and again. */
const quotes = new Map<string, string>();
const mostQuotes = 1 << 12;

function quoted(text: string): string {
  const known = quotes.get(text);
  if (known !== undefined) return known;
  const quote = JSON.stringify(text);
  if (quotes.size < mostQuotes) quotes.set(text, quote);
  return quote;
}
