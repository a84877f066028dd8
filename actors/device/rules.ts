/**
 * What software may do to each register, as a list of rules a function: bits that can be written,
 * bits that a one clears, and what survives which reset. The masks of a function and its values
 * after reset are both made from these rules (`image.ts`), so that they cannot disagree. Bits that
 * no rule names are read-only.
 */
import { COMMAND_BIT, TYPE0_HEADER } from '../../src/wdk/index.ts';
import type { BarFact, BarFacts, Behaviour } from './model.ts';

/** Rule for one dword; masks name bits of that dword. */
export interface RegisterRule {
  readonly offset: number;
  readonly writable?: number;
  readonly clearedByOne?: number;
  /** Keeps its value over hot reset and function-level reset. */
  readonly sticky?: number;
  /** Keeps its value over a function-level reset only. */
  readonly survivesFlr?: number;
  /**
   * Writable bits that a dump's value is believed for: tuned by firmware or chosen by the device.
   * The others read `initial` after reset, whatever a driver had put there when the dump was made.
   */
  readonly tuned?: number;
  readonly initial?: number;
  /** Read-only bits that report running state, and read 0 after reset. */
  readonly volatile?: number;
}

const COMMAND_STATUS = TYPE0_HEADER.Command.offset;
/** Status bits that a one clears: the error bits 8 and 11 to 15, in the upper half of the dword. */
const STATUS_ERRORS = 0xf900_0000;
const INTERRUPT_STATUS = 0x0008_0000;

const PF_COMMAND =
  COMMAND_BIT.IoSpace.value |
  COMMAND_BIT.MemorySpace.value |
  COMMAND_BIT.BusMaster.value |
  COMMAND_BIT.ParityErrorResponse.value |
  COMMAND_BIT.SerrEnable.value |
  COMMAND_BIT.InterruptDisable.value;
/** Of a VF's Command only Bus Master means anything; QEMU's VFs take more, and act on memory. */
const VF_COMMAND: Readonly<Record<Behaviour, number>> = {
  specification: COMMAND_BIT.BusMaster.value,
  qemu: PF_COMMAND & ~COMMAND_BIT.ParityErrorResponse.value,
};

/** Header of the PF: type 0, with its BARs. */
export function pfHeaderRules(bars: BarFacts, romSizeBytes: number): readonly RegisterRule[] {
  return [
    {
      offset: COMMAND_STATUS,
      writable: PF_COMMAND,
      clearedByOne: STATUS_ERRORS,
      volatile: INTERRUPT_STATUS,
    },
    { offset: TYPE0_HEADER.CacheLineSize.offset, writable: 0x0000_00ff },
    ...barRules(TYPE0_HEADER.Bar0.offset, bars),
    ...romRules(romSizeBytes),
    { offset: TYPE0_HEADER.InterruptLine.offset, writable: 0x0000_00ff },
  ];
}

/** Header of a VF: everything but Bus Master and the error bits is fixed. */
export function vfHeaderRules(behaviour: Behaviour): readonly RegisterRule[] {
  return [
    {
      offset: COMMAND_STATUS,
      writable: VF_COMMAND[behaviour],
      clearedByOne: STATUS_ERRORS,
      volatile: INTERRUPT_STATUS,
    },
  ];
}

/** Address bits of each BAR: those above its size, so that a write of all ones shows the size. */
export function barRules(firstBar: number, bars: BarFacts): readonly RegisterRule[] {
  return bars.flatMap((bar) => {
    if (bar === null) return [];
    const offset = firstBar + 4 * bar.index;
    const { low, high } = barAddressMask(bar, bar.sizeBytes);
    const lower = { offset, writable: low };
    return bar.kind === 'memory64' ? [lower, { offset: offset + 4, writable: high }] : [lower];
  });
}

/** Address bits that can be written in a BAR of this size, for both registers of a pair. */
export function barAddressMask(
  bar: BarFact,
  sizeBytes: number,
): { readonly low: number; readonly high: number } {
  const flags = bar.kind === 'io' ? 0x3n : 0xfn;
  const mask = ~(BigInt(sizeBytes) - 1n) & ~flags;
  return { low: Number(mask & 0xffff_ffffn), high: Number((mask >> 32n) & 0xffff_ffffn) };
}

/** Bit 0 enables the ROM; the address starts at bit 11 at the lowest. */
function romRules(sizeBytes: number): readonly RegisterRule[] {
  if (sizeBytes === 0) return [];
  const offset = TYPE0_HEADER.RomBar.offset;
  return [{ offset, writable: (~(sizeBytes - 1) & 0xffff_f800) | 1 }];
}
