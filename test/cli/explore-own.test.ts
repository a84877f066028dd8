/** A user's own system of XState machines on the command line: explored, traced, replayed, resumed, refused. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, folderWith } from './run-cli.ts';

const example = readFileSync(
  new URL('../../docs/examples/lost-update.ts', import.meta.url),
  'utf8',
);
/** One assistant after the other: Ben begins when Anna has sold. */
const mended = example
  .replace(
    "sold: { type: 'final' }",
    "sold: { type: 'final', entry: send('next', { type: 'sell' }) }",
  )
  .replace("{ from: 'shop', to: 'ben', message: { type: 'sell' } },", '');

/** A machine that takes what it is sent, whatever it is. */
const sink = (more: string) => `
  import { setup } from 'xstate';
  const machine = setup({}).createMachine({ context: { seen: 0 }, initial: 'on', states: { on: { on: { GO: {} } } } });
  ${more}
`;
const oneActor = 'export const system = { actors: { it: { machine } }, initial: [] };';

function shop() {
  return folderWith({ 'shop.ts': example });
}

describe('explore FILE', () => {
  test('shows the shortest schedule, the race, and how to replay it, in words of any system', async () => {
    const { status, out, err } = await cli('explore shop.ts --out t.json', { cwd: shop() });
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out).toContain('system    shop.ts\nactors    stock, anna, ben\nmust hold NoSaleLost\n');
    expect(out).toContain('violated: NoSaleLost');
    expect(out).toContain('the owner of the shop');
    expect(out).toContain('the shortest schedule: 10 steps, none of which can be left out');
    expect(out).toContain('swap 5 and 7 and it completes');
    expect(out).toContain('7: write amount 9 from anna to stock');
    expect(out).toContain('from step 5 on (read from ben to stock)');
    expect(out).toContain('replay    sriov-sim replay t.json');
    expect(out).toContain('verdict     violated: NoSaleLost');
    expect(out).not.toMatch(/IRQL|driver|VF|device|IRP|bug check/);
  });

  test('holds, with the words of its own for what it is; a rule of the module is a rule of the search', async () => {
    const text = sink(`${oneActor}
      export const title = 'one that takes nothing';
      export const options = { unexpected: 'ignored', deadlock: true };`);
    const lost = text.replace(
      'initial: []',
      "initial: [{ from: 'x', to: 'it', message: { type: 'Y' } }]",
    );
    const cwd = folderWith({ 'lost.ts': lost, 'calm.ts': lost.replace(', deadlock: true', '') });
    const calm = await cli('explore calm.ts', { cwd });
    expect(calm.status).toBe(0);
    expect(calm.out).toContain('system    calm.ts: one that takes nothing');
    expect(calm.out).toContain('options   unexpected ignored');
    expect(calm.out).toContain('verdict     holds in every order');
    const stuck = await cli('explore lost.ts --out t.json', { cwd });
    expect(stuck.status).toBe(1);
    expect(stuck.out).toContain('it cannot move and is not in a final state');
    expect(stuck.out).not.toContain('UNEXPECTED');
    for (const more of ['', ' --live']) {
      const again = await cli(`replay t.json${more}`, { cwd });
      expect(again.out).toMatch(/the same violation( under createActor)?: Deadlock at the end/);
    }
  });

  test('--json is one document', async () => {
    const { status, out } = await cli('explore shop.ts --json --no-reduction', { cwd: shop() });
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      format: 'sriov-sim-explore',
      verdict: 'violated',
      strategy: 'breadth-first',
      reduction: 'none',
      property: 'NoSaleLost',
      racingPair: { first: expect.any(Number) },
      system: {
        file: 'shop.ts',
        actors: ['stock', 'anna', 'ben'],
        properties: ['NoSaleLost'],
      },
      options: {},
    });
  });

  test('a violation before anything has moved is explained too', async () => {
    const text = sink(`${oneActor}
      export const properties = [{ kind: 'always', name: 'Seen', rule: 'something was seen', reads: ['it'],
        check: ({ it }) => it.context.seen > 0 ? undefined : 'nothing was seen' }];`);
    const cwd = folderWith({ 'blind.ts': text });
    const { status, out, err } = await cli('explore blind.ts --out t.json', { cwd });
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out).toContain('nothing was seen');
    expect(out).toContain('from the beginning: every order ends in a violation');
    expect((await cli('replay t.json', { cwd })).out).toContain('the same violation: Seen');
  });

  test('when timers fire is said by the command line, by the file, or assumed, and then that is told', async () => {
    const timed = sink(oneActor).replace(
      '{ GO: {} }',
      '{ GO: {} }, after: { 10: { target: "on", guard: () => false } }',
    );
    const said = timed.replace('export', 'export const options = { timers: "any" }; export');
    const cwd = folderWith({ 'timed.ts': timed, 'said.ts': said });
    const assumed = (await cli('explore timed.ts', { cwd })).out;
    expect(assumed).toContain('timers when nothing else can move');
    expect(assumed).toContain('assumed     timers fire only when nothing else can move');
    const always = (await cli('explore said.ts', { cwd })).out;
    expect(always).toContain('timers at any time');
    const idle = (await cli('explore said.ts --timers idle', { cwd })).out;
    expect(idle).toContain('timers when nothing else can move');
    expect(always + idle).not.toContain('assumed');
  });

  test('bounds, samples and messages of drivers mean what they mean elsewhere', async () => {
    const cwd = folderWith({ 'shop.ts': example, 'words.ts': wordy });
    const bounded = await cli('explore shop.ts --max-states 3', { cwd });
    expect(bounded.status).toBe(3);
    expect(bounded.out).toContain('truncated (states): nothing violated so far');
    const sampled = await cli('explore shop.ts --strategy pct --seed 3 --json', { cwd });
    expect(JSON.parse(sampled.out)).toMatchObject({ strategy: 'pct', property: 'NoSaleLost' });
    const { out } = await cli('explore words.ts', { cwd });
    // A driver's message would have its value in hexadecimal digits, and no id.
    expect(out).toContain('SET id 7, value 9, status busy');
  });
});

/** A message with fields that have words of their own where drivers talk. */
const wordy = sink(
  oneActor.replace(
    'initial: []',
    "initial: [{ from: 'x', to: 'it', message: { type: 'SET', id: 7, value: 9, status: 'busy' } }]",
  ),
);

describe('a trace of it', () => {
  test('says whose it is, is replayed from there, and by stepping', async () => {
    const cwd = shop();
    await cli('explore ./shop.ts --out t.json', { cwd });
    const trace = JSON.parse(readFileSync(join(cwd, 't.json'), 'utf8'));
    expect(trace).toMatchObject({
      format: 'sriov-sim-trace',
      version: 2,
      system: { module: { file: './shop.ts', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      options: { timers: 'idle', channels: 'fifo', strategy: 'breadth-first' },
      violation: { property: 'NoSaleLost' },
    });
    for (const more of ['', ' --live']) {
      const { status, out } = await cli(`replay t.json${more}`, { cwd });
      expect(status).toBe(1);
      expect(out).toMatch(/the same violation( under createActor)?: NoSaleLost at the end/);
    }
    const at = await cli('replay t.json --step 7', { cwd });
    expect(at.out).toContain('amount: 10 → 9');
    const lanes = await cli('export t.json --format lanes', { cwd });
    expect(lanes.out).toContain('write');
  });

  test('of a file that has changed is refused; --changed says what has become of it', async () => {
    const cwd = shop();
    await cli('explore shop.ts --out t.json', { cwd });
    writeFileSync(join(cwd, 'shop.ts'), example.replace('amount === 8', 'amount <= 9'));
    const refused = await cli('replay t.json', { cwd });
    expect(refused.status).toBe(2);
    expect(refused.err).toMatch(
      /^error: t.json: the system, shop.ts, is not what it was when the trace was written: its SHA-256 is/,
    );
    const now = await cli('replay t.json --changed', { cwd });
    expect(now.status).toBe(0);
    expect(now.out).toContain('changed: the system, shop.ts');
    expect(now.out).toContain(
      'holds now: 10 steps, nothing violated; the trace has NoSaleLost at the end',
    );
    writeFileSync(join(cwd, 'shop.ts'), mended);
    const other = await cli('replay t.json --changed', { cwd });
    expect(other.status).toBe(2);
    expect(other.out).toMatch(/step 1 cannot be delivered: shop → ben: sell; possible there: /);
    writeFileSync(join(cwd, 'shop.ts'), 'export const other = 1;');
    const none = await cli('replay t.json --changed', { cwd });
    expect(none.status).toBe(2);
    expect(none.err).toContain('shop.ts: it exports other; legal are a system of your own');
  });
});

test('a promise that a machine invokes is not started, under createActor either', async () => {
  const cwd = folderWith({
    'box.ts': `import { fromPromise, setup } from 'xstate';
      const load = fromPromise(async () => { throw new Error('it was started'); });
      const machine = setup({ actors: { load } }).createMachine({ initial: 'loading', states: {
        loading: { invoke: { src: 'load', onDone: 'shown', onError: 'failed' } },
        shown: { invoke: { src: fromPromise(async () => { globalThis.wasStarted = true; }) } }, failed: {} } });
      export const system = { actors: { box: { machine, invoked: { load: { done: [1], error: ['no'] },
        '0.(machine).shown': {} } } }, initial: [] };
      export const properties = [{ kind: 'always', name: 'NotShown', rule: 'it is not shown', reads: ['box'],
        check: ({ box }) => box.value === 'shown' ? 'it is shown' : undefined }];`,
  });
  expect((await cli('explore box.ts --out t.json', { cwd })).status).toBe(1);
  const { out } = await cli('replay t.json --live', { cwd });
  expect(out).toContain('the same violation under createActor: NotShown at step 1');
  expect(globalThis).not.toHaveProperty('wasStarted');
});

test('a machine in a file that the module imports counts as well', async () => {
  const [head = '', tail = ''] = example.split('export const system');
  const machines = `${head.replaceAll('\nconst ', '\nexport const ')}`;
  const cwd = folderWith({
    'machines.ts': machines,
    'shop.ts': `import { explain } from 'sriov-sim'; import { explore } from 'sriov-sim/explore';
      import { stock, assistant } from './machines.js';
      export const system${tail}`,
  });
  expect((await cli('explore shop.ts --out t.json', { cwd })).status).toBe(1);
  expect((await cli('replay t.json', { cwd })).status).toBe(1);
  writeFileSync(join(cwd, 'machines.ts'), machines.replace('amount: 10', 'amount: 11'));
  const refused = await cli('replay t.json', { cwd });
  expect(refused.status).toBe(2);
  expect(refused.err).toContain('the system, shop.ts, is not what it was');
});

describe('a checkpoint of it', () => {
  test('goes on to the same report, and is refused when the file has changed', async () => {
    const cwd = shop();
    const whole = JSON.parse((await cli('explore shop.ts --no-reduction --json', { cwd })).out);
    const begun = await cli(
      'explore shop.ts --no-reduction --resume c --checkpoint-every 0 --max-depth 4',
      { cwd },
    );
    expect(begun.err).toContain('c: no checkpoint yet, so it begins');
    expect(begun.status).toBe(3);
    for (const words of ['explore --resume c', 'explore shop.ts --no-reduction --resume c']) {
      const { status, out } = await cli(`${words} --max-depth 1000 --json`, { cwd });
      expect(status).toBe(1);
      const { seconds: _, bytes: _bytes, machineSteps: _steps, ...rest } = JSON.parse(out);
      expect(whole).toMatchObject(rest);
    }
    writeFileSync(join(cwd, 'shop.ts'), `${example}\n// another`);
    const { status, err } = await cli('explore --resume c', { cwd });
    expect(status).toBe(2);
    expect(err).toBe(
      'error: c: this checkpoint is of another search: the module shop.ts has changed since\n',
    );
  });
});

describe('what cannot be explored is told in a line, with exit status 2', () => {
  const refused: Readonly<Record<string, readonly [text: string, reason: string]>> = {
    'no system': [
      sink('export const sytem = 1;'),
      'it exports sytem; legal are a system of your own',
    ],
    'a machine': [sink('export default machine;'), 'its default export is an XState machine'],
    'a default export': [sink('export default { actors: {}, initial: [] };'), 'export it by name'],
    'a function': [sink('export const system = () => 1;'), "its export 'system' is a function"],
    'no actors': [sink('export const system = { actors: {}, initial: [] };'), 'has no actors'],
    'no initial': [
      sink('export const system = { actors: { it: { machine } } };'),
      "has no list 'initial'",
    ],
    'no machine': [
      sink('export const system = { actors: { it: machine }, initial: [] };'),
      'write it: { machine }',
    ],
    'an unknown option': [
      sink(`${oneActor} export const options = { lossi: true };`),
      "did you mean 'lossy'?",
    ],
    'an option of a search': [
      sink(`${oneActor} export const options = { maxStates: 3 };`),
      'on the command line how it is searched',
    ],
    'a wrong value': [
      sink(`${oneActor} export const options = { channels: 'lifo' };`),
      'not "lifo"',
    ],
    'no list': [
      sink(`${oneActor} export const properties = {};`),
      "'properties' must be a list of properties",
    ],
    'no property': [
      sink(`${oneActor} export const properties = [null];`),
      'must be a list of properties',
    ],
    'a property that throws': [
      sink(`${oneActor} export const properties = [{ kind: 'always', name: 'P', rule: 'r', reads: ['it'],
        check: ({ it }) => it.context.deep.er }];`),
      "property 'P', which reads it, throws: ",
    ],
    'a syntax error': [
      'export const system = {;',
      'cannot be loaded: ParseError: Unexpected token (line 1, column ',
    ],
    'a module that throws': ["throw new Error('not today');", 'cannot be loaded: not today'],
    'an import that is missing': [
      "import './gone.ts';",
      "cannot be loaded: Cannot find module './gone.ts'",
    ],
  };
  test.each(Object.entries(refused))('%s', async (_, [text, reason]) => {
    const cwd = folderWith({ 'mine.ts': text });
    const { status, err } = await cli('explore mine.ts', { cwd });
    expect(err).toMatch(/^error: mine\.ts: [^\n]+\n$/);
    expect(err).toContain(reason);
    expect(status).toBe(2);
  });

  test.each([
    '--vfs 2',
    '--no-vbd',
    '--pf x.ts',
    '--device intel-82576',
    '--static-switch',
    '--reading C01=B',
  ])('%s, which is about drivers', async (option) => {
    const { status, err } = await cli(`explore shop.ts ${option}`, { cwd: shop() });
    const [name = ''] = option.split(' ');
    expect(status).toBe(2);
    expect(err).toMatch(
      new RegExp(
        `^error: ${name} is for the driver stack, and shop.ts exports a system of its own: legal are --report, --timers, .*--json`,
      ),
    );
  });

  test('a file that is not there, and one that waits for ever until it is interrupted', async () => {
    const cwd = folderWith({ 'waits.mjs': 'await new Promise(() => {});' });
    const gone = await cli('explore ./gone.ts', { cwd });
    expect(gone).toMatchObject({ status: 2, err: 'error: ./gone.ts: there is no such file\n' });
    const interrupt = new AbortController();
    const waiting = cli('explore waits.mjs', { cwd, signal: interrupt.signal });
    setImmediate(() => interrupt.abort());
    const { status, err } = await waiting;
    expect(status).toBe(2);
    expect(err).toBe(
      'error: waits.mjs: cannot be loaded: interrupted before it had finished loading\n',
    );
  });
});
