/**
 * The 64-bit BlockMask of VPCI_INVALIDATE_BLOCK_OUTPUT: bit n says that block n changed, so only
 * blocks 0 to 63 can be named. Kept as hexadecimal text, since messages are plain JSON and a number
 * holds 53 bits only.
 */
export const emptyMask = '0x0';

/** The mask that names these blocks; throws for a block that no mask can name. */
export function maskOf(...blocks: readonly number[]): string {
  let mask = 0n;
  for (const block of blocks) {
    if (!Number.isInteger(block) || block < 0 || block > 63) {
      throw new RangeError(`block ${block} cannot be invalidated: legal are 0 to 63`);
    }
    mask |= 1n << BigInt(block);
  }
  return text(mask);
}

/** Bits of either: how the virtualization stack keeps invalidations until they are delivered. */
export function orMasks(a: string, b: string): string {
  return text(BigInt(a) | BigInt(b));
}

/** Bits of `a` that are not in `b`. */
export function minusMask(a: string, b: string): string {
  return text(BigInt(a) & ~BigInt(b));
}

/** The blocks that a mask names, ascending. */
export function blocksOf(mask: string): readonly number[] {
  const bits = BigInt(mask);
  return Array.from({ length: 64 }, (_, block) => block).filter(
    (block) => ((bits >> BigInt(block)) & 1n) === 1n,
  );
}

function text(mask: bigint): string {
  return `0x${mask.toString(16)}`;
}
