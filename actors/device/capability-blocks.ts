/** Capabilities from stated fields, each as the dwords after its header. */
import { CAPABILITY_ID, EXTENDED_CAPABILITY_ID, SRIOV_FIELD } from '../../src/wdk/index.ts';
import { writeBarFlags } from './builder.ts';
import { read32, write8, write16, write32 } from './bytes.ts';
import type { BarFacts } from './model.ts';

export interface CapabilityBlock {
  readonly id: number;
  readonly offset: number;
  /** Version of an extended capability; 0 in a standard one. */
  readonly version: number;
  /** Upper half of a standard capability's first dword; 0 in an extended one. */
  readonly headerField: number;
  readonly dwords: readonly number[];
}

function standard(
  id: number,
  offset: number,
  field: number,
  dwords: readonly number[],
): CapabilityBlock {
  return { id, offset, version: 0, headerField: (field << 16) >>> 0, dwords };
}

function extendedBlock(id: number, offset: number, dwords: readonly number[]): CapabilityBlock {
  return { id, offset, version: 1, headerField: 0, dwords };
}

export interface PowerManagementFields {
  /** PMC: version in bits 0..2, D1 and D2 in bits 9 and 10, PME support in bits 11..15. */
  readonly capabilities: number;
  readonly noSoftReset: boolean;
  /** The Data register and its unit, where there is one. */
  readonly data?: { readonly scale: number; readonly value: number };
}

export function powerManagementBlock(
  offset: number,
  fields: PowerManagementFields,
): CapabilityBlock {
  const id = CAPABILITY_ID.PowerManagement.value;
  const { scale = 0, value = 0 } = fields.data ?? {};
  const status = (fields.noSoftReset ? 0x8 : 0) | (scale << 13) | (value << 24);
  return standard(id, offset, fields.capabilities, [status >>> 0]);
}

export interface MsixFields {
  readonly vectors: number;
  readonly tableBar: number;
  readonly tableOffset: number;
  readonly pendingBar: number;
  readonly pendingOffset: number;
}

export function msixBlock(offset: number, fields: MsixFields): CapabilityBlock {
  return standard(CAPABILITY_ID.MsiX.value, offset, fields.vectors - 1, [
    fields.tableOffset | fields.tableBar,
    fields.pendingOffset | fields.pendingBar,
  ]);
}

/** MSI with one vector, a 64-bit address and a mask. */
export function msiBlock(offset: number): CapabilityBlock {
  return standard(CAPABILITY_ID.Msi.value, offset, 0x0180, [0, 0, 0, 0, 0]);
}

export interface PcieFields {
  readonly deviceCapabilities: number;
  readonly deviceControl: number;
  readonly linkCapabilities: number;
  readonly linkStatus: number;
  readonly deviceCapabilities2: number;
}

/** An endpoint's PCI Express capability, version 2. */
export function pcieBlock(offset: number, fields: PcieFields): CapabilityBlock {
  return standard(CAPABILITY_ID.PciExpress.value, offset, 0x0002, [
    fields.deviceCapabilities,
    fields.deviceControl,
    fields.linkCapabilities,
    (fields.linkStatus << 16) >>> 0,
    0, // slot capabilities
    0, // slot control and status
    0, // root control
    0, // root status
    fields.deviceCapabilities2,
    0, // device control 2
    0, // link capabilities 2
    0, // link control 2
    0, // slot capabilities 2
    0, // slot control 2
  ]);
}

/** Advanced error reporting with the severities that the specification gives after reset. */
export function aerBlock(offset: number): CapabilityBlock {
  const id = EXTENDED_CAPABILITY_ID.AdvancedErrorReporting.value;
  const severity = 0x0006_2010;
  const correctableMask = 0x0000_2000;
  const dwords = [0, 0, severity, 0, correctableMask, 0xa0, 0, 0, 0, 0];
  return extendedBlock(id, offset, dwords);
}

export function ariBlock(offset: number, nextFunction: number): CapabilityBlock {
  const id = EXTENDED_CAPABILITY_ID.AlternativeRoutingId.value;
  return extendedBlock(id, offset, [nextFunction << 8]);
}

export interface SriovFields {
  readonly capabilities: number;
  readonly totalVfs: number;
  readonly firstVfOffset: number;
  readonly vfStride: number;
  readonly vfDeviceId: number;
  readonly supportedPageSizes: number;
  readonly vfBars: BarFacts;
}

/** SR-IOV after reset: as many VFs at first as there can be, 4 KB pages, VFs off. */
export function sriovBlock(offset: number, fields: SriovFields): CapabilityBlock {
  const bytes = new Uint8Array(0x40);
  write32(bytes, SRIOV_FIELD.Capabilities.offset, fields.capabilities);
  write16(bytes, SRIOV_FIELD.InitialVFs.offset, fields.totalVfs);
  write16(bytes, SRIOV_FIELD.TotalVFs.offset, fields.totalVfs);
  write8(bytes, SRIOV_FIELD.FunctionDependencyLink.offset, 0);
  write16(bytes, SRIOV_FIELD.FirstVFOffset.offset, fields.firstVfOffset);
  write16(bytes, SRIOV_FIELD.VFStride.offset, fields.vfStride);
  write16(bytes, SRIOV_FIELD.VFDeviceId.offset, fields.vfDeviceId);
  write32(bytes, SRIOV_FIELD.SupportedPageSizes.offset, fields.supportedPageSizes);
  write32(bytes, SRIOV_FIELD.SystemPageSize.offset, 1);
  writeBarFlags(bytes, SRIOV_FIELD.VFBar0.offset, fields.vfBars);
  const dwords = Array.from({ length: 15 }, (_, index) => read32(bytes, 4 + 4 * index));
  return extendedBlock(EXTENDED_CAPABILITY_ID.SingleRootIov.value, offset, dwords);
}
