/** Accesses of any length, made of those that the bus of a real device carries. */
import type { ConfigBatch } from '../../../machines/messages/pci.ts';
import { CONFIG_SPACE_BYTES } from '../../../src/wdk/index.ts';
import { ALL_ONES, truncate } from '../bytes.ts';
import type { ConfigRange, ConfigValue } from '../range.ts';
import type { AccessBytes } from './bus.ts';

export type RangeWrite = ConfigRange & { readonly value: ConfigValue };
export type Batch = Pick<ConfigBatch, 'rid' | 'accesses'>;

/** What carries single accesses. */
export interface Accesses {
  read(rid: number, offset: number, bytes: AccessBytes): number;
  write(rid: number, offset: number, bytes: AccessBytes, value: number): void;
}

/** Parts that lie in one dword each: the bus carries 1, 2 or 4 bytes at their natural place. */
interface Part {
  /** From the start of the range. */
  readonly at: number;
  readonly bytes: AccessBytes;
}

export function readDevice(bus: Accesses, range: ConfigRange): ConfigValue {
  const { rid, offset } = range;
  const length = bytesOf(range);
  const values = new Array<number>(Math.ceil(length / 4)).fill(0);
  for (const { at, bytes } of parts(offset, length)) {
    const value = isInside(rid, offset + at)
      ? bus.read(rid, offset + at, bytes)
      : truncate(ALL_ONES, bytes);
    // A part may lie across two of the caller's dwords.
    for (let byte = 0; byte < bytes; byte += 1) {
      const index = Math.trunc((at + byte) / 4);
      const bits = ((value >>> (8 * byte)) & 0xff) << (8 * ((at + byte) % 4));
      values[index] = ((values[index] ?? 0) | bits) >>> 0;
    }
  }
  return length <= 4 ? (values[0] ?? 0) : values;
}

export function writeDevice(bus: Accesses, range: RangeWrite): void {
  const { rid, offset, value } = range;
  const values = typeof value === 'number' ? [value] : value;
  const byteAt = (at: number) => ((values[Math.trunc(at / 4)] ?? 0) >>> (8 * (at % 4))) & 0xff;
  for (const { at, bytes } of parts(offset, bytesOf(range))) {
    if (!isInside(rid, offset + at)) continue;
    let part = 0;
    for (let byte = 0; byte < bytes; byte += 1) part |= byteAt(at + byte) << (8 * byte);
    bus.write(rid, offset + at, bytes, part >>> 0);
  }
}

export function runDevice(bus: Accesses, { rid, accesses }: Batch): readonly ConfigValue[] {
  return accesses.map(({ offset, length, value }) => {
    const range = { rid, offset, length };
    if (value === undefined) return readDevice(bus, range);
    writeDevice(bus, { ...range, value });
    return value;
  });
}

/** A length that no access can have is taken as the nearest that one can. */
function bytesOf({ length }: ConfigRange): number {
  return Math.min(Math.max(Math.trunc(length) || 1, 1), CONFIG_SPACE_BYTES.extended);
}

function parts(offset: number, length: number): readonly Part[] {
  const found: Part[] = [];
  let at = 0;
  while (at < length) {
    const room = Math.min(4 - ((offset + at) & 3), length - at);
    const bytes: AccessBytes = room >= 4 ? 4 : room >= 2 && (offset + at) % 2 === 0 ? 2 : 1;
    found.push({ at, bytes });
    at += bytes;
  }
  return found;
}

/** Whether it lies in the configuration space of a function at all. */
function isInside(rid: number, offset: number): boolean {
  const isRid = Number.isInteger(rid) && rid >= 0 && rid <= 0xffff;
  return isRid && Number.isInteger(offset) && offset >= 0 && offset < CONFIG_SPACE_BYTES.extended;
}
