/** Where the module of a trace lies: it is named as it was given, from a folder that need not be the one of today. */
import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { UsageError } from './errors.ts';
import type { TraceSystem } from './trace-schema.ts';

/**
 * The system with its module where it is: as it is named from here, or beside the file that names it. Throws a
 * {@link UsageError} that says where it was looked for.
 */
export function foundModule<T extends TraceSystem>(system: T, trace: string, cwd: string): T {
  if (!('module' in system)) return system;
  const { file } = system.module;
  const beside = dirname(resolve(cwd, trace));
  const places = new Set([
    resolve(cwd, file),
    resolve(beside, file),
    resolve(beside, basename(file)),
  ]);
  const found = [...places].find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  if (found === undefined) {
    throw new UsageError(
      `${trace}: the system, ${file}, is not there: it was looked for as ${[...places].join(', ')}`,
    );
  }
  if (found === resolve(cwd, file)) return system;
  return { ...system, module: { ...system.module, file: found } };
}
