import { describe, expect, test } from 'vitest';
import { cli } from './run-cli.ts';
import { smallEngine } from './small-stack.ts';

const refusing = () => ({ engine: smallEngine('STATUS_POWER_STATE_INVALID') });

describe('explore', () => {
  test('says what holds in every order, and exits 0', async () => {
    const { status, out, err } = await cli('explore bring-up --vfs 1');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('order     every order, breadth-first; timers');
    expect(out).toMatch(/explored +\d+ states, \d+ transitions, \d+ levels, \d+ ends?\n/);
    expect(out).toContain('verdict     holds in every order');
  });

  test('shows the rule, the bug check and the shortest schedule, and exits 1', async () => {
    const { status, out } = await cli('explore bring-up --vfs 1', refusing());
    expect(status).toBe(1);
    expect(out).toContain('violated: PowerBeforeUse');
    expect(out).toContain('DRIVER_POWER_STATE_FAILURE (0x9F)');
    expect(out).toMatch(/the shortest schedule: \d+ steps, none of which can be left out/);
    expect(out).toContain('verdict     violated: PowerBeforeUse');
  });

  test('a situation that no order comes to is named with what it is', async () => {
    const { out } = await cli('explore bring-up --vfs 1', { engine: smallEngine() });
    expect(out).toMatch(/not reached SeveralAdapters \(in no order: .+\)/);
  });

  test('a bound ends it with exit status 3', async () => {
    const { status, out } = await cli('explore bring-up --vfs 1 --max-states 3');
    expect(status).toBe(3);
    expect(out).toContain('truncated (states): nothing violated so far');
  });

  test('an interrupt ends it with what is known so far', async () => {
    const { status, out } = await cli('explore bring-up', { signal: AbortSignal.abort() });
    expect(status).toBe(130);
    expect(out).toContain('truncated (interrupted)');
  });

  test('--json is one document', async () => {
    const { status, out } = await cli('explore bring-up --vfs 1 --json', refusing());
    const document = JSON.parse(out);
    expect(status).toBe(1);
    expect(document).toMatchObject({
      format: 'sriov-sim-explore',
      version: 1,
      verdict: 'violated',
      strategy: 'breadth-first',
      reduction: 'partial-order',
      property: 'PowerBeforeUse',
      states: expect.any(Number),
      transitions: expect.any(Number),
      depth: expect.any(Number),
      seconds: expect.any(Number),
      run: { scenario: 'bring-up', vfs: 1 },
    });
    expect(document.schedule[0]).toMatchObject({ from: 'environment', message: { type: 'Begin' } });
    expect(document.schedule).toHaveLength(document.violation.step);
  });

  test('the real stack holds in every order of a backchannel, and what is hoped for comes up', async () => {
    const { status, out } = await cli('explore backchannel --vfs 1 --no-vbd --json', {
      engine: 'stack',
    });
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'holds',
      reached: ['VfRuns', 'BlockRead', 'BlockWritten', 'IrpCancelled'],
      notReached: [],
    });
  });

  test('a number of threads that is none, and threads that have nothing to do', async () => {
    const { status, err } = await cli('explore bring-up --workers 65');
    expect(status).toBe(2);
    expect(err).toContain("'--workers <n>' argument '65' is invalid");
    const reason = async (more: string) =>
      (await cli(`explore bring-up --vfs 1 --workers 2${more}`)).err;
    expect(await reason(' --no-reduction')).toBe(
      '--workers 2: one thread has searched: the other threads begin at 200,000 states\n',
    );
    expect(await reason(' --strategy depth-first')).toContain('depth-first has one thread');
  });

  test('nonsense is told what is legal', async () => {
    const { status, err } = await cli('explore bring-up --timers never');
    expect(status).toBe(2);
    expect(err).toContain('Allowed choices are idle, any');
  });
});
