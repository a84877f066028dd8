/** Builds a device model from a PF's bytes and what bytes cannot tell: the sizes of the BARs. */
import {
  EXTENDED_CAPABILITY_ID,
  SRIOV_CAPABILITIES_BIT,
  SRIOV_FIELD,
  TYPE0_HEADER,
} from '../../src/wdk/index.ts';
import { read8, read16, read32 } from './bytes.ts';
import {
  capabilityOffsets,
  findCapability,
  listCapabilities,
  walkCapabilities,
} from './capabilities.ts';
import { capabilityRules } from './capability-rules.ts';
import { DeviceInputError, hex, idPair } from './errors.ts';
import { makeImage } from './image.ts';
import type {
  BarFacts,
  Behaviour,
  Capability,
  DeviceModel,
  FunctionAddress,
  PfFacts,
  SriovFacts,
  VfRouting,
} from './model.ts';
import { pfHeaderRules, vfHeaderRules } from './rules.ts';
import { sriovRules } from './sriov-rules.ts';
import { deriveVfBytes } from './vf-template.ts';

export interface DeviceDescription {
  readonly name: string;
  readonly source: DeviceModel['source'];
  readonly behaviour: Behaviour;
  readonly segment: number;
  readonly rid: FunctionAddress;
  /** The PF's 4096 bytes, from a running device or a clean one. */
  readonly bytes: Uint8Array;
  readonly bars: BarFacts;
  readonly romSizeBytes: number;
  readonly vfBars: BarFacts;
  /** A VF's 4096 bytes where they are known; derived from the PF's otherwise. */
  readonly vfBytes?: Uint8Array | undefined;
  readonly vfMsixVectors?: number | undefined;
  readonly vfPowerManagement?: boolean | undefined;
  /** First VF Offset and VF Stride if they are not the constants that the bytes show. */
  readonly routing?: ((numVfs: number, ariCapableHierarchy: boolean) => VfRouting) | undefined;
}

const SRIOV_ID = EXTENDED_CAPABILITY_ID.SingleRootIov.value;

export function createModel(description: DeviceDescription): DeviceModel {
  const { name, source, behaviour, bytes } = description;
  const capabilities = walkCapabilities(bytes);
  const sriov = sriovFacts(description, capabilities);
  const pf = pfFacts(description);
  const routing =
    description.routing ??
    (() => ({ firstVfOffset: sriov.firstVfOffset, vfStride: sriov.vfStride }));
  const pfImage = makeImage(bytes, [
    ...pfHeaderRules(pf.bars, pf.romSizeBytes),
    ...capabilities.flatMap((capability) => capabilityRules({ bytes, capability, role: 'pf' })),
    ...sriovRules(sriov),
  ]);
  const vfBytes =
    description.vfBytes ??
    deriveVfBytes(pfImage.reset, capabilities, {
      behaviour,
      msixVectors: description.vfMsixVectors,
      powerManagement: description.vfPowerManagement,
    });
  const vfCapabilityList = walkCapabilities(vfBytes);
  const vfImage = makeImage(vfBytes, [
    ...vfHeaderRules(behaviour),
    ...vfCapabilityList.flatMap((capability) =>
      capabilityRules({ bytes: vfBytes, capability, role: 'vf' }),
    ),
  ]);
  return {
    name,
    source,
    behaviour,
    pf,
    reset: pfImage.reset,
    pfImage,
    capabilities,
    pfCapabilities: capabilityOffsets(capabilities),
    sriov,
    vfImage,
    vfCapabilityList,
    vfCapabilities: capabilityOffsets(vfCapabilityList),
    routing,
    lastBus: lastBus(pf.rid, sriov.totalVfs, routing(sriov.totalVfs, true)),
  };
}

function pfFacts({ segment, rid, bytes, bars, romSizeBytes }: DeviceDescription): PfFacts {
  return {
    segment,
    rid,
    vendorId: read16(bytes, TYPE0_HEADER.VendorId.offset),
    deviceId: read16(bytes, TYPE0_HEADER.DeviceId.offset),
    revision: read8(bytes, TYPE0_HEADER.RevisionId.offset),
    classCode: read32(bytes, TYPE0_HEADER.RevisionId.offset) >>> 8,
    subsystemVendorId: read16(bytes, TYPE0_HEADER.SubsystemVendorId.offset),
    subsystemId: read16(bytes, TYPE0_HEADER.SubsystemId.offset),
    bars,
    romSizeBytes,
  };
}

function sriovFacts(
  { bytes, vfBars, rid }: DeviceDescription,
  capabilities: readonly Capability[],
): SriovFacts {
  const offset = findCapability(capabilities, SRIOV_ID, true)?.offset;
  if (offset === undefined) throw new DeviceInputError(missingSriov(bytes, capabilities));
  const field16 = (at: number) => read16(bytes, offset + at);
  const field32 = (at: number) => read32(bytes, offset + at);
  const announced = field32(SRIOV_FIELD.Capabilities.offset);
  const supportedPageSizes = field32(SRIOV_FIELD.SupportedPageSizes.offset);
  const ari = EXTENDED_CAPABILITY_ID.AlternativeRoutingId.value;
  return {
    offset,
    capabilities: announced,
    initialVfs: field16(SRIOV_FIELD.InitialVFs.offset),
    totalVfs: field16(SRIOV_FIELD.TotalVFs.offset),
    functionDependencyLink: read8(bytes, offset + SRIOV_FIELD.FunctionDependencyLink.offset),
    firstVfOffset: field16(SRIOV_FIELD.FirstVFOffset.offset),
    vfStride: field16(SRIOV_FIELD.VFStride.offset),
    vendorId: read16(bytes, TYPE0_HEADER.VendorId.offset),
    vfDeviceId: field16(SRIOV_FIELD.VFDeviceId.offset),
    supportedPageSizes,
    // 4 KB after reset, which every device must support.
    systemPageSize: supportedPageSizes === 0 ? 1 : (supportedPageSizes & -supportedPageSizes) >>> 0,
    vfBars,
    migrationCapable: (announced & SRIOV_CAPABILITIES_BIT.VFMigrationCapable.value) !== 0,
    ariCapable: findCapability(capabilities, ari, true) !== undefined,
    ariWritable: (rid & 7) === 0,
  };
}

/** Why a function without the capability cannot be simulated: what it is and what it has. */
export function missingSriov(bytes: Uint8Array, capabilities: readonly Capability[]): string {
  const id = idPair(read16(bytes, 0), read16(bytes, 2));
  const extended = capabilities.filter((capability) => capability.extended);
  return (
    `${id} has no SR-IOV capability: its extended capabilities are ` +
    `${listCapabilities(extended)}; one with id ${hex(SRIOV_ID, 4)} is needed`
  );
}

function lastBus(pfRid: FunctionAddress, totalVfs: number, routing: VfRouting): number {
  const last = pfRid + routing.firstVfOffset + Math.max(0, totalVfs - 1) * routing.vfStride;
  return Math.min(0xff, Math.max(pfRid, totalVfs === 0 ? 0 : last) >> 8);
}
