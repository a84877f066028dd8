/** Accesses of any length, as drivers ask for them, made of the dwords that the bus carries. */
import type { ConfigBatch } from '../../machines/messages/pci.ts';
import { CONFIG_SPACE_BYTES } from '../../src/wdk/index.ts';
import { truncate } from './bytes.ts';
import type { AccessSize } from './config.ts';
import { readConfig, writeConfig } from './config.ts';
import type { DeviceModel, DeviceState, FunctionAddress } from './model.ts';

/** One number up to four bytes; little-endian dwords above, the last one cut to what is left. */
export type ConfigValue = number | readonly number[];

export interface ConfigRange {
  readonly rid: FunctionAddress;
  readonly offset: number;
  /** 1 to 4096 bytes. */
  readonly length: number;
}

/** Reads a range. */
export function readRange(model: DeviceModel, state: DeviceState, range: ConfigRange): ConfigValue {
  const { rid, offset } = range;
  const values = pieces(range).map(({ at, length }) => {
    // Three bytes are a dword of which one byte is not wanted.
    const size = length === 3 ? 4 : (length as AccessSize);
    return truncate(readConfig(model, state, rid, offset + at, size), length);
  });
  return range.length <= 4 ? (values[0] ?? 0) : values;
}

/** Writes a range, a dword after the other. */
export function writeRange(
  model: DeviceModel,
  state: DeviceState,
  range: ConfigRange & { readonly value: ConfigValue },
): DeviceState {
  const { rid, offset, value } = range;
  const values = typeof value === 'number' ? [value] : value;
  return pieces(range).reduce((before, { at, length }, index) => {
    const dword = values[index] ?? 0;
    const write = (from: DeviceState, skip: number, size: AccessSize) =>
      writeConfig(model, from, rid, offset + at + skip, size, dword >>> (8 * skip));
    if (length === 3) return write(write(before, 0, 2), 2, 1);
    return write(before, 0, length as AccessSize);
  }, state);
}

/** Several accesses to one function, in order: the values read or written, and the state after. */
export function runBatch(
  model: DeviceModel,
  state: DeviceState,
  { rid, accesses }: Pick<ConfigBatch, 'rid' | 'accesses'>,
): { readonly state: DeviceState; readonly values: readonly ConfigValue[] } {
  const values: ConfigValue[] = [];
  let after = state;
  for (const { offset, length, value } of accesses) {
    const range = { rid, offset, length };
    values.push(value ?? readRange(model, after, range));
    if (value !== undefined) after = writeRange(model, after, { ...range, value });
  }
  return { state: after, values };
}

interface Piece {
  /** Bytes from the start of the range. */
  readonly at: number;
  readonly length: number;
}

/** Up to four bytes each; a length that no access can have is taken as the nearest that one can. */
function pieces({ length }: ConfigRange): readonly Piece[] {
  const total = Math.min(Math.max(Math.trunc(length) || 1, 1), CONFIG_SPACE_BYTES.extended);
  return Array.from({ length: Math.ceil(total / 4) }, (_, index) => ({
    at: 4 * index,
    length: Math.min(4, total - 4 * index),
  }));
}
