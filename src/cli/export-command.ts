/** `sriov-sim export TRACE --format NAME`: a trace in the format of another tool. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { ExportFormat, ExportTrace } from '../report/export/index.ts';
import { ExportError, exportFormats } from '../report/export/index.ts';
import { compare } from '../trace/comparison.ts';
import type { Engine } from './engine.ts';
import { UsageError } from './errors.ts';
import type { CliIo } from './io.ts';
import type { NamedSystem } from './named-system.ts';
import { wholeNumber } from './numbers.ts';
import { endingDevice } from './real-device.ts';
import { readTrace } from './trace-read.ts';
import type { TraceFile } from './trace-schema.ts';
import { mustBePossible, traceSession } from './trace-session.ts';
import { rebuilt } from './trace-system.ts';
import { writeOut } from './write-out.ts';

interface ExportFlags {
  readonly format: ExportFormat;
  readonly out?: string;
  readonly from?: number;
  readonly to?: number;
  readonly changed?: boolean;
}

const mostSteps = 1_000_000;

export function addExportCommand(program: Command, io: CliIo, engine?: Engine): void {
  program
    .command('export')
    .summary('a trace in the format of another tool')
    .description(
      'Replays the schedule of a trace (explore --out) and writes it as text lanes, as the life of each request, as ' +
        'a sequence diagram, or for Perfetto, ShiViz or Graphviz (docs/exports.md).',
    )
    .argument('<trace>', 'a trace file')
    .addOption(
      new Option('--format <name>', 'which format')
        .choices(Object.keys(exportFormats))
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'write to this file, all of it or nothing; else to standard output')
    .option('--from <n>', 'begin with this step', wholeNumber(1, mostSteps))
    .option('--to <n>', 'end with this step', wholeNumber(1, mostSteps))
    .option('--changed', 'also when a machine or a device is another than in the trace')
    .addHelpText(
      'after',
      '\nExit status: 0 written, 2 the trace cannot be used, or the system no longer allows its schedule.',
    )
    .action(async (file: string, flags: ExportFlags) => {
      writeOut(await textOf(file, flags, io, engine), flags.out, io);
    });
}

async function textOf(
  file: string,
  flags: ExportFlags,
  io: CliIo,
  engine: Engine | undefined,
): Promise<string> {
  const trace = readTrace(file, io.cwd);
  const { system } = await rebuilt(trace, file, io.cwd, flags.changed === true, engine);
  const exported = await endingDevice(system, async () =>
    system.blaming(() => replayed(trace, file, flags, system)),
  );
  try {
    return exportFormats[flags.format](exported);
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    throw new UsageError(`--format ${flags.format}: ${error.message}`, { cause: error });
  }
}

/** The trace replayed in the pure step. */
function replayed(
  trace: TraceFile,
  file: string,
  flags: ExportFlags,
  { name, prepared }: NamedSystem,
): ExportTrace {
  const { channels, duplicating = false } = trace.options;
  const session = traceSession(trace, prepared);
  const steps = session.records();
  mustBePossible(session, file);
  const { end, verdict } = session.end();
  const { from = 1, to = steps.length } = flags;
  if (from > steps.length) {
    throw new UsageError(`--from ${from}: the trace has ${steps.length} steps`);
  }
  if (from > to) throw new UsageError(`--from ${from} is after --to ${to}`);
  const copiesAll = duplicating && channels === 'bag';
  const copies = trace.schedule.flatMap(({ duplicate }, n) =>
    duplicate === true || copiesAll ? [n + 1] : [],
  );
  return {
    title: name,
    lanes: prepared.lanes,
    steps,
    copies: new Set(copies),
    marks: marksOf(trace),
    violations: compare(trace.violation, verdict, end).violations,
    from,
    to: Math.min(to, steps.length),
  };
}

/** What the explanation says of single steps. It is not checked when the file is read, so it is looked at with care. */
function marksOf({ explanation, schedule }: TraceFile): ReadonlyMap<number, string> {
  const marks = new Map<number, string>();
  const mark = (owner: unknown, field: string, words: string) => {
    const step = (owner as Readonly<Record<string, unknown>> | null | undefined)?.[field];
    if (Number.isInteger(step) && Number(step) >= 1 && Number(step) <= schedule.length) {
      marks.set(Number(step), words);
    }
  };
  mark(explanation?.racingPair, 'first', 'first of the racing pair');
  mark(explanation?.racingPair, 'second', 'second of the racing pair');
  mark(explanation?.channelFault, 'step', 'what the channel did decides');
  return marks;
}
