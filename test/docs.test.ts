/** The examples of the documentation are what they say that they are, and print what they say that they print. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..');
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');
const page = 'docs/explore-your-own-actors.md';
const example = 'docs/examples/lost-update.ts';

function block(language: string): string {
  const found = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(textOf(page));
  if (found?.[1] === undefined) throw new Error(`${page} has no block in '${language}'`);
  return found[1];
}

test('the page shows the example as it is', () => {
  expect(block('ts')).toBe(textOf(example));
});

test.skipIf(!existsSync(path.join(root, 'dist/src/index.js')))(
  'the example prints what the page shows (skipped where the package has not been built)',
  () => {
    const jiti = path.join(root, 'node_modules/jiti/lib/jiti-cli.mjs');
    const out = execFileSync(process.execPath, [jiti, path.join(root, example)], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(out).toBe(block('text'));
  },
);
