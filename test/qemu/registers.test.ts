/** QEMU's registers as functions of a state, and the memory behind its BARs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RealDevice } from '../../actors/device/qemu/index.ts';
import { openQemuDevice, pfRid, QemuMachine } from '../../actors/device/qemu/index.ts';
import { SRIOV_FIELD } from '../../src/wdk/index.ts';
import { needsQemu, withoutQemu } from './available.ts';

const allOnes = 0xffff_ffff;
const classAt = 0x08;

describe.skipIf(withoutQemu)(needsQemu('a device of QEMU behind the actor'), () => {
  let device: RealDevice;
  beforeAll(() => {
    device = openQemuDevice('qemu:nvme');
  });
  afterAll(() => device.close());

  const field = (name: keyof typeof SRIOV_FIELD, value = 0) => {
    const { offset, sizeBytes } = SRIOV_FIELD[name];
    return { rid: pfRid, offset: device.model.sriov.offset + offset, length: sizeBytes, value };
  };
  const dword = (rid: number, offset: number) => ({ rid, offset, length: 4 });
  const vf = (index: number) => {
    const { firstVfOffset, vfStride } = device.model.sriov;
    return pfRid + firstVfOffset + index * vfStride;
  };
  const enabled = (vfs: number) => {
    const { registers } = device;
    const numbered = registers.write(registers.initial, field('NumVFs', vfs));
    return registers.write(numbered, field('Control', 0x19));
  };

  test('the model is what the device answers', () => {
    const { sriov, source } = device.model;
    expect({ source, ...sriov }).toMatchObject({
      source: 'device',
      offset: 0x120,
      totalVfs: 8,
      initialVfs: 8,
      firstVfOffset: 1,
      vfStride: 1,
      vfDeviceId: 0x0010,
      supportedPageSizes: 0x553,
    });
    expect(sriov.vfBars).toEqual([
      { index: 0, kind: 'memory64', prefetchable: false, sizeBytes: 0x4000 },
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  test('VF Enable makes VFs appear in QEMU, and clearing it takes them away', () => {
    const { registers } = device;
    const on = enabled(2);
    expect(on.there).toEqual([0, 1]);
    const classes = [0, 1, 2].map((index) => registers.read(on, dword(vf(index), classAt)));
    const own = registers.read(on, dword(pfRid, classAt));
    expect(classes).toEqual([own, own, allOnes]);
    expect(registers.read(on, dword(vf(0), 0))).toBe(allOnes);
    const off = registers.write(on, field('Control', 0x10));
    expect(off.there).toEqual([]);
    expect(registers.read(off, dword(vf(0), classAt))).toBe(allOnes);
  });

  test('a function-level reset of a VF clears its Command register and leaves the others', () => {
    const { registers } = device;
    const on = enabled(2);
    const master = { offset: 0x04, length: 2, value: 0x0004 };
    const one = registers.write(on, { rid: vf(0), ...master });
    const both = registers.write(one, { rid: vf(1), ...master });
    expect(both.vfs).toEqual({ 0: { 4: 0x0010_0004 }, 1: { 4: 0x0010_0004 } });
    const control = (device.model.vfCapabilities.pcie ?? 0) + 8;
    const reset = { rid: vf(0), offset: control, length: 2, value: 0x8000 };
    expect(registers.write(both, reset).vfs).toEqual({ 1: { 4: 0x0010_0004 } });
  });

  test('an earlier state is still there: a device is powered on again and brought there', () => {
    const { registers } = device;
    const three = enabled(3);
    const five = enabled(5);
    expect(registers.read(three, dword(vf(3), 0x2c))).toBe(allOnes);
    expect(registers.read(five, dword(vf(3), 0x2c))).toBe(0x1100_1af4);
    expect(registers.read(registers.initial, dword(vf(0), 0x2c))).toBe(allOnes);
    expect(enabled(3)).toBe(three);
  });

  test('a batch reads what QEMU holds as its writes leave it', () => {
    const { registers, model } = device;
    const bar = { offset: model.sriov.offset + SRIOV_FIELD.VFBar0.offset, length: 4 };
    const { values } = registers.batch(registers.initial, {
      rid: pfRid,
      accesses: [bar, { ...bar, value: allOnes }, bar],
    });
    expect(values).toEqual([0x0000_0004, allOnes, 0xffff_c004]);
  });

  test('odd lengths and places are split as the bus must', () => {
    const { registers } = device;
    const at = (offset: number, length: number) =>
      registers.read(registers.initial, { rid: pfRid, offset, length });
    expect(at(0, 8)).toEqual([0x0010_1b36, 0x0010_0000]);
    expect(at(1, 3)).toBe(0x0000_101b);
    expect(at(2, 4)).toBe(0x0000_0010);
    expect(at(0xffe, 4)).toBe(0xffff_0000);
    expect(at(0x1000, 4)).toBe(allOnes);
  });

  test('a device that is pulled out answers nothing any more, and neither does a VF', () => {
    const { registers } = device;
    const removed = registers.remove(enabled(1));
    expect(removed).toMatchObject({ pf: {}, vfs: {}, removed: true, there: [] });
    expect(registers.read(removed, dword(pfRid, 0))).toBe(allOnes);
    expect(registers.read(removed, dword(vf(0), classAt))).toBe(allOnes);
  });
});

/** An entry of the MSI-X table begins with the message address. */
const message = 0xfee0_1000;

test.skipIf(withoutQemu)(
  needsQemu('the memory of the PF and of a VF answers behind their BARs'),
  () => {
    const machine = new QemuMachine('qemu:nvme');
    try {
      const bus = machine.powerOn();
      const { pfCapabilities, vfCapabilities, sriov } = machine.model;
      const vfRid = pfRid + sriov.firstVfOffset;
      const pfBase = bus.window.base;
      const vfBase = bus.window.base + 0x10_0000;
      bus.write(pfRid, 0x10, 4, pfBase);
      bus.write(pfRid, 0x04, 2, 0x0006);
      bus.write(pfRid, sriov.offset + SRIOV_FIELD.VFBar0.offset, 4, vfBase);
      bus.write(pfRid, sriov.offset + SRIOV_FIELD.NumVFs.offset, 2, 1);
      bus.write(pfRid, sriov.offset + SRIOV_FIELD.Control.offset, 2, 0x0009);
      // Table offset and BAR; the table of both is in BAR 0.
      const pfTable = pfBase + bus.read(pfRid, (pfCapabilities.msix ?? 0) + 4, 4);
      const vfTable = vfBase + bus.read(vfRid, (vfCapabilities.msix ?? 0) + 4, 4);
      bus.writeMemory(pfTable, 4, message);
      expect(bus.readMemory(pfTable, 4)).toBe(message);
      // QEMU goes by the VF's own Command register, which the specification has fixed at 0 there.
      bus.writeMemory(vfTable, 4, message);
      expect(bus.readMemory(vfTable, 4)).toBe(0);
      bus.write(vfRid, 0x04, 2, 0x0006);
      bus.writeMemory(vfTable, 4, message + 4);
      expect(bus.readMemory(vfTable, 4)).toBe(message + 4);
      expect(bus.readMemory(pfTable, 4)).toBe(message);
    } finally {
      machine.close();
    }
  },
);
