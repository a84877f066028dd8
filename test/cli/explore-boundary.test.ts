/** A system without an end of states on the command line: its module says which of them count. */
import { expect, test } from 'vitest';
import { cli, folderWith } from './run-cli.ts';

const counters = (most: number) => `
  import { assign, createMachine } from 'xstate';
  const machine = createMachine({
    context: { n: 0 },
    on: { Tick: { actions: assign({ n: ({ context }) => context.n + 1 }) } },
  });
  const events = [{ type: 'Tick' }];
  export const system = { actors: { a: { machine, events }, b: { machine, events } }, initial: [] };
  export const options = {
    boundary: { name: 'Few', reads: ['a', 'b'], within: ({ a, b }) => a.context.n + b.context.n <= ${most} },
  };`;

test('says what the verdict is about, and goes on from a checkpoint within the same boundary', async () => {
  const cwd = folderWith({ 'count.ts': counters(3) });
  const { status, out } = await cli('explore count.ts', { cwd });
  expect(status).toBe(0);
  expect(out).toContain('options   boundary Few');
  expect(out).toContain(
    'boundary    Few: 8 of the 20 transitions lead out of it and were not followed',
  );
  expect(out).toContain('verdict     holds in every order within Few');
  const json = await cli('explore count.ts --json', { cwd });
  const numbers = { verdict: 'holds', boundary: 'Few', cut: 8, states: 10, transitions: 20 };
  expect(JSON.parse(json.out)).toMatchObject({ ...numbers, options: { boundary: 'Few' } });
  const stopped = await cli('explore count.ts --checkpoint c --max-depth 3', { cwd });
  expect(stopped.status).toBe(3);
  const resumed = await cli('explore --resume c --max-depth 100 --json', { cwd });
  expect(JSON.parse(resumed.out)).toMatchObject(numbers);
});

test('refuses what would find nothing, and what a boundary is not for', async () => {
  const cwd = folderWith({ 'none.ts': counters(-1), 'count.ts': counters(3) });
  const none = await cli('explore none.ts', { cwd });
  expect(none).toMatchObject({ status: 2, out: expect.not.stringContaining('verdict') });
  expect(none.err).toContain("none.ts: the initial state is outside of the boundary 'Few'");
  const executions = await cli('explore count.ts --strategy executions', { cwd });
  expect(executions.status).toBe(2);
  expect(executions.err).toContain("count.ts: strategy 'executions' has no boundary");
});
