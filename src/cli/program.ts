/** The command line as a function: `main.ts` calls it with the process's streams, tests with their own. */
import { Command, CommanderError } from 'commander';
import { addDdiCommand } from './ddi-command.ts';
import { addDevicesCommand } from './devices-command.ts';
import { addDrawCommand } from './draw-command.ts';
import type { Engine } from './engine.ts';
import { exitStatus, reportError } from './errors.ts';
import { addExploreCommand } from './explore-command.ts';
import { addExportCommand } from './export-command.ts';
import { addGenerateCommand } from './generate-command.ts';
import { addInspectCommand } from './inspect-command.ts';
import type { CliIo } from './io.ts';
import { addReplayCommand } from './replay-command.ts';
import { addRunCommand } from './run-command.ts';
import { addScenariosCommand } from './scenarios-command.ts';
import { addSpaceCommand } from './space-command.ts';
import { addTestCommand } from './test-command.ts';
import { version } from './version.ts';
import { addZooCommand } from './zoo-command.ts';

/**
 * Runs one command; `argv` without node and script. Gives the exit status; throws nothing. `engine` stands in for the
 * real stack in tests.
 */
export async function runCli(argv: readonly string[], io: CliIo, engine?: Engine): Promise<number> {
  let status: number = exitStatus.ok;
  const setStatus = (result: number) => {
    status = result;
  };
  const program = newProgram(io, setStatus, engine);
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (error) {
    // Help and version come as errors too, with exit code 0; commander has printed everything else itself.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatus.usage;
    return reportError(error, io);
  }
}

function newProgram(
  io: CliIo,
  setStatus: (status: number) => void,
  engine: Engine | undefined,
): Command {
  const program = new Command('sriov-sim')
    .description(
      'The Windows SR-IOV driver stack as concurrent actors: run it, and find the orders of events in ' +
        'which a driver breaks.',
    )
    .version(version())
    .helpCommand('help [command]', 'help for a command')
    .showHelpAfterError("('sriov-sim --help' says more)")
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      'after',
      '\nExit status: 0 holds or done, 1 a property violated, 2 bad usage or input, 3 bounds reached.',
    )
    .exitOverride();
  addRunCommand(program, io, setStatus, engine);
  addExploreCommand(program, io, setStatus, engine);
  addReplayCommand(program, io, setStatus, engine);
  addInspectCommand(program, io, setStatus, engine);
  addExportCommand(program, io, engine);
  addSpaceCommand(program, io, setStatus, engine);
  addTestCommand(program, io, setStatus);
  addDrawCommand(program, io);
  addGenerateCommand(program, io, setStatus);
  addZooCommand(program, io, setStatus);
  addScenariosCommand(program, io);
  addDevicesCommand(program, io);
  addDdiCommand(program, io);
  return program;
}
