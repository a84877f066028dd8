/** What the README shows of a command is what the command prints. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { missingFrom } from '../zoo-search.ts';
import { cli } from './run-cli.ts';

const readme = readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8');

/** The lines of the first block after a sentence, without those that stand for what is left out. */
function shownAfter(sentence: string): readonly string[] {
  const [, rest] = readme.split(sentence);
  const block = /```\n([\s\S]*?)\n```/.exec(rest ?? '')?.[1];
  if (block === undefined) throw new Error(`the README shows nothing after: ${sentence}`);
  return block.split('\n').filter((line) => line !== '' && line !== '...');
}

test.each([
  ['From `sriov-sim run backchannel --vfs 1 --no-vbd`:', 'run backchannel --vfs 1 --no-vbd'],
  ['From `sriov-sim zoo Z63`,', 'zoo Z63'],
])('%s', async (sentence, command) => {
  const shown = shownAfter(sentence);
  expect(shown.length).toBeGreaterThan(10);
  const { out } = await cli(command, { engine: 'stack', env: { COLUMNS: '120' } });
  expect(missingFrom(out.split('\n'), shown)).toEqual([]);
});
