/** `sriov-sim run [SCENARIO]`: one live run, told as it happens. */
import type { Command } from 'commander';
import type { Observable } from 'rxjs';
import { fromEvent, lastValueFrom, NEVER, of, takeUntil, tap } from 'rxjs';
import { InspectorRecorder } from '../inspect/bridge/index.ts';
import type { RunSummary } from '../report/index.ts';
import type { Envelope, SystemView } from '../system/index.ts';
import type { RunCheck } from '../trace/check.ts';
import type { LiveEvent } from '../trace/live.ts';
import { runLive } from '../trace/live.ts';
import type { RunEnd } from '../trace/trace.ts';
import { commandLine } from './command-line.ts';
import type { Engine, PreparedRun } from './engine.ts';
import { exitStatus } from './errors.ts';
import type { InspectFlags } from './inspection.ts';
import { addInspectOptions, checkInspectFlags, serving } from './inspection.ts';
import type { CliIo } from './io.ts';
import { wholeNumber } from './numbers.ts';
import { endingDevice } from './real-device.ts';
import type { ReportFlags } from './report-file.ts';
import { addReportOption, ReportFile } from './report-file.ts';
import { runHeader } from './run-header.ts';
import type { RunOutput } from './run-output.ts';
import { jsonOutput, textOutput } from './run-output.ts';
import { RunRecorder } from './run-recorder.ts';
import type { StackFlags, StackInput } from './stack-options.ts';
import { addStackOptions, readStackInput } from './stack-options.ts';
import { blaming } from './user-machine.ts';

interface RunFlags extends StackFlags, InspectFlags, ReportFlags {
  readonly seed?: number;
  readonly maxSteps: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
}

export function addRunCommand(
  program: Command,
  io: CliIo,
  setStatus: (status: number) => void,
  engine?: Engine,
): void {
  const command = program
    .command('run')
    .summary('one live run: the trace as it happens')
    .description('Runs a scenario once and tells every step, then what was done and what held.')
    .argument('[scenario]', "a built-in scenario, or a file (default: 'demo')");
  addStackOptions(command)
    .option(
      '--seed <s>',
      'choose the order of deliveries at random, repeatably',
      wholeNumber(0, 0xffff_ffff),
    )
    .option('--max-steps <n>', 'most deliveries', wholeNumber(1, 10_000_000), 100_000)
    .option('--json', 'JSON Lines: a header, a record for each step and violation, an end')
    .option('--quiet', 'only violations and the summary')
    .option('--no-color', 'no colours');
  addReportOption(addInspectOptions(command)).action(
    async (name: string | undefined, flags: RunFlags) => {
      checkInspectFlags(flags);
      const report = await ReportFile.wanted(flags, commandLine(command), io);
      const input = await readStackInput(name, flags, io.cwd, 'live');
      const used = engine ?? (await import('./stack-engine.ts')).stackEngine;
      setStatus(await endingDevice(input, () => run(input, flags, io, used, report)));
    },
  );
}

async function run(
  input: StackInput,
  flags: RunFlags,
  io: CliIo,
  engine: Engine,
  report: ReportFile | undefined,
): Promise<number> {
  const prepared = engine(input);
  if (flags.inspect !== true) return told(input, prepared, flags, io, undefined, report);
  const recorder = new InspectorRecorder(prepared.spec);
  const shown = {
    title: `scenario ${input.scenario.name}`,
    feed: recorder.feed,
    view: async () =>
      (await import('./view-input.ts')).viewOfRun(input, prepared, recorder, flags.seed),
  };
  return serving(shown, flags, io, io.stderr, () =>
    told(input, prepared, flags, io, recorder, report),
  );
}

/** Runs and prints; the exit status. */
async function told(
  input: StackInput,
  prepared: PreparedRun,
  flags: RunFlags,
  io: CliIo,
  recorder: InspectorRecorder | undefined,
  report: ReportFile | undefined,
): Promise<number> {
  const schedule: Envelope[] = [];
  const printed = flags.json ? jsonOutput(io, input) : textOutput(io, flags);
  const output = report === undefined ? printed : keeping(printed, schedule);
  output.begin(
    runHeader(input, flags.seed === undefined ? {} : { seed: flags.seed }),
    prepared.lanes,
  );
  const summary = await observe(input, prepared, flags, output, io.signal, recorder);
  output.end(summary);
  await report?.write(async () => {
    const { runView } = await import('./view-documents.ts');
    const { violations } = summary;
    return runView(input, prepared, { schedule, violations, summary, seed: flags.seed });
  });
  return statusOf(summary, input);
}

/** The same output, which also keeps what was delivered. */
function keeping(output: RunOutput, schedule: Envelope[]): RunOutput {
  return {
    ...output,
    step: (step) => {
      schedule.push({ from: step.from, to: step.to, message: step.message });
      output.step(step);
    },
  };
}

/** Runs to the end, or until the signal; tells every step and violation, the inspector too. */
export async function observe(
  input: StackInput,
  prepared: PreparedRun,
  { seed, maxSteps }: Pick<RunFlags, 'seed' | 'maxSteps'>,
  output: RunOutput,
  signal?: AbortSignal,
  inspector?: InspectorRecorder,
): Promise<RunSummary> {
  const recorder = new RunRecorder(input, prepared);
  const checker = guarded(prepared.check, input);
  let end: RunEnd = { reason: 'stopped', steps: 0, timeMs: 0, pending: [] };
  let view: SystemView = {};
  const take = (event: LiveEvent) => {
    view = event.view;
    if (event.kind === 'end') {
      end = event.end;
      return;
    }
    const violations = checker.observe(event.step, view);
    recorder.step(event.step, violations);
    inspector?.step(event.step, view, violations);
    output.step(event.step);
    for (const violation of violations) output.violation(violation);
    const { step: steps, timeMs, pending } = event.step;
    end = { reason: 'stopped', steps, timeMs, pending };
  };
  const { conventions } = prepared;
  const options = {
    stepLimit: maxSteps,
    ...(seed === undefined ? {} : { seed }),
    ...(conventions === undefined ? {} : { conventions }),
  };
  const interrupted = interruptOf(signal);
  // In the pipe, so that what `take` throws ends the run as an error.
  const events = runLive(prepared.spec, options).pipe(tap(take), takeUntil(interrupted));
  await lastValueFrom(events, { defaultValue: undefined });
  const summary = recorder.summary(end, view, checker.finish(end, view));
  for (const violation of recorder.atEnd) output.violation(violation);
  inspector?.end(end, summary.violations);
  return summary;
}

function interruptOf(signal: AbortSignal | undefined): Observable<unknown> {
  if (signal === undefined) return NEVER;
  return signal.aborted ? of(undefined) : fromEvent(signal, 'abort');
}

/** A property reads the context of our machines; one that cannot read a user's machine says whose it is. */
function guarded(checker: RunCheck, { replacements }: StackInput): RunCheck {
  if (replacements.length === 0) return checker;
  const guard = <T>(work: () => T): T => blaming(replacements, work);
  return {
    observe: (step, view) => guard(() => checker.observe(step, view)),
    finish: (end, view) => guard(() => checker.finish(end, view)),
  };
}

/** A machine that threw is the user's input if it is theirs, else a bug of ours. */
function statusOf({ verdict }: RunSummary, { replacements }: StackInput): number {
  switch (verdict.kind) {
    case 'holds':
      return exitStatus.ok;
    case 'violated':
      return exitStatus.violated;
    case 'bounds':
      return exitStatus.bounds;
    case 'interrupted':
      return exitStatus.interrupted;
    case 'failed':
      return replacements.length > 0 ? exitStatus.usage : exitStatus.internal;
  }
}
