/** Checkpoints that cannot be written, and those that cannot be gone on with. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli, folderWith } from './run-cli.ts';

/** The JSON report, without how long it took. */
function report(out: string): object {
  const { seconds: _, ...document } = JSON.parse(out);
  return document;
}

describe('where a checkpoint cannot be written', () => {
  const at = (path: string) =>
    cli(`explore bring-up --vfs 1 --checkpoint ${path} --checkpoint-every 0 --max-depth 20`, {
      engine: 'stack',
    });

  test.skipIf(!existsSync('/dev/full'))('the disk is full: said once; it goes on', async () => {
    const { status, out, err } = await at('/dev/full');
    expect(status).toBe(3);
    expect(out).toContain('truncated (depth)');
    expect(err).toBe(
      '--checkpoint /dev/full: not written: the disk is full; ' +
        'the search goes on, and an earlier checkpoint stays\n',
    );
  });

  test('there is no such folder: told before the search', async () => {
    const { status, err } = await at(join(folderWith({}), 'none', 'run.ckpt'));
    expect(status).toBe(2);
    expect(err).toMatch(/run.ckpt: it cannot be written: there is no such folder/);
  });
});

describe('a checkpoint that is not of this search', () => {
  const folder = folderWith({ 'other.txt': 'something else\n' });
  const file = join(folder, 'run.ckpt');
  const resume = (more = '') => cli(`explore${more} --resume ${file}`, { engine: 'stack' });
  beforeAll(async () => {
    const cut = `explore bring-up --vfs 1 --checkpoint ${file} --max-depth 20`;
    expect(await cli(cut, { engine: 'stack' })).toMatchObject({ status: 3 });
  });

  test('its own bound stands unless another is given', async () => {
    const bounded = await resume();
    expect(bounded.status).toBe(3);
    expect(bounded.out).toContain('20 levels');
    const further = await resume(' --max-depth 1000 --json');
    const { out } = await cli('explore bring-up --vfs 1 --json', { engine: 'stack' });
    expect(further.status).toBe(0);
    expect(report(further.out)).toEqual(report(out));
  });

  test.each([
    [' --vfs 2', '--vfs was 1, now it is 2'],
    [' config-space --vfs 1', 'the scenario was bring-up, now it is config-space'],
    [' --timers any', '--timers was "idle", now it is "any"'],
    [' --no-reduction', '--reduction was true, now it is false'],
  ])('explore%s', async (more, why) => {
    const { status, out, err } = await resume(more);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toBe(`error: ${file}: this checkpoint is of another search: ${why}\n`);
  });

  test('is cut short, or damaged, or none, or not there', async () => {
    const bytes = readFileSync(file);
    const refused = async (name: string) => {
      const { status, err } = await cli(`explore --resume ${name}`, { engine: 'stack' });
      expect(status).toBe(2);
      return err;
    };
    const cut = join(folder, 'cut.ckpt');
    writeFileSync(cut, bytes.subarray(0, bytes.length - 9));
    expect(await refused(cut)).toContain('this checkpoint cannot be used: it is cut short');
    const wrong = Buffer.from(bytes);
    wrong.writeUInt8(wrong.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    writeFileSync(cut, wrong);
    expect(await refused(cut)).toContain('this checkpoint cannot be used: it is damaged');
    const other = await refused(join(folder, 'other.txt'));
    expect(other).toContain('it is cut short');
    expect(await refused(join(folder, 'none.ckpt'))).toContain('there is no such file');
    expect(await refused(folder)).toContain('not a file');
  });
});

test("a user's machine that has changed since is named", async () => {
  const machine = (extra: string) => `
    import { createMachine } from 'xstate';
    export default createMachine({ initial: 'a', states: { a: {}, b: {} }, on: { '*': {} }${extra} });`;
  const folder = folderWith({ 'pf.ts': machine('') });
  const resume = 'explore bring-up --vfs 1 --pf pf.ts --resume run.ckpt --max-depth 3';
  const first = await cli(resume, { engine: 'stack', cwd: folder });
  expect(first).toMatchObject({ status: 3 });
  writeFileSync(join(folder, 'pf.ts'), machine(", description: 'another'"));
  const second = await cli('explore --resume run.ckpt', { engine: 'stack', cwd: folder });
  expect(second.status).toBe(2);
  expect(second.err).toMatch(/of another search: machines was .*pf\.ts/);
});

test('with two workers the report is the same, and it is said why one of them works', async () => {
  const one = await cli('explore bring-up --vfs 1 --json', { engine: 'stack' });
  const two = await cli('explore bring-up --vfs 1 --json --workers 2', { engine: 'stack' });
  expect(two.err).toBe(
    '--workers 2: one thread has searched: ' +
      'only a search without reduction has more than one thread (here: partial-order)\n',
  );
  expect(report(two.out)).toEqual(report(one.out));
});
