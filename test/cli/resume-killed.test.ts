/** Runs that are killed or interrupted, as processes, and the report that they come to all the same. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli, folderWith } from './run-cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const every = '--checkpoint-every 0';
/** Each long enough to be killed in: the first leaves out most of its orders. */
const scenarios = ['explore pf-hang --vfs 2 --no-vbd', 'explore bring-up --vfs 2 --no-reduction'];

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

interface Kill {
  readonly file: string;
  readonly signal: NodeJS.Signals;
  readonly after: number;
  /** While a checkpoint is being written beside the file, instead of after it has taken its place. */
  readonly whileWriting?: boolean;
}

/**
 * Runs the command as a process; sends it the signal when the file has been replaced, or its successor has been begun,
 * so many times.
 */
function run(command: string, kill?: Kill): Promise<Ended> {
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
      const own = kill.file.split('/').at(-1) as string;
      const isIt = kill.whileWriting ? name?.startsWith(`.${own}.`) : name === own;
      if (event !== 'rename' || !isIt) return;
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

describe.each(scenarios)('%s', (scenario) => {
  let whole: object;
  beforeAll(async () => {
    const { status, out } = await cli(`${scenario} --json`, { engine: 'stack' });
    expect(status).toBe(0);
    whole = report(out);
  });

  test('killed after a checkpoint, and again after the next one, it comes to the same', async () => {
    const file = join(folderWith({}), 'run.ckpt');
    const killed = { file, signal: 'SIGKILL', after: 1 } as const;
    let ended = await run(`${scenario} --json --checkpoint ${file} ${every}`, killed);
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

// Long enough not to be over when the signal comes, nor after the first checkpoint.
const long = 'explore config-space --vfs 2 --no-reduction';
let wholeLong: Promise<object> | undefined;
function longReport(): Promise<object> {
  wholeLong ??= cli(`${long} --json`, { engine: 'stack' }).then(({ out }) => report(out));
  return wholeLong;
}

test.each([
  ['first', 1],
  ['second', 3],
])('killed while it writes the %s checkpoint, it leaves nothing in the way', async (_, after) => {
  const folder = folderWith({});
  const file = join(folder, 'run.ckpt');
  const killed = { file, signal: 'SIGKILL', after, whileWriting: true } as const;
  const first = await run(`${long} --json --resume ${file} ${every}`, killed);
  expect(first.signal).toBe('SIGKILL');
  const again = existsSync(file) ? 'explore' : long;
  const ended = await run(`${again} --json --resume ${file}`);
  expect(ended.status).toBe(0);
  expect(report(ended.out)).toEqual(await longReport());
  expect(readdirSync(folder).filter((name) => name !== 'run.ckpt')).toEqual([]);
});

test('a checkpoint that may not grow so large (ulimit -f) is a message, said once', () => {
  const folder = folderWith({});
  const child = fileURLToPath(new URL('checkpoint-child.ts', import.meta.url));
  const command = 'ulimit -f 8; exec "$0" --import jiti/register "$@"';
  const words = ['-c', command, process.execPath, child, join(folder, 'run.ckpt')];
  const env = { ...process.env, JITI_FS_CACHE: 'false' };
  const { stdout, stderr } = spawnSync('bash', words, { cwd: root, env, encoding: 'utf8' });
  expect(stderr).toBe(
    `--checkpoint ${folder}/run.ckpt: not written: it would be larger than a file may be here ` +
      '(ulimit -f); the search goes on, and an earlier checkpoint stays\n',
  );
  expect(stdout).toBe('false');
  expect(readdirSync(folder)).toEqual([]);
});

test('Ctrl-C ends it with what is known, and leaves a checkpoint', async () => {
  const file = join(folderWith({}), 'run.ckpt');
  const interrupted = { file, signal: 'SIGINT', after: 1 } as const;
  const ended = await run(`${long} --resume ${file} ${every}`, interrupted);
  expect(ended.status).toBe(130);
  expect(ended.out).toContain('truncated (interrupted)');
  expect(ended.err).toContain(`${file}: no checkpoint yet, so it begins\n`);
  expect(ended.err).toContain(`${file} has what is known so far: explore --resume ${file}`);
  const { status, out } = await cli(`explore --resume ${file} --json`, { engine: 'stack' });
  expect(status).toBe(0);
  expect(report(out)).toEqual(await longReport());
});
