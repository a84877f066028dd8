/**
 * Little-endian access to a function's configuration space. Values are unsigned: `>>> 0` undoes the
 * sign that JavaScript's bit operators give to bit 31.
 */

/** What a read of a function that is not there returns, in four bytes. */
export const ALL_ONES = 0xffff_ffff;

/** Bytes past the end read as ones, as a bus without a responder does. */
export function read8(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0xff;
}

export function read16(bytes: Uint8Array, offset: number): number {
  return read8(bytes, offset) | (read8(bytes, offset + 1) << 8);
}

export function read32(bytes: Uint8Array, offset: number): number {
  return (read16(bytes, offset) | (read16(bytes, offset + 2) << 16)) >>> 0;
}

export function write8(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value & 0xff;
}

export function write16(bytes: Uint8Array, offset: number, value: number): void {
  write8(bytes, offset, value);
  write8(bytes, offset + 1, value >>> 8);
}

export function write32(bytes: Uint8Array, offset: number, value: number): void {
  write16(bytes, offset, value);
  write16(bytes, offset + 2, value >>> 16);
}

/** The low `sizeBytes` bytes of a value as an unsigned number. */
export function truncate(value: number, sizeBytes: number): number {
  return sizeBytes >= 4 ? value >>> 0 : value & ((1 << (8 * sizeBytes)) - 1);
}

export function isPowerOfTwo(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value));
}
