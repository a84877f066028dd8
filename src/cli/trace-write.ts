/** Writes a trace file: all of it or nothing. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { builtinProfiles } from '../../actors/device/index.ts';
import type { ExploreOptions } from '../explore/index.ts';
import type { Envelope, Violation } from '../system/index.ts';
import { toWire } from '../trace/wire.ts';
import { reasonOf, UsageError } from './errors.ts';
import type { StackFlags, StackInput } from './stack-options.ts';
import { contentHash } from './trace-hash.ts';
import type { TraceFile } from './trace-schema.ts';
import { traceFormat, traceVersion } from './trace-schema.ts';
import { version } from './version.ts';

/** What was found: the schedule, and what it violates. */
export interface Finding {
  readonly schedule: readonly Envelope[];
  readonly violation?: Violation;
  readonly seed?: number;
  readonly strategy?: string;
  /** Written as it is. */
  readonly explanation?: object;
}

/** The rules of an exploration that a replay must know. */
export type TraceRules = Pick<
  ExploreOptions,
  'timers' | 'channels' | 'duplicating' | 'unexpected' | 'deadlock'
>;

/** The content of a trace file. `flags` and `cwd` are those with which `input` was read. */
export function traceOf(
  input: StackInput,
  flags: StackFlags,
  cwd: string,
  rules: TraceRules,
  { schedule, violation, seed, strategy, explanation }: Finding,
): TraceFile {
  const { timers = 'idle', channels = 'fifo', duplicating, unexpected, deadlock } = rules;
  const trace = {
    format: traceFormat,
    version: traceVersion,
    program: `sriov-sim ${version()}`,
    system: systemOf(input, flags, cwd),
    options: { timers, channels, duplicating, unexpected, deadlock, strategy },
    seed: seed ?? null,
    schedule: schedule.map((each) => ({ ...each, message: toWire(each.message) })),
    verdict: violation === undefined ? 'holds' : 'violated',
    violation,
    explanation,
  };
  // Fields that are undefined are no fields.
  return JSON.parse(JSON.stringify(trace)) as TraceFile;
}

/** The system as a file describes it: with hashes of the files that it is made from. */
export function systemOf(
  { scenario, compiled, replacements, readings }: StackInput,
  flags: StackFlags,
  cwd: string,
): TraceFile['system'] {
  const { vfs, guests, vbd, switchCreation } = compiled;
  const isProfile = Object.hasOwn(builtinProfiles, flags.device);
  return {
    scenario: { name: scenario.name, definition: { ...scenario } },
    vfs,
    guests,
    vbd,
    switchCreation,
    device: isProfile
      ? { profile: flags.device }
      : {
          file: flags.device,
          ...(flags.slot === undefined ? {} : { slot: flags.slot }),
          sha256: contentHash(flags.device, cwd),
        },
    machines: replacements.map(({ part, file }) => ({
      part,
      file,
      sha256: contentHash(file, cwd),
    })),
    readings,
  };
}

/**
 * Writes the trace. A temporary file beside it takes its name only when it is complete, so that an old trace is not
 * lost when the disk is full. Throws a {@link UsageError} that names the file and the reason.
 */
export function writeTrace(trace: TraceFile, file: string, cwd: string): void {
  const path = resolve(cwd, file);
  const text = `${JSON.stringify(trace, null, 2)}\n`;
  try {
    writeWhole(path, [Buffer.from(text)]);
  } catch (error) {
    throw new UsageError(`--out ${file}: the trace was not written: ${writeReason(error)}`, {
      cause: error,
    });
  }
}

/** Writes a file: all of it or nothing, unless it is a pipe or a device. */
export function writeWhole(path: string, pieces: Iterable<Uint8Array>): void {
  if (isSpecial(path)) writeAll(path, pieces, 'w');
  else replaceFile(path, pieces);
}

function replaceFile(path: string, pieces: Iterable<Uint8Array>): void {
  const temporary = resolve(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    writeAll(temporary, pieces, 'wx');
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeAll(path: string, pieces: Iterable<Uint8Array>, how: 'w' | 'wx'): void {
  const handle = openSync(path, how);
  try {
    for (const bytes of pieces) {
      for (let at = 0; at < bytes.length; at += writeSync(handle, bytes, at));
    }
    if (how === 'wx') fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A pipe or a device, such as /dev/stdout, cannot be replaced by a file. */
function isSpecial(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

/** Why a file cannot be written, in words. */
export function writeReason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such folder';
    case 'EISDIR':
      return 'that is a folder';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'no permission to write it';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    default:
      return reasonOf(error);
  }
}
