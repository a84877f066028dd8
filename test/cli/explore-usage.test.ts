/** What `explore` refuses before it begins to search. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeWhole } from '../../src/cli/whole-file.ts';
import { cli, folderWith } from './run-cli.ts';

async function refused(command: string, cwd = folderWith({})): Promise<string> {
  const { status, out, err } = await cli(`explore bring-up ${command}`, { cwd });
  expect({ status, out }).toEqual({ status: 2, out: '' });
  return err;
}

describe('an option that says nothing to the strategy is not ignored', () => {
  const samples = 'random-walk, pct, pctcp, pos';
  test.each([
    ['--runs 3', `--runs says nothing to --strategy breadth-first; it is for ${samples}`],
    [
      '--seed 3 --strategy executions',
      `--seed says nothing to --strategy executions; it is for ${samples}`,
    ],
    [
      '--bug-depth 3 --strategy pos',
      '--bug-depth says nothing to --strategy pos; it is for pct, pctcp',
    ],
    [
      '--max-delays 3 --strategy pct',
      '--max-delays says nothing to --strategy pct; it is for delay-bounded',
    ],
    [
      '--checkpoint x.ckpt --strategy pctcp',
      '--checkpoint says nothing to --strategy pctcp; it is for breadth-first, depth-first',
    ],
    [
      '--resume x.ckpt --strategy delay-bounded',
      '--resume says nothing to --strategy delay-bounded; it is for breadth-first, depth-first',
    ],
    ['--checkpoint-every 3', '--checkpoint-every says nothing without --checkpoint or --resume'],
    [
      '--strategy pctpc',
      'breadth-first, depth-first, delay-bounded, executions, random-walk, pct, pctcp, pos.',
    ],
  ])('%s', async (options, why) => {
    expect(await refused(options)).toContain(why);
  });

  test.each(['random-walk', 'pct', 'pctcp', 'pos'])('%s takes seed and runs', async (strategy) => {
    const command = `explore bring-up --strategy ${strategy} --seed 3 --runs 2`;
    const { status, out } = await cli(command, { engine: 'stack' });
    expect(status).toBe(3);
    expect(out).toContain(`${strategy}: 2 runs, seed 3`);
  });
});

describe('a file that could not be written is told before the search', () => {
  test.each(['out', 'checkpoint', 'resume'])('--%s', async (option) => {
    const folder = folderWith({});
    symlinkSync('b', join(folder, 'a'));
    symlinkSync('a', join(folder, 'b'));
    mkdirSync(join(folder, 'd'));
    const why = (file: string) => refused(`--${option} ${file}`, folder);
    expect(await why('no/x')).toBe(
      `error: --${option} no/x: it cannot be written: there is no such folder\n`,
    );
    expect(await why('a')).toContain('its symbolic links go round in a circle');
    expect(await why('d')).toMatch(/d: (it cannot be written: that is a folder|not a file)/);
    expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'd']);
  });
});

test.each([
  ['--max-states 2', 'what was found beyond --max-states'],
  ['--strategy depth-first --max-depth 2', 'depth first, what was too deep is not kept'],
])('%s leaves no checkpoint, and that is said', async (bound, why) => {
  const cwd = folderWith({});
  const command = `explore bring-up ${bound} --checkpoint x`;
  const { status, err } = await cli(command, { cwd, engine: 'stack' });
  expect(status).toBe(3);
  expect(err).toContain(`x: no checkpoint was written: ${why}`);
  expect(readdirSync(cwd)).toEqual([]);
});

test('a link stays a link: what it leads to is written', () => {
  const folder = folderWith({});
  writeFileSync(join(folder, 'target'), 'before');
  symlinkSync('target', join(folder, 'link'));
  writeWhole(join(folder, 'link'), [Buffer.from('after')]);
  expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('after');
  expect(readdirSync(folder).sort()).toEqual(['link', 'target']);
});
