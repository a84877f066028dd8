/** The command `generate`: what it takes, what it tells, what it writes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSuite } from '../../src/generate/index.ts';
import { cli, folderWith } from './run-cli.ts';

const light = `import { setup } from 'xstate';
export default setup({ guards: { isReady: ({ context }) => context.ready } }).createMachine({
  id: 'light',
  context: { ready: true },
  initial: 'off',
  states: {
    off: { on: { ON: { guard: 'isReady', target: 'on' } } },
    on: { on: { OFF: 'off', BREAK: 'broken' } },
    broken: {},
    forgotten: { on: { ON: 'on' } },
  },
});
`;

/** Reads data of its events; one guard throws without. */
const needy = `import { setup, assign } from 'xstate';
export const machine = setup({
  guards: { fits: ({ event }) => event.size.width < 3 },
  actions: { keep: assign({ total: ({ context, event }) => context.total + event.amount }) },
}).createMachine({
  context: { total: 0 },
  initial: 'open',
  states: {
    open: { on: { PUT: { guard: 'fits', target: 'full' }, PAY: { actions: 'keep', target: 'full' } } },
    full: {},
  },
});
`;

const files = { 'light.ts': light, 'needy.ts': needy };

test('a plain machine: its events from its definition, its state and context as what it shows', async () => {
  const cwd = folderWith(files);
  const { status, out, err } = await cli('generate light.ts', { cwd });
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toMatch(/^subject +light: 3 states, 9 transitions\n/);
  expect(out).toMatch(/^transitions\* +9 +0 +0 +0 +9$/m);
  expect(out).toMatch(/^state-nodes +4 +0 +1 +0 +5$/m);
  expect(out).toMatch(/^ended +complete$/m);
  expect(readdirSync(cwd).sort()).toEqual(Object.keys(files).sort());
});

test('events that need data are named, with what was read and what was thrown', async () => {
  const cwd = folderWith(files);
  const { status, out, err } = await cli('generate needy.ts --criteria all', { cwd });
  expect(status).toBe(0);
  expect(err).toBe(
    'needy.ts: these events seem to need data, and were given none:\n' +
      "  PUT: reads event.size, throws without it: Unable to evaluate guard 'fits' in transition for event 'PUT' " +
      "in state node '(machine).open': Cannot read properties of undefined (reading 'width')\n" +
      '  PAY: reads event.amount\n' +
      "  to give it, export the events beside the machine: export const events = [{ type: 'PUT', size: 1 }, ...]\n",
  );
  expect(out).toContain("event 'PUT' (1): the machine throws: Unable to evaluate guard 'fits'");
  expect(out).toContain('events with data may lead there (PUT, PAY)');
  expect(out).toMatch(/^subject +needy: 2 states/);
});

test('with its events exported nothing is left to say', async () => {
  const events =
    'export const events = [{ type: "PUT", size: { width: 1 } }, { type: "PAY", amount: 2 }];\n';
  const cwd = folderWith({ 'needy.ts': needy + events });
  const { status, out, err } = await cli('generate needy.ts --json', { cwd });
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const { format, version, graph, tests, truncated, stoppedBecause, command } = JSON.parse(out);
  expect({ format, version, graph, tests, truncated, stoppedBecause, command }).toEqual({
    format: 'sriov-sim-generate',
    version: 1,
    graph: { states: 3, transitions: 6 },
    tests: 2,
    truncated: false,
    stoppedBecause: 'complete',
    command: 'sriov-sim generate needy.ts',
  });
});

test('every format says what made it, and is the same on standard output and in a file', async () => {
  const cwd = folderWith(files);
  for (const [format, file] of [
    ['json', 'light.json'],
    ['vitest', 'light.test.ts'],
    ['markdown', 'light.md'],
    ['c', 'light.h'],
  ]) {
    const written = await cli(`generate light.ts --out ${file}`, { cwd });
    expect({ status: written.status, err: written.err }).toEqual({ status: 0, err: '' });
    expect(written.out).toContain('criterion');
    const text = readFileSync(join(cwd, `${file}`), 'utf8');
    expect(text).toContain(`sriov-sim generate light.ts --out ${file}`);
    const shown = await cli(`generate light.ts --format ${format}`, { cwd });
    const command = /(sriov-sim generate light.ts) --(out|format) [\w.]+/g;
    expect(shown.out.replace(command, '$1')).toBe(text.replace(command, '$1'));
    expect(shown.err).toMatch(/^\d+ tests?, \d+ steps\n$/);
  }
  const suite = readSuite(readFileSync(join(cwd, 'light.json'), 'utf8'));
  expect(suite.subject.origin).toMatchObject({ file: 'light.ts', export: 'default' });
});

test('a limit ends it with status 3, and says which and what was left out', async () => {
  const cwd = folderWith(files);
  const { status, out, err } = await cli('generate light.ts --max-states 2', { cwd });
  expect(status).toBe(3);
  expect(err).toBe('cut short by a limit: --max-states raises it\n');
  expect(out).toMatch(/^ended +cut short by max-states: --max-states raises it$/m);
  expect(out).toMatch(/^state-nodes +\d +0 +0 +\d +5$/m);
});

test('what is covered is drawn on the statechart, with a legend', async () => {
  const cwd = folderWith(files);
  const { status } = await cli('generate light.ts --draw light.svg', { cwd });
  expect(status).toBe(0);
  const svg = readFileSync(join(cwd, 'light.svg'), 'utf8');
  expect(svg).toMatch(/class="state atomic[^"]* covered" data-state="light\.off"/);
  expect(svg).toMatch(/class="state atomic[^"]* unreachable" data-state="light\.forgotten"/);
  expect(svg).toContain('cannot be reached: 1 state, 1 transition');
  const part = '--max-steps 1 --draw part.svg';
  expect((await cli(`generate light.ts ${part}`, { cwd })).status).toBe(3);
  expect(readFileSync(join(cwd, 'part.svg'), 'utf8')).toMatch(
    /class="transition uncovered" data-transition="light\.on: BREAK #0"/,
  );
});

test('methods that identify states state their claim', async () => {
  const cwd = folderWith(files);
  const asked = 'generate light.ts --method wp --extra-states 1 --observe outputs --json';
  const { status, out } = await cli(asked, { cwd });
  expect(status).toBe(0);
  const { method, extraStates, observes, claim } = JSON.parse(out);
  expect({ method, extraStates, observes }).toEqual({
    method: 'wp',
    extraStates: 1,
    observes: 'outputs',
  });
  expect(claim).not.toBe('');
});

test('one of our machines, in a scenario, and what it is replaced with', async () => {
  const own = `import { pciBus } from 'sriov-sim'; export default pciBus;`;
  const cwd = folderWith({ 'my-pci.ts': own });
  const asked = '--scenario bring-up --criteria chart-transitions';
  const ours = await cli(`generate pci ${asked} --out pci.test.ts`, { cwd });
  const theirs = await cli(`generate pci --pci my-pci.ts ${asked} --out mine.test.ts`, { cwd });
  expect([ours.status, theirs.status, ours.err, theirs.err]).toEqual([0, 0, '', '']);
  expect(ours.out).toBe(theirs.out);
  const text = readFileSync(join(cwd, 'pci.test.ts'), 'utf8');
  expect(text).toContain("import { driverStatus, pciBus } from 'sriov-sim';");
  const mine = readFileSync(join(cwd, 'mine.test.ts'), 'utf8');
  expect(mine).toContain("import pciMachine from './my-pci.ts';");
});

test('the whole stack: both orders of what races, and a run of sriov-sim test passes them', async () => {
  const cwd = folderWith({});
  const made = await cli('generate stack --no-vbd --out stack.json', { cwd });
  expect({ status: made.status, err: made.err }).toEqual({ status: 0, err: '' });
  expect(made.out).toMatch(/^subject +stack, bring-up, a whole system of \d+ actors$/m);
  expect(made.out).toMatch(/^schedules\* +(\d+) +0 +0 +0 +\1$/m);
  const suite = readSuite(readFileSync(join(cwd, 'stack.json'), 'utf8'));
  expect(suite.subject).toMatchObject({ kind: 'closed', origin: { part: 'stack', vbd: false } });
});

describe('what cannot be done is a message, not a stack trace, and writes nothing', () => {
  const broken: Readonly<Record<string, string>> = {
    'throws.ts': `import { setup } from 'xstate';
      export default setup({ actions: { bad: () => undefined } }).createMachine({
        id: 'it', initial: 'a', context: ({ input }) => ({ n: input.n }), states: { a: { on: { GO: 'a' } } } });`,
    'given.ts': `import { setup, assign } from 'xstate';
      export default setup({ actions: { bad: assign(() => { throw new Error('boom'); }) } }).createMachine({
        id: 'it', initial: 'a', context: {}, states: { a: { on: { GO: { actions: 'bad' } } } } });
      export const events = [{ type: 'GO' }];`,
    'silent.ts': `import { createMachine } from 'xstate'; export default createMachine({ initial: 'a', states: { a: {} } });`,
    'wrong.ts': `export { default } from './light.ts'; export const events = [{ name: 'GO' }];`,
    'light.ts': light,
  };

  test.each([
    ['generate', "error: missing required argument 'subject'"],
    ['generate pff', "error: there is no subject 'pff'; did you mean 'pf'? There are pci, pf"],
    ['generate gone.ts', 'error: gone.ts: there is no such file'],
    [
      'generate light.ts --criteria transition',
      "'transition' is no criterion; did you mean 'transitions'?",
    ],
    ['generate light.ts --method q', 'Allowed choices are tour, w, wp, hsi, h'],
    ['generate light.ts --extra-states 1', '--extra-states is for --method w, wp, hsi and h'],
    [
      'generate light.ts --vfs 2',
      '--vfs: that is about our stack, and light.ts is a machine of your own',
    ],
    ['generate light.ts --out x.txt', '--out x.txt: say --format json, vitest, markdown, c'],
    [
      'generate light.ts --out no/x.json',
      '--out no/x.json: nothing was written: there is no such folder',
    ],
    ['generate light.ts --draw x.png', '--draw x.png: name a file that ends in .svg'],
    [
      'generate light.ts --json --format c',
      '--json and --format c both want standard output: add --out FILE',
    ],
    ['generate pf --vf light.ts', '--vf light.ts: the subject is pf alone; name vf or stack'],
    [
      'generate pf --scenario bringup',
      "--scenario bringup: for one machine a built-in scenario can be named; did you mean 'bring-up'?",
    ],
    [
      'generate throws.ts',
      'throws.ts: the machine cannot be started: Cannot read properties of undefined',
    ],
    ['generate given.ts', "given.ts: no tests can be generated: actor 'it' throws at 'GO': boom"],
    ['generate silent.ts', 'silent.ts: the machine names no event: export the events'],
    ['generate wrong.ts', "wrong.ts: 'events' number 1 has no 'type'"],
    ['generate stack --observe state', '--observe state: schedules are told by what is sent'],
    ['generate stack --draw x.svg --no-vbd', '--draw x.svg: schedules say nothing of statecharts'],
  ])('%s', async (command, words) => {
    const cwd = folderWith(broken);
    const { status, out, err } = await cli(command, { cwd });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(words);
    expect(err).not.toMatch(/\n +at /);
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(broken).sort());
    expect(existsSync(join(cwd, 'x.svg'))).toBe(false);
  });
});
