/** What is wrong with a scenario: where, which value, and what would be legal. */

/** Position in a text file, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Problem {
  /** Where in the data, such as `clients[0].steps[2].vf`; empty for the whole. */
  readonly path: string;
  readonly text: string;
  readonly position?: Position;
}

/** Most problems that are told at once. */
export const maxProblems = 10;

/** A scenario that cannot be used. The message has one line for each problem, with file, line and column. */
export class ScenarioInputError extends Error {
  override readonly name = 'ScenarioInputError';
  readonly file: string;
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[], options?: ErrorOptions) {
    super(describe(file, problems), options);
    this.file = file;
    this.problems = problems;
  }
}

function describe(file: string, problems: readonly Problem[]): string {
  const lines = problems.slice(0, maxProblems).map(({ path, text, position }) => {
    const place = position === undefined ? file : `${file}:${position.line}:${position.column}`;
    return `${place}: ${path === '' ? '' : `${path}: `}${text}`;
  });
  const more = problems.length - maxProblems;
  return more > 0
    ? [...lines, `${file}: and ${more} more problem${more === 1 ? '' : 's'}`].join('\n')
    : lines.join('\n');
}

/** A path as a user writes it: `clients[0].steps[2].vf`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${printable(String(key))}`))
    .join('')
    .replace(/^\./, '');
}

/** A value as it is shown in a message: short, on one line, text in single quotes. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${printable(value)}'`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** Text without control characters, cut to a length that fits on a line. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a user's text must not steer the terminal
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
  return clean.length > 60 ? `${clean.slice(0, 57)}...` : clean;
}
