/** What only a process can show: its end, its signals, its streams, and modules that take the process with them. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folderWith } from './run-cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a shell line in which `$SIM` is the command, from the sources. */
function shell(line: string): Promise<{ status: number; out: string; err: string }> {
  const sim = `"${process.execPath}" --import jiti/register src/cli/main.ts`;
  const script = line.replaceAll('$SIM', sim);
  return new Promise((resolve) => {
    execFile('bash', ['-c', `set -o pipefail; ${script}`], { cwd: root }, (error, out, err) => {
      resolve({ status: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

describe.skipIf(!existsSync('/bin/bash'))('the command as a process', () => {
  test('ends with the status of its command', async () => {
    const { status, out, err } = await shell('$SIM run --vfs 0');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain("argument '0' is invalid");
  });

  test('ends quietly when its reader has gone', async () => {
    expect(await shell('$SIM ddi --json | head -c 1')).toEqual({ status: 0, out: '[', err: '' });
  });

  test('writes its files, and ends with its status, although its reader has gone', async () => {
    const page = join(folderWith({}), 'page.html');
    const { status, err } = await shell(`$SIM explore bring-up --report ${page} | true`);
    expect({ status, err }).toEqual({ status: 0, err: expect.stringContaining(page) });
    expect(readFileSync(page, 'utf8')).toMatch(/<\/html>\s*$/);
  });

  test.skipIf(!existsSync('/dev/full'))('says when its output cannot be written', async () => {
    const { status, err } = await shell('$SIM ddi > /dev/full');
    expect(status).toBe(2);
    expect(err).toMatch(/^error: cannot write to standard output: .*ENOSPC.*\n$/);
  });

  test('says when a module never finishes loading', async () => {
    const file = '/tmp/$$-never.mjs';
    const { status, err } = await shell(
      `echo 'await new Promise(() => {});' > ${file}; $SIM run --pf ${file}; s=$?; rm ${file}; exit $s`,
    );
    expect(status).toBe(2);
    expect(err).toBe('error: a module that was loaded never finished loading\n');
  });

  // It is still loading when that comes, however busy the machine is.
  const never = 'await new Promise(() => {});';
  test.each([
    [
      'a promise that is rejected',
      `Promise.reject(new Error('late')); ${never}`,
      'a module that was loaded failed in a timer or a promise of its own: late',
    ],
    [
      'a timer that throws',
      `setTimeout(() => { throw 'late' }, 0); ${never}`,
      'a module that was loaded failed in a timer or a promise of its own: late',
    ],
    [
      'its own end of the process',
      'process.exit(0);',
      'a module that was loaded ended the process',
    ],
  ])('a module with %s is one line, not a stack trace', async (_, text, why) => {
    const file = join(folderWith({ 'module.mjs': text }), 'module.mjs');
    const { status, err } = await shell(`$SIM explore bring-up --max-states 10 --pf ${file}`);
    expect({ status, err }).toEqual({ status: 2, err: `error: ${why}\n` });
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends a search with what is known, as Ctrl-C does', async (signal, expected) => {
    const search = 'explore demo --vfs 2 --strategy random-walk --runs 1000000000';
    const words = ['--import', 'jiti/register', 'src/cli/main.ts', ...search.split(' ')];
    const child = spawn(process.execPath, words, { cwd: root });
    let out = '';
    child.stdout.on('data', (text: Buffer) => {
      // By then it is searching: its header is written just before.
      if (out === '') setTimeout(() => child.kill(signal), 100);
      out += text.toString();
    });
    const [status] = (await once(child, 'close')) as [number | null];
    expect(out).toContain('truncated (interrupted)');
    expect(status).toBe(expected);
  });
});
