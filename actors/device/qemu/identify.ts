/** What a device is, by asking it: its configuration space, the sizes of its BARs, and what a VF of it looks like. */
import {
  CAPABILITY_ID,
  CONFIG_SPACE_BYTES,
  EXTENDED_CAPABILITY_ID,
  PCIE_CAPABILITY,
  SRIOV_CONTROL_BIT,
  SRIOV_FIELD,
  TYPE0_HEADER,
} from '../../../src/wdk/index.ts';
import { ALL_ONES, read16, write8, write16 } from '../bytes.ts';
import { findCapability, walkCapabilities } from '../capabilities.ts';
import type { DeviceDescription } from '../create-model.ts';
import { createModel } from '../create-model.ts';
import type { BarFact, BarFacts, Behaviour, DeviceModel, FunctionAddress } from '../model.ts';
import type { QemuBus } from './bus.ts';
import { QemuError } from './errors.ts';

/** Below the root port: bus 1, device 0, function 0. */
export const pfRid: FunctionAddress = 0x0100;

/**
 * The model of the device on this bus; by the `specification`, fields read what they must where the device has another
 * value. BARs are sized and one VF is enabled for it: afterwards it is no device that has just been powered on.
 */
export function identify(bus: QemuBus, name: string, behaviour: Behaviour = 'qemu'): DeviceModel {
  const [bytes = new Uint8Array(CONFIG_SPACE_BYTES.extended)] = bus.spaceOfEach([pfRid]);
  if (read16(bytes, TYPE0_HEADER.VendorId.offset) === 0xffff) {
    throw new QemuError('refused', `${name}: nobody answers at 01:00.0`);
  }
  const id = EXTENDED_CAPABILITY_ID.SingleRootIov.value;
  const sriov = findCapability(walkCapabilities(bytes), id, true)?.offset;
  const bars = sizedBars(bus, TYPE0_HEADER.Bar0.offset);
  const romSizeBytes = romSize(bus);
  const withSriov =
    sriov === undefined
      ? { vfBars: noBars }
      : { vfBars: sizedBars(bus, sriov + SRIOV_FIELD.VFBar0.offset), vfBytes: vfSpace(bus, sriov) };
  const description = {
    name,
    source: 'device',
    behaviour,
    segment: 0,
    rid: pfRid,
    bytes,
    bars,
    romSizeBytes,
    ...withSriov,
  } as const;
  return createModel(behaviour === 'qemu' ? description : asSpecified(description));
}

/** What the specification has fixed in a VF, and the end of the list of functions: the PF is the only one. */
function asSpecified(description: DeviceDescription): DeviceDescription {
  const bytes = Uint8Array.from(description.bytes);
  const ari = EXTENDED_CAPABILITY_ID.AlternativeRoutingId.value;
  const nextFunction = findCapability(walkCapabilities(bytes), ari, true)?.offset;
  if (nextFunction !== undefined) write8(bytes, nextFunction + 5, 0);
  if (description.vfBytes === undefined) return { ...description, bytes };
  const vfBytes = Uint8Array.from(description.vfBytes);
  write8(vfBytes, TYPE0_HEADER.InterruptPin.offset, 0);
  const pcie = findCapability(walkCapabilities(vfBytes), CAPABILITY_ID.PciExpress.value, false);
  if (pcie !== undefined) write16(vfBytes, pcie.offset + PCIE_CAPABILITY.LinkStatus.offset, 0);
  return { ...description, bytes, vfBytes };
}

const noBars: BarFacts = [null, null, null, null, null, null];

/** Six registers, sized one after the other: read, write ones, read back, restore. */
function sizedBars(bus: QemuBus, firstBar: number): BarFacts {
  const probed = Array.from({ length: 6 }, (_, index) => probe(bus, firstBar + 4 * index));
  const bars: (BarFact | null)[] = [];
  for (let index = 0; index < 6; index += 1) {
    const low = probed[index] ?? 0;
    const isWide = (low & 1) === 0 && (low & 6) === 4 && index < 5;
    bars.push(barFact(index, low, isWide ? (probed[index + 1] ?? 0) : null));
    if (!isWide) continue;
    bars.push(null);
    index += 1;
  }
  return bars;
}

function barFact(index: number, low: number, high: number | null): BarFact | null {
  if (low === 0) return null;
  if ((low & 1) !== 0) {
    const sizeBytes = ((~(low & ~3) >>> 0) + 1) & 0xffff;
    return { index, kind: 'io', prefetchable: false, sizeBytes };
  }
  const prefetchable = (low & 8) !== 0;
  const address = (BigInt(high ?? ALL_ONES) << 32n) | BigInt((low & ~0xf) >>> 0);
  const sizeBytes = Number((1n << 64n) - address);
  return { index, kind: high === null ? 'memory32' : 'memory64', prefetchable, sizeBytes };
}

function probe(bus: QemuBus, offset: number): number {
  const before = bus.read(pfRid, offset, 4);
  bus.write(pfRid, offset, 4, ALL_ONES);
  const sized = bus.read(pfRid, offset, 4);
  bus.write(pfRid, offset, 4, before);
  return sized;
}

function romSize(bus: QemuBus): number {
  const sized = (probe(bus, TYPE0_HEADER.RomBar.offset) & 0xffff_f800) >>> 0;
  return sized === 0 ? 0 : 2 ** 32 - sized;
}

/** Enables one VF, reads it, and disables it again; undefined for a device that makes none. */
function vfSpace(bus: QemuBus, sriov: number): Uint8Array | undefined {
  const at = (field: keyof typeof SRIOV_FIELD) => sriov + SRIOV_FIELD[field].offset;
  if (bus.read(pfRid, at('TotalVFs'), 2) === 0) return undefined;
  bus.write(pfRid, at('NumVFs'), 2, 1);
  bus.write(pfRid, at('Control'), 2, SRIOV_CONTROL_BIT.VFEnable.value);
  const [space] = bus.spaceOfEach([pfRid + bus.read(pfRid, at('FirstVFOffset'), 2)]);
  bus.write(pfRid, at('Control'), 2, 0);
  bus.write(pfRid, at('NumVFs'), 2, 0);
  const answers = space !== undefined && read16(space, TYPE0_HEADER.RevisionId.offset) !== 0xffff;
  return answers ? space : undefined;
}
