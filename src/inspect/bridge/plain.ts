/**
 * Any value as JSON can carry it, whole: no limit on entries, fields in their order. What JSON has no word for is
 * written in words, so that a reader sees that it is there.
 */

/** How a function is written; default: its name in words. */
export type FunctionWords = (value: Named) => unknown;

/** A function, such as an action or a guard that a configuration has instead of a name. */
export interface Named {
  readonly name: string;
}

/** Deeper than this, `JSON.stringify` itself runs out of stack. */
export const deepest = 1000;

export function plain(value: unknown, words: FunctionWords = inWords): unknown {
  return new Plain(words).of(value, 'the whole');
}

class Plain {
  readonly #words: FunctionWords;
  /** The objects around the present one, and where they are: one that comes again within itself is a cycle. */
  readonly #around = new Map<object, string>();

  constructor(words: FunctionWords) {
    this.#words = words;
  }

  of(value: unknown, path: string): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0) ? value : numberWords(value);
      case 'bigint':
        return `${value}n`;
      case 'undefined':
        return 'undefined';
      case 'symbol':
        return String(value);
      case 'function':
        return this.#words(value);
      default:
        return value === null ? null : this.#within(value as object, path);
    }
  }

  #within(value: object, path: string): unknown {
    const before = this.#around.get(value);
    if (before !== undefined) return `cycle: ${before} again`;
    if (this.#around.size >= deepest) return `more than ${deepest} levels deep`;
    this.#around.set(value, path);
    try {
      return this.#object(value, path);
    } catch (error) {
      return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      this.#around.delete(value);
    }
  }

  #object(value: object, path: string): unknown {
    if (Array.isArray(value)) return this.#list(value, path);
    if (value instanceof Map) return { $map: this.#list([...value], path) };
    if (value instanceof Set) return { $set: this.#list([...value], path) };
    if (value instanceof Date) {
      return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    }
    if (value instanceof RegExp) return String(value);
    if (value instanceof Error) return this.#error(value, path);
    if (ArrayBuffer.isView(value)) return { [`$${value.constructor.name}`]: bytesOrNumbers(value) };
    if (isActorRef(value)) return `actor ${value.id}`;
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.of(toJSON.call(value, ''), path);
    const fields = Object.keys(value).flatMap((key) => {
      const field: unknown = this.#field(value, key);
      // As in JSON, a field that is undefined is no field.
      return field === undefined ? [] : [[key, this.of(field, `${path}.${key}`)]];
    });
    return Object.fromEntries(fields);
  }

  /** A getter that throws spoils its own field only. */
  #field(value: object, key: string): unknown {
    try {
      return (value as Readonly<Record<string, unknown>>)[key];
    } catch (error) {
      return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  #list(list: readonly unknown[], path: string): unknown[] {
    return Array.from(list, (each, n) => this.of(each, `${path}.${n}`));
  }

  #error(error: Error, path: string): unknown {
    const { name, message, cause } = error;
    const why = cause === undefined ? {} : { cause: this.of(cause, `${path}.cause`) };
    return { name, message, ...why };
  }
}

function numberWords(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function inWords({ name }: Named): string {
  return name === '' ? 'function' : `function ${name}`;
}

function bytesOrNumbers(value: ArrayBufferView): unknown[] {
  if (value instanceof DataView) {
    return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
  }
  return Array.from(value as unknown as Iterable<number | bigint>, (each) => plain(each));
}

function isActorRef(value: object): value is { id: string } {
  const { id, sessionId, send } = value as Readonly<Record<string, unknown>>;
  return typeof id === 'string' && typeof sessionId === 'string' && typeof send === 'function';
}
