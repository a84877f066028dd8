/** `sriov-sim replay TRACE`: the same schedule again; the same violation, or what is another now. */
import type { Command } from 'commander';
import { InspectorRecorder, recordSession } from '../inspect/bridge/index.ts';
import { StepRenderer } from '../report/index.ts';
import type { Comparison } from '../trace/comparison.ts';
import { compare } from '../trace/comparison.ts';
import { runToEnd } from '../trace/live.ts';
import { ReplaySession } from '../trace/session.ts';
import type { RunEnd, TraceStep } from '../trace/trace.ts';
import { worldRules } from '../trace/world.ts';
import { commandLine } from './command-line.ts';
import type { Engine, PreparedRun } from './engine.ts';
import { exitStatus, UsageError } from './errors.ts';
import type { InspectFlags } from './inspection.ts';
import { addInspectOptions, checkInspectFlags, serving } from './inspection.ts';
import type { CliIo } from './io.ts';
import { print, printJson, terminalOf } from './io.ts';
import { wholeNumber } from './numbers.ts';
import { endingDevice } from './real-device.ts';
import type { ReportFlags } from './report-file.ts';
import { addReportOption, ReportFile } from './report-file.ts';
import type { BesideFlags } from './trace-beside.ts';
import { addBesideOption, beside } from './trace-beside.ts';
import type { Replayed } from './trace-comparison-text.ts';
import { comparisonText, comparisonWords } from './trace-comparison-text.ts';
import { readTrace } from './trace-read.ts';
import type { TraceFile } from './trace-schema.ts';
import { stepThrough } from './trace-stepper.ts';
import { rebuilt } from './trace-system.ts';
import { viewText } from './trace-view-text.ts';
import { version } from './version.ts';

interface ReplayFlags extends InspectFlags, ReportFlags, BesideFlags {
  readonly step?: number;
  readonly from?: number;
  readonly to?: number;
  readonly live?: boolean;
  readonly changed?: boolean;
  readonly interactive: boolean;
  readonly json?: boolean;
  readonly color?: boolean;
}

/** Format of the document; a reader checks both. */
export const replayFormat = { format: 'sriov-sim-replay', version: 1 } as const;
const mostSteps = 1_000_000;

export function addReplayCommand(
  program: Command,
  io: CliIo,
  setStatus: (status: number) => void,
  engine?: Engine,
): void {
  const command = program
    .command('replay')
    .summary('the schedule of a trace again, step by step')
    .description(
      'Replays the schedule of a trace (explore --out) and says whether it still violates what it did. On a ' +
        'terminal it steps through, forward and back.',
    )
    .argument('<trace>', 'a trace file')
    .option(
      '--step <n>',
      'show this step: what it changed, who owns what',
      wholeNumber(0, mostSteps),
    )
    .option('--from <n>', 'list the steps from this one', wholeNumber(1, mostSteps))
    .option('--to <n>', 'list the steps up to this one', wholeNumber(1, mostSteps))
    .option('--live', 'under plain createActor instead of the pure step')
    .option('--changed', 'also when a machine or a device is another than in the trace')
    .option('--no-interactive', 'list the steps, on a terminal too')
    .option('--json', 'one JSON document')
    .option('--no-color', 'no colours');
  addBesideOption(addReportOption(addInspectOptions(command)))
    .addHelpText(
      'after',
      '\nExit status: 1 the violation (or another) is still there, 0 nothing is violated now, 2 the trace cannot be ' +
        'used, or the system no longer allows its schedule.',
    )
    .action(async (file: string, flags: ReplayFlags) => {
      checkInspectFlags(flags);
      checkReportFlags(flags);
      const report = await ReportFile.wanted(flags, commandLine(command), io);
      setStatus(await replay(file, flags, io, engine, report));
    });
}

async function replay(
  file: string,
  flags: ReplayFlags,
  io: CliIo,
  engine: Engine | undefined,
  report: ReportFile | undefined,
): Promise<number> {
  const trace = readTrace(file, io.cwd);
  const built = await rebuilt(trace, file, io.cwd, flags.changed === true, engine);
  return endingDevice(built.system, () => replayOf(trace, built, file, flags, io, report));
}

async function replayOf(
  trace: TraceFile,
  { system, changed }: Awaited<ReturnType<typeof rebuilt>>,
  file: string,
  flags: ReplayFlags,
  io: CliIo,
  report: ReportFile | undefined,
): Promise<number> {
  const rules = worldRules(trace.options);
  const { prepared } = system;
  const { spec, check, conventions, words } = prepared;
  const known = conventions === undefined ? {} : { conventions };
  const schedule = trace.schedule.map(envelopeOf);
  const session = new ReplaySession(spec, schedule, { ...rules, ...known, check });
  const others = beside(flags, trace, prepared, io);
  const showsLive = flags.inspect === true && flags.live === true;
  const recorder = showsLive ? new InspectorRecorder(spec) : undefined;
  const result = system.blaming(() =>
    flags.live === true ? live() : { records: session.records(), ...session.end() },
  );
  const replayed: Replayed = {
    file,
    trace,
    changed,
    live: flags.live === true,
    records: result.records,
    end: result.end,
    comparison: compare(trace.violation, result.verdict, result.end),
    ...(words === undefined ? {} : { words }),
  };
  const tell = async () => {
    await told(replayed, session, prepared, flags, io);
    await report?.write(async () => {
      const { replayView } = await import('./view-documents.ts');
      const { comparison } = replayed;
      const said = comparisonWords(replayed);
      const view = replayView(system, { trace, schedule, comparison, words: said });
      return { ...view, beside: others };
    });
    return statusOf(replayed.comparison);
  };
  if (flags.inspect !== true) return tell();
  const { feed } = recorder ?? recordSession(spec, session);
  const view = async () =>
    (await import('./view-input.ts')).viewOfTrace(file, trace, system, session, others);
  return serving({ title: file, feed, view }, flags, io, io.stderr, tell);

  /** Real XState actors, told which delivery comes next. */
  function live() {
    const run = runToEnd(spec, { ...rules, ...known, schedule });
    for (const step of run.steps) {
      const view = run.views.get(step.step) ?? {};
      const violations = check.observe(step, view);
      recorder?.step(step, view, violations);
    }
    const verdict = check.finish(run.end, run.view);
    recorder?.end(run.end, verdict.violations);
    return { records: run.steps, end: run.end, verdict };
  }
}

async function told(
  replayed: Replayed,
  session: ReplaySession,
  { lanes, words }: PreparedRun,
  flags: ReplayFlags,
  io: CliIo,
): Promise<void> {
  const { records } = replayed;
  const { style, width } = terminalOf(io, flags);
  const options = { lanes, style, width, ...(words === undefined ? {} : { words }) };
  if (flags.json) printJson(io.stdout, documentOf(replayed, session, flags));
  else if (flags.step !== undefined) {
    session.goTo(flags.step);
    print(io.stdout, viewText(session.view(), session.records(), options));
    print(io.stdout, `\n${comparisonText(replayed, style, width)}`);
  } else if (isInteractive(flags) && io.keys !== undefined) {
    await stepThrough(session, io, io.keys, options);
    print(io.stdout, comparisonText(replayed, style, width));
  } else {
    const renderer = new StepRenderer(options);
    for (const step of between(records, flags)) print(io.stdout, renderer.line(step));
    print(io.stdout, `\n${comparisonText(replayed, style, width)}`);
  }
}

function isInteractive({ interactive, live, report }: ReplayFlags): boolean {
  return interactive && live !== true && report === undefined;
}

/** A report has all steps, and is of the pure step. */
function checkReportFlags(flags: ReplayFlags): void {
  const { report, inspect, step, from, to, live } = flags;
  if (flags.with !== undefined && report === undefined && inspect !== true) {
    throw new UsageError(`--with ${flags.with} is for the viewer: with --report or --inspect`);
  }
  if (report === undefined) return;
  const given = { '--step': step, '--from': from, '--to': to, '--live': live };
  const other = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (other !== undefined) {
    throw new UsageError(`--report has every step of the trace: ${other} does not go with it`);
  }
}

function between(records: readonly TraceStep[], { from = 1, to = mostSteps }: ReplayFlags) {
  return records.filter(({ step }) => step >= from && step <= to);
}

function statusOf({ kind }: Comparison): number {
  switch (kind) {
    case 'same':
    case 'elsewhere':
    case 'other':
      return exitStatus.violated;
    case 'holds':
      return exitStatus.ok;
    case 'impossible':
      return exitStatus.usage;
  }
}

function documentOf(
  { trace, changed, live, records, end, comparison }: Replayed,
  session: ReplaySession,
  flags: ReplayFlags,
) {
  return {
    ...replayFormat,
    program: `sriov-sim ${version()}`,
    verdict: comparison.kind,
    recorded: trace.violation ?? null,
    violations: comparison.violations,
    ...(comparison.impossible === undefined ? {} : { impossible: comparison.impossible }),
    changed,
    live,
    end: endOf(end),
    steps: between(records, flags),
    ...(flags.step === undefined ? {} : { at: placeOf(session, flags.step) }),
  };
}

function endOf({ reason, steps, timeMs, pending, error }: RunEnd) {
  return { reason, steps, timeMs, pending, ...(error === undefined ? {} : { error }) };
}

function placeOf(session: ReplaySession, step: number) {
  session.goTo(step);
  const { view: _, ...place } = session.view();
  return place;
}

/** Fields that are undefined are no fields. */
function envelopeOf({ from, to, message, lost, duplicate }: Replayed['trace']['schedule'][number]) {
  return {
    from,
    to,
    message,
    ...(lost === undefined ? {} : { lost }),
    ...(duplicate === undefined ? {} : { duplicate }),
  };
}
