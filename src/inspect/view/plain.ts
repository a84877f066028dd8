/**
 * Contexts and messages as plain JSON, and what changed between two of them. A user's machine may have anything in its
 * context: nothing here throws, and what JSON has no word for is an object with one field that begins with `$`.
 */
import type { ViewStep } from '../view-data.ts';

export type Change = ViewStep['changes'][number];

/** Deeper than this nothing is of use to a reader, and a cycle shows as such long before. */
const deepest = 64;

/** The value as JSON carries it; undefined where there is nothing. */
export function plainJson(value: unknown): unknown {
  return plain(value, []);
}

/** A text that every reader can read: half of a pair of surrogates is no character. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function plain(value: unknown, within: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
      return wellFormed(value);
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : { $number: String(value) };
    case 'bigint':
      return { $bigint: String(value) };
    case 'symbol':
      return { $symbol: wellFormed(value.description ?? '') };
    case 'function':
      return { $function: wellFormed(value.name) };
    default:
      return value === null ? null : plainObject(value as object, within);
  }
}

function plainObject(value: object, outer: readonly object[]): unknown {
  if (outer.includes(value)) return { $cycle: outer.length - outer.indexOf(value) };
  if (outer.length >= deepest) return { $deep: true };
  const within = [...outer, value];
  try {
    if (Array.isArray(value)) return listOf(value, within);
    if (value instanceof Map) return { $map: listOf(value, within) };
    if (value instanceof Set) return { $set: listOf(value, within) };
    if (value instanceof Error) return { $error: wellFormed(String(value)) };
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      const bytes = value as unknown as Uint8Array;
      return { [`$${bytes.constructor.name}`]: listOf(bytes, within) };
    }
    const { toJSON } = value as { readonly toJSON?: unknown };
    if (typeof toJSON === 'function') return plain(toJSON.call(value, ''), within);
    return record(Object.keys(value), (key) => plain(Reflect.get(value, key), within));
  } catch (error) {
    return { $error: wellFormed(String(error)) };
  }
}

/** A list has null where it has nothing. */
function listOf(items: Iterable<unknown>, within: readonly object[]): readonly unknown[] {
  return Array.from(items, (each) => plain(each, within) ?? null);
}

/** The fields that are there, whatever they are called: `__proto__` is a name like any other. */
function record(keys: readonly string[], fieldOf: (key: string) => unknown) {
  const fields = keys.map((key) => [wellFormed(key), fieldOf(key)] as const);
  return Object.fromEntries(fields.filter(([, field]) => field !== undefined));
}

/** What is another in `after`, by its path. Contexts share what did not change, so that is not looked into. */
export function changesBetween(before: unknown, after: unknown): readonly Change[] {
  const found: Change[] = [];
  compare({ value: before, within: [] }, { value: after, within: [] }, '', found);
  return found;
}

/** A value, and the containers that it lies in. */
interface Placed {
  readonly value: unknown;
  readonly within: readonly object[];
}

function compare(before: Placed, after: Placed, path: string, found: Change[]): void {
  if (Object.is(before.value, after.value)) return;
  const old = containerOf(before);
  const now = containerOf(after);
  if (old !== undefined && now !== undefined && Array.isArray(old) === Array.isArray(now)) {
    for (const key of keysOfBoth(old, now)) {
      const name = pathName(wellFormed(key));
      const inner = path === '' ? name : `${path}.${name}`;
      compare(fieldOf(old, key, before), fieldOf(now, key, after), inner, found);
    }
    return;
  }
  const was = plain(before.value, before.within);
  const is = plain(after.value, after.within);
  if (JSON.stringify(was) === JSON.stringify(is)) return;
  found.push({
    path,
    ...(was === undefined ? {} : { before: was }),
    ...(is === undefined ? {} : { after: is }),
  });
}

/** The value where one can look into it: a list or a plain object, neither too deep nor a part of itself. */
function containerOf({ value, within }: Placed): object | undefined {
  if (within.length >= deepest || !isContainer(value) || within.includes(value)) return undefined;
  return value;
}

/** Items at the end of a list go from the last one on, so that each is the last when it goes. */
function keysOfBoth(old: object, now: object): readonly string[] {
  const keys = keysOf(now);
  const known = new Set(keys);
  const gone = keysOf(old).filter((key) => !known.has(key));
  return [...keys, ...(Array.isArray(old) ? gone.reverse() : gone)];
}

/** Of a list the indexes, also of what is not there: JSON has null in that place. */
function keysOf(container: object): string[] {
  return Array.isArray(container)
    ? Array.from(container, (_, n) => String(n))
    : Object.keys(container);
}

function fieldOf(container: object, key: string, { within }: Placed): Placed {
  const isList = Array.isArray(container);
  const isThere = isList ? Number(key) < container.length : Object.hasOwn(container, key);
  const value: unknown = isThere ? Reflect.get(container, key) : undefined;
  return {
    value: isList && isThere ? (value ?? null) : value,
    within: [...within, container],
  };
}

function isContainer(value: unknown): value is object {
  if (Array.isArray(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  const descriptors = Object.values(Object.getOwnPropertyDescriptors(value));
  return descriptors.every(({ get }) => get === undefined) && !Object.hasOwn(value, 'toJSON');
}

/** A name in a path: `pathNames` of `pack.ts` takes them apart again. */
function pathName(name: string): string {
  return name === '' ? '\\e' : name.replace(/[\\.]/g, '\\$&');
}
