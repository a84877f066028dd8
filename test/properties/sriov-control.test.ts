import { describe, expect, test } from 'vitest';
import { enableRefused } from '../../actors/properties/enable-refused.ts';
import { numVfs } from '../../actors/properties/num-vfs.ts';
import { vfAccess } from '../../actors/properties/vf-present.ts';
import type { Delivery } from './sequence.ts';
import { completion, during, irp } from './sequence.ts';

const [capability, pm, rid] = [0x160, 0x40, 0x100];
const device = (noSoftReset: boolean) => ({
  pf: { rid },
  sriov: { offset: capability },
  pfCapabilities: { pcie: null, pm, msix: null },
  reset: new Uint8Array(4096).fill(noSoftReset ? 8 : 0, pm + 4, pm + 5),
});
const [forgets, keeps] = [device(false), device(true)];

const write = (offset: number, value: number): Delivery => [
  'pci',
  'device',
  { type: 'ConfigBatch', id: 'enable', rid, accesses: [{ offset, length: 2, value }] },
];
const number = (value: number) => write(capability + 0x10, value);
const [set, clear] = [write(capability + 8, 0x19), write(capability + 8, 0x10)];
const sleepAndWake = [write(pm + 4, 3), write(pm + 4, 0)];
const time: Delivery = ['timer', 'pci', { type: 'xstate.after.100.pci' }];
const call = (enableVirtualization: boolean): Delivery => [
  'ndis',
  'pci',
  { type: 'EnableVirtualization', id: 'call', irql: 'PASSIVE_LEVEL', enableVirtualization },
];
const refused: Delivery = [
  'pci',
  'ndis',
  { type: 'EnableVirtualization.return', id: 'call', status: 'STATUS_INVALID_DEVICE_STATE' },
];
const asks: Delivery = ['ndis', 'pci', { type: 'GetVirtualFunctionData', id: 'read', vf: 0 }];
const reads: Delivery = [
  'pci',
  'device',
  { type: 'ConfigRead', id: 'data', rid: rid + 0x80, offset: 0, length: 4 },
];
const returns = (count: number): Delivery => [
  'pci',
  'ndis',
  { type: 'GetVirtualFunctionData.return', id: 'read', count },
];
const started: readonly Delivery[] = [
  ['pnp', 'pci', irp('IRP_MN_START_DEVICE')],
  ['pci', 'pnp', completion('IRP_MN_START_DEVICE')],
];
const pulled: Delivery = ['pnp', 'pci', irp('IRP_MN_SURPRISE_REMOVAL')];

describe('NumVfs', () => {
  const run = (...rest: readonly Delivery[]) => during(numVfs(forgets), ...started, ...rest);

  test('NumVFs, VF Enable, and again after a second, or after a wake', () => {
    expect(run(number(2), set, clear, time, number(0), number(3), set)).toBe('holds');
    expect(run(number(2), set, ...sleepAndWake, number(2), set)).toBe('holds');
  });

  test('NumVFs after VF Enable', () => {
    expect(run(set)).toBe(
      'pci set VF Enable while NumVFs is 0; NumVFs is written before VF Enable is set',
    );
    expect(run(number(2), set, number(3))).toMatch(/^pci wrote 3 to NumVFs while VF Enable is set/);
  });

  test('no time after VF Enable was cleared', () => {
    expect(run(number(2), set, clear, number(3))).toMatch(
      /^pci wrote 3 to NumVFs right after it had cleared VF Enable, without a timer in between/,
    );
  });

  test('of a device that keeps its registers over a wake, or is gone, nothing is said', () => {
    expect(during(numVfs(keeps), ...started, number(2), set, ...sleepAndWake, number(2))).toBe(
      'holds',
    );
    expect(run(number(2), set, pulled, number(3))).toBe('holds');
  });
});

describe('VfAccess', () => {
  const run = (...rest: readonly Delivery[]) => during(vfAccess(forgets), ...started, ...rest);

  test('a VF is read when it has settled', () => {
    expect(run(number(2), set, time, asks, reads, returns(4))).toBe('holds');
    expect(run(number(2), set, time, clear, asks, returns(0))).toBe('holds');
  });

  test('at once', () => {
    expect(run(number(2), set, asks, reads)).toBe(
      'pci accessed config space of a VF right after it had set VF Enable, without a timer in between; ' +
        'VFs need 100 ms before the first access',
    );
  });

  test('when it is not there', () => {
    expect(run(number(2), set, time, clear, asks, reads, returns(4))).toBe(
      'pci returned 4 bytes from GetVirtualFunctionData of VF 0 to ndis, while no VF is there: VF Enable is clear',
    );
    const woken = [number(2), set, time, ...sleepAndWake];
    expect(run(...woken, asks, reads, returns(4))).toMatch(/VF Enable was lost when the PF went/);
    expect(run(...woken, number(2), set, time, asks, reads, returns(4))).toBe('holds');
  });
});

describe('EnableRefused', () => {
  const run = (...rest: readonly Delivery[]) => during(enableRefused(forgets), ...started, ...rest);

  test('what is done already is refused', () => {
    expect(run(call(false), refused)).toBe('holds');
    expect(run(number(2), set, call(true), refused)).toBe('holds');
    expect(run(call(true), pulled, refused)).toBe('holds');
  });

  test('what is not done is not refused as done', () => {
    expect(run(number(2), set, clear, call(true), refused)).toMatch(
      /^pci refused EnableVirtualization of ndis with STATUS_INVALID_DEVICE_STATE.*VF Enable is clear$/,
    );
    expect(run(number(2), set, call(false), refused)).toMatch(/VF Enable is set$/);
  });
});
