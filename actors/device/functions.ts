/**
 * Which functions of the device exist and where: it follows from VF Enable, NumVFs, First VF Offset
 * and VF Stride alone.
 */
import { vfRoutingId } from '../../src/wdk/index.ts';
import type { DeviceModel, DeviceState, FunctionAddress, Registers, VfRouting } from './model.ts';
import { sriovControl, vfLimit } from './sriov-write.ts';

/** Who answers at a routing id. */
export type FunctionKind =
  | { readonly kind: 'pf' }
  | { readonly kind: 'vf'; readonly index: number }
  | { readonly kind: 'absent' };

/** The device as it leaves reset: no VFs, nothing programmed. */
export function initialState(_model: DeviceModel): DeviceState {
  return { pf: {}, vfs: {}, removed: false };
}

/** VFs that answer now: NumVFs while VF Enable is set. */
export function presentVfs(model: DeviceModel, state: DeviceState): number {
  if (state.removed) return 0;
  const { vfEnable, numVfs } = sriovControl(model, state.pf);
  return vfEnable && numVfs <= vfLimit(model, state.pf) ? numVfs : 0;
}

/** VF Enable, as the register reads. */
export function vfsEnabled(model: DeviceModel, state: DeviceState): boolean {
  return !state.removed && sriovControl(model, state.pf).vfEnable;
}

/** Routing id of VF `index` (from 0), whether it is enabled or not; it may be on a later bus. */
export function vfRid(model: DeviceModel, state: DeviceState, index: number): FunctionAddress {
  const { firstVfOffset, vfStride } = routing(model, state.pf);
  return vfRoutingId(model.pf.rid, firstVfOffset, vfStride, index);
}

/** First VF Offset and VF Stride as they read now. */
export function routing(model: DeviceModel, pf: Registers): VfRouting {
  const { numVfs, ariCapableHierarchy } = sriovControl(model, pf);
  return model.routing(numVfs, ariCapableHierarchy);
}

export function functionAt(
  model: DeviceModel,
  state: DeviceState,
  rid: FunctionAddress,
): FunctionKind {
  if (state.removed) return { kind: 'absent' };
  if (rid === model.pf.rid) return { kind: 'pf' };
  const present = presentVfs(model, state);
  if (present === 0 || !Number.isInteger(rid) || rid < 0 || rid > 0xffff) return { kind: 'absent' };
  const { firstVfOffset, vfStride } = routing(model, state.pf);
  const distance = (rid - model.pf.rid - firstVfOffset) & 0xffff;
  // With a stride of 0 there can be one VF only.
  const index = distance === 0 ? 0 : distance / vfStride;
  const found = Number.isInteger(index) && index < present;
  return found ? { kind: 'vf', index } : { kind: 'absent' };
}
