/** `sriov-sim space [SCENARIO] --format NAME`: all states and transitions, for another tool. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { stateSpace } from '../explore/index.ts';
import type { SpaceFormat } from '../report/state-space/index.ts';
import { spaceFormats } from '../report/state-space/index.ts';
import type { Engine } from './engine.ts';
import { exitStatus } from './errors.ts';
import type { CliIo } from './io.ts';
import { print } from './io.ts';
import { wholeNumber } from './numbers.ts';
import type { StackFlags } from './stack-options.ts';
import { addStackOptions, readStackInput } from './stack-options.ts';
import { blaming } from './user-machine.ts';
import { writeOut } from './write-out.ts';

interface SpaceFlags extends StackFlags {
  readonly format: SpaceFormat;
  readonly timers: 'idle' | 'any';
  readonly maxStates: number;
  readonly out?: string;
}

export function addSpaceCommand(
  program: Command,
  io: CliIo,
  setStatus: (status: number) => void,
  engine?: Engine,
): void {
  const command = program
    .command('space')
    .summary('all states and transitions, for Graphviz, Gephi, CADP or mCRL2')
    .description(
      'Writes the state space of a scenario: every order of deliveries, nothing left out, up to a bound ' +
        '(docs/exports.md).',
    )
    .argument('[scenario]', "a built-in scenario, or a file (default: 'demo')");
  addStackOptions(command)
    .addOption(
      new Option('--format <name>', 'Graphviz, GraphML, or Aldebaran')
        .choices(Object.keys(spaceFormats))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--timers <when>', 'when an armed timer may fire')
        .choices(['idle', 'any'])
        .default('idle'),
    )
    .option('--max-states <n>', 'most states', wholeNumber(1, 1_000_000), 10_000)
    .option('--out <file>', 'write to this file, all of it or nothing; else to standard output')
    .addHelpText(
      'after',
      '\nExit status: 0 written, 2 bad usage or input, 3 written, but there are more states than --max-states.',
    )
    .action(async (name: string | undefined, flags: SpaceFlags) => {
      const input = await readStackInput(name, flags, io.cwd);
      const { spec, properties } = (engine ?? (await import('./stack-engine.ts')).stackEngine)(
        input,
      );
      const { timers, maxStates } = flags;
      const space = blaming(input.replacements, () =>
        stateSpace(spec, { properties, timers, maxStates }),
      );
      writeOut(spaceFormats[flags.format](space), flags.out, io);
      const { states, transitions, truncated } = space;
      const violating = states.filter(({ violation }) => violation !== undefined).length;
      const rest = states.filter(({ isRest }) => isRest).length;
      print(
        io.stderr,
        `${states.length} states, ${transitions.length} transitions, ${rest} at rest, ${violating} violating` +
          (truncated ? `; there are more: --max-states ${maxStates}` : ''),
      );
      setStatus(truncated ? exitStatus.bounds : exitStatus.ok);
    });
}
