/** Runs that are killed or interrupted, as processes, and the report that they come to all the same. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli, folderWith } from './run-cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const every = '--checkpoint-every 0';
const scenario = 'explore bring-up --vfs 2';

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as a process; sends it the signal when the file has been replaced so many times. */
function run(
  command: string,
  kill?: { readonly file: string; readonly signal: NodeJS.Signals; readonly after: number },
): Promise<Ended> {
  const words = ['--import', 'jiti/register', 'src/cli/main.ts', ...command.split(' ')];
  const child = spawn(process.execPath, words, { cwd: root });
  let out = '';
  let err = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  let renamed = 0;
  const watcher =
    kill &&
    watch(join(kill.file, '..'), (event, name) => {
      if (event !== 'rename' || name !== kill.file.split('/').at(-1)) return;
      renamed += 1;
      if (renamed === kill.after) child.kill(kill.signal);
    });
  return new Promise((resolve) => {
    child.on('close', (status, signal) => {
      watcher?.close();
      resolve({ status, signal, out, err });
    });
  });
}

/** The JSON report, without how long it took. */
function report(out: string): object {
  const { seconds: _, ...document } = JSON.parse(out);
  return document;
}

describe.each(['', ' --no-reduction'])('bring-up, 2 VFs%s', (flags) => {
  let whole: object;
  beforeAll(async () => {
    const { status, out } = await cli(`${scenario}${flags} --json`, { engine: 'stack' });
    expect(status).toBe(0);
    whole = report(out);
  });

  test('killed after a checkpoint, and again after the next one, it comes to the same', async () => {
    const file = join(folderWith({}), 'run.ckpt');
    const killed = { file, signal: 'SIGKILL', after: 1 } as const;
    let ended = await run(`${scenario}${flags} --json --checkpoint ${file} ${every}`, killed);
    let kills = 0;
    for (; ended.signal === 'SIGKILL' && kills < 2; kills += 1) {
      expect(ended.out).toBe('');
      const again = kills === 0 ? killed : undefined;
      ended = await run(`explore --resume ${file} --json ${every}`, again);
    }
    expect(kills).toBeGreaterThanOrEqual(1);
    expect({ status: ended.status, err: ended.err }).toEqual({ status: 0, err: '' });
    expect(report(ended.out)).toEqual(whole);
  });
});

test('Ctrl-C ends it with what is known, and leaves a checkpoint', async () => {
  const file = join(folderWith({}), 'run.ckpt');
  const interrupted = { file, signal: 'SIGINT', after: 1 } as const;
  // Long enough not to be over when the signal comes.
  const long = 'explore config-space --vfs 2 --no-reduction';
  const ended = await run(`${long} --resume ${file} ${every}`, interrupted);
  expect(ended.status).toBe(130);
  expect(ended.out).toContain('truncated (interrupted)');
  expect(ended.err).toContain(`${file}: no checkpoint yet, so it begins\n`);
  expect(ended.err).toContain(`${file} has what is known so far: explore --resume ${file}`);
  const whole = await cli(`${long} --json`, { engine: 'stack' });
  const { status, out } = await cli(`explore --resume ${file} --json`, { engine: 'stack' });
  expect(status).toBe(0);
  expect(report(out)).toEqual(report(whole.out));
});
