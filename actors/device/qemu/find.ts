/** Where QEMU is, which version it is, and which of its devices have SR-IOV. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { QemuError } from './errors.ts';

export interface QemuVersion {
  readonly major: number;
  readonly minor: number;
  readonly text: string;
}

export interface Qemu {
  readonly command: string;
  readonly version: QemuVersion;
}

/** Names another program than the one in PATH. */
export const qemuVariable = 'SRIOV_SIM_QEMU';
const program = 'qemu-system-x86_64';

/** Devices of QEMU that are SR-IOV devices by one `-device`, and the first version that has each. */
export const sriovDevices: Readonly<Record<string, { readonly since: string }>> = {
  nvme: { since: '7.1' },
  igb: { since: '8.0' },
};

type Environment = Readonly<Record<string, string | undefined>>;

/** The QEMU that the environment names, or the one in PATH. Throws a {@link QemuError}. */
export function findQemu(env: Environment = process.env): Qemu {
  const command = locate(env);
  const { stdout, error, status } = spawnSync(command, ['-version'], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  const [, text, major, minor] =
    /QEMU emulator version ((\d+)\.(\d+)[.\w]*)/.exec(stdout ?? '') ?? [];
  if (text === undefined) {
    const why = error === undefined ? `exit status ${status}` : error.message;
    throw new QemuError(
      'missing',
      `'${command}' does not say which QEMU it is (-version: ${why}); ${qemuVariable} names another`,
    );
  }
  return { command, version: { text, major: Number(major), minor: Number(minor) } };
}

function locate(env: Environment): string {
  const named = env[qemuVariable];
  if (named !== undefined && named !== '') {
    const found = isAbsolute(named) || named.includes('/') ? named : inPath(named, env);
    if (found !== undefined && isProgram(found)) return found;
    throw new QemuError('missing', `${qemuVariable}: there is no program '${named}'`);
  }
  const found = inPath(program, env);
  if (found !== undefined) return found;
  throw new QemuError(
    'missing',
    `${program} is not in PATH: install QEMU (Debian and Ubuntu: apt-get install ` +
      `qemu-system-x86), or name it in ${qemuVariable}`,
  );
}

function inPath(name: string, env: Environment): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Every device that this QEMU has, by its own list. */
function devicesOf({ command }: Qemu): ReadonlySet<string> {
  const { stdout } = spawnSync(command, ['-device', 'help'], { encoding: 'utf8', timeout: 10_000 });
  return new Set([...(stdout ?? '').matchAll(/^name "([^"]+)"/gm)].map(([, name]) => name ?? ''));
}

/** Throws a {@link QemuError} that says what there is instead, if this QEMU has no such device with SR-IOV. */
export function checkDevice(qemu: Qemu, device: string): void {
  const devices = devicesOf(qemu);
  const { version } = qemu;
  const since = Object.hasOwn(sriovDevices, device) ? sriovDevices[device]?.since : undefined;
  const isThere = devices.has(device) && (since === undefined || isFrom(version, since));
  if (isThere || devices.size === 0) return;
  const name = `QEMU ${version.text}`;
  const what = devices.has(device) ? `no SR-IOV in '${device}'` : `no device '${device}'`;
  const later = since === undefined ? '' : `; QEMU ${since} and later have it`;
  const there = Object.entries(sriovDevices)
    .filter(([each, known]) => devices.has(each) && isFrom(version, known.since))
    .map(([each]) => each);
  throw new QemuError(
    'unknown-device',
    `${name} has ${what}${later}; its SR-IOV devices that are known here: ` +
      `${there.length === 0 ? 'none' : there.join(', ')}`,
  );
}

/** Whether a version is this one, such as `7.1`, or a later one. */
export function isFrom({ major, minor }: QemuVersion, since: string): boolean {
  const [sinceMajor = 0, sinceMinor = 0] = since.split('.').map(Number);
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor);
}
