/** Equal situations have equal texts: the key under which local states and messages are interned. */

/**
 * The value as text, with the keys of objects sorted and fields that are undefined left out. Maps and sets keep their
 * order, which a machine can observe. Throws for what has no content to compare, such as a function or an actor
 * reference: two different states would be taken for one.
 */
export function canonicalText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
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
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (value instanceof Map) return `Map${canonicalText([...value])}`;
  if (value instanceof Set) return `Set${canonicalText([...value])}`;
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return `${value.constructor.name}${canonicalText(Array.from(value as Uint8Array))}`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new TypeError(`an object of class ${value.constructor.name} ${advice}`);
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const texts: string[] = [];
  for (const key of Object.keys(fields).sort()) {
    const field = fields[key];
    if (field !== undefined) texts.push(`${JSON.stringify(key)}:${canonicalText(field)}`);
  }
  return `{${texts.join(',')}}`;
}
