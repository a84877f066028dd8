/** Makes a function's image (reset values and masks) from its bytes and its rules. */
import { CONFIG_SPACE_BYTES } from '../../src/wdk/index.ts';
import { read32, write32 } from './bytes.ts';
import type { FunctionImage } from './model.ts';
import type { RegisterRule } from './rules.ts';

/**
 * The bytes may come from a running device. Reset values are made from them so: a writable bit
 * reads its initial value (0 if the rule names none) unless it is tuned; seen errors and running
 * state read 0; everything else is as in the bytes.
 */
export function makeImage(bytes: Uint8Array, rules: readonly RegisterRule[]): FunctionImage {
  const image: FunctionImage = {
    reset: Uint8Array.from(bytes),
    writable: new Uint8Array(CONFIG_SPACE_BYTES.extended),
    clearedByOne: new Uint8Array(CONFIG_SPACE_BYTES.extended),
    sticky: new Uint8Array(CONFIG_SPACE_BYTES.extended),
    survivesFlr: new Uint8Array(CONFIG_SPACE_BYTES.extended),
  };
  for (const rule of rules) apply(image, rule);
  return image;
}

function apply(image: FunctionImage, rule: RegisterRule): void {
  const { offset, writable = 0, clearedByOne = 0, sticky = 0, survivesFlr = 0 } = rule;
  const { tuned = 0, initial = 0, volatile = 0 } = rule;
  const or = (bytes: Uint8Array, mask: number) =>
    write32(bytes, offset, read32(bytes, offset) | mask);
  or(image.writable, writable);
  or(image.clearedByOne, clearedByOne);
  or(image.sticky, sticky);
  or(image.survivesFlr, survivesFlr | sticky);
  const running = (writable & ~tuned) | clearedByOne | volatile;
  write32(image.reset, offset, (read32(image.reset, offset) & ~running) | initial);
}
