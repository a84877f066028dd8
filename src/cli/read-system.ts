/** The system that was named on the command line: a scenario for the driver stack, or a module of the user's own. */
import type { Command } from 'commander';
import type { Scenario } from '../../actors/scenario/index.ts';
import type { Engine } from './engine.ts';
import { UsageError } from './errors.ts';
import type { CliIo } from './io.ts';
import type { NamedSystem } from './named-system.ts';
import { ownSystem, stackSystem } from './named-system.ts';
import type { DeviceUse, StackFlags, StackInput } from './stack-options.ts';
import { readStackInput, stackFlags, stackInput } from './stack-options.ts';
import { stackDescribed } from './trace-write.ts';
import { loadUserModule } from './user-module.ts';
import { isModuleFile, scenarioIn } from './user-scenario.ts';
import { noSystem, userSystemIn } from './user-system.ts';

/**
 * By what the file holds: a module that exports `system` is a system of the user's own. `engine` stands in for the real
 * stack, which is loaded only where it is needed.
 */
export async function readSystem(
  name: string | undefined,
  flags: StackFlags,
  command: Command,
  { cwd, signal }: Pick<CliIo, 'cwd' | 'signal'>,
  engine: Engine | undefined,
): Promise<NamedSystem> {
  if (name === undefined || flags.scenario !== undefined || !isModuleFile(name)) {
    return stackSystemOf(await readStackInput(name, flags, cwd), flags, cwd, engine);
  }
  const exports = await loadUserModule(name, cwd, signal);
  if (exports.system !== undefined) {
    checkNoStack(command, name);
    return ownSystem(userSystemIn(exports, name), cwd);
  }
  if (!isScenarioLike(exports.default)) throw noSystem(exports, name);
  const scenario = scenarioIn(exports, name);
  return stackSystemOf(await stackInput(scenario, flags, cwd), flags, cwd, engine);
}

/** The same of a scenario that is at hand. */
export async function scenarioSystem(
  scenario: Scenario,
  flags: StackFlags,
  cwd: string,
  engine: Engine | undefined,
  use: DeviceUse,
): Promise<NamedSystem> {
  return stackSystemOf(await stackInput(scenario, flags, cwd, use), flags, cwd, engine);
}

async function stackSystemOf(
  input: StackInput,
  flags: StackFlags,
  cwd: string,
  engine: Engine | undefined,
): Promise<NamedSystem> {
  const used = engine ?? (await import('./stack-engine.ts')).stackEngine;
  return stackSystem(input, stackDescribed(input, flags, cwd), used);
}

/** What is no scenario at all was not meant to be one. */
function isScenarioLike(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'clients' in value;
}

/** Throws a {@link UsageError} for an option that is about drivers. */
function checkNoStack(command: Command, file: string): void {
  const isStack = (name: string) => (stackFlags as readonly string[]).includes(name);
  const legal = command.options.filter((option) => !isStack(option.attributeName()));
  for (const option of command.options) {
    const name = option.attributeName();
    if (!isStack(name) || command.getOptionValueSource(name) !== 'cli') continue;
    // `--vbd FILE` and `--no-vbd` share a name.
    if (option.negate !== (command.getOptionValue(name) === false)) continue;
    throw new UsageError(
      `${option.long} is for the driver stack, and ${file} exports a system of its own: legal are ` +
        `${legal.map(({ long }) => long).join(', ')}`,
    );
  }
}
