/** Whatever goes wrong with QEMU is one clear sentence. */
import { afterEach, expect, test } from 'vitest';
import {
  findQemu,
  openQemuDevice,
  QemuError,
  QemuMachine,
} from '../../actors/device/qemu/index.ts';
import { needsQemu, withoutQemu } from './available.ts';
import type { Fake } from './fake-qemu.ts';
import { fakeQemu } from './fake-qemu.ts';

let fake: Fake | undefined;
afterEach(() => {
  fake?.remove();
  fake = undefined;
});

function trouble(work: () => unknown): QemuError {
  try {
    work();
  } catch (error) {
    if (error instanceof QemuError) return error;
    throw error;
  }
  throw new Error('nothing went wrong');
}

test('a QEMU that is not installed: the error names the package', () => {
  const error = trouble(() => openQemuDevice('qemu:nvme', { env: { PATH: '' } }));
  expect([error.trouble, error.message]).toEqual([
    'missing',
    'qemu-system-x86_64 is not in PATH: install QEMU (Debian and Ubuntu: apt-get install qemu-system-x86), or ' +
      'name it in SRIOV_SIM_QEMU',
  ]);
});

test('a QEMU that is named and is not there', () => {
  const env = { SRIOV_SIM_QEMU: 'no-such-qemu', PATH: process.env.PATH };
  expect(trouble(() => findQemu(env)).message).toBe(
    "SRIOV_SIM_QEMU: there is no program 'no-such-qemu'",
  );
});

test('a program that is no QEMU', () => {
  const error = trouble(() => findQemu({ SRIOV_SIM_QEMU: process.execPath }));
  expect(error.message).toContain('does not say which QEMU it is');
});

test('a QEMU that is too old for SR-IOV: what has it', () => {
  fake = fakeQemu('6.2.0 (Debian 1:6.2)', ['nvme', 'e1000e'], 'exit 1');
  const { env } = fake;
  expect(trouble(() => openQemuDevice('qemu:nvme', { env })).message).toBe(
    "QEMU 6.2.0 has no SR-IOV in 'nvme'; QEMU 7.1 and later have it; its SR-IOV devices that are known here: none",
  );
});

test('a device that a later QEMU has: from which version on, and what is there', () => {
  fake = fakeQemu('7.2.22', ['nvme'], 'exit 1');
  const { env } = fake;
  const error = trouble(() => openQemuDevice('qemu:igb', { env }));
  expect([error.trouble, error.message]).toEqual([
    'unknown-device',
    "QEMU 7.2.22 has no device 'igb'; QEMU 8.0 and later have it; its SR-IOV devices that are known here: nvme",
  ]);
});

test('a QEMU that does not answer is ended, and the time is named', () => {
  fake = fakeQemu('8.2.0', ['nvme'], 'exec cat >/dev/null');
  const { env } = fake;
  const error = trouble(() =>
    openQemuDevice('qemu:nvme', {
      env: { ...env, PATH: `${env.PATH}:/bin:/usr/bin` },
      timeoutMs: 1500,
    }),
  );
  expect([error.trouble, error.message]).toEqual([
    'silent',
    "QEMU 8.2.0 did not answer 'outl 0xcf8 0x80000064' and what followed within 1.5 s, and was ended",
  ]);
});

test('a QEMU that refuses to start: its own words', () => {
  const words = "qemu-system-x86_64: -device nvme: Property 'nvme.x' not found";
  fake = fakeQemu('8.2.0', ['nvme'], `echo "${words}" >&2; exit 1`);
  const { env } = fake;
  const error = trouble(() => openQemuDevice('qemu:nvme', { env }));
  expect([error.trouble, error.message]).toEqual([
    'refused',
    "QEMU 8.2.0 ended with exit status 1 before it answered: -device nvme: Property 'nvme.x' not found",
  ]);
});

test('a QEMU that dies in the middle: how, and its last words', () => {
  const body =
    'for n in 1 2 3 4; do read -r line; echo OK; done; echo "assertion failed" >&2; kill -ABRT $$';
  fake = fakeQemu('8.2.0', ['nvme'], body);
  const { env } = fake;
  const error = trouble(() => openQemuDevice('qemu:nvme', { env }));
  expect([error.trouble, error.message]).toEqual([
    'died',
    'QEMU 8.2.0 ended by SIGABRT in the middle of the run: assertion failed',
  ]);
});

test('an answer that is none', () => {
  fake = fakeQemu('8.2.0', ['nvme'], 'while read -r line; do echo "FAIL Unknown command"; done');
  const { env } = fake;
  expect(trouble(() => openQemuDevice('qemu:nvme', { env })).message).toBe(
    "QEMU 8.2.0 answered 'FAIL Unknown command' to 'outl 0xcf8 0x80000064'",
  );
});

test.skipIf(withoutQemu)(needsQemu('an option that the device does not have'), () => {
  const error = trouble(() => new QemuMachine('qemu:nvme,no_such_option=1'));
  expect(error.message).toMatch(/: Property 'nvme\.no_such_option' not found$/);
});

test.skipIf(withoutQemu)(needsQemu('a device without SR-IOV: what it has instead'), () => {
  expect(trouble(() => new QemuMachine('qemu:e1000e')).message).toMatch(
    /^qemu:e1000e: 8086:10d3 has no SR-IOV capability: .* one with id 0x0010 is needed$/,
  );
});
