/**
 * Messages as plain JSON, for files, and equal texts for equal messages: what was read from a file must be recognised
 * in what a machine has just sent.
 */
import type { Envelope } from '../system/message.ts';

/**
 * The value as JSON can carry it: keys sorted, undefined fields left out; what JSON has no word for is an object with
 * one field that begins with `$`. Throws for what has no content, such as a function.
 */
export function toWire(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : { $number: String(value) };
    case 'bigint':
      return { $bigint: String(value) };
    case 'object':
      return value === null ? null : objectToWire(value);
    default:
      throw new TypeError(`a ${typeof value} cannot be part of a message in a trace`);
  }
}

const texts = new WeakMap<object, string>();

/** Equal for equal messages, those included that have been through a file. Messages never change, so asked once. */
export function wireText(message: object): string {
  const known = texts.get(message);
  if (known !== undefined) return known;
  const text = JSON.stringify(toWire(message));
  texts.set(message, text);
  return text;
}

/** Whether both are the same delivery, one of them perhaps from a file. */
export function isSameEnvelope(a: Envelope, b: Envelope): boolean {
  return a.from === b.from && a.to === b.to && wireText(a.message) === wireText(b.message);
}

function objectToWire(value: object): unknown {
  if (Array.isArray(value)) return value.map((each) => toWire(each) ?? null);
  if (value instanceof Map) return { $map: [...value].map((each) => toWire(each)) };
  if (value instanceof Set) return { $set: [...value].map((each) => toWire(each)) };
  if (value instanceof Date) return { $date: value.toISOString() };
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return {
      [`$${value.constructor.name}`]: Array.from(value as Uint8Array, (each) => toWire(each)),
    };
  }
  const fields: [string, unknown][] = [];
  for (const key of Object.keys(value).sort()) {
    const field = toWire((value as Readonly<Record<string, unknown>>)[key]);
    if (field !== undefined) fields.push([key, field]);
  }
  // Not field by field: one called `__proto__` would be lost.
  return Object.fromEntries(fields);
}
