/**
 * Walks the two capability lists of a function. A list that loops, points into the header or runs
 * past its space is refused: such a dump is not of a device that a driver could use.
 */
import {
  CAPABILITY_ID,
  CONFIG_SPACE_BYTES,
  EXTENDED_CAPABILITY,
  EXTENDED_CAPABILITY_ID,
  SRIOV_CAPABILITY_BYTES,
  STATUS_BIT,
  TYPE0_HEADER,
} from '../../src/wdk/index.ts';
import { ALL_ONES, read8, read16, read32 } from './bytes.ts';
import { bareHex, DeviceInputError, hex } from './errors.ts';
import type { Capability, CapabilityOffsets } from './model.ts';

const FIRST_STANDARD = 0x40;
const { firstOffset: FIRST_EXTENDED } = EXTENDED_CAPABILITY;

/** Bytes that a capability takes at least, where the device reads or writes all of them. */
const STANDARD_BYTES: Readonly<Record<number, number>> = {
  [CAPABILITY_ID.PowerManagement.value]: 8,
  [CAPABILITY_ID.Msi.value]: 10,
  [CAPABILITY_ID.PciExpress.value]: 0x14,
  [CAPABILITY_ID.MsiX.value]: 12,
};
const EXTENDED_BYTES: Readonly<Record<number, number>> = {
  [EXTENDED_CAPABILITY_ID.AdvancedErrorReporting.value]: 0x2c,
  [EXTENDED_CAPABILITY_ID.AlternativeRoutingId.value]: 8,
  [EXTENDED_CAPABILITY_ID.SingleRootIov.value]: SRIOV_CAPABILITY_BYTES,
};

/** All capabilities of a function, standard ones first, each list in its own order. */
export function walkCapabilities(bytes: Uint8Array): readonly Capability[] {
  return [...walkStandard(bytes), ...walkExtended(bytes)];
}

function walkStandard(bytes: Uint8Array): readonly Capability[] {
  if ((read16(bytes, TYPE0_HEADER.Status.offset) & STATUS_BIT.CapabilitiesList.value) === 0)
    return [];
  const found: Capability[] = [];
  // The two low bits of a pointer are reserved; software masks them off.
  let offset = read8(bytes, TYPE0_HEADER.CapabilitiesPointer.offset) & 0xfc;
  while (offset !== 0) {
    const id = read8(bytes, offset);
    const length = STANDARD_BYTES[id] ?? 4;
    check({ list: 'capability', offset, id, length, first: FIRST_STANDARD, end: 0x100 }, found);
    found.push({ id, offset, extended: false, version: 0 });
    offset = read8(bytes, offset + 1) & 0xfc;
  }
  return found;
}

function walkExtended(bytes: Uint8Array): readonly Capability[] {
  const found: Capability[] = [];
  let offset: number = FIRST_EXTENDED;
  while (offset !== 0) {
    const header = read32(bytes, offset);
    // All zeros or all ones in the first header: the function has no extended capability.
    if (offset === FIRST_EXTENDED && (header === 0 || header === ALL_ONES)) return [];
    const id = header & 0xffff;
    const length = EXTENDED_BYTES[id] ?? 4;
    const place = { list: 'extended capability', offset, id, length } as const;
    check({ ...place, first: FIRST_EXTENDED, end: CONFIG_SPACE_BYTES.extended }, found);
    const version = (header >>> EXTENDED_CAPABILITY.versionShift) & EXTENDED_CAPABILITY.versionMask;
    found.push({ id, offset, extended: true, version });
    offset = (header >>> EXTENDED_CAPABILITY.nextShift) & EXTENDED_CAPABILITY.nextMask;
  }
  // Id 0 is the null capability: it only carries the list on.
  return found.filter(({ id }) => id !== 0);
}

interface Place {
  readonly list: 'capability' | 'extended capability';
  readonly offset: number;
  readonly id: number;
  readonly length: number;
  readonly first: number;
  readonly end: number;
}

function check(place: Place, found: readonly Capability[]): void {
  const { list, offset, id, length, first, end } = place;
  if (offset < first) {
    throw new DeviceInputError(
      `the ${list} list points to ${hex(offset)}; it can only point to ${hex(first)} or above`,
    );
  }
  if (found.some((capability) => capability.offset === offset)) {
    throw new DeviceInputError(`the ${list} list loops: it comes back to ${hex(offset)}`);
  }
  if ((list === 'capability' && id === 0xff) || id === 0xffff) {
    throw new DeviceInputError(
      `the ${list} list points to ${hex(offset)}, which holds only ones and no capability`,
    );
  }
  if (offset + length > end) {
    throw new DeviceInputError(
      `${list} ${hex(id)} at ${hex(offset)} needs ${length} bytes and ends past ${hex(end)}`,
    );
  }
}

/** The first capability with this id, or undefined. */
export function findCapability(
  capabilities: readonly Capability[],
  id: number,
  extended: boolean,
): Capability | undefined {
  return capabilities.find((found) => found.id === id && found.extended === extended);
}

/** Where the capabilities are that the device acts upon itself. */
export function capabilityOffsets(capabilities: readonly Capability[]): CapabilityOffsets {
  const at = (id: number) => findCapability(capabilities, id, false)?.offset ?? null;
  return {
    pcie: at(CAPABILITY_ID.PciExpress.value),
    pm: at(CAPABILITY_ID.PowerManagement.value),
    msix: at(CAPABILITY_ID.MsiX.value),
  };
}

/** `0x01 at 0x100, 0x10 at 0x160`, for messages. */
export function listCapabilities(capabilities: readonly Capability[]): string {
  if (capabilities.length === 0) return 'none';
  return capabilities.map(({ id, offset }) => `0x${bareHex(id, 4)} at ${hex(offset)}`).join(', ');
}
