/**
 * What the PCI bus driver learns of a function when it starts it: the SR-IOV extended capability,
 * found by walking the list, and the VF BARs, sized by writing ones (PCIe base specification,
 * "SR-IOV Extended Capability", "VF BARs").
 */
import { EXTENDED_CAPABILITY, EXTENDED_CAPABILITY_ID } from '../../src/wdk/config-space.ts';
import {
  SRIOV_CAPABILITIES_BIT,
  SRIOV_CONTROL_BIT,
  SRIOV_FIELD,
  vfRoutingId,
} from '../../src/wdk/sriov-capability.ts';
import type { BarValues, ConfigAccess } from '../messages/index.ts';

/** The fields of the capability that the driver keeps; offsets in bytes, routing ids as numbers. */
export interface SriovCapability {
  readonly offset: number;
  readonly migrationCapable: boolean;
  readonly initialVFs: number;
  readonly totalVFs: number;
  readonly firstVFOffset: number;
  readonly vfStride: number;
  readonly vfDeviceId: number;
  /** Saved when the device was detected; 0 where a BAR is absent. Never probed again. */
  readonly probedBars: BarValues;
}

/** One step of the walk: the capability is here, or look there next, or the list has ended. */
export type Walk = { readonly found: number } | { readonly next: number } | 'ended';

/**
 * Reads a capability header dword at `offset`. A list that runs backwards or into nothing has
 * ended.
 */
export function walk(offset: number, header: number): Walk {
  const id = header & EXTENDED_CAPABILITY.idMask;
  if (header === 0xffffffff || header === 0) return 'ended';
  if (id === EXTENDED_CAPABILITY_ID.SingleRootIov.value) return { found: offset };
  const next = (header >>> EXTENDED_CAPABILITY.nextShift) & EXTENDED_CAPABILITY.nextMask;
  return next > offset ? { next } : 'ended';
}

const fields = [
  'Capabilities',
  'InitialVFs',
  'TotalVFs',
  'FirstVFOffset',
  'VFStride',
  'VFDeviceId',
] as const;
const bars = ['VFBar0', 'VFBar1', 'VFBar2', 'VFBar3', 'VFBar4', 'VFBar5'] as const;

type FieldName = keyof typeof SRIOV_FIELD;

/** Access to one field of the capability at `capability`; with a value it is a write. */
export function field(capability: number, name: FieldName, value?: number): ConfigAccess {
  const { offset, sizeBytes } = SRIOV_FIELD[name];
  const access = { offset: capability + offset, length: sizeBytes };
  return value === undefined ? access : { ...access, value };
}

/** Reads the fields, then sizes each VF BAR: read, write ones, read back, restore. */
export function detection(capability: number): readonly ConfigAccess[] {
  return [
    ...fields.map((name) => field(capability, name)),
    ...bars.map((name) => field(capability, name)),
    ...bars.map((name) => field(capability, name, 0xffffffff)),
    ...bars.map((name) => field(capability, name)),
  ];
}

/** Puts the VF BARs back as they were before sizing. */
export function restoreBars(
  capability: number,
  values: readonly number[],
): readonly ConfigAccess[] {
  return bars.map((name, bar) => field(capability, name, values[fields.length + bar] ?? 0));
}

/** Makes sense of the values that {@link detection} brought. */
export function detected(offset: number, values: readonly number[]): SriovCapability {
  const at = (index: number) => values[index] ?? 0;
  const probed = values.slice(fields.length + 2 * bars.length);
  return {
    offset,
    migrationCapable: (at(0) & SRIOV_CAPABILITIES_BIT.VFMigrationCapable.value) !== 0,
    initialVFs: at(1),
    totalVFs: at(2),
    firstVFOffset: at(3),
    vfStride: at(4),
    vfDeviceId: at(5),
    probedBars: bars.map((_, bar) => probed[bar] ?? 0) as unknown as BarValues,
  };
}

/**
 * What goes into SR-IOV Control to turn the VFs on. VF Enable and VF MSE go together; ARI stays
 * set.
 */
export function controlOn(migration: boolean, migrationInterrupt: boolean): number {
  return (
    SRIOV_CONTROL_BIT.VFEnable.value |
    SRIOV_CONTROL_BIT.VFMemorySpaceEnable.value |
    SRIOV_CONTROL_BIT.AriCapableHierarchy.value |
    (migration ? SRIOV_CONTROL_BIT.VFMigrationEnable.value : 0) |
    (migrationInterrupt ? SRIOV_CONTROL_BIT.VFMigrationInterruptEnable.value : 0)
  );
}

/** What turns them off: ARI Capable Hierarchy alone. */
export const controlOff = SRIOV_CONTROL_BIT.AriCapableHierarchy.value;

/** Routing id of VF `vf`; it may lie on a later bus than the PF. */
export function ridOf(pfRid: number, capability: SriovCapability, vf: number): number {
  return vfRoutingId(pfRid, capability.firstVFOffset, capability.vfStride, vf);
}

/** Buses that the VFs need beyond the PF's own: subordinate less secondary bus number. */
export function capturedBuses(pfRid: number, capability: SriovCapability): number {
  if (capability.totalVFs === 0) return 0;
  const last = pfRid + capability.firstVFOffset + (capability.totalVFs - 1) * capability.vfStride;
  return (last >>> 8) - (pfRid >>> 8);
}
