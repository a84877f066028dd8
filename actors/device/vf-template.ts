/**
 * A VF's configuration space is not in a dump of its PF, but most of it follows from the PF's: a VF
 * is of the same class and has the same capabilities where it has any. This derives it: the PCI
 * Express, MSI-X (or MSI), power management and ARI capabilities at the PF's offsets, linked in the
 * PF's order. What does not follow is the size of the VF's MSI-X table: the PF's is assumed, unless
 * told otherwise.
 */
import {
  CAPABILITY_ID,
  CONFIG_SPACE_BYTES,
  EXTENDED_CAPABILITY,
  EXTENDED_CAPABILITY_ID,
  MSIX_BIT,
  PCIE_BIT,
  PCIE_CAPABILITY,
  STATUS_BIT,
  TYPE0_HEADER,
} from '../../src/wdk/index.ts';
import { read8, read16, read32, write8, write16, write32 } from './bytes.ts';
import { findCapability } from './capabilities.ts';
import type { Behaviour, Capability } from './model.ts';

export interface VfTraits {
  readonly behaviour: Behaviour;
  /** Vectors of each VF, 1 to 2048; the PF's number if left out. */
  readonly msixVectors?: number | undefined;
  /** Whether VFs have the power management capability; like the PF if left out. */
  readonly powerManagement?: boolean | undefined;
}

/** Bytes of a standard capability that a VF takes over. */
const COPIED_BYTES: Readonly<Record<number, number>> = {
  [CAPABILITY_ID.PowerManagement.value]: 8,
  [CAPABILITY_ID.Msi.value]: 24,
  [CAPABILITY_ID.PciExpress.value]: 0x3c,
  [CAPABILITY_ID.MsiX.value]: 12,
};
/** Up to Device Status 2: version 1 of the capability ends here. */
const PCIE_V1_BYTES = 0x14;

export function deriveVfBytes(
  pf: Uint8Array,
  capabilities: readonly Capability[],
  traits: VfTraits,
): Uint8Array {
  const vf = new Uint8Array(CONFIG_SPACE_BYTES.extended);
  write32(vf, TYPE0_HEADER.VendorId.offset, 0xffff_ffff);
  const classAt = TYPE0_HEADER.RevisionId.offset;
  write32(vf, classAt, read32(pf, classAt));
  const subsystemAt = TYPE0_HEADER.SubsystemVendorId.offset;
  write32(vf, subsystemAt, read32(pf, subsystemAt));
  copyStandard(
    pf,
    vf,
    capabilities.filter((found) => isInherited(found, capabilities, traits)),
  );
  const ari = findCapability(capabilities, EXTENDED_CAPABILITY_ID.AlternativeRoutingId.value, true);
  if (ari !== undefined) copyAri(pf, vf, ari);
  shapeForVf(vf, capabilities, traits);
  return vf;
}

function isInherited(
  { id, extended }: Capability,
  capabilities: readonly Capability[],
  traits: VfTraits,
): boolean {
  if (extended) return false;
  switch (id) {
    case CAPABILITY_ID.PciExpress.value:
    case CAPABILITY_ID.MsiX.value:
      return true;
    case CAPABILITY_ID.PowerManagement.value:
      return traits.powerManagement ?? true;
    case CAPABILITY_ID.Msi.value:
      // A VF that signals interrupts needs one of the two.
      return findCapability(capabilities, CAPABILITY_ID.MsiX.value, false) === undefined;
    default:
      return false;
  }
}

function copyStandard(pf: Uint8Array, vf: Uint8Array, inherited: readonly Capability[]): void {
  if (inherited.length === 0) return;
  write16(vf, TYPE0_HEADER.Status.offset, STATUS_BIT.CapabilitiesList.value);
  write8(vf, TYPE0_HEADER.CapabilitiesPointer.offset, inherited[0]?.offset ?? 0);
  const starts = inherited.map(({ offset }) => offset);
  for (const [position, { id, offset }] of inherited.entries()) {
    const following = starts.filter((start) => start > offset);
    const end = Math.min(...following, offset + copiedBytes(pf, id, offset), 0x100);
    vf.set(pf.subarray(offset, end), offset);
    write8(vf, offset + 1, starts[position + 1] ?? 0);
  }
}

function copiedBytes(pf: Uint8Array, id: number, offset: number): number {
  const isPcie = id === CAPABILITY_ID.PciExpress.value;
  if (isPcie && (read8(pf, offset + 2) & 0xf) < 2) return PCIE_V1_BYTES;
  return COPIED_BYTES[id] ?? 4;
}

/**
 * The extended list must start at 0x100: an ARI capability that is elsewhere in the PF is reached
 * over a null capability there.
 */
function copyAri(pf: Uint8Array, vf: Uint8Array, { offset, version }: Capability): void {
  const { firstOffset, versionShift, nextShift } = EXTENDED_CAPABILITY;
  if (offset !== firstOffset) write32(vf, firstOffset, offset << nextShift);
  const id = EXTENDED_CAPABILITY_ID.AlternativeRoutingId.value;
  write32(vf, offset, id | (version << versionShift));
  // Control is left out: function groups are the PF's business.
  write16(vf, offset + 4, read16(pf, offset + 4));
}

function shapeForVf(vf: Uint8Array, capabilities: readonly Capability[], traits: VfTraits): void {
  const pcie = findCapability(capabilities, CAPABILITY_ID.PciExpress.value, false)?.offset;
  if (pcie !== undefined) {
    // Every VF can be reset by itself; its controls are reserved, for the PF's count.
    const deviceCapabilities = pcie + PCIE_CAPABILITY.DeviceCapabilities.offset;
    const resettable = PCIE_BIT.FunctionLevelResetCapable.value;
    write32(vf, deviceCapabilities, read32(vf, deviceCapabilities) | resettable);
    write32(vf, pcie + PCIE_CAPABILITY.DeviceControl.offset, 0);
    write16(vf, pcie + PCIE_CAPABILITY.LinkControl.offset, 0);
    if (traits.behaviour === 'specification') {
      write16(vf, pcie + PCIE_CAPABILITY.LinkStatus.offset, 0);
    }
    if ((read8(vf, pcie + 2) & 0xf) >= 2) {
      write32(vf, pcie + PCIE_CAPABILITY.DeviceControl2.offset, 0);
      write32(vf, pcie + 0x30, 0);
    }
  }
  const msix = findCapability(capabilities, CAPABILITY_ID.MsiX.value, false)?.offset;
  if (msix !== undefined && traits.msixVectors !== undefined) {
    const control = read16(vf, msix + 2) & ~MSIX_BIT.TableSize.value;
    write16(vf, msix + 2, control | (traits.msixVectors - 1));
  }
}
