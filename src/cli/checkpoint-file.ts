/** The file of a checkpoint: written whole or not at all, again and again; read in pieces, since it may be large. */
import { closeSync, fstatSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { TruncationReason } from '../explore/index.ts';
import { fileReason, UsageError } from './errors.ts';
import type { OutputStream } from './io.ts';
import { print } from './io.ts';
import { writeReason, writeWhole } from './whole-file.ts';

/** Where checkpoints go. What goes wrong is said once on standard error: the search is worth more than they are. */
export class CheckpointFile {
  /** Undefined: none was due yet. */
  #isWritten: boolean | undefined;
  readonly #file: string;
  readonly #path: string;
  readonly #stderr: OutputStream;
  #said: string | undefined;

  constructor(file: string, cwd: string, stderr: OutputStream) {
    this.#file = file;
    this.#path = resolve(cwd, file);
    this.#stderr = stderr;
    removeLeftovers(this.#path);
  }

  /** The last checkpoint that was due has been written. */
  get isWritten(): boolean {
    return this.#isWritten === true;
  }

  /** A bound or the signal has ended the search: says what the file is good for. */
  tellEnd(reason: TruncationReason): void {
    const file = this.#file;
    if (this.#isWritten === true) {
      print(this.#stderr, `${file} has what is known so far: explore --resume ${file} goes on`);
    } else if (this.#isWritten === undefined && (reason === 'states' || reason === 'depth')) {
      const lost =
        reason === 'states'
          ? 'what was found beyond --max-states is not kept'
          : 'depth first, what was too deep is not kept';
      const why = `${lost}, and none was due before`;
      print(this.#stderr, `${file}: no checkpoint was written: ${why}; the other bounds leave one`);
    }
  }

  write(pieces: Iterable<Uint8Array>): void {
    try {
      writeWhole(this.#path, pieces);
      this.#isWritten = true;
      this.#said = undefined;
    } catch (error) {
      this.#isWritten = false;
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      const why = writeReason(error);
      if (this.#said !== why) {
        const kept = 'the search goes on, and an earlier checkpoint stays';
        print(this.#stderr, `--checkpoint ${this.#file}: not written: ${why}; ${kept}`);
      }
      this.#said = why;
    }
  }
}

/** What a process that was killed while it wrote has left beside the file. */
function removeLeftovers(path: string): void {
  const prefix = `.${basename(path)}.`;
  try {
    for (const name of readdirSync(dirname(path))) {
      if (!name.startsWith(prefix) || !name.endsWith('.tmp')) continue;
      const pid = Number(name.slice(prefix.length, -'.tmp'.length));
      if (!Number.isInteger(pid) || isAlive(pid)) continue;
      rmSync(join(dirname(path), name), { force: true });
    }
  } catch {
    // A folder that cannot be read is told when the first checkpoint is written.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Fills an array with the next bytes of the file. */
export type FileSource = (into: Uint8Array) => number;

/** Calls `use` with what reads the file from its beginning. Throws a {@link UsageError} that names the file. */
export async function readingFile<T>(
  file: string,
  cwd: string,
  use: (source: FileSource) => T | Promise<T>,
): Promise<T> {
  let handle: number;
  try {
    handle = openSync(resolve(cwd, file), 'r');
  } catch (error) {
    throw new UsageError(`${file}: ${fileReason(error)}`, { cause: error });
  }
  try {
    if (!fstatSync(handle).isFile()) throw new UsageError(`${file}: not a file`);
    return await use((into) => readSync(handle, into));
  } finally {
    closeSync(handle);
  }
}
