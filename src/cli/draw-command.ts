/** `sriov-sim draw MACHINE`: the statechart of one of our machines, or of a user's, as a picture or for other tools. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { AnyStateMachine } from 'xstate';
import { builtinProfiles, createDeviceMachine, loadDevice } from '../../actors/device/index.ts';
import { didYouMean } from '../../actors/scenario/index.ts';
import { client } from '../../machines/client.ts';
import { interfaceHolder } from '../../machines/interface-holder.ts';
import { ndisPf } from '../../machines/ndis-pf.ts';
import { ndisVf } from '../../machines/ndis-vf.ts';
import { pciBus } from '../../machines/pci-bus.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { pnpGuest } from '../../machines/pnp-guest.ts';
import { pnpParent } from '../../machines/pnp-parent.ts';
import { testDriver } from '../../machines/test-driver.ts';
import { vbd } from '../../machines/vbd.ts';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { createVirtualizationStack } from '../../machines/vstack.ts';
import type { ChartFormat } from '../chart/index.ts';
import { ChartFormatError, chartFormats, chartOf } from '../chart/index.ts';
import { UsageError } from './errors.ts';
import type { CliIo } from './io.ts';
import { machineIn } from './user-machine.ts';
import { writeReason, writeWhole } from './whole-file.ts';

interface DrawFlags {
  readonly format: ChartFormat;
  readonly out?: string;
}

/** The machines of the stack by the names of their actors; with one VF in one guest. */
const machines: Readonly<Record<string, () => AnyStateMachine>> = {
  pci: () => pciBus,
  pf: () => pfMiniport,
  vf: () => vfMiniport,
  vbd: () => vbd,
  vpci: () => createVpciBus({ slots: 1 }),
  vstack: () => createVirtualizationStack({ vfs: 1, guests: 1 }),
  ndis: () => ndisPf,
  'ndis-vf': () => ndisVf,
  pnp: () => pnpParent,
  'pnp-guest': () => pnpGuest,
  client: () => client,
  holder: () => interfaceHolder,
  tester: () => testDriver,
  device: () => createDeviceMachine(loadDevice(Object.keys(builtinProfiles)[0] ?? '')),
};

/** The names of our machines. */
export const drawableMachines: readonly string[] = Object.keys(machines);

/** One of our machines. */
export function ownMachine(name: string): AnyStateMachine | undefined {
  return Object.hasOwn(machines, name) ? machines[name]?.() : undefined;
}

export function addDrawCommand(program: Command, io: CliIo): void {
  program
    .command('draw')
    .summary('a statechart as a picture, or for other tools')
    .description(
      'Draws the statechart of a machine as SVG, or writes it as SCXML, as a mermaid diagram, for Graphviz or as ' +
        'JSON (docs/statecharts.md).',
    )
    .argument(
      '<machine>',
      `${drawableMachines.join(', ')}, or a file that exports an XState machine`,
    )
    .addOption(
      new Option('--format <name>', 'which format')
        .choices(Object.keys(chartFormats))
        .default('svg'),
    )
    .option('--out <file>', 'write to this file, all of it or nothing; else to standard output')
    .addHelpText(
      'after',
      '\nExit status: 0 written, 2 there is no such machine, or the format cannot carry it.',
    )
    .action(async (name: string, flags: DrawFlags) => {
      const machine = ownMachine(name) ?? (await userMachine(name, io.cwd));
      write(await textOf(machine, name, flags), flags, io);
    });
}

async function userMachine(name: string, cwd: string): Promise<AnyStateMachine> {
  // A word alone is the name of a machine; a path has a folder or an extension.
  if (/[./\\]/.test(name)) return machineIn(name, cwd, 'draw');
  const hint = didYouMean(name, drawableMachines);
  const known = drawableMachines.join(', ');
  throw new UsageError(
    `there is no machine '${name}'${hint || '.'} The machines are ${known}; a file is named with its extension`,
  );
}

async function textOf(
  machine: AnyStateMachine,
  name: string,
  { format }: DrawFlags,
): Promise<string> {
  try {
    return await chartFormats[format](chartOf(machine));
  } catch (error) {
    if (!(error instanceof ChartFormatError)) throw error;
    throw new UsageError(`${name} --format ${format}: ${error.message}`, { cause: error });
  }
}

function write(text: string, { out }: DrawFlags, io: CliIo): void {
  if (out === undefined) {
    io.stdout.write(text);
    return;
  }
  try {
    writeWhole(resolve(io.cwd, out), [Buffer.from(text)]);
  } catch (error) {
    throw new UsageError(`--out ${out}: the chart was not written: ${writeReason(error)}`, {
      cause: error,
    });
  }
}
