/** `sriov-sim inspect [TRACE]`: a trace, or a live run, in the browser. */
import type { Command } from 'commander';
import { InspectorRecorder, recordSession } from '../inspect/bridge/index.ts';
import type { Engine } from './engine.ts';
import { UsageError } from './errors.ts';
import type { ServerFlags } from './inspection.ts';
import { addServerOptions, serving } from './inspection.ts';
import type { CliIo } from './io.ts';
import { print } from './io.ts';
import { wholeNumber } from './numbers.ts';
import { endingDevice } from './real-device.ts';
import { observe } from './run-command.ts';
import type { RunOutput } from './run-output.ts';
import type { StackFlags } from './stack-options.ts';
import { addStackOptions, readStackInput } from './stack-options.ts';
import type { BesideFlags } from './trace-beside.ts';
import { addBesideOption, beside } from './trace-beside.ts';
import { readTrace } from './trace-read.ts';
import type { TraceFile } from './trace-schema.ts';
import { mustBePossible, traceSession } from './trace-session.ts';
import { rebuilt } from './trace-system.ts';

interface Flags extends StackFlags, ServerFlags, BesideFlags {
  readonly seed?: number;
  readonly maxSteps: number;
  readonly changed?: boolean;
}

/** Options that a trace leaves room for; the rest of its system is in the file. */
const forTraces = ['port', 'inspectorUrl', 'changed', 'with'];

export function addInspectCommand(
  program: Command,
  io: CliIo,
  setStatus: (status: number) => void,
  engine?: Engine,
): void {
  const command = program
    .command('inspect')
    .summary('a trace or a live run in the browser: the viewer and the Stately inspector')
    .description(
      'Serves a trace (explore --out), or a live run of a scenario, on 127.0.0.1 until Ctrl-C: the local viewer, and ' +
        "a page with the Stately inspector, which needs the network (docs/inspector.md). It prints both pages' " +
        'addresses.',
    )
    .argument('[trace]', 'a trace file (default: a live run)');
  addStackOptions(command)
    .option(
      '--seed <s>',
      'choose the order of deliveries at random, repeatably',
      wholeNumber(0, 0xffff_ffff),
    )
    .option('--max-steps <n>', 'most deliveries', wholeNumber(1, 10_000_000), 100_000)
    .option('--changed', 'also when a machine or a device is another than in the trace');
  for (const option of command.options) {
    if (option.long === '--scenario') {
      option.description = "a built-in scenario, or a file (default: 'demo')";
    }
  }
  addBesideOption(addServerOptions(command))
    .addHelpText('after', '\nExit status: 0 at Ctrl-C, 2 the trace cannot be used, or bad usage.')
    .action(async (file: string | undefined, flags: Flags) => {
      if (file === undefined) {
        if (flags.with !== undefined) {
          throw new UsageError(`--with ${flags.with} needs a trace to be set beside`);
        }
        const used = engine ?? (await import('./stack-engine.ts')).stackEngine;
        setStatus(await inspectRun(flags, io, used));
        return;
      }
      for (const option of command.options) {
        const name = option.attributeName();
        if (forTraces.includes(name) || command.getOptionValueSource(name) !== 'cli') continue;
        if (option.negate !== (command.getOptionValue(name) === false)) continue;
        throw new UsageError(
          `${option.long} is for a live run: what ${file} was run with is in it`,
        );
      }
      setStatus(await inspectTrace(file, flags, io, engine));
    });
}

async function inspectRun(flags: Flags, io: CliIo, engine: Engine): Promise<number> {
  const { scenario = 'demo', ...rest } = flags;
  const input = await readStackInput(scenario, rest, io.cwd, 'live');
  const prepared = engine(input);
  const recorder = new InspectorRecorder(prepared.spec);
  const shown = {
    title: `scenario ${input.scenario.name}`,
    feed: recorder.feed,
    view: async () =>
      (await import('./view-input.ts')).viewOfRun(input, prepared, recorder, flags.seed),
  };
  const live = async () => {
    const summary = await observe(input, prepared, flags, silent, io.signal, recorder);
    print(io.stdout, `${summary.verdict.kind}: ${summary.verdict.text}`);
    return 0;
  };
  return endingDevice(input, () => serving(shown, flags, io, io.stdout, live));
}

const silent: RunOutput = {
  begin: () => undefined,
  step: () => undefined,
  violation: () => undefined,
  end: () => undefined,
};

async function inspectTrace(
  file: string,
  flags: Flags,
  io: CliIo,
  engine: Engine | undefined,
): Promise<number> {
  const trace = readTrace(file, io.cwd);
  const { system } = await rebuilt(trace, file, io.cwd, flags.changed === true, engine);
  const { prepared } = system;
  const session = traceSession(trace, prepared);
  const { feed } = system.blaming(() => recordSession(prepared.spec, session));
  mustBePossible(session, file);
  const others = beside(flags, trace, prepared, io);
  const shown = {
    title: `${file}: ${session.schedule.length} steps of ${system.name}${found(trace)}`,
    feed,
    view: async () =>
      (await import('./view-input.ts')).viewOfTrace(file, trace, system, session, others),
  };
  return endingDevice(system, () => serving(shown, flags, io, io.stdout, async () => 0));
}

function found({ violation }: TraceFile): string {
  return violation === undefined ? '' : `, ${violation.property} violated`;
}
