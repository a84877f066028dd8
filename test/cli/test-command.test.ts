/** `sriov-sim test`: verdicts, exit status, what is printed, and that nothing is left behind. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readSuite } from '../../src/generate/index.ts';
import { wholeSuite } from '../execute/door.ts';
import type { DoorProcess } from '../execute/door-process.ts';
import { doorProcess } from '../execute/door-process.ts';
import { root } from '../execute/pf-suite.ts';
import { cli, folderWith } from './run-cli.ts';

/** A door of the user's: generated from, and changed by a test. */
const doorSource = `
import { setup } from 'xstate';
export default setup({}).createMachine({
  id: 'door',
  initial: 'closed',
  states: {
    closed: { on: { OPEN: 'open', LOCK: 'locked' } },
    locked: { on: { UNLOCK: 'closed' } },
    open: { on: { CLOSE: 'closed' } },
  },
});
`;

let folder: string;
beforeAll(() => {
  const process = (of: DoorProcess) => doorProcess(of)[2] ?? '';
  folder = folderWith({
    'suite.json': JSON.stringify(wholeSuite),
    'good.cjs': process({}),
    'wrong.cjs': process({
      on: "if (type === 'Lock') { send('Lock.return', 'NO'); quiet(n); return; }",
    }),
    'rubbish.cjs': process({ before: "process.stdout.write('hello, world\\n');" }),
    'mine.ts': doorSource,
  });
});
const node = process.execPath;
const run = (words: string) => cli(`test suite.json --timeout 30000 ${words}`, { cwd: folder });

describe('the verdict', () => {
  test('all pass: 0', async () => {
    const { status, out, err } = await run(`-- ${node} good.cjs`);
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(out).toContain('suite    suite.json: 2 tests, 7 steps for door');
    expect(out).toContain('claim    Every transition was taken once.');
    expect(out).toMatch(/passes: 2 tests, 7 steps: 2 passed; \d+\.\d s/);
  });

  test('a failure: 1, with the step, and what was expected', async () => {
    const { status, out } = await run(`-- ${node} wrong.cjs`);
    expect(status).toBe(1);
    expect(out).toContain('failed  opens, closes, is locked');
    expect(out).toContain('step 4 of 6: tester → door  Lock');
    expect(out).toContain("sent Lock.return to tester with status 'NO' instead of 'DONE'");
    expect(out).toContain('the suite does not say how its subject is made');
    expect(out).toMatch(/fails: 2 tests, 5 steps: 1 failed, 1 passed/);
  });

  test('what does not speak the protocol: 2', async () => {
    const { status, err } = await run(`-- ${node} rubbish.cjs`);
    expect(status).toBe(2);
    expect(err).toContain("wrote a line that is not JSON: 'hello, world'");
  });

  test.each([
    ['--against /nowhere', 'error: /nowhere: does not start: there is no command'],
    ['', 'error: the suite does not say how its subject is made: name what is tested'],
    [
      '--against a -- b',
      'error: one thing is tested at a time: --against, a command behind --, or --machine',
    ],
    [
      '--against true --test nobody',
      "suite.json: there is no test 'nobody': it has 2, such as 'opens, closes, is locked'",
    ],
    ["--against 'a", "error: --against: a quote (') is not closed in the command: 'a"],
    ['--timeout 0', 'error'],
  ])('bad usage: %s', async (words, message) => {
    const { status, err } = await run(words);
    expect(status).toBe(2);
    expect(err).toContain(message);
  });

  test('no suite, and no such file', async () => {
    expect(await cli('test mine.ts --against true', { cwd: folder })).toMatchObject({ status: 2 });
    const { status, err } = await cli('test none.json --against true', { cwd: folder });
    expect([status, err]).toEqual([2, 'error: none.json: there is no such file\n']);
  });

  test('--json is one document', async () => {
    const { status, out } = await run(`--json -- ${node} wrong.cjs`);
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      format: 'sriov-sim-test',
      version: 1,
      suite: 'suite.json',
      verdict: 'fail',
      failed: 1,
      results: [{ verdict: 'fail', step: 3 }, { verdict: 'pass' }],
    });
  });

  test('an interruption: 130', async () => {
    const words = `test suite.json -- ${node} good.cjs`;
    expect(await cli(words, { cwd: folder, signal: AbortSignal.abort() })).toMatchObject({
      status: 130,
    });
  });
});

describe("a user's machine", () => {
  test('passes its own suite; a changed one fails, shrunk to what shows it', async () => {
    const made = await cli('generate mine.ts --out mine.json', { cwd: folder });
    expect(made.status).toBe(0);
    expect(await cli('test mine.json', { cwd: folder })).toMatchObject({ status: 0 });

    // Another machine against this one as the model.
    writeFileSync(
      join(folder, 'other.ts'),
      doorSource.replace("UNLOCK: 'closed'", "UNLOCK: 'open'"),
    );
    const out = await cli('test mine.json --machine other.ts --out shrunk.json', { cwd: folder });
    expect(out.status).toBe(1);
    expect(out.out).toContain('shrunk to 2 steps, none of which can be left out, nor any two');
    expect(out.out).toContain('sriov-sim test shrunk.json --machine other.ts');
    const shrunk = readSuite(readFileSync(join(folder, 'shrunk.json'), 'utf8'));
    expect(
      shrunk.tests.map(({ steps }) => steps.map(({ stimulus }) => stimulus.message.type)),
    ).toEqual([['LOCK', 'UNLOCK']]);
    expect(await cli('test shrunk.json --machine other.ts', { cwd: folder })).toMatchObject({
      status: 1,
    });
    expect(await cli('test shrunk.json', { cwd: folder })).toMatchObject({ status: 0 });

    // The file itself has changed since its suite was made.
    writeFileSync(join(folder, 'mine.ts'), doorSource.replace("LOCK: 'locked'", "LOCK: 'closed'"));
    const now = await cli('test mine.json', { cwd: folder });
    expect(now.status).toBe(1);
    expect(now.out).toContain('what is tested is the model itself');
  });
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s leaves no process behind', async (signal) => {
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    require('node:fs').writeFileSync('pids', process.pid + ' ' + child.pid);
    setInterval(() => {}, 1000);`;
  const own = folderWith({ 'suite.json': JSON.stringify(wholeSuite), 'hangs.cjs': script });
  const jiti = join(root, 'node_modules/jiti/lib/jiti-cli.mjs');
  const words = ['test', 'suite.json', '--timeout', '200000', '--', node, 'hangs.cjs'];
  const main = spawn(node, [jiti, join(root, 'src/cli/main.ts'), ...words], {
    cwd: own,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => main.once('exit', (code, by) => resolve(code ?? by)));
  const pids = await until(() => numbersIn(join(own, 'pids')));
  main.kill(signal);
  expect(await ended).toBe(signal === 'SIGINT' ? 130 : 143);
  expect(pids).toHaveLength(2);
  await until(() => (pids.some(isAlive) ? undefined : true));
});

function numbersIn(file: string): readonly number[] | undefined {
  try {
    const numbers = readFileSync(file, 'utf8').split(' ').map(Number);
    return numbers.length === 2 ? numbers : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that has ended and that nobody has waited for yet.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Asks until there is an answer; the test's own time-out ends it. */
async function until<T>(ask: () => T | undefined): Promise<T> {
  for (;;) {
    const answer = ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
