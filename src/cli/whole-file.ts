/** Files that are written whole or not at all, and why that may fail. */
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { reasonOf } from './errors.ts';

/** Writes a file: all of it or nothing, unless it is a pipe or a device. */
export function writeWhole(path: string, pieces: Iterable<Uint8Array>): void {
  if (isSpecial(path)) writeAll(path, pieces, 'w');
  else replaceFile(linked(path), pieces);
}

/** Throws what `writeWhole` would, as far as can be told without making a file: before a search that takes long. */
export function probeWriting(path: string): void {
  if (isSpecial(path)) return;
  const target = linked(path);
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw Object.assign(new Error('that is a folder'), { code: 'EISDIR' });
  }
  const folder = dirname(target);
  if (!statSync(folder).isDirectory()) {
    throw Object.assign(new Error('that is no folder'), { code: 'ENOTDIR' });
  }
  accessSync(folder, constants.W_OK);
}

/** Where a link leads: what it leads to is replaced, not the link. */
function linked(path: string): string {
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  return isThere ? realpathSync(path) : path;
}

function replaceFile(path: string, pieces: Iterable<Uint8Array>): void {
  const temporary = resolve(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    writeAll(temporary, pieces, 'wx');
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeAll(path: string, pieces: Iterable<Uint8Array>, how: 'w' | 'wx'): void {
  const handle = openSync(path, how);
  try {
    for (const bytes of pieces) {
      for (let at = 0; at < bytes.length; at += writeSync(handle, bytes, at));
    }
    if (how === 'wx') fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A pipe or a device, such as /dev/stdout, cannot be replaced by a file. */
function isSpecial(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

/** Why a file cannot be written, in words. */
export function writeReason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such folder';
    case 'EISDIR':
      return 'that is a folder';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'no permission to write it';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'ELOOP':
      return 'its symbolic links go round in a circle';
    case 'EFBIG':
      return 'it would be larger than a file may be here (ulimit -f)';
    default:
      return reasonOf(error);
  }
}
