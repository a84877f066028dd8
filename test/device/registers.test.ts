import { describe, expect, test } from 'vitest';
import { intel82576 } from '../../actors/device/profiles/intel-82576.ts';
import { fresh } from './vocabulary.ts';

const PF = 0x0100;

/** What a dword reads after all ones were written to its low and then its high half. */
const AFTER_ALL_ONES: readonly (readonly [offset: number, value: number, what: string])[] = [
  [0x00, 0x10c9_8086, 'ids'],
  [0x04, 0x0010_0547, 'Command, Status'],
  [0x08, 0x0200_0001, 'class'],
  [0x0c, 0x0080_00ff, 'cache line size, header type'],
  [0x10, 0xfffe_0000, 'BAR 0: 128 KB'],
  [0x14, 0xffc0_0000, 'BAR 1: 4 MB'],
  [0x18, 0xffff_ffe1, 'BAR 2: 32 bytes of I/O'],
  [0x20, 0x0000_0000, 'BAR 4: none'],
  [0x2c, 0xa03c_8086, 'subsystem'],
  [0x30, 0xfffe_0001, 'ROM: 128 KB'],
  [0x3c, 0x0000_01ff, 'interrupt line and pin'],
  [0x44, 0x1a00_3f03, 'PMCSR: state, PME enable, Data_Select'],
  [0x50, 0x01f1_7005, 'MSI control: enable, vectors'],
  [0x54, 0xffff_fffc, 'MSI address'],
  [0x5c, 0x0000_ffff, 'MSI data'],
  [0x60, 0x0000_0001, 'MSI mask: one vector'],
  [0x64, 0x0000_0000, 'MSI pending'],
  [0x70, 0xc009_a011, 'MSI-X control: enable, mask'],
  [0x74, 0x0000_0003, 'MSI-X table'],
  [0xa4, 0x1000_8cc2, 'Device Capabilities'],
  [0xb0, 0x1041_02cb, 'Link Control and Status'],
  [0xc8, 0x0000_035f, 'Device Control 2'],
  [0xd0, 0x0000_ffbf, 'Link Control 2'],
  [0x108, 0x07ff_f030, 'AER uncorrectable mask'],
  [0x114, 0x0000_f1c1, 'AER correctable mask'],
  [0x118, 0x0000_01e0, 'AER control: ECRC generation and check'],
  [0x154, 0x0000_0100, 'ARI'],
  [0x168, 0x0000_0018, 'SR-IOV control: NumVFs is too large for VF Enable'],
  [0x16c, 0x0008_0008, 'InitialVFs and TotalVFs'],
  [0x180, 0x0000_0001, 'System Page Size'],
  [0x184, 0xffff_c004, 'VF BAR 0: 16 KB'],
  [0x188, 0xffff_ffff, 'VF BAR 0, upper half'],
];

describe('all ones written to the PF', () => {
  test.each(AFTER_ALL_ONES)('%i reads %i: %s', (offset, value) => {
    const device = fresh(intel82576);
    if (offset === 0x168) device.writeSriov('NumVFs', 0xffff);
    device.write(PF, offset, 0xffff, 2);
    device.write(PF, offset + 2, 0xffff, 2);
    expect(device.read(PF, offset).toString(16)).toBe(value.toString(16));
  });

  test('Device Control takes all but what the device cannot do, and Initiate FLR reads 0', () => {
    const device = fresh(intel82576);
    device.write(PF, 0xa8, 0x7fff, 2);
    expect(device.read(PF, 0xa8, 2)).toBe(0x78ff);
  });
});

test('an error that was seen is cleared by a one, and by nothing else', () => {
  const device = fresh(intel82576);
  const reset = { pf: {}, vfs: {}, removed: false };
  device.state = { ...reset, pf: { 168: 0x000f_2810 } };
  device.write(PF, 0xaa, 0x0000, 2);
  expect(device.read(PF, 0xaa, 2)).toBe(0xf);
  device.write(PF, 0xaa, 0x0005, 2);
  expect(device.read(PF, 0xaa, 2)).toBe(0xa);
  device.write(PF, 0xa8, 0x10, 1);
  expect(device.read(PF, 0xaa, 2)).toBe(0xa);
});

test('a write across two dwords reaches both', () => {
  const device = fresh(intel82576);
  device.write(PF, 0x5a, 0x1234_5678);
  expect([device.read(PF, 0x58), device.read(PF, 0x5c)]).toEqual([0x5678_0000, 0x1234]);
});
