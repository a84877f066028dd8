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
export async function loadUserModule(file: string, cwd: string): Promise<ModuleExports> {
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
    loaded = await jiti.import(path);
  } catch (error) {
    throw new UsageError(`${file}: cannot be loaded: ${reasonOf(error)}`, { cause: error });
  }
  return typeof loaded === 'object' && loaded !== null ? { ...loaded } : { default: loaded };
}
