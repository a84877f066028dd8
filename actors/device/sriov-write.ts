/**
 * When the SR-IOV capability takes what is written to it. The specification leaves most wrong
 * writes undefined; where it does, the device does what QEMU 10 does, so that both can be compared.
 */
import { SRIOV_CONTROL_BIT, SRIOV_FIELD } from '../../src/wdk/index.ts';
import { isPowerOfTwo } from './bytes.ts';
import type { BarFact, DeviceModel, Registers } from './model.ts';
import { register, withRegister } from './registers.ts';
import { barAddressMask } from './rules.ts';

const VF_ENABLE = SRIOV_CONTROL_BIT.VFEnable.value;

/** The SR-IOV capability's running values. */
export interface SriovControl {
  readonly vfEnable: boolean;
  readonly vfMemorySpaceEnable: boolean;
  readonly ariCapableHierarchy: boolean;
  readonly numVfs: number;
  readonly systemPageSize: number;
}

export function sriovControl(model: DeviceModel, pf: Registers): SriovControl {
  const field = (offset: number) => register(model.pfImage, pf, model.sriov.offset + offset);
  const control = field(SRIOV_FIELD.Control.offset);
  return {
    vfEnable: (control & VF_ENABLE) !== 0,
    vfMemorySpaceEnable: (control & SRIOV_CONTROL_BIT.VFMemorySpaceEnable.value) !== 0,
    ariCapableHierarchy: (control & SRIOV_CONTROL_BIT.AriCapableHierarchy.value) !== 0,
    numVfs: field(SRIOV_FIELD.NumVFs.offset) & 0xffff,
    systemPageSize: field(SRIOV_FIELD.SystemPageSize.offset),
  };
}

/** Most VFs that can be enabled: without VF migration, those that are there at first. */
export function vfLimit(model: DeviceModel, pf: Registers): number {
  const { migrationCapable, initialVfs, totalVfs, offset } = model.sriov;
  if (!migrationCapable) return totalVfs;
  const control = register(model.pfImage, pf, offset + SRIOV_FIELD.Control.offset);
  const migrates = (control & SRIOV_CONTROL_BIT.VFMigrationEnable.value) !== 0;
  return migrates ? totalVfs : initialVfs;
}

/** The PF's registers after `value`, already masked, was written to a dword of the capability. */
export function writeSriov(
  model: DeviceModel,
  pf: Registers,
  offset: number,
  value: number,
): Registers {
  const { pfImage } = model;
  const was = sriovControl(model, pf);
  switch (offset - model.sriov.offset) {
    case SRIOV_FIELD.Control.offset: {
      const written = withRegister(pfImage, pf, offset, value);
      // Undefined by the specification; QEMU 10 leaves VF Enable clear and takes the other bits.
      // With NumVFs = 0 it sets VF Enable and no VF appears, which the specification allows.
      const refused = !was.vfEnable && was.numVfs > vfLimit(model, written);
      return refused ? withRegister(pfImage, written, offset, value & ~VF_ENABLE) : written;
    }
    case SRIOV_FIELD.NumVFs.offset:
      // Undefined while VF Enable is set; the set of VFs must not change under its drivers.
      return was.vfEnable ? pf : withRegister(pfImage, pf, offset, value);
    case SRIOV_FIELD.SystemPageSize.offset: {
      // Software must choose one supported size; QEMU takes any bits, which no VF could live by.
      if (was.vfEnable || !isPowerOfTwo(value)) return pf;
      return alignVfBars(model, withRegister(pfImage, pf, offset, value));
    }
    default:
      return alignVfBars(model, withRegister(pfImage, pf, offset, value));
  }
}

/** A VF BAR is at least a system page, so larger pages make more of its low bits read 0. */
function alignVfBars(model: DeviceModel, pf: Registers): Registers {
  const { sriov, pfImage } = model;
  const firstBar = sriov.offset + SRIOV_FIELD.VFBar0.offset;
  const pageBytes = sriovControl(model, pf).systemPageSize * 4096;
  let aligned = pf;
  const keep = (offset: number, mask: number, flags: number) => {
    const value = register(pfImage, aligned, offset);
    aligned = withRegister(pfImage, aligned, offset, value & (mask | flags));
  };
  for (const bar of sriov.vfBars) {
    if (bar === null || bar.sizeBytes >= pageBytes) continue;
    const { low, high } = vfBarAddressMask(bar, pageBytes);
    const offset = firstBar + 4 * bar.index;
    keep(offset, low, 0xf);
    if (bar.kind === 'memory64') keep(offset + 4, high, 0);
  }
  return aligned;
}

function vfBarAddressMask(bar: BarFact, pageBytes: number) {
  return barAddressMask(bar, Math.max(bar.sizeBytes, pageBytes));
}
