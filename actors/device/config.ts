/**
 * The device itself: what a configuration read returns and what a configuration write changes. Pure
 * functions of a model and a state; nothing here throws, whatever address software makes up.
 */
import { CONFIG_SPACE_BYTES, SRIOV_CAPABILITY_BYTES, SRIOV_FIELD } from '../../src/wdk/index.ts';
import { ALL_ONES, truncate } from './bytes.ts';
import { functionAt, routing } from './functions.ts';
import type { DeviceModel, DeviceState, FunctionAddress, Registers } from './model.ts';
import { register, surviving, withRegister, writtenValue } from './registers.ts';
import type { DwordWrite } from './reset.ts';
import { flrPf, pmcsrOffset, startsFlr, wakePf, writePower } from './reset.ts';
import { sriovControl, writeSriov } from './sriov-write.ts';

export type AccessSize = 1 | 2 | 4;

/**
 * The value that a configuration read returns, unsigned. All ones where nobody answers: at a
 * function that is not there and past the end of the space.
 */
export function readConfig(
  model: DeviceModel,
  state: DeviceState,
  rid: FunctionAddress,
  offset: number,
  sizeBytes: AccessSize,
): number {
  const target = functionAt(model, state, rid);
  if (target.kind === 'absent' || !isOffset(offset)) return truncate(ALL_ONES, sizeBytes);
  const dword = (at: number) =>
    at >= CONFIG_SPACE_BYTES.extended
      ? ALL_ONES
      : target.kind === 'pf'
        ? readPf(model, state.pf, at)
        : register(model.vfImage, state.vfs[target.index] ?? {}, at);
  const aligned = offset & ~3;
  const shift = 8 * (offset & 3);
  const low = dword(aligned) >>> shift;
  // An access across two dwords is two requests on the bus.
  const high = shift + 8 * sizeBytes > 32 ? dword(aligned + 4) << (32 - shift) : 0;
  return truncate(low | high, sizeBytes);
}

function isOffset(offset: number): boolean {
  return Number.isInteger(offset) && offset >= 0 && offset < CONFIG_SPACE_BYTES.extended;
}

function readPf(model: DeviceModel, pf: Registers, offset: number): number {
  if (offset === model.sriov.offset + SRIOV_FIELD.FirstVFOffset.offset) {
    const { firstVfOffset, vfStride } = routing(model, pf);
    return ((vfStride << 16) | firstVfOffset) >>> 0;
  }
  return register(model.pfImage, pf, offset);
}

/** The device after a configuration write; the same state where nothing changes. */
export function writeConfig(
  model: DeviceModel,
  state: DeviceState,
  rid: FunctionAddress,
  offset: number,
  sizeBytes: AccessSize,
  value: number,
): DeviceState {
  if (!isOffset(offset)) return state;
  const aligned = offset & ~3;
  const shift = 8 * (offset & 3);
  const bytes = truncate(ALL_ONES, sizeBytes);
  const first = writeDword(model, state, rid, {
    offset: aligned,
    value: (value << shift) >>> 0,
    enabled: (bytes << shift) >>> 0,
  });
  if (shift + 8 * sizeBytes <= 32) return first;
  return writeDword(model, first, rid, {
    offset: aligned + 4,
    value: truncate(value, sizeBytes) >>> (32 - shift),
    enabled: bytes >>> (32 - shift),
  });
}

function writeDword(
  model: DeviceModel,
  state: DeviceState,
  rid: FunctionAddress,
  write: DwordWrite,
): DeviceState {
  if (write.offset >= CONFIG_SPACE_BYTES.extended) return state;
  const target = functionAt(model, state, rid);
  switch (target.kind) {
    case 'absent':
      return state;
    case 'pf':
      return writePf(model, state, write);
    case 'vf':
      return writeVf(model, state, target.index, write);
  }
}

function writePf(model: DeviceModel, state: DeviceState, write: DwordWrite): DeviceState {
  const { pfImage: image, pfCapabilities: places, sriov } = model;
  if (startsFlr(image, places, write)) return flrPf(model, state);
  const { offset } = write;
  const old = register(image, state.pf, offset);
  const value = writtenValue(image, offset, old, write.value, write.enabled);
  if (offset === pmcsrOffset(places)) {
    const power = writePower(image, places, old, value);
    if (power.wakes) return wakePf(model, state, power.value);
    return withPf(model, state, withRegister(image, state.pf, offset, power.value));
  }
  const inSriov = offset >= sriov.offset && offset < sriov.offset + SRIOV_CAPABILITY_BYTES;
  if (inSriov) return withPf(model, state, writeSriov(model, state.pf, offset, value));
  return withPf(model, state, withRegister(image, state.pf, offset, value));
}

/** VFs live only as long as VF Enable stays set; when it is set again they are new. */
function withPf(model: DeviceModel, state: DeviceState, pf: Registers): DeviceState {
  if (pf === state.pf) return state;
  const lives = sriovControl(model, state.pf).vfEnable && sriovControl(model, pf).vfEnable;
  return { ...state, pf, vfs: lives ? state.vfs : {} };
}

function writeVf(
  model: DeviceModel,
  state: DeviceState,
  index: number,
  write: DwordWrite,
): DeviceState {
  const { vfImage: image, vfCapabilities: places } = model;
  const { offset } = write;
  const registers = state.vfs[index] ?? {};
  const flr = () => withVf(state, index, surviving(image, registers, image.survivesFlr));
  if (startsFlr(image, places, write)) return flr();
  const old = register(image, registers, offset);
  const value = writtenValue(image, offset, old, write.value, write.enabled);
  if (offset !== pmcsrOffset(places)) {
    return withVf(state, index, withRegister(image, registers, offset, value));
  }
  const power = writePower(image, places, old, value);
  if (!power.wakes)
    return withVf(state, index, withRegister(image, registers, offset, power.value));
  return flr();
}

function withVf(state: DeviceState, index: number, registers: Registers): DeviceState {
  if (registers === state.vfs[index]) return state;
  const { [index]: old, ...others } = state.vfs;
  const empty = Object.keys(registers).length === 0;
  if (empty && old === undefined) return state;
  return { ...state, vfs: empty ? others : { ...others, [index]: registers } };
}
