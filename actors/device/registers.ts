/** Registers of one function as a state holds them: only those that differ from reset. */
import { read32 } from './bytes.ts';
import type { FunctionImage, Registers } from './model.ts';

/** The dword at an aligned offset. */
export function register(image: FunctionImage, registers: Registers, offset: number): number {
  return registers[offset] ?? read32(image.reset, offset);
}

/** The same registers with one dword changed; the same object if it already had that value. */
export function withRegister(
  image: FunctionImage,
  registers: Registers,
  offset: number,
  value: number,
): Registers {
  const next = value >>> 0;
  if (register(image, registers, offset) === next) return registers;
  const { [offset]: _old, ...others } = registers;
  return next === read32(image.reset, offset) ? others : { ...others, [offset]: next };
}

/**
 * What the register holds after a write of `value` to the bytes that `enabled` selects, by its
 * masks alone.
 */
export function writtenValue(
  image: FunctionImage,
  offset: number,
  old: number,
  value: number,
  enabled: number,
): number {
  const writable = read32(image.writable, offset) & enabled;
  const cleared = read32(image.clearedByOne, offset) & enabled & value;
  return (((old & ~writable) | (value & writable)) & ~cleared) >>> 0;
}

/** The registers after a reset that spares the bits of `survives`. */
export function surviving(
  image: FunctionImage,
  registers: Registers,
  survives: Uint8Array,
): Registers {
  let kept: Registers = {};
  for (const key of Object.keys(registers)) {
    const offset = Number(key);
    const mask = read32(survives, offset);
    if (mask === 0) continue;
    const value = register(image, registers, offset);
    kept = withRegister(
      image,
      kept,
      offset,
      (value & mask) | (read32(image.reset, offset) & ~mask),
    );
  }
  return kept;
}
