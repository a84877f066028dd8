/** What a step changed in the context of its actor: the fields that are others than before, by their paths. */

/** A field that is another than before; a field that came or went is undefined on one side. */
export interface Difference {
  /** Such as `requests.0.status`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The leaves in which the two differ, in the order of their fields. */
export function differences(before: unknown, after: unknown, path = ''): readonly Difference[] {
  if (Object.is(before, after)) return [];
  if (!isContainer(before) || !isContainer(after) || kindOf(before) !== kindOf(after)) {
    return [{ path, before, after }];
  }
  const old = fieldsOf(before);
  const now = fieldsOf(after);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) =>
    differences(old.get(key), now.get(key), path === '' ? key : `${path}.${key}`),
  );
}

function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    Array.isArray(value) ||
    value instanceof Map ||
    value instanceof Set ||
    prototype === Object.prototype ||
    prototype === null
  );
}

function kindOf(value: object): string {
  if (Array.isArray(value)) return 'list';
  if (value instanceof Map) return 'map';
  return value instanceof Set ? 'set' : 'object';
}

/** A set has its members as fields: what matters is who came and who went. */
function fieldsOf(value: object): ReadonlyMap<string, unknown> {
  if (value instanceof Map) {
    return new Map([...value].map(([key, field]) => [nameOf(key), field]));
  }
  if (value instanceof Set) return new Map([...value].map((each) => [nameOf(each), each]));
  return new Map(Object.entries(value));
}

function nameOf(key: unknown): string {
  return typeof key === 'string' ? key : (JSON.stringify(key) ?? String(key));
}
