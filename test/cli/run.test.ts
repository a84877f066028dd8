import { describe, expect, test } from 'vitest';
import { cli, folderWith } from './run-cli.ts';
import { smallEngine } from './small-stack.ts';

/** A scenario file with these steps of an administrator. */
function scenario(...steps: readonly object[]): string {
  return JSON.stringify({ name: 'own', title: 'Own.', clients: [{ name: 'admin', steps }] });
}

describe('a run', () => {
  test('tells what is run, each step, and what came of it', async () => {
    const { status, out, err } = await cli('run query-remove --seed 1');
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out).toMatchInlineSnapshot(`
      "scenario  query-remove: Removal of the PF is refused while another driver holds its bus interface.
      device    intel-82576, 8086:10c9, TotalVFs 8, VF device 10ca
      topology  1 VF in 1 guest, with VBD, dynamic switch, 1 client
      order     seed 1

       step  time pnp hold │ cl  message
          1   0ms  ·   ·   │ ●   administrator Begin  ready → waiting
          2        ◀─────────┤   administrator StartDevice  idle → used
          3        ├─────────▶   administrator StartDevice.done SUCCESS
          4        ·   ◀─────┤   administrator HoldInterface  idle → used
          5        ·   ├─────▶   administrator HoldInterface.done SUCCESS
          6        ◀─────────┤   administrator RemoveDevice
          7        ├─────────▶   administrator RemoveDevice.done SUCCESS
          8        ·   ◀─────┤   administrator ReleaseInterface
          9        ·   ├─────▶   administrator ReleaseInterface.done SUCCESS
         10        ◀─────────┤   administrator RemoveDevice
         11        ├─────────▶   administrator RemoveDevice.done SUCCESS  waiting → finished
      violated: ExpectedStatus
        rule      every answer has a status that the scenario expects
        step      at the end
        what      step 3 of administrator, RemoveDevice: STATUS_SUCCESS instead of STATUS_UNSUCCESSFUL

      administrator
        StartDevice       STATUS_SUCCESS
        HoldInterface     STATUS_SUCCESS
        RemoveDevice      STATUS_SUCCESS  expected STATUS_UNSUCCESSFUL
        ReleaseInterface  STATUS_SUCCESS
        RemoveDevice      STATUS_SUCCESS
      VF 0         never there
      messages     11 delivered, 11 sent; received by clients 6, pnp 3, holder 2
      held         PowerBeforeUse
      not reached  SeveralAdapters
      violated: ExpectedStatus, first at the end, after 11 steps
      "
    `);
  });

  test('with --quiet tells only the end', async () => {
    const { status, out } = await cli('run bring-up --vfs 2 --quiet');
    expect(status).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "administrator
        StartDevice                         STATUS_SUCCESS
        AssignVf VF 0 to 1                  STATUS_SUCCESS
      application.vf0 to vf1 (2 alike)
        AwaitDeviceInterface VF 0, arrival  STATUS_SUCCESS
      VF 0         assigned at 11
      VF 1         assigned at 13
      messages     13 delivered, 13 sent; received by clients 8, pnp 1, pnp.g0 1, pnp.g1 1, vstack 2
      held         PowerBeforeUse
      seen         SeveralAdapters
      holds: 1 property held; 13 steps
      "
    `);
  });

  test('takes a scenario of the user’s own, with the VFs and the VBD that it asks for', async () => {
    const own = { ...JSON.parse(scenario({ do: 'start-pf' })), stack: { vfs: 3, vbd: false } };
    const cwd = folderWith({ 'own.json': JSON.stringify(own) });
    const { status, out } = await cli('run --scenario own.json', { cwd });
    expect(status).toBe(0);
    expect(out).toContain('topology  3 VFs in 3 guests, without VBD, dynamic switch, 1 client\n');
  });

  test('takes a scenario from a TypeScript file', async () => {
    const text = `const vfs: number = 2; export default { ...${scenario({ do: 'start-pf' })}, stack: { vfs } };`;
    const cwd = folderWith({ 'own.ts': text });
    expect((await cli('run own.ts', { cwd })).out).toContain('topology  2 VFs in 2 guests');
  });

  test('at a property that does not hold says which, and ends with status 1', async () => {
    const engine = smallEngine('STATUS_POWER_STATE_INVALID');
    const cwd = folderWith({ 'own.json': scenario({ do: 'start-pf' }) });
    const { status, out } = await cli('run own.json --quiet', { engine, cwd });
    expect(status).toBe(1);
    expect(out.split('\n').slice(0, 5)).toMatchInlineSnapshot(`
      [
        "violated: PowerBeforeUse",
        "  rule      no request is refused for want of power",
        "  bug check DRIVER_POWER_STATE_FAILURE (0x9F)",
        "  step      2",
        "  what      the start was refused",
      ]
    `);
    expect(out).toContain('violated: PowerBeforeUse, first at step 2 of 3 steps\n');
  });

  test('at its bound says so, and ends with status 3', async () => {
    const { status, out } = await cli('run demo --quiet --max-steps 3');
    expect(status).toBe(3);
    expect(out.trimEnd().split('\n').at(-1)).toBe(
      'bounds reached: stopped at 3 steps (--max-steps); nothing violated so far',
    );
  });

  test('when interrupted says what is known so far, and ends with status 130', async () => {
    const interrupt = new AbortController();
    const onOut = (text: string) => {
      if (/^ +4 /m.test(text)) interrupt.abort();
    };
    const { status, out } = await cli('run demo', { signal: interrupt.signal, onOut });
    expect(status).toBe(130);
    expect(out).toContain('interrupted: after 4 steps, nothing violated so far\n');
  });
});

describe('--json', () => {
  test('gives a header, a record for each step and violation, and an end', async () => {
    const engine = smallEngine('STATUS_POWER_STATE_INVALID');
    const { status, out, err } = await cli('run query-remove --json', { engine });
    expect({ status, err }).toEqual({ status: 1, err: '' });
    const records = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records[0]).toMatchObject({
      kind: 'header',
      format: 'sriov-sim-run',
      version: 1,
      run: { scenario: 'query-remove', vfs: 1, seed: null },
      device: { name: 'intel-82576' },
    });
    const kinds = [...new Set(records.map(({ kind }) => kind))];
    expect(kinds).toEqual(['header', 'step', 'violation', 'end']);
    expect(records.at(-1)).toMatchObject({ kind: 'end', verdict: { kind: 'violated' } });
  });
});

describe('a machine of the user’s own', () => {
  const machine = `
    import { setup } from 'xstate';
    import { reply } from 'sriov-sim/system';
    import { NTSTATUS } from 'sriov-sim/wdk';
    const status: string = 'STATUS_SUCCESS' in NTSTATUS ? 'STATUS_SUCCESS' : '';
    export default setup({}).createMachine({ initial: 'a', states: { a: { on: { UpdateBlock: {
      actions: reply(({ event }) => ({ type: 'UpdateBlock.done', id: event.id, status })) } } } } });`;

  test('takes the place of ours, wherever its file lies', async () => {
    const cwd = folderWith({
      'pf.ts': machine,
      'own.json': scenario({ do: 'update-block', vf: 0, block: 1, content: 'x' }),
    });
    const { status, out, err } = await cli('run own.json --pf pf.ts', { cwd });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('machines  pf from pf.ts\n');
  });

  test('that throws ends the run with its file and actor', async () => {
    const cwd = folderWith({
      'pf.ts': machine.replace(
        'reply(({ event })',
        "() => { throw new Error('no such block') }, x: (({ event })",
      ),
      'own.json': scenario({ do: 'update-block', vf: 0, block: 1, content: 'x' }),
    });
    const { status, out } = await cli('run own.json --pf pf.ts --quiet', { cwd });
    expect(status).toBe(2);
    expect(out).toContain("failed: pf.ts: actor 'pf' threw after step 2: no such block\n");
  });

  test.each([
    ['', 'it exports nothing;'],
    ['export const pf = 1;', 'it exports pf;'],
    ['export default 7;', 'its default export is a number;'],
    ['export const machine = null;', 'its machine export is null;'],
    [
      'export default { states: {} };',
      'its default export is a plain object: pass it to createMachine;',
    ],
    [
      "import { createActor, createMachine } from 'xstate'; export default createActor(createMachine({}));",
      'its default export is an actor, not its machine;',
    ],
    ["throw new Error('not today');", 'cannot be loaded: not today'],
    ["throw 'not today';", 'cannot be loaded: not today'],
    ["import './none.ts'; export default 1;", "cannot be loaded: Cannot find module './none.ts'"],
    ["import 'no-such-package';", 'cannot be loaded: Cannot find '],
    ['export default {;', 'cannot be loaded: ParseError: '],
  ])('with the text %j is refused by name', async (text, words) => {
    const cwd = folderWith({ 'pf.ts': text });
    const { status, out, err } = await cli('run bring-up --pf pf.ts', { cwd });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(`error: pf.ts: ${words}`);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
