/**
 * Makes a PF's configuration space from stated fields, for devices that no dump is at hand of. The
 * blocks that the capabilities are made of are in `capability-blocks.ts`.
 */
import {
  BAR_BIT,
  CONFIG_SPACE_BYTES,
  EXTENDED_CAPABILITY,
  STATUS_BIT,
  TYPE0_HEADER,
} from '../../src/wdk/index.ts';
import { isPowerOfTwo, read32, write8, write16, write32 } from './bytes.ts';
import type { CapabilityBlock } from './capability-blocks.ts';
import { hex } from './errors.ts';
import type { BarFact, BarFacts, BarKind } from './model.ts';

export interface ConfigSpaceFields {
  readonly vendorId: number;
  readonly deviceId: number;
  readonly revision: number;
  /** Base class, subclass, programming interface: 0x010802 is NVMe. */
  readonly classCode: number;
  readonly subsystemVendorId: number;
  readonly subsystemId: number;
  /** 1 is INTA. */
  readonly interruptPin: number;
  readonly multiFunction?: boolean;
  readonly bars: BarFacts;
  /** Each list is linked in the order given; extended blocks start with the one at 0x100. */
  readonly capabilities: readonly CapabilityBlock[];
  readonly extended: readonly CapabilityBlock[];
}

export function buildConfigSpace(fields: ConfigSpaceFields): Uint8Array {
  const bytes = new Uint8Array(CONFIG_SPACE_BYTES.extended);
  write16(bytes, TYPE0_HEADER.VendorId.offset, fields.vendorId);
  write16(bytes, TYPE0_HEADER.DeviceId.offset, fields.deviceId);
  write16(bytes, TYPE0_HEADER.Status.offset, STATUS_BIT.CapabilitiesList.value);
  write32(bytes, TYPE0_HEADER.RevisionId.offset, (fields.classCode << 8) | fields.revision);
  write8(bytes, TYPE0_HEADER.HeaderType.offset, fields.multiFunction === true ? 0x80 : 0);
  writeBarFlags(bytes, TYPE0_HEADER.Bar0.offset, fields.bars);
  write16(bytes, TYPE0_HEADER.SubsystemVendorId.offset, fields.subsystemVendorId);
  write16(bytes, TYPE0_HEADER.SubsystemId.offset, fields.subsystemId);
  write8(bytes, TYPE0_HEADER.InterruptPin.offset, fields.interruptPin);
  const first = fields.capabilities[0]?.offset ?? 0;
  write8(bytes, TYPE0_HEADER.CapabilitiesPointer.offset, first);
  for (const [position, block] of fields.capabilities.entries()) {
    const next = fields.capabilities[position + 1]?.offset ?? 0;
    place(bytes, block, block.id | (next << 8));
  }
  for (const [position, block] of fields.extended.entries()) {
    const next = fields.extended[position + 1]?.offset ?? 0;
    const { versionShift, nextShift } = EXTENDED_CAPABILITY;
    place(bytes, block, block.id | (block.version << versionShift) | (next << nextShift));
  }
  return bytes;
}

/** Fails where two blocks overlap: a slip in a profile, never in a user's input. */
function place(bytes: Uint8Array, block: CapabilityBlock, header: number): void {
  for (const [index, dword] of [header, ...block.dwords].entries()) {
    const offset = block.offset + 4 * index;
    if (read32(bytes, offset) !== 0) {
      throw new RangeError(`capability at ${hex(block.offset)} overlaps another at ${hex(offset)}`);
    }
    write32(bytes, offset, index === 0 ? dword | block.headerField : dword);
  }
}

/** The low bits of each BAR, which tell its kind. */
export function writeBarFlags(bytes: Uint8Array, firstBar: number, bars: BarFacts): void {
  for (const bar of bars) {
    if (bar === null) continue;
    let flags = bar.prefetchable ? BAR_BIT.Prefetchable.value : 0;
    if (bar.kind === 'io') flags = BAR_BIT.IoSpace.value;
    if (bar.kind === 'memory64') flags |= BAR_BIT.Memory64.value;
    write32(bytes, firstBar + 4 * bar.index, flags);
  }
}

/** The six BAR registers from those that a device implements. */
export function barFacts(implemented: readonly BarFact[]): BarFacts {
  const bars: (BarFact | null)[] = [null, null, null, null, null, null];
  for (const bar of implemented) {
    if (!isPowerOfTwo(bar.sizeBytes)) {
      throw new RangeError(`BAR ${bar.index} of ${bar.sizeBytes} bytes: sizes are powers of two`);
    }
    bars[bar.index] = bar;
  }
  return bars;
}

export function bar(
  index: number,
  kind: BarKind,
  sizeBytes: number,
  prefetchable = false,
): BarFact {
  return { index, kind, sizeBytes, prefetchable };
}
