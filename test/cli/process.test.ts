import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

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
});
