/**
 * What takes a function back to its reset values: function-level reset, hot reset, waking from
 * D3hot, and being pulled out.
 */
import {
  PCIE_BIT,
  PCIE_CAPABILITY,
  PM_CAPABILITY,
  PMCSR_BIT,
  SRIOV_CAPABILITIES_BIT,
  SRIOV_CONTROL_BIT,
  SRIOV_FIELD,
} from '../../src/wdk/index.ts';
import { read16, read32 } from './bytes.ts';
import type {
  CapabilityOffsets,
  DeviceModel,
  DeviceState,
  FunctionImage,
  Registers,
} from './model.ts';
import { register, surviving, withRegister } from './registers.ts';

/** One write request: a dword and which of its bytes count. */
export interface DwordWrite {
  readonly offset: number;
  readonly value: number;
  readonly enabled: number;
}

/** Initiate FLR, which always reads 0, written as 1 to a function that can be reset this way. */
export function startsFlr(
  image: FunctionImage,
  { pcie }: CapabilityOffsets,
  write: DwordWrite,
): boolean {
  if (pcie === null || write.offset !== pcie + PCIE_CAPABILITY.DeviceControl.offset) return false;
  const capable = read32(image.reset, pcie + PCIE_CAPABILITY.DeviceCapabilities.offset);
  const bit = PCIE_BIT.InitiateFunctionLevelReset.value & write.enabled & write.value;
  return bit !== 0 && (capable & PCIE_BIT.FunctionLevelResetCapable.value) !== 0;
}

export function flrPf(model: DeviceModel, state: DeviceState): DeviceState {
  const { pfImage } = model;
  return { ...state, pf: surviving(pfImage, state.pf, pfImage.survivesFlr), vfs: {} };
}

/** A hot reset (secondary bus reset, link down): everything but sticky bits; all VFs are gone. */
export function resetDevice(model: DeviceModel, state: DeviceState): DeviceState {
  if (state.removed) return state;
  const { pfImage } = model;
  return { ...state, pf: surviving(pfImage, state.pf, pfImage.sticky), vfs: {} };
}

/** Surprise removal: from now on nobody answers. */
export function removeDevice(state: DeviceState): DeviceState {
  return state.removed ? state : { pf: {}, vfs: {}, removed: true };
}

export function pmcsrOffset({ pm }: CapabilityOffsets): number | null {
  return pm === null ? null : pm + PM_CAPABILITY.ControlStatus.offset;
}

/**
 * A write to PMCSR. A power state that the function does not have is ignored; leaving D3hot
 * without No Soft Reset resets the function.
 */
export function writePower(
  image: FunctionImage,
  { pm }: CapabilityOffsets,
  old: number,
  value: number,
): { readonly value: number; readonly wakes: boolean } {
  const STATES = PMCSR_BIT.PowerState.value;
  const capabilities =
    pm === null ? 0 : read16(image.reset, pm + PM_CAPABILITY.Capabilities.offset);
  const wanted = value & STATES;
  const supported = wanted === 0 || wanted === 3 || (capabilities & (0x100 << wanted)) !== 0;
  const accepted = supported ? value : (value & ~STATES) | (old & STATES);
  const wakes = (old & STATES) === 3 && (accepted & STATES) === 0;
  return { value: accepted >>> 0, wakes: wakes && (value & PMCSR_BIT.NoSoftReset.value) === 0 };
}

/** From D3hot to D0 with a soft reset; ARI Capable Hierarchy stays if the device says so. */
export function wakePf(model: DeviceModel, state: DeviceState, pmcsr: number): DeviceState {
  const { pfImage, sriov, pfCapabilities } = model;
  const offset = sriov.offset + SRIOV_FIELD.Control.offset;
  const awake = withPmcsr(pfImage, pfCapabilities, state.pf, pmcsr);
  const reset = surviving(pfImage, awake, pfImage.survivesFlr);
  const preserved = SRIOV_CAPABILITIES_BIT.AriCapableHierarchyPreserved.value;
  if ((sriov.capabilities & preserved) === 0) return { ...state, pf: reset, vfs: {} };
  const ari = SRIOV_CONTROL_BIT.AriCapableHierarchy.value & register(pfImage, state.pf, offset);
  const control = register(pfImage, reset, offset) | ari;
  return { ...state, pf: withRegister(pfImage, reset, offset, control), vfs: {} };
}

function withPmcsr(
  image: FunctionImage,
  places: CapabilityOffsets,
  registers: Registers,
  pmcsr: number,
): Registers {
  const offset = pmcsrOffset(places);
  return offset === null ? registers : withRegister(image, registers, offset, pmcsr);
}
