/** Generated test files as a user runs them: they pass as they are, and fail when the machine is not what it was. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, folderWith } from './run-cli.ts';
import { asProject, vitestIn } from './vitest-run.ts';

const door = `import { setup } from 'xstate';
export default setup({
  types: {} as { context: { tries: number; code: string }; events: { type: 'OPEN' } | { type: 'ENTER'; code: string } },
  guards: {
    isRight: ({ context, event }) => event.type === 'ENTER' && event.code === context.code,
    mayTry: ({ context }) => context.tries < 2,
  },
}).createMachine({
  id: 'door',
  context: { tries: 0, code: '42' },
  initial: 'locked',
  states: {
    locked: { on: { ENTER: { guard: 'isRight', target: 'closed' } } },
    closed: { on: { OPEN: 'open', LOCK: 'locked' } },
    open: { on: { CLOSE: 'closed' } },
  },
});
export const events = [
  { type: 'ENTER', code: '42' }, { type: 'ENTER', code: '41' },
  { type: 'OPEN' }, { type: 'CLOSE' }, { type: 'LOCK' },
];
`;

test("a user's suite fails in plain words when the machine loses a guard", async () => {
  const cwd = folderWith({ 'door.ts': door });
  asProject(cwd);
  const made = await cli('generate door.ts --out door.test.ts', { cwd });
  expect({ status: made.status, err: made.err }).toEqual({ status: 0, err: '' });
  const passed = vitestIn(cwd);
  expect(passed.text).toMatch(/Tests +\d+ passed \(\d+\)/);
  expect(passed.status).toBe(0);

  writeFileSync(join(cwd, 'door.ts'), door.replace("guard: 'isRight', ", ''));
  const failed = vitestIn(cwd);
  expect(failed.status).toBe(1);
  expect(failed.text).toContain(
    "after ENTER with code 41: expected to show 'locked, tries 0, code 42'; it shows 'closed, tries 0, code 42'",
  );
  // The stack begins at the line of the test, not inside of the helper.
  expect(failed.text).toMatch(/❯ door\.test\.ts:\d+/);
});

test('a suite for a machine of ours passes as it is, and a lost answer fails', async () => {
  const vary = `import { pciBus } from 'sriov-sim';
    export default pciBus;`;
  const cwd = folderWith({ 'my-pci.ts': vary });
  asProject(cwd);
  const asked = '--scenario bring-up --criteria chart-transitions,irql';
  const ours = await cli(`generate pci ${asked} --out ours.test.ts`, { cwd });
  const theirs = await cli(`generate pci --pci my-pci.ts ${asked} --out theirs.test.ts`, { cwd });
  expect([ours.status, ours.err, theirs.status, theirs.err]).toEqual([0, '', 0, '']);
  const passed = vitestIn(cwd);
  expect(passed.text).toMatch(/Test Files +2 passed \(2\)/);

  const lazy = 'pciBus.provide({ actions: { completeIrp: () => {} } })';
  writeFileSync(join(cwd, 'my-pci.ts'), vary.replace('default pciBus', `default ${lazy}`));
  const failed = vitestIn(cwd);
  expect(failed.status).toBe(1);
  expect(failed.text).toMatch(/Test Files +1 failed \| 1 passed \(2\)/);
  expect(failed.text).toMatch(/after \S+ .*: expected to send \S+ .*; it sent nothing/);
});

test('the same command writes the same file, to the last byte', async () => {
  const cwd = folderWith({ 'door.ts': door });
  const texts = [];
  for (let n = 0; n < 2; n += 1) {
    await cli('generate door.ts --criteria all --out door.test.ts', { cwd });
    texts.push(readFileSync(join(cwd, 'door.test.ts'), 'utf8'));
  }
  expect(texts[1]).toBe(texts[0]);
});

const till = `import { createMachine } from 'xstate';
import { reply } from 'sriov-sim/system';
const paid = reply(({ event }) => ({ type: 'Paid', amount: event.amount }));
const machine = createMachine({
  id: 'till',
  initial: 'open',
  states: {
    open: { on: { Pay: { actions: paid }, Shut: 'shut' } },
    shut: { on: { Pay: { actions: reply({ type: 'Refused' }) } } },
  },
});
const waits = { on: { Paid: {}, Refused: {} } };
const customer = createMachine({ id: 'customer', initial: 'waits', states: { waits } });
const sent = (from, message) => ({ from, to: 'till', message: { ...message, from } });
export const system = {
  actors: { till: { machine }, customer: { machine: customer }, boss: { machine: customer } },
  initial: [sent('customer', { type: 'Pay', amount: 3 }), sent('boss', { type: 'Shut' })],
};
`;

test('both orders of a race in a system are a test file, and another end of one of them fails', async () => {
  const cwd = folderWith({ 'till.ts': till });
  asProject(cwd);
  const made = await cli('generate till.ts --criteria schedules --out till.test.ts', { cwd });
  expect({ status: made.status, err: made.err }).toEqual({ status: 0, err: '' });
  const text = readFileSync(join(cwd, 'till.test.ts'), 'utf8');
  expect(text).toContain("  run.delivers('customer', 'till', { type: 'Pay', amount: 3 });");
  expect(text).toContain('run.endsAtRest();');
  const passed = vitestIn(cwd);
  expect(passed.text).toMatch(/Tests +2 passed \(2\)/);

  writeFileSync(join(cwd, 'till.ts'), till.replace("reply({ type: 'Refused' })", 'paid'));
  const failed = vitestIn(cwd);
  expect(failed.text).toMatch(/Tests +1 failed \| 1 passed \(2\)/);
  expect(failed.text).toContain(
    'from till to customer comes Paid with amount 3; Refused was expected',
  );
});

test('schedules of the whole stack pass as they are, with a machine of the user in it too', async () => {
  const pf = `import { pfMiniport } from 'sriov-sim';
    export const machine = pfMiniport;`;
  const cwd = folderWith({ 'my-pf.ts': pf });
  asProject(cwd);
  const asked = 'stack --no-vbd --vfs 1 --max-states 2000 --out stack.test.ts --pf my-pf.ts';
  const made = await cli(`generate ${asked}`, { cwd });
  expect(made.err).toBe('');
  const text = readFileSync(join(cwd, 'stack.test.ts'), 'utf8');
  expect(text).toContain("import { machine } from './my-pf.ts';");
  const passed = vitestIn(cwd);
  expect(passed.status).toBe(0);

  const lazy = 'pfMiniport.provide({ actions: { returnInitialized: () => {} } })';
  writeFileSync(join(cwd, 'my-pf.ts'), pf.replace('= pfMiniport', `= ${lazy}`));
  const failed = vitestIn(cwd);
  expect(failed.status).toBe(1);
  expect(failed.text).toMatch(/AssertionError: delivery \d+: nothing waits from pf to ndis/);
});

test('an invoked actor is played by the tests, and a lost handler of its failure fails', async () => {
  const fetch = `import { assign, fromPromise, setup } from 'xstate';
export default setup({ actors: { load: fromPromise(async () => ({ name: 'x' })) } }).createMachine({
  id: 'user', context: { name: '' }, initial: 'idle',
  states: {
    idle: { on: { LOAD: 'loading' } },
    loading: {
      invoke: {
        src: 'load', id: 'load', input: { id: 1 },
        onDone: { target: 'ready', actions: assign({ name: ({ event }) => event.output.name }) },
        onError: 'idle',
      },
    },
    ready: { type: 'final' },
  },
});
export const events = [
  { type: 'LOAD' },
  { type: 'xstate.done.actor.load', output: { name: 'Ann' } },
  { type: 'xstate.error.actor.load', error: 'gone' },
];
`;
  const cwd = folderWith({ 'user.ts': fetch });
  asProject(cwd);
  const made = await cli('generate user.ts --out user.test.ts', { cwd });
  expect({ status: made.status, err: made.err }).toEqual({ status: 0, err: '' });
  const passed = vitestIn(cwd);
  expect(passed.text).toMatch(/Tests +\d+ passed \(\d+\)/);

  writeFileSync(join(cwd, 'user.ts'), fetch.replace("onError: 'idle',", ''));
  const failed = vitestIn(cwd);
  expect(failed.status).toBe(1);
  expect(failed.text).toContain('user does not take xstate.error.actor.load in loading');
});
