/**
 * The SR-IOV extended capability of a PF (PCIe base specification, "SR-IOV Extended Capability").
 * Offsets are from the start of the capability.
 */
import type { BitTable, Register } from './config-space.ts';

/** Length of the capability. */
export const SRIOV_CAPABILITY_BYTES = 0x40;

/** Every field. */
export const SRIOV_FIELD = {
  Header: { offset: 0x00, sizeBytes: 4, access: 'ro', doc: 'id 0x0010, version, next' },
  Capabilities: { offset: 0x04, sizeBytes: 4, access: 'ro', doc: 'see SRIOV_CAPABILITIES_BIT' },
  Control: { offset: 0x08, sizeBytes: 2, access: 'rw', doc: 'see SRIOV_CONTROL_BIT' },
  Status: { offset: 0x0a, sizeBytes: 2, access: 'rw1c', doc: 'see SRIOV_STATUS_BIT' },
  InitialVFs: { offset: 0x0c, sizeBytes: 2, access: 'hwinit', doc: 'VFs there at first' },
  TotalVFs: { offset: 0x0e, sizeBytes: 2, access: 'hwinit', doc: 'most VFs there can be' },
  NumVFs: { offset: 0x10, sizeBytes: 2, access: 'rw', doc: 'write only while VF Enable is clear' },
  FunctionDependencyLink: {
    offset: 0x12,
    sizeBytes: 1,
    access: 'hwinit',
    doc: 'the PF whose VFs depend on this one; its own number if none',
  },
  FirstVFOffset: {
    offset: 0x14,
    sizeBytes: 2,
    access: 'ro',
    doc: 'routing id of VF 1 less that of the PF; may change with NumVFs and ARI',
  },
  VFStride: {
    offset: 0x16,
    sizeBytes: 2,
    access: 'ro',
    doc: 'routing id from one VF to the next; may change with NumVFs and ARI',
  },
  VFDeviceId: { offset: 0x1a, sizeBytes: 2, access: 'ro', doc: 'the VFs themselves read 0xFFFF' },
  SupportedPageSizes: { offset: 0x1c, sizeBytes: 4, access: 'ro', doc: 'bit n: 2^(n+12) bytes' },
  SystemPageSize: { offset: 0x20, sizeBytes: 4, access: 'rw', doc: 'one bit; aligns the VF BARs' },
  VFBar0: { offset: 0x24, sizeBytes: 4, access: 'rw', doc: 'BAR 0 of VF 1; the others follow it' },
  VFBar1: { offset: 0x28, sizeBytes: 4, access: 'rw', doc: 'or the upper half of VF BAR 0' },
  VFBar2: { offset: 0x2c, sizeBytes: 4, access: 'rw', doc: 'BAR 2 of all VFs' },
  VFBar3: { offset: 0x30, sizeBytes: 4, access: 'rw', doc: 'or the upper half of VF BAR 2' },
  VFBar4: { offset: 0x34, sizeBytes: 4, access: 'rw', doc: 'BAR 4 of all VFs' },
  VFBar5: { offset: 0x38, sizeBytes: 4, access: 'rw', doc: 'or the upper half of VF BAR 4' },
  VFMigrationStateArrayOffset: {
    offset: 0x3c,
    sizeBytes: 4,
    access: 'ro',
    doc: 'BAR in bits 0..2, then the offset; MR-IOV only',
  },
} as const satisfies Record<string, Register>;

/** A field of the capability by name. */
export type SriovFieldName = keyof typeof SRIOV_FIELD;

/** SR-IOV Capabilities. */
export const SRIOV_CAPABILITIES_BIT = {
  VFMigrationCapable: { value: 0x00000001, doc: 'MR-IOV only' },
  AriCapableHierarchyPreserved: {
    value: 0x00000002,
    doc: 'ARI Capable Hierarchy survives D3hot to D0',
  },
  VF10BitTagRequesterSupported: { value: 0x00000004, doc: 'VFs may use 10-bit tags' },
  VFMigrationInterruptMessageNumber: { value: 0xffe00000, doc: 'the vector; MR-IOV only' },
} as const satisfies BitTable;

/** SR-IOV Control. */
export const SRIOV_CONTROL_BIT = {
  VFEnable: { value: 0x0001, doc: 'the VFs exist; clearing it takes them away' },
  VFMigrationEnable: { value: 0x0002, doc: 'MR-IOV only' },
  VFMigrationInterruptEnable: { value: 0x0004, doc: 'MR-IOV only' },
  VFMemorySpaceEnable: { value: 0x0008, doc: 'VF MSE: all VFs answer their memory' },
  AriCapableHierarchy: {
    value: 0x0010,
    doc: 'VFs may use function numbers above 7; in the lowest PF, and only while VFs are off',
  },
  VF10BitTagRequesterEnable: { value: 0x0020, doc: 'VFs use 10-bit tags' },
} as const satisfies BitTable;

/** SR-IOV Status. */
export const SRIOV_STATUS_BIT = {
  VFMigrationStatus: { value: 0x0001, doc: 'MR-IOV only; write one to clear' },
} as const satisfies BitTable;

/** Times software must keep. */
export const SRIOV_TIMING_MS = {
  afterVFEnableSet: { value: 100, doc: 'before the first request to a VF' },
  afterVFEnableCleared: { value: 1000, doc: 'before any VF field is changed or VFs come back' },
  afterVFFunctionLevelReset: { value: 100, doc: 'before the first request to the VF' },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** The routing id of a VF, counted from zero, from the PF's and the two fields above. */
export function vfRoutingId(
  pfRoutingId: number,
  firstVFOffset: number,
  vfStride: number,
  vfIndex: number,
): number {
  return (pfRoutingId + firstVFOffset + vfIndex * vfStride) & 0xffff;
}
