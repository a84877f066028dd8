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
} from '../explore/index.ts';
import { mostWorkers, strategies, whyAlone } from '../explore/index.ts';
import type { FileSource } from './checkpoint-file.ts';
import { CheckpointFile, readingFile } from './checkpoint-file.ts';
import { commandLine } from './command-line.ts';
import type { Engine, PreparedRun } from './engine.ts';
import { exitStatus } from './errors.ts';
import type { ExploreOutput } from './explore-output.ts';
import { jsonExplore, textExplore } from './explore-output.ts';
import { checkOutputs, checkStrategy } from './explore-usage.ts';
import type { CliIo } from './io.ts';
import { print } from './io.ts';
import { wholeNumber } from './numbers.ts';
import type { ReportFlags } from './report-file.ts';
import { addReportOption, ReportFile } from './report-file.ts';
import { askedBefore, asUsage, labelOf } from './resume.ts';
import { shownSearch } from './shown-search.ts';
import type { StackFlags, StackInput } from './stack-options.ts';
import { addStackOptions, readStackInput } from './stack-options.ts';
import { explanationOf } from './trace-explain.ts';
import { traceOf, writeTrace } from './trace-write.ts';
import { blaming } from './user-machine.ts';

export interface ExploreFlags extends StackFlags, ReportFlags {
  readonly timers: 'idle' | 'any';
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
      'Explores every order in which the messages of a scenario can be delivered. Orders that cannot differ are ' +
        'looked at once, where that is sound; the report says what was left out.',
    )
    .argument('[scenario]', "a built-in scenario, or a file (default: 'demo')");
  addReportOption(addStackOptions(command))
    .addOption(
      new Option(
        '--timers <when>',
        'when an armed timer may fire: when nothing else can move, or any time',
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
      const before =
        resume === undefined ? undefined : await askedBefore(resume, name, flags, isGiven, cwd);
      const used = engine ?? (await import('./stack-engine.ts')).stackEngine;
      if (resume === undefined || before === undefined) {
        if (resume !== undefined) print(io.stderr, `${resume}: no checkpoint yet, so it begins`);
        const input = await readStackInput(name, flags, cwd);
        setStatus(await run(input, flags, io, used, report));
        return;
      }
      const goOn = (source: FileSource) =>
        run(before.input, before.flags, io, used, report, source);
      setStatus(await readingFile(resume, cwd, goOn));
    });
}

async function run(
  input: StackInput,
  flags: ExploreFlags,
  io: CliIo,
  engine: Engine,
  report: ReportFile | undefined,
  from?: FileSource,
): Promise<number> {
  const prepared = engine(input);
  const output: ExploreOutput = flags.json
    ? jsonExplore(io, input, flags)
    : textExplore(io, input, flags);
  output.begin(prepared);
  const { visited, ...result } = await search(
    input,
    prepared,
    flags,
    io,
    report !== undefined,
    from,
  );
  tellThreads(flags, result, io);
  const explanation =
    result.verdict === 'violated'
      ? explanationOf(prepared, { timers: flags.timers }, result)
      : undefined;
  output.end(prepared, result, explanation);
  if (flags.out !== undefined) record(input, flags, explanation, io);
  await report?.write(async () => {
    const { exploreView } = await import('./view-documents.ts');
    const { timers } = flags;
    return exploreView(input, prepared, { result, visited, explanation, timers });
  });
  return statusOf(result);
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
  input: StackInput,
  flags: ExploreFlags,
  explanation: Explanation | undefined,
  { cwd, stderr }: CliIo,
): void {
  const { out = '', timers, seed, strategy } = flags;
  if (explanation === undefined) {
    print(stderr, `--out ${out}: nothing was violated, so there is no trace to write`);
    return;
  }
  const { schedule, violation, ...why } = explanation;
  const found = { schedule, violation, strategy, explanation: why };
  const finding = seed === undefined ? found : { ...found, seed };
  writeTrace(traceOf(input, flags, cwd, { timers }, finding), out, cwd);
}

/** Explores to the end, a bound or the signal, and says on standard error how far it has come. */
async function search(
  input: StackInput,
  { spec, properties, symmetry }: PreparedRun,
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
      : { everySeconds, label: labelOf(input, flags, cwd), save: file.write.bind(file) };
  const options = optionsOf(flags, {
    properties,
    symmetry,
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
    return blaming(input.replacements, () => {
      throw asUsage(flags.resume ?? '', error);
    });
  }
}

/** What is absent is left to the explorer. */
function optionsOf(
  flags: ExploreFlags,
  others: Pick<ExploreOptions, 'properties' | 'symmetry' | 'signal' | 'coverage'> & {
    readonly checkpoint: CheckpointOptions | undefined;
    readonly resume: FileSource | undefined;
  },
): ExploreOptions {
  const { timers, strategy, workers, seed, runs, bugDepth, maxDelays } = flags;
  const { maxStates, maxDepth, maxSeconds, maxMb } = flags;
  const bounds = { maxStates, maxDepth, maxSeconds, maxMb, maxDelays };
  const all = { timers, strategy, workers, seed, runs, bugDepth, ...bounds, ...others };
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
