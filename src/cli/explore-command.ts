/** `sriov-sim explore [SCENARIO]`: every order, and the shortest schedule to what is wrong. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Explanation } from '../explain/index.ts';
import type {
  CheckpointOptions,
  ExploreOptions,
  ExploreResult,
  Strategy,
  SystemOptions,
} from '../explore/index.ts';
import { mostWorkers, strategies, whyAlone } from '../explore/index.ts';
import { usualTimers } from '../system/index.ts';
import type { FileSource } from './checkpoint-file.ts';
import { CheckpointFile, readingFile } from './checkpoint-file.ts';
import { commandLine } from './command-line.ts';
import type { Engine } from './engine.ts';
import { exitStatus } from './errors.ts';
import type { ExploreOutput } from './explore-output.ts';
import { jsonExplore, textExplore } from './explore-output.ts';
import { checkOutputs, checkStrategy } from './explore-usage.ts';
import type { CliIo } from './io.ts';
import { print } from './io.ts';
import type { NamedSystem } from './named-system.ts';
import { wholeNumber } from './numbers.ts';
import { readSystem } from './read-system.ts';
import type { ReportFlags } from './report-file.ts';
import { addReportOption, ReportFile } from './report-file.ts';
import type { Asked } from './resume.ts';
import { askedBefore, asUsage, labelOf } from './resume.ts';
import { shownSearch } from './shown-search.ts';
import type { StackFlags } from './stack-options.ts';
import { addStackOptions } from './stack-options.ts';
import { explanationOf } from './trace-explain.ts';
import { traceOf, writeTrace } from './trace-write.ts';

export interface ExploreFlags extends StackFlags, ReportFlags {
  /** Absent: nobody has said it, and it depends on the system. */
  readonly timers?: 'idle' | 'any';
  readonly strategy: Strategy;
  /** false: `--no-reduction`. */
  readonly reduction: boolean;
  readonly workers: number;
  readonly seed?: number;
  readonly runs?: number;
  readonly bugDepth?: number;
  readonly maxDelays?: number;
  readonly maxStates: number;
  readonly maxDepth?: number;
  readonly maxSeconds?: number;
  readonly maxMb?: number;
  readonly out?: string;
  readonly checkpoint?: string;
  readonly checkpointEvery: number;
  readonly resume?: string;
  readonly json?: boolean;
  readonly color?: boolean;
}

const statesMost = 2 ** 30;
const seedMost = 2 ** 32 - 1;
export function addExploreCommand(
  program: Command,
  io: CliIo,
  setStatus: (status: number) => void,
  engine?: Engine,
): void {
  const command = program
    .command('explore')
    .summary('every order of deliveries: the verdict, and the shortest schedule to what is wrong')
    .description(
      'Explores every order in which the messages of a scenario can be delivered, or those of a system of your own ' +
        'XState machines: a module that exports it as `system` (docs/explore-your-own-actors.md). Orders that cannot ' +
        'differ are looked at once, where that is sound; the report says what was left out.',
    )
    .argument(
      '[scenario|module]',
      "a built-in scenario, a file with one, or a .ts or .js module that exports a system (default: 'demo')",
    );
  addReportOption(addStackOptions(command))
    .addOption(
      new Option(
        '--timers <when>',
        'when an armed timer may fire: when nothing else can move, or any time (a system of your own may say it itself)',
      )
        .choices(['idle', 'any'])
        .default('idle'),
    )
    .addOption(
      new Option('--strategy <name>', 'how to search; the last four only take samples')
        .choices(strategies)
        .default('breadth-first'),
    )
    .option('--no-reduction', 'look at every order, also at those that cannot differ')
    .option(
      '--workers <n>',
      'threads that search, each on a core of its own, where nothing is left out (--no-reduction)',
      wholeNumber(1, mostWorkers),
      1,
    )
    .option('--seed <s>', 'for samples: another choice of orders', wholeNumber(0, seedMost))
    .option('--runs <n>', 'for samples: how many runs', wholeNumber(1, 1_000_000_000))
    .option(
      '--bug-depth <d>',
      'for pct and pctcp: ordering constraints of the bugs to find',
      wholeNumber(1, 100),
    )
    .option('--max-delays <n>', 'for delay-bounded: most delays', wholeNumber(0, 1_000_000))
    .option('--max-states <n>', 'most states', wholeNumber(1, statesMost), 100_000_000)
    .option('--max-depth <n>', 'most levels', wholeNumber(1, statesMost))
    .option('--max-seconds <s>', 'longest time', wholeNumber(1, 10_000_000))
    .option('--max-mb <m>', 'most memory, in megabytes', wholeNumber(64, 1_000_000))
    .option('--out <file>', 'writes the schedule of a violation, to be replayed')
    .option('--checkpoint <file>', 'where to write, as it goes, what --resume needs after a crash')
    .option(
      '--checkpoint-every <s>',
      'seconds between two checkpoints',
      wholeNumber(0, 10_000_000),
      30,
    )
    .option(
      '--resume <file>',
      'goes on from a checkpoint and writes the next ones there; needs no scenario',
    )
    .option('--json', 'one JSON document')
    .option('--no-color', 'no colours')
    .action(async (name: string | undefined, flags: ExploreFlags) => {
      const isGiven = (flag: string) => command.getOptionValueSource(flag) === 'cli';
      const { cwd } = io;
      const { resume, out, checkpoint } = flags;
      const isAsked = resume === undefined || name !== undefined || isGiven('strategy');
      if (isAsked) checkStrategy(flags.strategy, isGiven);
      const isNew = resume !== undefined && !existsSync(resolve(cwd, resume));
      checkOutputs({ out, checkpoint, ...(isNew ? { resume } : {}) }, cwd);
      const report = await ReportFile.wanted(flags, commandLine(command), io);
      const isNamed = name !== undefined || flags.scenario !== undefined || resume === undefined;
      const named = isNamed ? await asked(name, flags, command, io, engine) : undefined;
      const before =
        resume === undefined
          ? undefined
          : await askedBefore(resume, named, flags, isGiven, cwd, engine);
      if (resume !== undefined && before !== undefined) {
        const goOn = (source: FileSource) => run(before, io, report, source);
        setStatus(await readingFile(resume, cwd, goOn));
      } else if (named !== undefined) {
        if (resume !== undefined) print(io.stderr, `${resume}: no checkpoint yet, so it begins`);
        setStatus(await run(named, io, report));
      }
    });
}

/** What is named on the command line; a system of the user's own may say itself when its timers fire. */
async function asked(
  name: string | undefined,
  flags: ExploreFlags,
  command: Command,
  io: CliIo,
  engine: Engine | undefined,
): Promise<Asked> {
  const system = await readSystem(name, flags, command, io, engine);
  if (command.getOptionValueSource('timers') === 'cli') return { system, flags };
  const { timers: _, ...rest } = flags;
  const { timers } = system.rules;
  return { system, flags: timers === undefined ? rest : { ...rest, timers } };
}

async function run(
  { system, flags }: Asked,
  io: CliIo,
  report: ReportFile | undefined,
  from?: FileSource,
): Promise<number> {
  const rules = rulesOf(system, flags);
  const output: ExploreOutput = flags.json
    ? jsonExplore(io, system, rules)
    : textExplore(io, system, rules, flags);
  output.begin();
  const found = await search(system, flags, io, report !== undefined, from);
  const { visited, ...result } = found;
  tellThreads(flags, result, io);
  const explanation =
    result.verdict === 'violated'
      ? system.blaming(() => explanationOf(system.prepared, rules, result))
      : undefined;
  output.end(result, explanation);
  if (flags.out !== undefined) record(system, flags, explanation, io);
  await report?.write(async () => {
    const { exploreView } = await import('./view-documents.ts');
    return exploreView(system, { result, visited, explanation, rules });
  });
  return statusOf(result);
}

/** How messages are delivered: the command line has the last word. */
function rulesOf({ rules, prepared }: NamedSystem, flags: ExploreFlags) {
  const { symmetry: _, ...others } = rules;
  return { ...others, timers: flags.timers ?? usualTimers(prepared.spec) };
}

/** Says why one thread has searched where more were allowed. */
function tellThreads(
  { workers, checkpoint, resume }: ExploreFlags,
  result: ExploreResult,
  { stderr }: CliIo,
): void {
  if (workers === 1) return;
  const why = whyAlone(result, checkpoint !== undefined || resume !== undefined);
  if (why !== undefined) print(stderr, `--workers ${workers}: one thread has searched: ${why}`);
}

/** Writes what was found, after it has been told: a full disk loses nothing of the report. */
function record(
  system: NamedSystem,
  flags: ExploreFlags,
  explanation: Explanation | undefined,
  { cwd, stderr }: CliIo,
): void {
  const { out = '', seed, strategy } = flags;
  if (explanation === undefined) {
    print(stderr, `--out ${out}: nothing was violated, so there is no trace to write`);
    return;
  }
  const { schedule, violation, ...why } = explanation;
  const found = { schedule, violation, strategy, explanation: why };
  const finding = seed === undefined ? found : { ...found, seed };
  writeTrace(traceOf(system, rulesOf(system, flags), finding), out, cwd);
}

/** Explores to the end, a bound or the signal, and says on standard error how far it has come. */
async function search(
  system: NamedSystem,
  flags: ExploreFlags,
  { stderr, signal, cwd }: CliIo,
  coverage: boolean,
  resume: FileSource | undefined,
): Promise<ExploreResult> {
  const { checkpoint: name = flags.resume, checkpointEvery: everySeconds } = flags;
  const file = name === undefined ? undefined : new CheckpointFile(name, cwd, stderr);
  const checkpoint =
    file === undefined
      ? undefined
      : { everySeconds, label: labelOf(system, flags), save: file.write.bind(file) };
  const { spec, properties } = system.prepared;
  const options = optionsOf(flags, {
    ...system.rules,
    properties,
    signal,
    checkpoint,
    resume,
    ...(coverage ? { coverage } : {}),
  });
  try {
    const result = await shownSearch(spec, options, stderr);
    if (result.verdict === 'truncated') file?.tellEnd(result.reason);
    return result;
  } catch (error) {
    return system.blaming(() => {
      throw asUsage(flags.resume ?? '', error);
    });
  }
}

/** What is absent is left to the explorer. */
function optionsOf(
  flags: ExploreFlags,
  others: SystemOptions &
    Pick<ExploreOptions, 'properties' | 'signal' | 'coverage'> & {
      readonly checkpoint: CheckpointOptions | undefined;
      readonly resume: FileSource | undefined;
    },
): ExploreOptions {
  const { timers, strategy, workers, seed, runs, bugDepth, maxDelays } = flags;
  const { maxStates, maxDepth, maxSeconds, maxMb } = flags;
  const bounds = { maxStates, maxDepth, maxSeconds, maxMb, maxDelays };
  const all = { ...others, timers, strategy, workers, seed, runs, bugDepth, ...bounds };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), ...(flags.reduction ? {} : { reduction: 'none' }) };
}

function statusOf(result: ExploreResult): number {
  switch (result.verdict) {
    case 'holds':
      return exitStatus.ok;
    case 'violated':
      return exitStatus.violated;
    case 'truncated':
      return result.reason === 'interrupted' ? exitStatus.interrupted : exitStatus.bounds;
  }
}
