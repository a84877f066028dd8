/** A device by the name of a built-in profile or from a file with a dump: what `--device` takes. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { DumpOptions } from './dump.ts';
import { parseLspci } from './dump.ts';
import { DeviceInputError } from './errors.ts';
import type { DeviceModel } from './model.ts';
import { builtinProfiles } from './profiles/index.ts';

export type LoadOptions = Omit<DumpOptions, 'fileName'>;

/** A server with 200 functions dumps 3 MB. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

/** Throws {@link DeviceInputError} if there is no such profile or file, or no device in it. */
export function loadDevice(nameOrPath: string, options: LoadOptions = {}): DeviceModel {
  const profile = Object.hasOwn(builtinProfiles, nameOrPath)
    ? builtinProfiles[nameOrPath]
    : undefined;
  if (profile === undefined) {
    return parseLspci(readText(nameOrPath), { ...options, fileName: nameOrPath });
  }
  if (options.slot !== undefined) {
    throw new DeviceInputError(
      `profile ${nameOrPath} is one function, so there is no slot ${options.slot} to choose; ` +
        'slots are for files with dumps',
    );
  }
  return profile();
}

function readText(path: string): string {
  const bytes = readBounded(path);
  // PowerShell writes redirected output as UTF-16 with a byte order mark.
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

function readBounded(path: string): Uint8Array {
  try {
    const file = openSync(path, 'r');
    try {
      const stats = fstatSync(file);
      // A pipe is what `<(lspci -xxxx)` gives.
      if (!stats.isFile() && !stats.isFIFO()) {
        const what = stats.isDirectory() ? 'a directory' : 'not a regular file';
        throw new DeviceInputError(`${path} is ${what}; a file with a dump is needed`);
      }
      return readAll(file, path);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof DeviceInputError) throw error;
    throw new DeviceInputError(unreadable(path, error as NodeJS.ErrnoException), { cause: error });
  }
}

function readAll(file: number, path: string): Uint8Array {
  const buffer = new Uint8Array(FILE_BYTES_MAX + 1);
  let length = 0;
  while (length < buffer.length) {
    const read = readSync(file, buffer, length, buffer.length - length, null);
    if (read === 0) return buffer.subarray(0, length);
    length += read;
  }
  throw new DeviceInputError(
    `${path} is larger than ${FILE_BYTES_MAX / 1024 / 1024} MB, which no dump is`,
  );
}

function unreadable(path: string, error: NodeJS.ErrnoException): string {
  const profiles = `the built-in profiles are ${Object.keys(builtinProfiles).join(', ')}`;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return looksLikeName(path)
        ? `there is no profile and no file called '${path}'; ${profiles}`
        : `there is no file '${path}'; ${profiles}`;
    case 'EACCES':
    case 'EPERM':
      return `'${path}' may not be read by this user; make it readable`;
    default:
      return `'${path}' cannot be read: ${error.message}`;
  }
}

function looksLikeName(path: string): boolean {
  return !/[/\\.]/.test(path);
}
