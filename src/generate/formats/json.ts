/** A suite as JSON, one step a line: what `sriov-sim test` reads, and what a difference between two versions shows. */
import type { Suite, Test } from '../suite.ts';
import { SuiteFormatError } from './source-text.ts';

export function jsonText(suite: Suite): string {
  const fields = Object.entries(suite).map(([name, value]) => {
    if (name === 'tests') return `  "tests": ${list(suite.tests.map(testText), '  ')}`;
    return `  ${text(name)}: ${text(value, 2).replaceAll('\n', '\n  ')}`;
  });
  return `{\n${fields.join(',\n')}\n}\n`;
}

function testText({ name, covers, steps }: Test): string {
  const lines = steps.map((step) => text(step));
  return [
    '    {',
    `      "name": ${text(name)},`,
    `      "covers": ${text(covers)},`,
    `      "steps": ${list(
      lines.map((line) => `        ${line}`),
      '      ',
    )}`,
    '    }',
  ].join('\n');
}

function list(items: readonly string[], indent: string): string {
  return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n${indent}]`;
}

function text(value: unknown, space?: number): string {
  return JSON.stringify(value, plain, space);
}

/** JSON would turn these into something else without a word. */
function plain(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Readonly<Record<string, unknown>>)[key];
  const isOdd =
    typeof original === 'bigint' ||
    typeof original === 'function' ||
    typeof original === 'symbol' ||
    (typeof original === 'number' && !Number.isFinite(original)) ||
    original instanceof Map ||
    original instanceof Set ||
    original instanceof Date;
  if (!isOdd) return value;
  const what = typeof original === 'object' ? `a ${original.constructor.name}` : String(original);
  throw new SuiteFormatError(`JSON cannot carry ${what} (field '${key}'): use --format vitest`);
}
