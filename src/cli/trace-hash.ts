/** What a file that a trace names contained, in one number. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileReason, UsageError } from './errors.ts';

/** SHA-256 of the file's content, in hexadecimal digits. Throws a {@link UsageError} when it cannot be read. */
export function contentHash(file: string, cwd: string): string {
  try {
    return createHash('sha256')
      .update(readFileSync(resolve(cwd, file)))
      .digest('hex');
  } catch (error) {
    throw new UsageError(`${file}: ${fileReason(error)}`, { cause: error });
  }
}
