/** Reads a suite, and says what is wrong with one that cannot be used: value, place, and what would be legal. */
import type { z } from 'zod';
import type { Suite } from './suite.ts';
import { suiteFormat, suiteVersion } from './suite.ts';
import { suiteFieldsAt, suiteSchema } from './suite-schema.ts';

type Issue = z.core.$ZodIssue;

/** Problems that are told at once. */
const mostProblems = 10;

/** A text that is no suite. The message has one line for each problem. */
export class SuiteInputError extends Error {
  override readonly name = 'SuiteInputError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    const more = problems.length - mostProblems;
    const shown = problems.slice(0, mostProblems);
    const rest = more > 0 ? [`and ${more} more ${more === 1 ? 'problem' : 'problems'}`] : [];
    super([...shown, ...rest].join('\n'), options);
    this.problems = problems;
  }
}

/** The suite in this text. Throws a {@link SuiteInputError}. */
export function readSuite(text: string): Suite {
  return checkedSuite(parsed(text));
}

/** The suite that this value is; messages keep every field that they came with. */
export function checkedSuite(value: unknown): Suite {
  checkHead(value);
  const result = suiteSchema.safeParse(value);
  if (!result.success) {
    throw new SuiteInputError([
      ...new Set(result.error.issues.flatMap((each) => explain(each, value))),
    ]);
  }
  const { $schema: _, ...suite } = value as Suite & { readonly $schema?: string };
  const problems = [...repeatedNames(suite), ...strangers(suite)];
  if (problems.length > 0) throw new SuiteInputError(problems);
  return suite;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0] ?? '';
    const cut = /end of JSON|Unterminated/.test(reason) ? '; it seems to be cut short' : '';
    throw new SuiteInputError([`not JSON: ${reason}${cut}`], { cause: error });
  }
}

/** Format and version first: what another program or a later version writes is not full of mistakes. */
function checkHead(value: unknown): void {
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown };
  if (format !== suiteFormat) {
    const found = format === undefined ? 'it has no format' : `its format is ${shown(format)}`;
    throw new SuiteInputError([`not a suite: ${found}; legal is '${suiteFormat}'`]);
  }
  if (version === suiteVersion) return;
  const newer = typeof version === 'number' && version > suiteVersion;
  const advice = newer ? '; a newer sriov-sim wrote it' : '';
  throw new SuiteInputError([`version is ${shown(version)}: legal is ${suiteVersion}${advice}`]);
}

/** A name must find one test. */
function repeatedNames({ tests }: Suite): readonly string[] {
  const first = new Map<string, number>();
  return tests.flatMap(({ name }, n) => {
    const before = first.get(name);
    if (before !== undefined) {
      return [
        `tests[${n}].name is ${shown(name)}: tests[${before}] has that name; each needs its own`,
      ];
    }
    first.set(name, n);
    return [];
  });
}

/** A stimulus goes to an actor of the subject. */
function strangers({ subject: { actors }, tests }: Suite): readonly string[] {
  const known = new Set(actors);
  return tests.flatMap(({ steps }, test) =>
    steps.flatMap(({ stimulus: { to } }, step) =>
      known.has(to)
        ? []
        : [
            `tests[${test}].steps[${step}].stimulus.to is ${shown(to)}: legal are ${actors.join(', ')}`,
          ],
    ),
  );
}

function explain(issue: Issue, data: unknown): readonly string[] {
  const place = placeText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const legal = suiteFieldsAt(issue.path);
    const fields = legal.length === 0 ? '' : `; the fields are ${legal.join(', ')}`;
    const at = place === '' ? '' : `${place}: `;
    return issue.keys.map((key) => `${at}there is no field ${shown(key)}${fields}`);
  }
  const value = valueAt(data, issue.path);
  const what = value === undefined ? 'is missing' : `is ${shown(value)}`;
  return [`${place} ${what}: ${legalText(issue)}`];
}

function legalText(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `legal ${issue.values.length === 1 ? 'is' : 'are'} ${issue.values.map(shown).join(', ')}`;
    case 'invalid_type':
      return `must be ${article(issue.expected)}`;
    case 'too_small':
      return `must have at least ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `must have at most ${issue.maximum}${unit(issue.origin)}`;
    default:
      return issue.message;
  }
}

function unit(origin: string): string {
  if (origin === 'array') return ' elements';
  return origin === 'string' ? ' characters' : ' as its value';
}

function article(type: string): string {
  if (type === 'boolean') return 'true or false';
  if (type === 'array') return 'a list';
  if (type === 'string') return 'a text';
  if (type === 'int') return 'a whole number';
  return type === 'object' || type === 'record' ? 'an object' : `a ${type}`;
}

function placeText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${clean(String(key))}`))
    .join('')
    .replace(/^\./, '');
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${clean(value)}'`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** Without control characters, short enough for a line. */
function clean(text: string): string {
  const printable = [...text]
    .map((each) => (each < ' ' || each === '\u007f' ? '?' : each))
    .join('');
  return printable.length > 60 ? `${printable.slice(0, 57)}...` : printable;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
