import { describe, expect, test } from 'vitest';
import { cli, folderWith } from './run-cli.ts';

describe('the real stack on the command line', () => {
  test('lives its whole life with four VFs, and every property holds', async () => {
    const { status, out, err } = await cli('run demo --vfs 4 --quiet', { engine: 'stack' });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/\nholds: \d+ properties held; \d+ steps\n$/);
    expect(out).toContain('application.vf0 to vf3 (4 alike)');
  });

  test('is the same run again with the same seed, and another one with another', async () => {
    const run = async (seed: number) =>
      (await cli(`run backchannel --vfs 2 --json --seed ${seed}`, { engine: 'stack' })).out;
    expect(await run(1)).toBe(await run(1));
    expect(await run(1)).not.toBe(await run(2));
  });

  test('takes our own PF miniport from a user’s file in its place', async () => {
    const cwd = folderWith({ 'pf.ts': "export { pfMiniport as machine } from 'sriov-sim';" });
    const { status, out } = await cli('run query-remove --pf pf.ts', { cwd, engine: 'stack' });
    expect(status).toBe(0);
    expect(out).toContain('machines  pf from pf.ts\n');
  });

  test('with a PF miniport that answers nothing hangs, and says who waits for whom', async () => {
    const text = `import { createMachine } from 'xstate';
      export default createMachine({ on: { '*': {} } });`;
    const cwd = folderWith({ 'pf.ts': text });
    const { status, out } = await cli('run bring-up --pf pf.ts', { cwd, engine: 'stack' });
    expect(status).toBe(1);
    expect(out).toContain('violated: NothingLost\n');
    expect(out.replace(/\n +/g, ' ')).toContain('ndis waits for pf: MiniportInitializeEx');
  });
});
