/** Writes a trace file: all of it or nothing. */
import { resolve } from 'node:path';
import { builtinProfiles } from '../../actors/device/index.ts';
import { isQemuDevice } from '../../actors/device/qemu/index.ts';
import type { ExploreOptions } from '../explore/index.ts';
import type { Envelope, Violation } from '../system/index.ts';
import { toWire } from '../trace/wire.ts';
import { UsageError } from './errors.ts';
import type { NamedSystem } from './named-system.ts';
import type { StackFlags, StackInput } from './stack-options.ts';
import { contentHash } from './trace-hash.ts';
import type { StackTraceSystem, TraceFile } from './trace-schema.ts';
import { traceFormat, traceVersions } from './trace-schema.ts';
import { version } from './version.ts';
import { writeReason, writeWhole } from './whole-file.ts';

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
  'timers' | 'channels' | 'lossy' | 'duplicating' | 'noOps' | 'unexpected' | 'deadlock'
>;

/** The content of a trace file. */
export function traceOf(
  { described }: Pick<NamedSystem, 'described'>,
  { timers = 'idle', channels = 'fifo', ...rules }: TraceRules,
  { schedule, violation, seed, strategy, explanation }: Finding,
): TraceFile {
  const { lossy, duplicating, noOps, unexpected, deadlock } = rules;
  const trace = {
    format: traceFormat,
    version: 'module' in described ? traceVersions.module : traceVersions.stack,
    program: `sriov-sim ${version()}`,
    system: described,
    options: { timers, channels, lossy, duplicating, noOps, unexpected, deadlock, strategy },
    seed: seed ?? null,
    schedule: schedule.map((each) => ({ ...each, message: toWire(each.message) })),
    verdict: violation === undefined ? 'holds' : 'violated',
    violation,
    explanation,
  };
  // Fields that are undefined are no fields.
  return JSON.parse(JSON.stringify(trace)) as TraceFile;
}

/**
 * The stack as a file describes it: with hashes of the files that it is made from. `flags` and `cwd` are those with
 * which the input was read.
 */
export function stackDescribed(
  { scenario, compiled, replacements, readings }: StackInput,
  flags: StackFlags,
  cwd: string,
): StackTraceSystem {
  const { vfs, guests, vbd, switchCreation } = compiled;
  const isNamed = Object.hasOwn(builtinProfiles, flags.device) || isQemuDevice(flags.device);
  return {
    scenario: { name: scenario.name, definition: { ...scenario } },
    vfs,
    guests,
    vbd,
    switchCreation,
    device: isNamed
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
