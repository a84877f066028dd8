import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { bareHex } from '../../actors/device/errors.ts';
import type { DeviceModel } from '../../actors/device/index.ts';
import { DeviceInputError, describeDevice, loadDevice } from '../../actors/device/index.ts';
import { hasShared, sharedFiles, sharedPath } from './shared-data.ts';

/** Offset, Initial and Total VFs, VF offset, stride, VF device id, page sizes; slot of the last. */
const EXPECTED: Readonly<Record<string, readonly unknown[]>> = {
  'cap-dvsec-cxl.8086-0d93.8b122188.txt': [0xb80, 6, 6, 16, 2, 0x0d52, 0x3f, '6b:03.2'],
  'cap-ea-1.177d-a01e.4cd841df.txt': [0x180, 128, 128, 1, 1, 0xa034, 0x553, '0002:01:10.0'],
  'cap-ide.aaaa-bbbb.8c140bee.txt': [0x148, 4, 4, 32, 1, 0x50a5, 0x553, 'e1:04.3'],
  'cap-pcie-2.8086-10c9.1e786725.txt': [0x160, 8, 8, 128, 2, 0x10ca, 0x553, '09:11.6'],
  'nvme10-pf-off.txt': [0x120, 8, 8, 1, 1, 0x0010, 0x553, '01:01.0'],
  'nvme72-pf-4vfs.txt': [0x120, 8, 8, 1, 1, 0x0010, 0x553, '01:01.0'],
  'nvme72-pf-off.txt': [0x120, 8, 8, 1, 1, 0x0010, 0x553, '01:01.0'],
};

describe.runIf(hasShared('devices'))('dumps of devices', () => {
  const dumps = sharedFiles('devices', '.txt');

  test.each(Object.keys(EXPECTED))('%s: the SR-IOV fields', (name) => {
    const model = loadDevice(sharedPath('devices', name));
    const { sriov } = model;
    const last = / (\S+) \(rid 0x[0-9a-f]+\)$/.exec(describeDevice(model))?.[1];
    expect([
      sriov.offset,
      sriov.initialVfs,
      sriov.totalVfs,
      sriov.firstVfOffset,
      sriov.vfStride,
      sriov.vfDeviceId,
      sriov.supportedPageSizes,
      last,
    ]).toEqual(EXPECTED[name]);
  });

  test('a device that was dumped while it ran is loaded as it leaves reset', () => {
    const running = loadDevice(sharedPath('devices', 'nvme72-pf-4vfs.txt'));
    const off = loadDevice(sharedPath('devices', 'nvme72-pf-off.txt'));
    expect(running.reset).toEqual(off.reset);
  });

  test('sizes follow from addresses and neighbours where the device was programmed', () => {
    const { pf, sriov } = loadDevice(sharedPath('devices', 'cap-pcie-2.8086-10c9.1e786725.txt'));
    const sizes = (bars: typeof pf.bars) => bars.map((bar) => bar?.sizeBytes ?? null);
    expect(sizes(pf.bars)).toEqual([0x20000, 0x20000, 32, 0x4000, null, null]);
    expect(sizes(sriov.vfBars)).toEqual([0x2000, null, null, 0x4000, null, null]);
  });

  test('a VF’s dump is refused: its PF is needed', () => {
    const path = sharedPath('devices', 'nvme72-vf0.txt');
    expect(() => loadDevice(path)).toThrow(
      '01:00.1: ffff:ffff has no SR-IOV capability: its extended capabilities are 0x000e at ' +
        "0x100; one with id 0x0010 is needed (ids of ffff:ffff are a VF's: dump its PF)",
    );
  });

  const hasLspci = spawnSync('lspci', ['--version']).error === undefined;
  if (!hasLspci) console.log('skipped: there is no lspci to compare with; install pciutils');

  test.runIf(hasLspci).each(dumps)('%s: lspci says the same', (name) => {
    const path = sharedPath('devices', name);
    const theirs = spawnSync('lspci', ['-F', path, '-vvv'], { encoding: 'utf8' }).stdout;
    const model = loadOrReason(path);
    if (typeof model === 'string') {
      // A dump that we refuse is one in which lspci finds no SR-IOV either.
      expect(theirs, model).not.toContain('Single Root I/O Virtualization');
      return;
    }
    expect(sameWords(describeDevice(model))).toEqual(sameWords(theirs));
    const offsets = [...theirs.matchAll(/Capabilities: \[([0-9a-f]+)/g)].map(([, at]) => at);
    expect(model.capabilities.map(({ offset }) => bareHex(offset, 2))).toEqual(offsets);
  });
});

function loadOrReason(path: string): DeviceModel | string {
  try {
    return loadDevice(path);
  } catch (error) {
    if (error instanceof DeviceInputError) return error.message;
    throw error;
  }
}

/** What both say of SR-IOV and regions, without addresses and what changes while a device runs. */
function sameWords(text: string): readonly string[] {
  const patterns = [
    /IOVCap:\s+Migration[-+] 10BitTagReq[-+]/g,
    /Initial VFs: \d+, Total VFs: \d+/g,
    /Function Dependency Link: [0-9a-f]+/g,
    /VF offset: \d+, stride: \d+, Device ID: [0-9a-f]+/g,
    /Supported Page Size: [0-9a-f]+/g,
    /Region \d: (?!.*unassigned.*32-bit).*/g,
  ];
  const found = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([words]) => words));
  return found.map((words) => words.replace(/ at (<unassigned>|[0-9a-f]+)| \[.*/g, '').trimEnd());
}
