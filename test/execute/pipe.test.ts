/** Whatever the process does: one clear sentence, the right kind of end, and no process left. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Implementation, PipeOptions } from '../../src/execute/index.ts';
import { overPipe, runSuite } from '../../src/execute/index.ts';
import { splitCommand } from '../../src/execute/pipe/command.ts';
import { wholeSuite } from './door.ts';
import type { DoorProcess } from './door-process.ts';
import { doorProcess } from './door-process.ts';

const open: Implementation[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** Long enough for a machine with other work; only what hangs waits for it. */
const times: PipeOptions = { startMs: 30_000, answerMs: 30_000, quiescenceMs: 150 };

function piped(command: string | readonly string[], options: PipeOptions = {}): Implementation {
  const implementation = overPipe(command, { ...times, ...options });
  open.push(implementation);
  return implementation;
}

const run = (process: DoorProcess, options: PipeOptions = {}) =>
  runSuite(wholeSuite, piped(doorProcess(process), options));

/** The first failure of a run. */
async function failure(process: DoorProcess, options: PipeOptions = {}) {
  const { results } = await run(process, options);
  return results.find(({ verdict }) => verdict === 'fail');
}

describe('a right implementation passes', () => {
  test.each<[string, DoorProcess]>([
    ['that says when it is quiet', {}],
    [
      'that cannot be reset: a process for each test',
      { hello: { quiet: true, shows: ['status'], restart: true } },
    ],
    ['that does not go when it is told to', { onBye: '' }],
    ['that adds fields of its own', { hello: { quiet: true, shows: ['status'], colour: 'red' } }],
  ])('%s', async (_, process) => {
    expect(await run(process)).toMatchObject({ verdict: 'pass', passed: 2, notes: [] });
  });

  test('that does not say when it is quiet: silence says so', async () => {
    const silent = { hello: {}, on: '' };
    const result = await run(silent);
    expect(result).toMatchObject({ verdict: 'pass', showsChecked: false });
  });
});

describe('what fails a test, and only that test', () => {
  test.each<[string, DoorProcess, string]>([
    [
      'it ends',
      { on: "if (type === 'Close') { process.stderr.write('oh\\nno\\n'); process.exit(3); }" },
      "ended with exit status 3; the end of its standard error: 'oh' / 'no'; expected was Close.return to tester with DONE, Swing to door",
    ],
    [
      'it crashes',
      { on: "if (type === 'Close') process.kill(process.pid, 'SIGSEGV');" },
      'was ended by SIGSEGV; expected was Close.return to tester with DONE, Swing to door',
    ],
    [
      'it dies in the middle of a line',
      { on: "if (type === 'Close') { process.stdout.write('{\"line\":\"se'); process.exit(0); }" },
      'ended with exit status 0, in the middle of the line \'{"line":"se\'; expected was Close.return to tester with DONE, Swing to door',
    ],
    [
      'it answers after it was quiet',
      {
        // In one write: whether a later one is read before the next stimulus goes out is up to the machine.
        on: "if (type === 'Close') { state = 'closing'; send('Close.return', 'DONE'); send('Swing', undefined, 'door'); const late = { line: 'sent', to: 'tester', message: { type: 'Bang' } }; process.stdout.write([{ line: 'quiet', n }, late].map((line) => JSON.stringify(line) + '\\n').join('')); return; }",
      },
      'before this step, when it had been quiet: sent Bang to tester',
    ],
    [
      'it answers wrongly',
      { on: "if (type === 'Lock') { send('Lock.return', 'NO'); quiet(n); return; }" },
      "sent Lock.return to tester with status 'NO' instead of 'DONE'",
    ],
    [
      'it refuses',
      { on: "if (type === 'Lock') { say({ line: 'refused', why: 'no key' }); quiet(n); return; }" },
      'did not take it: no key',
    ],
    [
      'it sends for ever',
      { on: "if (type === 'Close') for (let n = 0; n < 20000; n += 1) send('Bang');" },
      'sent more than 10000 messages in one step, after it had sent Bang to tester, Bang to tester, Bang to tester and 9998 more; expected was Close.return to tester with DONE, Swing to door',
    ],
    [
      'it sends something at the reset',
      { onReset: "send('Creak')" },
      'at the reset: sent Creak to tester; nothing was expected',
    ],
  ])('%s', async (_, process, why) => {
    const result = await run(process);
    expect(result.results).toHaveLength(2);
    expect(result.results[0]).toMatchObject({ verdict: 'fail', why });
    if (process.onReset === undefined) expect(result.results[1]).toMatchObject({ verdict: 'pass' });
  });

  test('it hangs: the time-out is named', async () => {
    const hung = await failure({ on: "if (type === 'Close') return;" }, { answerMs: 700 });
    expect(hung?.why).toMatch(
      /^did not say that it is quiet within 700 ms \(time-out of the answer\); expected was Close\.return/,
    );
  });

  test('it closes its standard input and lives on', async () => {
    const deaf = await failure({
      on: "if (type === 'Open') { require('node:fs').closeSync(0); setInterval(() => {}, 1000); }",
    });
    expect(deaf?.why).toMatch(/^closed its standard input; expected was Close\.return/);
  });
});

describe('what is no implementation ends the run', () => {
  test.each<[string, DoorProcess, string]>([
    [
      'a line that is not JSON',
      { on: "if (type === 'Close') process.stdout.write('debug: \\u001b[31mclosing\\n');" },
      "wrote a line that is not JSON: 'debug: ?[31mclosing' (standard output is for the protocol; print to standard error)",
    ],
    [
      'a huge line',
      { on: "if (type === 'Close') process.stdout.write('x'.repeat(3e6));" },
      'wrote a line that is longer than 1048576 bytes',
    ],
    ['another version', { hello: { version: 2 } }, 'speaks version 2 of the protocol; known are 1'],
    [
      'an error of its own',
      { on: "say({ line: 'error', why: 'no board' });" },
      'reports an error: no board',
    ],
    [
      'a line of no known kind',
      { on: "say({ line: 'send' });" },
      'wrote a line that is of no known kind; legal values of \'line\' are hello, sent, quiet, shows, refused, error, bye: \'{"line":"send"}\'',
    ],
    [
      'a message without a type',
      { on: "say({ line: 'sent', to: 'tester', message: {} });" },
      "wrote a line that needs a field 'message': an object with a text 'type': " +
        '\'{"line":"sent","to":"tester","message":{}}\'',
    ],
    [
      'a sender that is none of the subject',
      { on: "say({ line: 'sent', from: 'wall', to: 'tester', message: { type: 'Bang' } });" },
      'wrote a line that is from \'wall\'; legal are door: \'{"line":"sent","from":"wall","to":"tester","message":{"type":"Bang"}}\'',
    ],
    ['an end before hello', { before: 'process.exit(7);' }, 'ended with exit status 7'],
    ['an answer before hello', { before: "send('Bang');" }, "wrote 'sent' before 'hello'"],
  ])('%s', async (_, process, message) => {
    await expect(run(process)).rejects.toThrow(new RegExp(`^${literal(message)}$`));
  });

  test.each([
    ['/nowhere/at-all x', "does not start: there is no command '/nowhere/at-all'"],
    ['./package.json x', "does not start: no permission to run './package.json'"],
    ['true', 'ended with exit status 0'],
  ])('%s', async (command, message) => {
    await expect(runSuite(wholeSuite, piped(command))).rejects.toThrow(message);
  });

  test('no hello in time', async () => {
    await expect(runSuite(wholeSuite, piped('sleep 1000', { startMs: 300 }))).rejects.toThrow(
      'did not say hello within 300 ms (time-out of the start)',
    );
  });

  test('no answer to the first reset', async () => {
    await expect(run({ onReset: 'return;' }, { answerMs: 500 })).rejects.toThrow(
      'did not say that it is quiet within 500 ms (time-out of the answer), at its first reset',
    );
  });
});

test('an abort ends what is being waited for', async () => {
  const abort = new AbortController();
  const hangs = piped(doorProcess({ on: "if (type === 'Close') return;" }), {
    signal: abort.signal,
  });
  const running = runSuite(wholeSuite, hangs, {
    signal: abort.signal,
  });
  setTimeout(() => abort.abort(), 1500);
  // Without the abort the time-out of the answer would end it, with another verdict.
  expect(await running).toMatchObject({ verdict: 'interrupted' });
});

test.each([
  ['./pf --fast', ['./pf', '--fast']],
  ['"a b"/c \'d "e\' f\\ g ""', ['a b/c', 'd "e', 'f g', '']],
  ['  $HOME `x` *;y ', ['$HOME', '`x`', '*;y']],
])('the words of %s', (text, words) => {
  expect(splitCommand(text)).toEqual(words);
});

test.each([
  ['', 'the command is empty'],
  ['a "b', 'a quote (") is not closed in the command: a "b'],
  ['a \\', 'the command ends with a backslash: a \\'],
])('no command: %s', (text, message) => {
  expect(() => splitCommand(text)).toThrow(message);
});

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
