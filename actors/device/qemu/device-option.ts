/** `qemu:DEVICE,opt=val,...`: what `--device` takes, checked, and QEMU's command line for it. */
import { QemuError } from './errors.ts';

export interface QemuDevice {
  readonly device: string;
  readonly options: Readonly<Record<string, string>>;
  /** The text that named it. */
  readonly text: string;
}

const prefix = 'qemu:';

/** Where the root port is on bus 0, and the id by which a device is plugged into it. */
export const rootPortDevice = 2;
const rootPort = 'rp0';
const subsystem = 'subsys0';

export function isQemuDevice(text: string): boolean {
  return text.startsWith(prefix);
}

/** A device's name and an option's value: nothing that QEMU would read as a separator, a path or JSON. */
const devicePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,60}$/;
const namePattern = /^[A-Za-z][A-Za-z0-9_.-]{0,60}$/;
const valuePattern = /^[A-Za-z0-9_.:+-]{1,100}$/;

/** Options that say where the device is, what else it is, or what is printed: those are ours. */
const reserved: Readonly<Record<string, string>> = {
  addr: 'the device is function 0 below the root port',
  bus: 'the device is below the root port',
  driver: 'the device is named before the first comma',
  help: 'QEMU lists a device by its own command line',
  id: 'the device needs no name',
  romfile: 'no file of this computer is given to the device',
};

/** Reads the text. Throws a {@link QemuError} that names the part that is wrong. */
export function parseQemuDevice(text: string): QemuDevice {
  const [device = '', ...rest] = text.slice(prefix.length).split(',');
  if (!isQemuDevice(text) || !devicePattern.test(device)) {
    throw refused(text, `'${device}' is no device's name; legal is such as qemu:nvme or qemu:igb`);
  }
  const options: Record<string, string> = {};
  for (const part of rest) {
    const at = part.indexOf('=');
    const name = part.slice(0, Math.max(at, 0));
    const value = part.slice(at + 1);
    if (at < 0 || !namePattern.test(name) || !valuePattern.test(value)) {
      const legal = 'option=value of letters, digits and . _ - (in values also : and +)';
      throw refused(text, `'${part}' is no option; legal is ${legal}`);
    }
    const why = Object.hasOwn(reserved, name.toLowerCase())
      ? reserved[name.toLowerCase()]
      : undefined;
    if (why !== undefined) throw refused(text, `option '${name}' cannot be given: ${why}`);
    if (Object.hasOwn(options, name)) throw refused(text, `option '${name}' is given twice`);
    options[name] = value;
  }
  return { device, options, text };
}

function refused(text: string, why: string): QemuError {
  return new QemuError('refused', `--device ${text}: ${why}`);
}

/** The whole command line. `-S`: the processor never runs, so that nobody but us touches the device. */
export function qemuArguments({ device, options }: QemuDevice): readonly string[] {
  return [
    ...['-machine', 'q35', '-accel', 'tcg', '-display', 'none', '-nodefaults', '-S', '-m', '32'],
    ...['-qtest', 'stdio', '-qtest-log', 'none'],
    '-device',
    `pcie-root-port,id=${rootPort},chassis=1,slot=1,addr=0${rootPortDevice}.0`,
    ...(device === 'nvme' ? ['-device', `nvme-subsys,id=${subsystem}`] : []),
    '-device',
    [device, `bus=${rootPort}`, ...optionsOf(device, options)].join(','),
  ];
}

function optionsOf(device: string, given: Readonly<Record<string, string>>): readonly string[] {
  const all = { ...(device === 'nvme' ? nvmeDefaults(given) : {}), ...given };
  return Object.entries(all).map(([name, value]) => `${name}=${value}`);
}

const nvmeVfs = 8;

/** An NVMe controller has VFs only with a subsystem, and with queues and vectors for all of them. */
function nvmeDefaults(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const vfs = Number(given.sriov_max_vfs ?? nvmeVfs);
  const flexible = Number.isInteger(vfs) && vfs > 0 ? 2 * vfs : 2 * nvmeVfs;
  return {
    serial: 'sriov-sim',
    subsys: subsystem,
    sriov_max_vfs: String(nvmeVfs),
    sriov_vq_flexible: String(flexible),
    sriov_vi_flexible: String(flexible),
    max_ioqpairs: String(flexible + 2),
    msix_qsize: String(flexible + 2),
  };
}
