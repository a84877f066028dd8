/** `--with TRACE`: another schedule of the same system, to be set side by side in the viewer. */
import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import type { Beside } from '../inspect/view/index.ts';
import type { PreparedRun } from './engine.ts';
import { UsageError } from './errors.ts';
import type { CliIo } from './io.ts';
import { readTrace } from './trace-read.ts';
import type { TraceFile } from './trace-schema.ts';
import { mustBePossible, traceSession } from './trace-session.ts';

export interface BesideFlags {
  readonly with?: string;
}

export function addBesideOption(command: Command): Command {
  return command.option(
    '--with <trace>',
    'another trace of the same system, side by side in the viewer (docs/viewer.md)',
  );
}

/**
 * The schedule of the other trace. Throws a {@link UsageError} where it is of another system, since then its steps mean
 * something else, or is not possible.
 */
export function beside(
  { with: file }: BesideFlags,
  trace: TraceFile,
  { spec }: PreparedRun,
  io: CliIo,
): readonly Beside[] {
  if (file === undefined) return [];
  const other = readTrace(file, io.cwd);
  const differs = differing(trace, other);
  if (differs !== undefined) {
    throw new UsageError(`--with ${file}: that is a trace of another system: ${differs}`);
  }
  const session = traceSession(other, { spec });
  mustBePossible(session, `--with ${file}`);
  return [{ title: file, schedule: session.schedule }];
}

/** In which word the systems differ; files are the same when their contents are. */
function differing(trace: TraceFile, other: TraceFile): string | undefined {
  const [ours, theirs] = [systemOf(trace), systemOf(other)];
  for (const [word, value] of Object.entries(ours)) {
    const there = theirs[word as keyof typeof theirs];
    if (!isDeepStrictEqual(value, there)) {
      return `${word} is ${JSON.stringify(there)} there, ${JSON.stringify(value)} here`;
    }
  }
  return undefined;
}

function systemOf({ system, options }: TraceFile) {
  const { timers, channels, duplicating = false } = options;
  if ('module' in system) {
    const { strategy: _, ...rules } = options;
    return { module: system.module.sha256, ...rules };
  }
  const { scenario, vfs, guests, vbd, switchCreation, device, machines, readings } = system;
  return {
    scenario: scenario.name,
    definition: scenario.definition ?? null,
    ...{ vfs, guests, vbd, switchCreation, readings, timers, channels, duplicating },
    device: 'sha256' in device ? { sha256: device.sha256, slot: device.slot ?? null } : device,
    machines: machines.map(({ part, sha256 }) => ({ part, sha256 })),
  };
}
