/** `sriov-sim devices [NAME|FILE]`: which devices there are, or what one is like. */
import type { Command } from 'commander';
import type { DeviceModel } from '../../actors/device/index.ts';
import { builtinProfiles, describeDevice, loadDevice } from '../../actors/device/index.ts';
import { isQemuDevice, openQemuDevice } from '../../actors/device/qemu/index.ts';
import type { CliIo } from './io.ts';
import { print, printJson, terminalOf } from './io.ts';
import { besideCwd } from './stack-options.ts';

interface Flags {
  readonly slot?: string;
  readonly json?: boolean;
  readonly color?: boolean;
}

export function addDevicesCommand(program: Command, io: CliIo): void {
  program
    .command('devices')
    .summary('the devices there are, or what one is like')
    .description(
      'Lists the built-in devices; with an argument, describes that one or the one in a file.',
    )
    .argument(
      '[name|file]',
      'a built-in device, a file from lspci -xxxx, or qemu:DEVICE[,opt=val...]',
    )
    .option('--slot <slot>', 'which function of the file, as lspci names it')
    .option('--json', 'one JSON document')
    .option('--no-color', 'no colours')
    .action((name: string | undefined, flags: Flags) => {
      if (name === undefined) listDevices(flags, io);
      else {
        const slot = flags.slot === undefined ? {} : { slot: flags.slot };
        const model = isQemuDevice(name)
          ? qemuModel(name)
          : loadDevice(besideCwd(name, io.cwd), slot);
        if (flags.json) printJson(io.stdout, facts(model));
        else print(io.stdout, describeDevice(model));
      }
    });
}

/** What a device of QEMU answers when it is asked. */
function qemuModel(name: string): DeviceModel {
  const { model, close } = openQemuDevice(name);
  close();
  return model;
}

function listDevices(flags: Flags, io: CliIo): void {
  const models = Object.entries(builtinProfiles).map(([name, make]) => ({ name, model: make() }));
  if (flags.json) {
    printJson(
      io.stdout,
      models.map(({ name, model }) => ({ name, ...facts(model) })),
    );
    return;
  }
  const { style } = terminalOf(io, flags);
  const room = Math.max(...models.map(({ name }) => name.length)) + 2;
  for (const { name, model } of models) {
    print(io.stdout, `${style.cyan(name.padEnd(room))}${deviceWords(model)}`);
  }
}

/** The device in a few words, its name apart. */
export function deviceWords({ pf, sriov }: DeviceModel): string {
  const hex = (value: number) => value.toString(16).padStart(4, '0');
  return (
    `${hex(pf.vendorId)}:${hex(pf.deviceId)}, TotalVFs ${sriov.totalVfs}, ` +
    `VF device ${hex(sriov.vfDeviceId)}`
  );
}

/** The device without its registers. */
export function facts({ name, source, behaviour, pf, sriov, capabilities }: DeviceModel): object {
  return { name, source, behaviour, pf, sriov, capabilities };
}
