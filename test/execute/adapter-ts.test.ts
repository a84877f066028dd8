/** The adapter in TypeScript: the example passes its suite, broken it fails; and what it answers, line by line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tested } from '../../src/adapter/index.ts';
import { Refusal, serve } from '../../src/adapter/index.ts';
import { overPipe, runSuite } from '../../src/execute/index.ts';
import type { Suite } from '../../src/generate/index.ts';
import { folderWith } from '../cli/run-cli.ts';
import { adapterSuite, root } from './pf-suite.ts';

const jiti = join(root, 'node_modules/jiti/lib/jiti-cli.mjs');
const alias = JSON.stringify({ 'sriov-sim/adapter': join(root, 'src/adapter/index.ts') });
const source = readFileSync(join(root, 'docs/adapter/pf_miniport.ts'), 'utf8');

describe('the example', () => {
  let suite: Suite;
  let folder: string;
  let before: string | undefined;
  beforeAll(async () => {
    before = process.env.JITI_ALIAS;
    process.env.JITI_ALIAS = alias;
    folder = folderWith({});
    ({ suite } = await adapterSuite('pf-flow', 'tour'));
  });
  afterAll(() => {
    if (before === undefined) delete process.env.JITI_ALIAS;
    else process.env.JITI_ALIAS = before;
  });

  async function run(text: string) {
    const file = join(folder, 'pf.ts');
    writeFileSync(file, text);
    const command = [process.execPath, jiti, file];
    const implementation = overPipe(command, { startMs: 60_000, answerMs: 30_000 });
    try {
      return await runSuite(suite, implementation, { bail: true });
    } finally {
      await implementation.close();
    }
  }

  test('passes', async () => {
    expect(await run(source)).toMatchObject({ verdict: 'pass', showsChecked: true, notes: [] });
  });

  test.each([
    ['a pause is not counted', "state = 'paused';\n      send(from", 'send(from'],
    ['IRQL is not looked at', "message.irql !== 'PASSIVE_LEVEL'", 'false'],
    ['a failed initialisation goes on', "succeeded ? 'paused' : 'halted'", "'paused'"],
    ['one call of attributes is left out', "'general', ", ''],
  ])('fails when %s', async (_, from, to) => {
    expect(source).toContain(from);
    expect(await run(source.replace(from, to))).toMatchObject({ verdict: 'fail', failed: 1 });
  });
});

describe('serve', () => {
  async function answers(tested: Partial<Tested>, ...lines: readonly object[]) {
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.end(lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
    await serve({ reset: () => undefined, receive: () => undefined, ...tested }, { input, output });
    output.end();
    const text: string = (await output.toArray()).join('');
    return text
      .split('\n')
      .filter((each) => each !== '')
      .map((each) => JSON.parse(each));
  }
  const hello = { line: 'hello', versions: [1], observes: 'status' };

  test('says hello, sends, is quiet, shows its status, goes', async () => {
    const tested: Partial<Tested> = {
      name: 'it',
      receive: ({ from, message }, send) => send(from, { type: `${message.type}.return` }),
      status: () => 'on fire',
    };
    const deliver = { line: 'deliver', n: 2, from: 'a', to: 'b', message: { type: 'Ask' } };
    const reset = { line: 'reset', n: 1 };
    expect(await answers(tested, hello, reset, deliver, { line: 'bye' }, deliver)).toEqual([
      { line: 'hello', version: 1, name: 'it', quiet: true, restart: false, shows: ['status'] },
      { line: 'quiet', n: 1, shows: 'on fire' },
      { line: 'sent', to: 'a', message: { type: 'Ask.return' } },
      { line: 'quiet', n: 2, shows: 'on fire' },
      { line: 'bye' },
    ]);
  });

  test('refuses what is refused', async () => {
    const receive = () => {
      throw new Refusal('not now');
    };
    const deliver = { line: 'deliver', n: 1, from: 'a', to: 'b', message: { type: 'Ask' } };
    expect((await answers({ receive }, hello, deliver)).slice(1)).toEqual([
      { line: 'refused', why: 'not now' },
      { line: 'quiet', n: 1 },
    ]);
  });

  test('does not speak a version that it does not know', async () => {
    expect(await answers({}, { ...hello, versions: [2, 3] })).toEqual([
      { line: 'error', why: 'this adapter speaks version 1 of the protocol, the tester 2,3' },
    ]);
  });
});
