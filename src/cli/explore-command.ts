/** `sriov-sim explore [SCENARIO]`: every order, and the shortest schedule to what is wrong. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { lastValueFrom, tap } from 'rxjs';
import type { ExploreEvent, ExploreOptions, ExploreResult } from '../explore/index.ts';
import { exploreProgress } from '../explore/index.ts';
import type { Engine, PreparedRun } from './engine.ts';
import { exitStatus } from './errors.ts';
import type { ExploreOutput } from './explore-output.ts';
import { jsonExplore, textExplore } from './explore-output.ts';
import type { CliIo } from './io.ts';
import { wholeNumber } from './numbers.ts';
import { ProgressLine } from './progress-line.ts';
import type { StackFlags, StackInput } from './stack-options.ts';
import { addStackOptions, readStackInput } from './stack-options.ts';
import { blaming } from './user-machine.ts';

export interface ExploreFlags extends StackFlags {
  readonly timers: 'idle' | 'any';
  readonly maxStates: number;
  readonly maxDepth?: number;
  readonly maxSeconds?: number;
  readonly maxMb?: number;
  readonly json?: boolean;
  readonly color?: boolean;
}

const statesMost = 2 ** 30;

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
      'Explores every order in which the messages of a scenario can be delivered, breadth first.',
    )
    .argument('[scenario]', "a built-in scenario, or a file (default: 'demo')");
  addStackOptions(command)
    .addOption(
      new Option(
        '--timers <when>',
        'when an armed timer may fire: when nothing else can move, or any time',
      )
        .choices(['idle', 'any'])
        .default('idle'),
    )
    .option('--max-states <n>', 'most states', wholeNumber(1, statesMost), 100_000_000)
    .option('--max-depth <n>', 'most levels', wholeNumber(1, statesMost))
    .option('--max-seconds <s>', 'longest time', wholeNumber(1, 10_000_000))
    .option('--max-mb <m>', 'most memory, in megabytes', wholeNumber(64, 1_000_000))
    .option('--json', 'one JSON document')
    .option('--no-color', 'no colours')
    .action(async (name: string | undefined, flags: ExploreFlags) => {
      const input = await readStackInput(name, flags, io.cwd);
      const used = engine ?? (await import('./stack-engine.ts')).stackEngine;
      setStatus(await run(input, flags, io, used));
    });
}

async function run(
  input: StackInput,
  flags: ExploreFlags,
  io: CliIo,
  engine: Engine,
): Promise<number> {
  const prepared = engine(input);
  const output: ExploreOutput = flags.json
    ? jsonExplore(io, input, flags)
    : textExplore(io, input, flags);
  output.begin(prepared);
  const result = await search(input, prepared, flags, io);
  output.end(prepared, result);
  return statusOf(result);
}

/** Explores to the end, a bound or the signal, and says on standard error how far it has come. */
async function search(
  { replacements }: StackInput,
  { spec, properties }: PreparedRun,
  flags: ExploreFlags,
  { stderr, signal }: CliIo,
): Promise<ExploreResult> {
  const { timers, maxStates, maxDepth, maxSeconds, maxMb } = flags;
  const options: ExploreOptions = {
    properties,
    timers,
    maxStates,
    ...(maxDepth === undefined ? {} : { maxDepth }),
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
    ...(maxMb === undefined ? {} : { maxMb }),
    ...(signal === undefined ? {} : { signal }),
  };
  const progress = new ProgressLine(stderr);
  const tell = (event: ExploreEvent) => {
    if (event.kind === 'progress') progress.show(event.counts);
  };
  let last: ExploreEvent;
  try {
    last = await lastValueFrom(exploreProgress(spec, options).pipe(tap(tell)));
  } catch (error) {
    return blaming(replacements, () => {
      throw error;
    });
  } finally {
    progress.clear();
  }
  if (last.kind === 'result') return last.result;
  throw new Error('the exploration ended without a result');
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
