/** docs/generate.md shows what its commands print. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { criterionNames } from '../../src/cli/generate-options.ts';
import { cli, folderWith } from './run-cli.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/generate.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(
  ([, language = '', text = '']) => ({
    language,
    text,
  }),
);

function block(language: string, beginning: string): string {
  const found = blocks.find(
    (each) => each.language === language && each.text.startsWith(beginning),
  );
  if (found === undefined) throw new Error(`the page has no block '${beginning}'`);
  return found.text;
}

/** What is printed behind the command; `...` stands for lines that are left out. */
function pieces(text: string): readonly string[] {
  return text.replace(/^\$ .*\n/, '').split(/^\.\.\.\n/m);
}

const machine = block('ts', '// door.ts');
const events = block('ts', 'export const events');

test('a machine without its events', async () => {
  const cwd = folderWith({ 'door.ts': machine });
  const { status, err } = await cli('generate door.ts', { cwd });
  expect({ status, err }).toEqual({ status: 0, err: block('', 'door.ts: these events') });
});

test('a machine with its events, its summary and its test file', async () => {
  const cwd = folderWith({ 'door.ts': machine + events });
  const env = { COLUMNS: '110' };
  const command = 'generate door.ts --out door.test.ts';
  const { status, out } = await cli(command, { cwd, env });
  expect(status).toBe(0);
  for (const piece of pieces(block('', `$ sriov-sim ${command}`))) expect(out).toContain(piece);
  expect(readFileSync(join(cwd, 'door.test.ts'), 'utf8')).toContain(block('ts', "test('locked"));
});

test('a method that identifies states, and its claim', async () => {
  const cwd = folderWith({ 'door.ts': machine + events });
  const command = 'generate door.ts --method wp --extra-states 1 --observe state';
  const { out } = await cli(command, { cwd, env: { COLUMNS: '110' } });
  for (const piece of pieces(block('', `$ sriov-sim ${command}`))) expect(out).toContain(piece);
});

test('every criterion is explained', () => {
  for (const name of criterionNames) expect(page).toContain(`\n| \`${name}\` | `);
});
