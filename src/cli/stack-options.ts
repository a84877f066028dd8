/** The options that every command about a stack takes, and what they come to. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { DeviceModel } from '../../actors/device/index.ts';
import { loadDevice } from '../../actors/device/index.ts';
import type { RealDevice } from '../../actors/device/qemu/index.ts';
import { isQemuDevice, openQemuDevice } from '../../actors/device/qemu/index.ts';
import type { CompiledScenario, Scenario } from '../../actors/scenario/index.ts';
import { compileScenario, maxVfs } from '../../actors/scenario/index.ts';
import type { Readings } from '../../machines/readings.ts';
import { UsageError } from './errors.ts';
import { wholeNumber } from './numbers.ts';
import { addReading } from './readings.ts';
import type { ReplaceablePart, Replacement } from './user-machine.ts';
import { loadMachine, replaceableParts } from './user-machine.ts';
import { findScenario, loadScenario } from './user-scenario.ts';

/** The values as commander gives them. */
export type StackFlags = Partial<Record<Exclude<ReplaceablePart, 'vbd'>, string>> & {
  readonly device: string;
  readonly slot?: string;
  readonly vfs?: number;
  readonly guests?: number;
  /** A file, or false for `--no-vbd`. */
  readonly vbd?: string | false;
  readonly staticSwitch?: boolean;
  readonly reading?: Readings;
  readonly scenario?: string;
};

/** Their names. */
export const stackFlags = [
  'device',
  'slot',
  'vfs',
  'guests',
  'scenario',
  ...replaceableParts,
  'staticSwitch',
  'reading',
] as const satisfies readonly (keyof StackFlags)[];

/** A `live` run goes forward only, as a real device does; a `search` comes back to every state. */
export type DeviceUse = 'live' | 'search';

/** Everything that a topology is made from. */
export interface StackInput {
  readonly scenario: Scenario;
  readonly compiled: CompiledScenario;
  readonly device: DeviceModel;
  /** The device itself, behind the device's actor, where it is none of ours. */
  readonly real?: RealDevice;
  readonly replacements: readonly Replacement[];
  /** Contradictions of the documentation in which the other reading is taken. */
  readonly readings: Readings;
}

const machineWords: Readonly<Record<ReplaceablePart, string>> = {
  pf: 'PF miniport',
  vf: 'VF miniport',
  vbd: 'virtual bus driver',
  pci: 'PCI bus driver',
  vpci: 'VPCI bus driver',
};

/** Adds the options; the order here is the order in the help. */
export function addStackOptions(command: Command): Command {
  command
    .addOption(
      new Option(
        '--device <file|profile>',
        'a built-in device, a file from lspci -xxxx, or qemu:DEVICE[,opt=val...] in live runs',
      ).default('intel-82576'),
    )
    .option('--slot <slot>', 'which function of the file, as lspci names it')
    .option('--vfs <n>', `number of VFs, 1 to ${maxVfs}`, wholeNumber(1, maxVfs))
    .option('--guests <n>', 'number of guests (default: one per VF)', wholeNumber(1, maxVfs))
    .option(
      '--scenario <file>',
      'a scenario of your own: .json, or .ts or .js with a default export',
    );
  for (const part of replaceableParts) {
    const words = `your own ${machineWords[part]}: .ts or .js with an XState machine`;
    command.option(`--${part} <file>`, words);
    if (part === 'vbd') command.option('--no-vbd', 'without a virtual bus driver');
  }
  return command
    .option('--static-switch', 'create the NIC switch at start, not on request')
    .option(
      '--reading <id=A|B>',
      'which reading of a contradiction to take; repeatable',
      addReading,
    );
}

/** Loads and checks everything that was named. `name` is the scenario's; the default stands when nothing is named. */
export async function readStackInput(
  name: string | undefined,
  flags: StackFlags,
  cwd: string,
  use: DeviceUse = 'search',
): Promise<StackInput> {
  if (name !== undefined && flags.scenario !== undefined) {
    throw new UsageError(`give a scenario's name ('${name}') or --scenario FILE, not both`);
  }
  const scenario =
    flags.scenario === undefined
      ? await findScenario(name ?? 'demo', cwd)
      : await loadScenario(flags.scenario, cwd);
  return stackInput(scenario, flags, cwd, use);
}

/** The same for a scenario that is at hand. */
export async function stackInput(
  scenario: Scenario,
  flags: StackFlags,
  cwd: string,
  use: DeviceUse = 'search',
): Promise<StackInput> {
  const compiled = compileScenario(scenario, {
    vfs: flags.vfs,
    guests: flags.guests,
    vbd: flags.vbd === undefined ? undefined : flags.vbd !== false,
    switchCreation: flags.staticSwitch === true ? 'static' : undefined,
  });
  if (compiled.guests > compiled.vfs) {
    throw new UsageError(
      `--guests ${compiled.guests} is more than there are VFs: legal are 1 to ${compiled.vfs}`,
    );
  }
  const replacements = await loadReplacements(flags, cwd);
  const found = loadedDevice(flags, cwd, use);
  try {
    checkVfs(found.device, compiled, scenario, flags);
  } catch (error) {
    found.real?.close();
    throw error;
  }
  return { scenario, compiled, ...found, replacements, readings: flags.reading ?? {} };
}

function checkVfs(
  device: DeviceModel,
  compiled: CompiledScenario,
  scenario: Scenario,
  flags: StackFlags,
): void {
  const { totalVfs } = device.sriov;
  if (compiled.vfs <= totalVfs) return;
  const whose =
    flags.vfs === undefined
      ? `the ${compiled.vfs} VFs of scenario '${scenario.name}'`
      : `--vfs ${compiled.vfs}`;
  throw new UsageError(
    `${whose}: the device ${device.name} has TotalVFs ${totalVfs}, so legal are 1 to ${Math.min(totalVfs, maxVfs)}`,
  );
}

function loadedDevice(
  { device, slot }: StackFlags,
  cwd: string,
  use: DeviceUse,
): Pick<StackInput, 'device' | 'real'> {
  if (!isQemuDevice(device)) {
    return { device: loadDevice(besideCwd(device, cwd), slot === undefined ? {} : { slot }) };
  }
  if (slot !== undefined) throw new UsageError(`--slot ${slot}: ${device} is one function`);
  if (use === 'search') {
    throw new UsageError(
      `--device ${device} is a real device: a search goes back to earlier states again and again, and the state ` +
        'of a device cannot be copied; run, replay and inspect take it',
    );
  }
  const real = openQemuDevice(device);
  return { device: real.model, real };
}

async function loadReplacements(flags: StackFlags, cwd: string): Promise<readonly Replacement[]> {
  const loaded: Replacement[] = [];
  for (const part of replaceableParts) {
    const file = flags[part];
    if (typeof file === 'string') loaded.push(await loadMachine(part, file, cwd));
  }
  return loaded;
}

/** A device's file lies in the command's folder; anything else is left to `loadDevice`, which knows the profiles. */
export function besideCwd(device: string, cwd: string): string {
  if (cwd === process.cwd()) return device;
  const path = resolve(cwd, device);
  return existsSync(path) ? path : device;
}
