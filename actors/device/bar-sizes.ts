/**
 * Sizes of BARs from a dump. A dump holds addresses, not sizes, so all but those that `lspci -vvv`
 * printed beside it are guesses, which these rules bound:
 *
 * - the size divides the address that was programmed;
 * - the next region of the device starts behind it; behind all VFs' share in the case of a VF BAR;
 * - an MSI-X table or its pending bits that lie in the BAR fit into it;
 * - a VF BAR is at least a page of 4 KB.
 *
 * Of what they allow a PF's BAR takes the largest up to 1 MB, for address and neighbour tend to be
 * tight, and a VF's BAR 16 KB at most. A BAR that was not programmed is taken as 16 KB (I/O: 32
 * bytes), or more if MSI-X needs it. A register of all zeros is taken as not implemented, unless
 * it is the PF's and MSI-X or `lspci -vvv` points at it.
 */
import { CAPABILITY_ID, SRIOV_FIELD, TYPE0_HEADER } from '../../src/wdk/index.ts';
import { read16, read32 } from './bytes.ts';
import { findCapability } from './capabilities.ts';
import type { BarFact, BarFacts, BarKind, Capability } from './model.ts';

const KB = 1024;
const DEFAULT_BYTES = 16 * KB;
const DEFAULT_IO_BYTES = 32;
const GUESS_MAX_BYTES = 1024 * KB;
const PAGE_BYTES = 4 * KB;
/** MSI-X table entries are 16 bytes; the pending bits come in quadwords. */
const TABLE_ENTRY_BYTES = 16;
/** Enhanced Allocation: the regions are in the capability and the BARs read zero. */
const ENHANCED_ALLOCATION = 0x14;

/** A BAR register, or a pair, as the dump shows it. */
interface Programmed {
  readonly index: number;
  readonly kind: BarKind;
  readonly prefetchable: boolean;
  /** 0 if not programmed. */
  readonly address: bigint;
}

export interface GuessedBars {
  readonly bars: BarFacts;
  readonly vfBars: BarFacts;
  readonly romSizeBytes: number;
}

export function guessBars(
  bytes: Uint8Array,
  capabilities: readonly Capability[],
  sriovOffset: number,
  known: { readonly bars: Readonly<Record<number, number>>; readonly rom: number | null },
): GuessedBars {
  const needs = msixNeeds(bytes, capabilities);
  const hasAllocation = findCapability(capabilities, ENHANCED_ALLOCATION, false) !== undefined;
  const told = Object.keys(known.bars).map(Number);
  const implemented = hasAllocation ? told : [...told, ...needs.keys()];
  const pf = programmed(bytes, TYPE0_HEADER.Bar0.offset, implemented);
  const vf = programmed(bytes, sriovOffset + SRIOV_FIELD.VFBar0.offset, []);
  const starts = [...pf, ...vf].filter(({ kind }) => kind !== 'io').map(({ address }) => address);
  const totalVfs = read16(bytes, sriovOffset + SRIOV_FIELD.TotalVFs.offset);
  const pfSize = (bar: Programmed) => {
    const size = known.bars[bar.index];
    if (size !== undefined && size >= 4) return powerOfTwoUpTo(size);
    const max = bar.address === 0n ? defaultBytes(bar.kind) : GUESS_MAX_BYTES;
    const min = needs.get(bar.index) ?? 4;
    return between(bar, starts, 1, min, max);
  };
  const vfSize = (bar: Programmed) => {
    const min = Math.max(PAGE_BYTES, needs.get(bar.index) ?? 0);
    return between(bar, starts, Math.max(1, totalVfs), min, DEFAULT_BYTES);
  };
  return {
    bars: sixBars(pf, pfSize),
    vfBars: sixBars(
      vf.filter(({ kind }) => kind !== 'io'),
      vfSize,
    ),
    romSizeBytes: romSize(bytes, known.rom),
  };
}

function defaultBytes(kind: BarKind): number {
  return kind === 'io' ? DEFAULT_IO_BYTES : DEFAULT_BYTES;
}

function sixBars(bars: readonly Programmed[], sizeOf: (bar: Programmed) => number): BarFacts {
  const facts: (BarFact | null)[] = [null, null, null, null, null, null];
  for (const bar of bars) {
    const { index, kind, prefetchable } = bar;
    facts[index] = { index, kind, prefetchable, sizeBytes: sizeOf(bar) };
  }
  return facts;
}

function programmed(
  bytes: Uint8Array,
  firstBar: number,
  implemented: readonly number[],
): readonly Programmed[] {
  const found: Programmed[] = [];
  for (let index = 0; index < 6; index += 1) {
    const value = read32(bytes, firstBar + 4 * index);
    if (value === 0 && !implemented.includes(index)) continue;
    if ((value & 1) !== 0) {
      const address = BigInt((value & ~3) >>> 0);
      found.push({ index, kind: 'io', prefetchable: false, address });
      continue;
    }
    // A pair cannot start in the last register; such a dump is read as a 32-bit BAR.
    const wide = (value & 6) === 4 && index < 5;
    const high = wide ? BigInt(read32(bytes, firstBar + 4 * index + 4)) : 0n;
    const address = (high << 32n) | BigInt((value & ~0xf) >>> 0);
    const kind = wide ? 'memory64' : 'memory32';
    found.push({ index, kind, prefetchable: (value & 8) !== 0, address });
    if (wide) index += 1;
  }
  return found;
}

/** The largest power of two between `min` and `max` that address and neighbours allow. */
function between(
  { address, kind }: Programmed,
  starts: readonly bigint[],
  copies: number,
  min: number,
  max: number,
): number {
  const floor = powerOfTwoFrom(min);
  if (address === 0n) return Math.max(floor, max);
  const alignment = Number(address & -address);
  const behind = kind === 'io' ? [] : starts.filter((start) => start > address);
  const gaps = behind.map((start) => Number(start - address) / copies);
  return Math.max(floor, powerOfTwoUpTo(Math.min(alignment, max, ...gaps)));
}

/** Bytes that the MSI-X table and pending bits need, by BAR. */
function msixNeeds(
  bytes: Uint8Array,
  capabilities: readonly Capability[],
): ReadonlyMap<number, number> {
  const needs = new Map<number, number>();
  const offset = findCapability(capabilities, CAPABILITY_ID.MsiX.value, false)?.offset;
  if (offset === undefined) return needs;
  const vectors = (read16(bytes, offset + 2) & 0x7ff) + 1;
  const need = (place: number, length: number) => {
    const bar = place & 7;
    const end = ((place & ~7) >>> 0) + length;
    // BARs are numbered 0 to 5; what lies higher than a 32-bit BAR can reach is nonsense.
    if (bar < 6 && end <= 0x8000_0000) needs.set(bar, Math.max(needs.get(bar) ?? 0, end));
  };
  need(read32(bytes, offset + 4), vectors * TABLE_ENTRY_BYTES);
  need(read32(bytes, offset + 8), Math.ceil(vectors / 64) * 8);
  return needs;
}

/** A ROM's size from its address, which is all that a dump tells; 0 is no ROM. */
function romSize(bytes: Uint8Array, known: number | null): number {
  const address = (read32(bytes, TYPE0_HEADER.RomBar.offset) & 0xffff_f800) >>> 0;
  if (known !== null && known >= 2 * KB) return Math.min(powerOfTwoUpTo(known), 16 * KB * KB);
  if (address === 0) return 0;
  return Math.min(Number(BigInt(address) & -BigInt(address)), GUESS_MAX_BYTES);
}

function powerOfTwoUpTo(value: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(4, value)));
}

function powerOfTwoFrom(value: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(4, value)));
}
