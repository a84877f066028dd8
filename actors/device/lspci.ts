/**
 * Reads what `lspci -xxxx` prints: for each function a line with its slot and then its bytes, 16 to
 * a row. Verbose text (`-vvv`) between them, Windows line ends, upper case and blank lines are all
 * right. A function whose rows are wrong is kept with its problem, which counts only if that
 * function is wanted.
 */
import { CONFIG_SPACE_BYTES } from '../../src/wdk/index.ts';
import { DeviceInputError, hex } from './errors.ts';
import type { FunctionAddress } from './model.ts';
import { parseSlot } from './slot.ts';

/** Sizes that `lspci -vvv` tells (the kernel knows them), where the text is there. */
export interface KnownSizes {
  readonly bars: Readonly<Record<number, number>>;
  readonly rom: number | null;
}

export interface DumpedFunction {
  /** As the file spells it. */
  readonly slot: string;
  readonly segment: number;
  readonly rid: FunctionAddress;
  /** Line of the slot, from 1. */
  readonly line: number;
  /** 4096 bytes, or fewer where there is a problem. */
  readonly bytes: Uint8Array;
  readonly sizes: KnownSizes;
  /** Why the bytes cannot be used; null if they can. */
  readonly problem: string | null;
}

const ROW_BYTES = 16;
/** A slot, after the bridges above it where `lspci -P` was used. */
const DEVICE_LINE =
  /^(?:[0-9a-f:.]+\/)*((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])(?:\s|$)/i;
const ROW = /^\s*([0-9a-f]{2,3}):((?:\s+[0-9a-f]{2})+)\s*$/i;
/** Starts like a row at the left margin, where verbose text is indented. */
const BROKEN_ROW = /^[0-9a-f]{2,4}:(?:\s|$)/i;
/** A row whose end is missing, as where a file was cut off. */
const CUT_ROW = /^[0-9a-f]{2,3}:(?: [0-9a-f]{2})*(?: [0-9a-f]?)?$/i;
const REGION_SIZE = /^\s+(?:Region (\d)|Expansion ROM)\b.*\[size=(\d+)([KMGT]?)\]/;

/** All functions of the text, in its order. */
export function readFunctions(text: string): readonly DumpedFunction[] {
  const found: Draft[] = [];
  for (const [index, line] of lines(text).entries()) {
    const start = DEVICE_LINE.exec(line)?.[1];
    const address = start === undefined ? null : parseSlot(start);
    if (start !== undefined && address !== null) {
      found.push(draft(start, address.segment ?? 0, address.rid, index + 1));
    } else {
      const current = found.at(-1);
      if (current !== undefined) readLine(current, line, index + 1);
    }
  }
  return found.map(finish);
}

function lines(text: string): readonly string[] {
  return text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
}

/** A function while its lines are read. */
interface Draft {
  readonly slot: string;
  readonly segment: number;
  readonly rid: FunctionAddress;
  readonly line: number;
  readonly bytes: Uint8Array;
  /** Line of each row, by offset. */
  readonly rows: Map<number, number>;
  readonly bars: Record<number, number>;
  rom: number | null;
  /** Whether the last row so far has no end. */
  isCut: boolean;
  problem: string | null;
}

function draft(slot: string, segment: number, rid: FunctionAddress, line: number): Draft {
  const bytes = new Uint8Array(CONFIG_SPACE_BYTES.extended);
  const empty = { rows: new Map(), bars: {}, rom: null, isCut: false, problem: null };
  return { slot, segment, rid, line, bytes, ...empty };
}

function readLine(current: Draft, line: string, number: number): void {
  const row = ROW.exec(line);
  if (row === null && !BROKEN_ROW.test(line)) {
    readSize(current, line);
    return;
  }
  const problem =
    row === null
      ? `line ${number} is not a row of bytes in hexadecimal: '${shortened(line)}'`
      : readRow(current, row[1] ?? '', row[2] ?? '', number);
  if (problem === null && !current.isCut) return;
  // The last row of a file that was cut off is no mistake of its own.
  const isFirst = current.problem === null;
  current.isCut = problem !== null && isFirst && CUT_ROW.test(line.trimEnd());
  current.problem ??= problem;
}

function shortened(line: string): string {
  return line.length > 60 ? `${line.slice(0, 60)}...` : line.trimEnd();
}

/** Takes the bytes of a row; returns what is wrong with it, or null. */
function readRow(current: Draft, at: string, row: string, number: number): string | null {
  const offset = Number.parseInt(at, 16);
  const bytes = row.trim().split(/\s+/);
  if (bytes.length !== ROW_BYTES || offset % ROW_BYTES !== 0) {
    return (
      `row ${hex(offset)} in line ${number} holds ${bytes.length} bytes; ` +
      `a row holds ${ROW_BYTES} and starts at a multiple of that`
    );
  }
  const earlier = current.rows.get(offset);
  if (earlier !== undefined) {
    return `row ${hex(offset)} is there twice, in lines ${earlier} and ${number}`;
  }
  current.rows.set(offset, number);
  current.bytes.set(
    bytes.map((byte) => Number.parseInt(byte, 16)),
    offset,
  );
  return null;
}

function readSize(current: Draft, line: string): void {
  const match = REGION_SIZE.exec(line);
  if (match === null) return;
  const sizeBytes = Number(match[2]) * 1024 ** ' KMGT'.indexOf(match[3] || ' ');
  if (match[1] === undefined) current.rom ??= sizeBytes;
  else current.bars[Number(match[1])] ??= sizeBytes;
}

function finish(current: Draft): DumpedFunction {
  const { slot, segment, rid, line, bytes, bars, rom } = current;
  const problem = current.isCut ? gap(current) : (current.problem ?? gap(current));
  return { slot, segment, rid, line, bytes, sizes: { bars, rom }, problem };
}

const RUN_AS_ROOT = "run 'lspci -xxxx' as root to get all 4096";

function gap({ rows }: Draft): string | null {
  if (rows.size === 0) return `it has no rows of bytes; ${RUN_AS_ROOT}`;
  const last = Math.max(...rows.keys());
  for (let offset = 0; offset <= last; offset += ROW_BYTES) {
    if (!rows.has(offset)) return `row ${hex(offset)} is missing before row ${hex(last)}`;
  }
  const total = last + ROW_BYTES;
  if (total >= CONFIG_SPACE_BYTES.extended) return null;
  const why = { 64: 'as printed without root', 256: "as 'lspci -xxx' prints" }[total];
  const found = `only ${total} bytes are there${why === undefined ? '' : ` (${why})`}`;
  return `it is cut short: ${found}; ${RUN_AS_ROOT}`;
}

/** Refuses what cannot be the output of `lspci` at all. */
export function checkText(text: string, fileName: string): void {
  if (text.trim() === '') throw new DeviceInputError(`${fileName} is empty; ${RUN_AS_ROOT}`);
  if (text.includes('\0')) {
    throw new DeviceInputError(
      `${fileName} is a binary file; the text that 'lspci -xxxx' prints is needed`,
    );
  }
}
