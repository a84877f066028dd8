/** `sriov-sim scenarios`: the built-in scenarios. */
import type { Command } from 'commander';
import { libraryScenario, scenarioNames } from '../../actors/scenario/index.ts';
import type { CliIo } from './io.ts';
import { print, printJson, terminalOf } from './io.ts';

export function addScenariosCommand(program: Command, io: CliIo): void {
  program
    .command('scenarios')
    .summary('the built-in scenarios')
    .description('Lists the built-in scenarios, and what each shows.')
    .option('--json', 'one JSON document: the scenarios as a file would have them')
    .option('--no-color', 'no colours')
    .action((flags: { readonly json?: boolean; readonly color?: boolean }) => {
      const scenarios = scenarioNames().map(libraryScenario);
      if (flags.json) {
        printJson(io.stdout, scenarios);
        return;
      }
      const { style } = terminalOf(io, flags);
      const room = Math.max(...scenarios.map(({ name }) => name.length)) + 2;
      for (const { name, title } of scenarios) {
        print(io.stdout, `${style.cyan(name.padEnd(room))}${title}`);
      }
    });
}
