/** Each example in docs/examples prints what its first comment says that it prints, with the sources as they are. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, 'docs/examples');
const page = readFileSync(path.join(root, 'docs/explore-your-own-actors.md'), 'utf8');
/** The page itself shows what this one prints (test/docs.test.ts). */
const shownOnThePage = 'lost-update.ts';
const examples = readdirSync(folder).filter((name) => name !== shownOnThePage);

const sources = { 'sriov-sim/explore': 'explore/', 'sriov-sim/system': 'system/', 'sriov-sim': '' };
const aliases = Object.entries(sources).map(([name, part]) => [
  name,
  path.join(root, `src/${part}index.ts`),
]);

function promised(text: string): string {
  const found = /^ \* ```text\n([\s\S]*?)^ \* ```/m.exec(text)?.[1];
  if (found === undefined) throw new Error('its first comment does not say what it prints');
  return found.replace(/^ \* ?/gm, '');
}

test.each(examples)('%s', { timeout: 60_000 }, (name) => {
  const file = path.join(folder, name);
  const jiti = path.join(root, 'node_modules/jiti/lib/jiti-cli.mjs');
  const env = { ...process.env, JITI_ALIAS: JSON.stringify(Object.fromEntries(aliases)) };
  const out = execFileSync(process.execPath, [jiti, file], { cwd: root, encoding: 'utf8', env });
  expect(out).toBe(promised(readFileSync(file, 'utf8')));
  expect(page, 'the page links it').toContain(`(examples/${name})`);
});
