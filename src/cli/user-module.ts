/** Loads a user's TypeScript or JavaScript file, wherever it lies, with this program's own modules at hand. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { createJiti } from 'jiti';
import * as xstate from 'xstate';
import * as execute from '../execute/index.ts';
import * as explore from '../explore/index.ts';
import * as generate from '../generate/index.ts';
import * as system from '../system/index.ts';
import * as wdk from '../wdk/index.ts';
import { fileReason, reasonOf, UsageError } from './errors.ts';

/** What a module exports, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * The exports of the file. Imports of `xstate`, `sriov-sim` and its parts get the instances that run here: a second
 * XState in one system would not know its actors. Throws a {@link UsageError} that names the file.
 */
export async function loadUserModule(
  file: string,
  cwd: string,
  signal?: AbortSignal,
): Promise<ModuleExports> {
  const path = resolve(cwd, file);
  try {
    if (!statSync(path).isFile()) throw new UsageError(`${file}: not a file`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file}: ${fileReason(error)}`, { cause: error });
  }
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    virtualModules: {
      xstate,
      'sriov-sim': await import('../index.ts'),
      'sriov-sim/execute': execute,
      'sriov-sim/explore': explore,
      'sriov-sim/generate': generate,
      'sriov-sim/system': system,
      'sriov-sim/wdk': wdk,
    },
  });
  let loaded: unknown;
  try {
    loaded = await inTime(jiti.import(path), signal);
  } catch (error) {
    const why = `${reasonOf(error)}${placeOf(error)}`;
    throw new UsageError(`${file}: cannot be loaded: ${why}`, { cause: error });
  }
  return typeof loaded === 'object' && loaded !== null ? { ...loaded } : { default: loaded };
}

/** A module that waits longer than this at its top level is taken to wait for ever. */
const longestSeconds = 60;

/** What never ends at the top level of a module does not hold up the command for ever, nor Ctrl-C. */
async function inTime<T>(loading: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const { promise, reject } = withReject();
  const late = () => reject(new Error(`it has not finished loading in ${longestSeconds} seconds`));
  const interrupted = () => reject(new Error('interrupted before it had finished loading'));
  // Without anything else to wait for the process ends, and says so: the timer does not keep it.
  const timer = setTimeout(late, longestSeconds * 1000).unref();
  signal?.addEventListener('abort', interrupted, { once: true });
  try {
    return await Promise.race([loading, promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupted);
  }
}

function withReject(): { readonly promise: Promise<never>; reject(error: Error): void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  return { promise, reject };
}

/** A parser says on its second line where it has stopped. */
function placeOf(error: unknown): string {
  const found = error instanceof Error ? /^.*:(\d+):(\d+)\s*$/m.exec(error.message) : null;
  return found === null ? '' : ` (line ${found[1]}, column ${found[2]})`;
}
