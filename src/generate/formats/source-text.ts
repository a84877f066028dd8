/** Values as TypeScript source, laid out as a formatter would: on one line while it fits, else one entry a line. */

/** Something in a suite that a format cannot carry. */
export class SuiteFormatError extends Error {
  override readonly name = 'SuiteFormatError';
}

/** Source that is used as it is, such as the name of a constant. */
export class Source {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export const lineWidth = 100;

/**
 * The value as an expression. `indent` is that of the line it begins on, `used` the columns before it on that line,
 * `after` those behind it on its last line.
 */
export function sourceOf(value: unknown, indent = 0, used = indent, after = 0): string {
  const flat = flatOf(value);
  if (used + flat.length + after <= lineWidth) return flat;
  const inside = ' '.repeat(indent + 2);
  const end = ' '.repeat(indent);
  if (Array.isArray(value) && value.length > 0) {
    const items = value.map((each) => `${inside}${sourceOf(each, indent + 2, indent + 2, 1)},\n`);
    return `[\n${items.join('')}${end}]`;
  }
  if (isPlain(value) && fieldsOf(value).length > 0) {
    const fields = fieldsOf(value).map(([name, each]) => {
      const key = keyOf(name);
      return `${inside}${key}: ${sourceOf(each, indent + 2, indent + 4 + key.length, 1)},\n`;
    });
    return `{\n${fields.join('')}${end}}`;
  }
  return flat;
}

/** A call, its last argument in braces beside the bracket if only that has to be broken. */
export function callOf(
  callee: string,
  args: readonly unknown[],
  indent: number,
  after = 1,
): string {
  const flat = `${callee}(${args.map(flatOf).join(', ')})`;
  if (indent + flat.length + after <= lineWidth) return flat;
  const last = args.at(-1);
  const others = args.slice(0, -1);
  const head = `${callee}(${others.map((each) => `${flatOf(each)}, `).join('')}`;
  const isSimple = others.every((each) => typeof each === 'string' || each instanceof Source);
  const hugs = isSimple && ((isPlain(last) && fieldsOf(last).length > 0) || Array.isArray(last));
  if (hugs && indent + head.length + 1 <= lineWidth) {
    return `${head}${broken(last, indent)})`;
  }
  const inside = ' '.repeat(indent + 2);
  const each = args.map((arg) => `${inside}${sourceOf(arg, indent + 2, indent + 2, 1)},\n`);
  return `${callee}(\n${each.join('')}${' '.repeat(indent)})`;
}

function broken(value: unknown, indent: number): string {
  return sourceOf(value, indent, lineWidth);
}

export function flatOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return stringOf(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'object':
      return value === null ? 'null' : objectOf(value);
    default:
      throw new SuiteFormatError(`a ${typeof value} cannot be written into a file: use plain data`);
  }
}

function objectOf(value: object): string {
  if (value instanceof Source) return value.text;
  if (Array.isArray(value)) return `[${value.map(flatOf).join(', ')}]`;
  if (value instanceof Map) return `new Map(${flatOf([...value])})`;
  if (value instanceof Set) return `new Set(${flatOf([...value])})`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (!isPlain(value)) {
    const { name } = value.constructor;
    throw new SuiteFormatError(
      `an object of class ${name} cannot be written into a file: use plain data`,
    );
  }
  const fields = fieldsOf(value).map(([name, each]) => `${keyOf(name)}: ${flatOf(each)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || value instanceof Source) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** A field that is undefined is a field that is not there. */
function fieldsOf(
  value: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, each]) => each !== undefined);
}

/** `__proto__` as a plain key would set the prototype. */
function keyOf(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringOf(name);
}

/** In the quotes that need fewer escapes; what cannot be seen, and half characters, as escapes. */
export function stringOf(text: string): string {
  const quote = text.split("'").length > text.split('"').length ? '"' : "'";
  let out = quote;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isHalf = code >= 0xd800 && code <= 0xdfff;
    if (character === quote || character === '\\') out += `\\${character}`;
    else if (character === '\n') out += '\\n';
    else if (character === '\t') out += '\\t';
    else if (character === '\r') out += '\\r';
    else if (isHalf || invisible.test(character)) out += escaped(character);
    else out += character;
  }
  return out + quote;
}

const invisible = /^[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]$/u;

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, n) => {
    return `\\u${character.charCodeAt(n).toString(16).padStart(4, '0')}`;
  }).join('');
}

/** Text in a block comment: it cannot end the comment, and has no line of its own. */
export function commentText(text: string): string {
  return text.replaceAll('*/', '* /').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** Paragraphs as the lines of a block comment. */
export function blockComment(paragraphs: readonly string[]): string {
  const lines = paragraphs.flatMap((text) => wrapped(commentText(text), lineWidth - 3));
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'].join('\n');
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
