import { describe, expect, test } from 'vitest';
import {
  builtinProfiles,
  functionAt,
  presentVfs,
  resetDevice,
  vfRid,
} from '../../actors/device/index.ts';
import { intel82576 } from '../../actors/device/profiles/intel-82576.ts';
import { intelE810 } from '../../actors/device/profiles/intel-e810.ts';
import { nvme } from '../../actors/device/profiles/nvme.ts';
import { ARI, bench, fresh, VF_ENABLE, VF_MSE } from './vocabulary.ts';

const ABSENT = 0xffff_ffff;
const REVISION_CLASS = 0x08;

describe('VF Enable', () => {
  test('VFs appear when it is set and are gone when it is cleared', () => {
    const device = fresh(nvme);
    const last = vfRid(device.model, device.state, 15);
    expect(device.read(last, REVISION_CLASS)).toBe(ABSENT);
    device.enableVfs(16);
    expect(device.read(last, REVISION_CLASS)).toBe(0x0108_0202);
    device.writeSriov('Control', ARI);
    expect(device.read(last, REVISION_CLASS)).toBe(ABSENT);
    expect(device.readSriov('NumVFs')).toBe(16);
  });

  test('with NumVFs = 0 it reads back as set and no VF appears', () => {
    const device = fresh(nvme);
    device.enableVfs(0);
    expect(device.readSriov('Control')).toBe(VF_ENABLE | VF_MSE | ARI);
    expect(presentVfs(device.model, device.state)).toBe(0);
  });

  test('with NumVFs above TotalVFs it stays clear and the other bits are taken', () => {
    const device = fresh(nvme);
    device.enableVfs(17);
    expect(device.readSriov('NumVFs')).toBe(17);
    expect(device.readSriov('Control')).toBe(VF_MSE | ARI);
    expect(presentVfs(device.model, device.state)).toBe(0);
  });

  test('VFs that come back are new', () => {
    const device = fresh(nvme);
    device.enableVfs(2);
    const vf = vfRid(device.model, device.state, 1);
    device.write(vf, 0x04, 0x4, 2);
    expect(device.read(vf, 0x04, 2)).toBe(0x4);
    device.writeSriov('Control', ARI);
    device.writeSriov('Control', VF_ENABLE | VF_MSE | ARI);
    expect(device.read(vf, 0x04, 2)).toBe(0);
  });
});

describe('NumVFs and System Page Size', () => {
  test('are ignored while VF Enable is set', () => {
    const device = fresh(nvme);
    device.enableVfs(4);
    device.writeSriov('NumVFs', 2);
    device.writeSriov('SystemPageSize', 2);
    expect(device.readSriov('NumVFs')).toBe(4);
    expect(device.readSriov('SystemPageSize')).toBe(1);
  });

  test('System Page Size takes one supported bit and nothing else', () => {
    const device = fresh(nvme);
    const tried = [0x10, 0, 3, 0x553, 0x4, 0x8000_0000].map((value) => {
      device.writeSriov('SystemPageSize', value);
      return device.readSriov('SystemPageSize');
    });
    expect(tried).toEqual([0x10, 0x10, 0x10, 0x10, 0x10, 0x10]);
  });

  test('a larger System Page Size makes VF BARs larger, and takes away the bits below', () => {
    const device = fresh(nvme);
    device.writeSriov('VFBar0', 0xfe60_4000);
    device.writeSriov('SystemPageSize', 0x10);
    expect(device.readSriov('VFBar0')).toBe(0xfe60_0004);
    device.writeSriov('VFBar0', 0xffff_ffff);
    expect(device.readSriov('VFBar0')).toBe(0xffff_0004);
  });
});

describe('what the capability announces', () => {
  test('read-only fields hold', () => {
    const device = fresh(intel82576);
    const fields = ['InitialVFs', 'TotalVFs', 'FirstVFOffset', 'VFStride', 'VFDeviceId'] as const;
    for (const field of fields) device.writeSriov(field, 0xffff);
    expect(fields.map((field) => device.readSriov(field))).toEqual([8, 8, 0x80, 2, 0x10ca]);
    expect(device.state).toEqual({ pf: {}, vfs: {}, removed: false });
  });

  test('VF migration cannot be enabled where the device does not have it', () => {
    const device = fresh(nvme);
    device.writeSriov('Control', 0xffff);
    expect(device.readSriov('Control')).toBe(VF_ENABLE | VF_MSE | ARI);
  });

  test('First VF Offset and VF Stride may follow ARI, and the VFs follow them', () => {
    const routing = (_numVfs: number, ari: boolean) =>
      ari ? { firstVfOffset: 1, vfStride: 1 } : { firstVfOffset: 0x100, vfStride: 8 };
    const device = bench({ ...nvme(), routing });
    expect([device.readSriov('FirstVFOffset'), device.readSriov('VFStride')]).toEqual([0x100, 8]);
    device.writeSriov('Control', ARI);
    expect([device.readSriov('FirstVFOffset'), device.readSriov('VFStride')]).toEqual([1, 1]);
    expect(vfRid(device.model, device.state, 3)).toBe(0x0104);
  });
});

describe('routing ids', () => {
  test.each(Object.entries(builtinProfiles))('%s: every VF is found where it is', (_, profile) => {
    const device = fresh(profile);
    const { model } = device;
    device.enableVfs(model.sriov.totalVfs);
    const indices = Array.from({ length: model.sriov.totalVfs }, (_, index) => index);
    const found = indices.map((index) =>
      functionAt(model, device.state, vfRid(model, device.state, index)),
    );
    expect(found).toEqual(indices.map((index) => ({ kind: 'vf', index })));
    expect(presentVfs(model, device.state)).toBe(model.sriov.totalVfs);
  });

  test('VFs of a large device spill over to the next bus', () => {
    const device = fresh(intelE810);
    device.enableVfs(256);
    expect(vfRid(device.model, device.state, 247)).toBe(0x3bff);
    expect(vfRid(device.model, device.state, 248)).toBe(0x3c00);
    expect(device.read(0x3c00, REVISION_CLASS)).toBe(0x0200_0002);
    expect(device.read(0x3c08, REVISION_CLASS)).toBe(ABSENT);
    expect(device.model.lastBus).toBe(0x3c);
  });

  test('between VFs that are two apart there is nobody', () => {
    const device = fresh(intel82576);
    device.enableVfs(8);
    expect(functionAt(device.model, device.state, 0x0181)).toEqual({ kind: 'absent' });
    expect(functionAt(device.model, device.state, 0x0182)).toEqual({ kind: 'vf', index: 1 });
  });
});

describe('a VF', () => {
  test('has no ids and no BARs of its own, and only Bus Master of Command', () => {
    const device = fresh(intel82576);
    device.enableVfs(1);
    const vf = vfRid(device.model, device.state, 0);
    for (const offset of [0x00, 0x04, 0x10, 0x14, 0x24, 0x30, 0x3c]) {
      device.write(vf, offset, 0xffff_ffff);
    }
    expect(device.read(vf, 0x00)).toBe(ABSENT);
    expect(device.read(vf, 0x04)).toBe(0x0010_0004);
    expect([0x0c, 0x10, 0x14, 0x24, 0x30, 0x3c].map((at) => device.read(vf, at))).toEqual([
      0, 0, 0, 0, 0, 0,
    ]);
  });

  test('FLR resets that VF alone', () => {
    const device = fresh(nvme);
    device.enableVfs(2);
    const [first, second] = [0, 1].map((index) => vfRid(device.model, device.state, index));
    for (const vf of [first, second]) device.write(vf as number, 0x04, 0x4, 2);
    device.write(first as number, 0x88, 0x8000, 2);
    expect(device.read(first as number, 0x04, 2)).toBe(0);
    expect(device.read(second as number, 0x04, 2)).toBe(0x4);
  });
});

describe('resets of the PF', () => {
  const programmed = () => {
    const device = fresh(intel82576);
    device.write(0x0100, 0x04, 0x0006, 2);
    device.write(0x0100, 0xa8, 0x2850, 2); // Max Payload Size 512 bytes
    device.write(0x0100, 0x108, 0x0010_0000); // AER: mask Unsupported Request
    device.enableVfs(4);
    device.write(0x0182, 0x04, 0x4, 2);
    return device;
  };

  test('FLR takes the VFs and everything but sticky bits and what belongs to the link', () => {
    const device = programmed();
    device.write(0x0100, 0xa8, 0x8000, 2);
    expect(presentVfs(device.model, device.state)).toBe(0);
    expect(device.state).toEqual({
      pf: { 168: 0x2850, 264: 0x0010_0000 },
      vfs: {},
      removed: false,
    });
  });

  test('a bus reset takes all but the sticky bits', () => {
    const device = programmed();
    device.state = resetDevice(device.model, device.state);
    expect(device.state).toEqual({ pf: { 264: 0x0010_0000 }, vfs: {}, removed: false });
  });

  test('waking from D3hot without No Soft Reset is a reset too', () => {
    const device = programmed();
    device.write(0x0100, 0x44, 0x3, 2);
    expect(device.read(0x0180, REVISION_CLASS)).toBe(0x0200_0001);
    device.write(0x0100, 0x44, 0x0, 2);
    expect(presentVfs(device.model, device.state)).toBe(0);
    expect(device.read(0x0100, 0x04, 2)).toBe(0);
  });

  test('a power state that the function does not have is not entered', () => {
    const device = fresh(intel82576);
    device.write(0x0100, 0x44, 0x1, 2);
    expect(device.read(0x0100, 0x44, 2) & 0x3).toBe(0);
  });
});
