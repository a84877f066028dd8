/** Devices and accesses that a driver could make up, for properties. */
import fc from 'fast-check';
import type { AccessSize, DeviceModel } from '../../actors/device/index.ts';
import { builtinProfiles } from '../../actors/device/index.ts';

export interface Write {
  readonly rid: number;
  readonly offset: number;
  readonly size: AccessSize;
  readonly value: number;
}

export const models: readonly DeviceModel[] = Object.values(builtinProfiles).map((make) => make());

export const anyModel = fc.constantFrom(...models);

const size = fc.constantFrom<AccessSize>(1, 2, 4);
const value = fc.oneof(
  fc.nat(0xffff_ffff),
  fc.constantFrom(0, 1, 0x19, 0x10, 0x8000, 0xffff_ffff),
  fc.nat(10),
);

/** Offsets that mean something: headers, capabilities and what lies next to them; and any other. */
export function anyOffset(model: DeviceModel): fc.Arbitrary<number> {
  const starts = [...model.capabilities, ...model.vfCapabilityList].map(({ offset }) => offset);
  const near = fc
    .tuple(fc.constantFrom(0, ...starts, ...Array(6).fill(model.sriov.offset)), fc.nat(0x3f))
    .map(([start, distance]) => start + distance);
  return fc.oneof({ weight: 8, arbitrary: near }, { weight: 1, arbitrary: fc.nat(4095) });
}

/** The PF, its VFs, and routing ids where nobody is. */
export function anyRid(model: DeviceModel): fc.Arbitrary<number> {
  const { rid } = model.pf;
  const { firstVfOffset, vfStride } = model.sriov;
  const vf = fc.nat(model.sriov.totalVfs).map((index) => rid + firstVfOffset + index * vfStride);
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(rid) },
    { weight: 3, arbitrary: vf },
    { weight: 1, arbitrary: fc.nat(0xffff) },
  );
}

export function anyWrite(model: DeviceModel): fc.Arbitrary<Write> {
  const any = fc.record({ rid: anyRid(model), offset: anyOffset(model), size, value });
  return fc.oneof({ weight: 3, arbitrary: any }, { weight: 1, arbitrary: vfWrite(model) });
}

/** To a register that a VF has, of one of the first VFs: Command, MSI-X control, Device Control. */
function vfWrite(model: DeviceModel): fc.Arbitrary<Write> {
  const { pcie, msix } = model.vfCapabilities;
  const rid = fc.nat(2).map((index) => {
    const { firstVfOffset, vfStride } = model.sriov;
    return model.pf.rid + firstVfOffset + index * vfStride;
  });
  const offset = fc.constantFrom(0x04, (msix ?? 0) + 2, (pcie ?? 0) + 8);
  return fc.record({ rid, offset, size: fc.constant<AccessSize>(2), value });
}

/** A write that switches VFs on, so that properties see them. */
export function enabling(model: DeviceModel): fc.Arbitrary<readonly Write[]> {
  const { rid } = model.pf;
  const { offset } = model.sriov;
  return fc.nat(model.sriov.totalVfs + 1).map((numVfs) => [
    { rid, offset: offset + 0x10, size: 2, value: numVfs },
    { rid, offset: offset + 0x08, size: 2, value: 0x19 },
  ]);
}

export function anyWrites(model: DeviceModel): fc.Arbitrary<readonly Write[]> {
  const some = fc.array(anyWrite(model), { maxLength: 12 });
  return fc
    .tuple(some, fc.oneof(enabling(model), fc.constant([])), some)
    .map((parts) => parts.flat());
}

/** A model and writes to it. */
export const anyRun = anyModel.chain((model) =>
  anyWrites(model).map((writes) => ({ model, writes })),
);
