/** What a command writes for another tool: to a file, all of it or nothing, or to standard output. */
import { resolve } from 'node:path';
import { UsageError } from './errors.ts';
import type { CliIo } from './io.ts';
import { writeReason, writeWhole } from './whole-file.ts';

/** Throws a {@link UsageError} that says why the file cannot be written. */
export function writeOut(text: string, out: string | undefined, io: CliIo, option = '--out'): void {
  if (out === undefined) {
    io.stdout.write(text);
    return;
  }
  try {
    writeWhole(resolve(io.cwd, out), [Buffer.from(text)]);
  } catch (error) {
    throw new UsageError(`${option} ${out}: nothing was written: ${writeReason(error)}`, {
      cause: error,
    });
  }
}
