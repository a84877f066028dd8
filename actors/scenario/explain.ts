/** Turns what zod found into problems in words: the offending value, the legal ones, and what may have been meant. */
import type { z } from 'zod';
import { didYouMean } from './nearest.ts';
import type { Problem } from './problems.ts';
import { pathText, printable, shown } from './problems.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A problem that still knows its place as a path, so that it can be found in the text. */
export interface PlacedProblem extends Problem {
  readonly keys: Path;
  /** The place is the field's name, not its value. */
  readonly atName?: boolean;
}

/** What fields an object may have at this place; for messages about unknown ones. */
export type FieldsAt = (path: Path) => readonly string[];

/** All problems, in the order of the file, one for each place. */
export function explainIssues(
  issues: readonly Issue[],
  data: unknown,
  fieldsAt: FieldsAt,
): readonly PlacedProblem[] {
  const problems = issues.flatMap((issue) => explain(issue, data, fieldsAt));
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = `${problem.path} ${problem.atName ?? false}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function explain(issue: Issue, data: unknown, fieldsAt: FieldsAt): readonly PlacedProblem[] {
  if (issue.code === 'unrecognized_keys') {
    const legal = fieldsAt(issue.path);
    return issue.keys.map((key) => {
      const keys = [...issue.path, key];
      const text = `there is no field '${printable(key)}'${didYouMean(key, legal)}${oneOf(legal)}`;
      return { path: pathText(issue.path), keys, text, atName: true };
    });
  }
  const value = valueAt(data, issue.path);
  const missing = value === undefined;
  const what = missing ? 'is missing' : `is ${shown(value)}`;
  const text = `${what}: ${legalText(issue, value)}`;
  return [{ path: pathText(issue.path), keys: issue.path, text }];
}

function legalText(issue: Issue, value: unknown): string {
  const options = optionsOf(issue);
  if (options !== undefined) {
    const names = options.map(String);
    const hint = typeof value === 'string' ? didYouMean(value, names) : '';
    if (names.length > 32) return `legal are ${names.slice(0, 3).join(', ')} and so on${hint}`;
    return `legal ${names.length === 1 ? 'is' : 'are'} ${options.map(shown).join(', ')}${hint}`;
  }
  if (issue.message.startsWith('legal are')) return issue.message;
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}`;
  if (issue.code === 'too_small' || issue.code === 'too_big') return sizeText(issue);
  return issue.message;
}

/** The legal values of an issue that has a list of them, also when it is one branch of a union. */
function optionsOf(issue: Issue): readonly unknown[] | undefined {
  if (issue.code === 'invalid_value') return issue.values;
  if (issue.code !== 'invalid_union') return undefined;
  const { discriminator, options } = issue as { discriminator?: string; options?: unknown[] };
  if (discriminator !== undefined && options !== undefined) return options;
  return issue.message.startsWith('legal are')
    ? undefined
    : issue.errors
        .flat()
        .map(optionsOf)
        .find((found) => found !== undefined);
}

function sizeText(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const unit =
    issue.origin === 'array' ? ' elements' : issue.origin === 'string' ? ' characters' : '';
  return issue.code === 'too_small'
    ? `must be at least ${issue.minimum}${unit}`
    : `must be at most ${issue.maximum}${unit}`;
}

function article(type: string): string {
  if (type === 'boolean') return 'true or false';
  if (type === 'array') return 'a list';
  if (type === 'string') return 'a text';
  if (type === 'int') return 'a whole number';
  return type === 'object' ? 'an object' : `a ${type}`;
}

function oneOf(fields: readonly string[]): string {
  return fields.length === 0 ? '' : `; the fields are ${fields.join(', ')}`;
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
