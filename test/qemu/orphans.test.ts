/** However this program ends, its QEMU ends too. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { openQemuDevice } from '../../actors/device/qemu/index.ts';
import { needsQemu, withoutQemu } from './available.ts';

const isLinux = process.platform === 'linux';
const cannot = withoutQemu || !isLinux;
const named = (name: string) =>
  isLinux ? needsQemu(name) : `${name} (skipped: there is no /proc)`;

/** Processes with this word in their command line, this program's own and the tests' apart. */
function processesWith(word: string): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ');
      return line.includes(word) && line.includes('-qtest') ? [line] : [];
    } catch {
      return [];
    }
  });
}

/** Resolves when they are gone; a test that waits in vain runs into its time-out. */
async function gone(word: string): Promise<void> {
  while (processesWith(word).length > 0) await turn();
}

let holder: ChildProcess | undefined;
afterEach(() => {
  holder?.kill('SIGKILL');
  holder = undefined;
});

/** Another process that holds a device of this serial number. */
async function held(serial: string): Promise<ChildProcess> {
  const jiti = path.resolve('node_modules/jiti/lib/jiti-cli.mjs');
  const program = path.join(import.meta.dirname, 'held-device.ts');
  const child = spawn(process.execPath, [jiti, program, `qemu:nvme,serial=${serial}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  holder = child;
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

test.skipIf(cannot).each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
  named('a program that ends by %s leaves no QEMU behind'),
  async (signal) => {
    const serial = `orphan-${signal}-${process.pid}`;
    const child = await held(serial);
    expect(processesWith(serial).length).toBeGreaterThan(0);
    child.kill(signal);
    await once(child, 'exit');
    await gone(serial);
    expect(processesWith(serial)).toEqual([]);
  },
);

test.skipIf(cannot)(named('a device that is closed has no process any more'), async () => {
  const serial = `closed-${process.pid}`;
  const device = openQemuDevice(`qemu:nvme,serial=${serial}`);
  expect(processesWith(serial).length).toBeGreaterThan(0);
  device.close();
  await gone(serial);
});
