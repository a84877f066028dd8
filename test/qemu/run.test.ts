/** Whole runs of the stack over QEMU's registers, as a user starts them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { findQemu } from '../../actors/device/qemu/index.ts';
import { libraryScenario } from '../../actors/scenario/index.ts';
import { runCli } from '../../src/cli/program.ts';
import { stackEngine } from '../../src/cli/stack-engine.ts';
import { stackInput } from '../../src/cli/stack-options.ts';
import { stackDescribed, traceOf, writeTrace } from '../../src/cli/trace-write.ts';
import { runToEnd } from '../../src/trace/live.ts';
import { needsQemu, withoutQemu } from './available.ts';
import { fakeQemu } from './fake-qemu.ts';

const folder = mkdtempSync(join(tmpdir(), 'sriov-sim-qemu-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

async function cli(...argv: string[]) {
  let out = '';
  let err = '';
  const status = await runCli(argv, {
    stdout: {
      write: (text) => {
        out += text;
      },
    },
    stderr: {
      write: (text) => {
        err += text;
      },
    },
    env: {},
    cwd: folder,
  });
  return { status, out, err };
}

test.skipIf(withoutQemu)(needsQemu('bring-up over QEMU: the header says what it is'), async () => {
  const { status, out, err } = await cli('run', 'bring-up', '--device', 'qemu:nvme', '--vfs', '2');
  expect(err).toBe('');
  expect(out).toMatch(
    /^device {4}qemu:nvme of QEMU \d+\.\d+\S*, 1b36:0010, TotalVFs 8, VF device 0010$/m,
  );
  expect(out).toMatch(/^VF 1 {9}assigned at \d+, usable at \d+$/m);
  expect(out).toMatch(/^holds: \d+ properties held; \d+ steps$/m);
  expect(status).toBe(0);
});

test.skipIf(withoutQemu).each(['teardown', 'pf-surprise-removal'])(
  needsQemu('%s over QEMU holds'),
  async (scenario) => {
    const { status, out } = await cli('run', scenario, '--device', 'qemu:nvme', '--quiet');
    expect(out).toMatch(/^holds: /m);
    expect(status).toBe(0);
  },
);

test.skipIf(withoutQemu)(
  needsQemu('more VFs than the device has: how many there can be'),
  async () => {
    const device = 'qemu:nvme,sriov_max_vfs=2';
    const { status, err } = await cli('run', 'bring-up', '--device', device, '--vfs', '3');
    expect(err).toMatch(/^error: --vfs 3: the device qemu:\S+ of QEMU \S+ has TotalVFs 2, /);
    expect(status).toBe(2);
  },
);

test.each([
  ['explore', 'bring-up'],
  ['space', 'bring-up', '--format', 'dot'],
])('%s refuses a device that cannot be copied, and says what takes it', async (...command) => {
  const { status, err } = await cli(...command, '--device', 'qemu:nvme');
  expect(err).toBe(
    'error: --device qemu:nvme is a real device: a search goes back to earlier states again and again, and the ' +
      'state of a device cannot be copied; run, replay and inspect take it\n',
  );
  expect(status).toBe(2);
});

test('a device with a slot: it is one function', async () => {
  const { status, err } = await cli('run', '--device', 'qemu:nvme', '--slot', '01:00.0');
  expect(err).toBe('error: --slot 01:00.0: qemu:nvme is one function\n');
  expect(status).toBe(2);
});

test.skipIf(withoutQemu)(
  needsQemu('a trace that was recorded over QEMU is replayed over a fresh one, purely and live'),
  async () => {
    const flags = { device: 'qemu:nvme', vfs: 1 };
    const input = await stackInput(libraryScenario('bring-up'), flags, folder, 'live');
    const { spec, conventions } = stackEngine(input);
    const { steps, end } = runToEnd(spec, conventions === undefined ? {} : { conventions });
    input.real?.close();
    expect(end.reason).toBe('quiescent');
    const schedule = steps.map(({ from, to, message }) => ({ from, to, message }));
    const trace = traceOf({ described: stackDescribed(input, flags, folder) }, {}, { schedule });
    expect(trace.system).toMatchObject({ device: { profile: 'qemu:nvme' } });
    writeTrace(trace, 'qemu.json', folder);
    for (const how of [['--no-interactive'], ['--live']]) {
      const { status, out, err } = await cli('replay', 'qemu.json', ...how);
      expect(err).toBe('');
      expect(out).toMatch(/nothing is violated|holds/);
      expect(status).toBe(0);
    }
  },
);

test.skipIf(withoutQemu || process.platform === 'win32')(
  needsQemu('a QEMU that dies in the middle of a run: exit status 2, and how it ended'),
  async () => {
    const { command } = findQemu();
    // It is QEMU, until so many bytes were said to it: more than to find out what it is, less than in a demo.
    const body =
      'mkfifo "$0.$$"; exec 5<&0; (dd bs=1 count=1800 <&5 2>/dev/null >"$0.$$"; kill -9 $$) & ' +
      `exec 5<&-; exec ${command} "$@" <"$0.$$"`;
    const fake = fakeQemu('7.2.22', ['nvme'], body);
    vi.stubEnv('SRIOV_SIM_QEMU', `${fake.env.PATH}/qemu-system-x86_64`);
    try {
      const { status, err } = await cli('run', 'demo', '--device', 'qemu:nvme');
      expect(err).toBe('error: QEMU 7.2.22 ended by SIGKILL in the middle of the run\n');
      expect(status).toBe(2);
    } finally {
      fake.remove();
    }
  },
);
