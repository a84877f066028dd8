/** The scenario that the user means: a built-in one by name, a JSON file, or a module. */
import { closeSync, openSync, readSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import type { Scenario } from '../../actors/scenario/index.ts';
import {
  checkScenario,
  libraryScenario,
  maxScenarioBytes,
  parseScenario,
} from '../../actors/scenario/index.ts';
import { fileReason, UsageError } from './errors.ts';
import type { ModuleExports } from './user-module.ts';
import { loadUserModule } from './user-module.ts';

const moduleEndings = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** By name, or from a file where the text looks like one: it has a slash, or ends in .json, .ts or .js. */
export async function findScenario(nameOrFile: string, cwd: string): Promise<Scenario> {
  const isFile =
    /[\\/]/.test(nameOrFile) || [...moduleEndings, '.json'].includes(extname(nameOrFile));
  return isFile ? loadScenario(nameOrFile, cwd) : libraryScenario(nameOrFile);
}

/** Whether it is a TypeScript or JavaScript module, by its ending. */
export function isModuleFile(nameOrFile: string): boolean {
  return moduleEndings.includes(extname(nameOrFile));
}

/** From a file; a module's default export is the scenario. */
export async function loadScenario(file: string, cwd: string): Promise<Scenario> {
  if (!isModuleFile(file)) return parseScenario(readText(file, cwd), file);
  return scenarioIn(await loadUserModule(file, cwd), file);
}

/** The scenario among what a module exports. */
export function scenarioIn(exports: ModuleExports, file: string): Scenario {
  if (exports.default === undefined) {
    const names = Object.keys(exports).join(', ') || 'nothing';
    throw new UsageError(`${file}: it exports ${names}; the default export must be a scenario`);
  }
  return checkScenario(exports.default, file);
}

/** The file as text; one byte more than is allowed is read, so that a huge file does no harm. */
function readText(file: string, cwd: string): string {
  const buffer = Buffer.alloc(maxScenarioBytes + 1);
  let length = 0;
  try {
    const handle = openSync(resolve(cwd, file), 'r');
    try {
      for (let read = -1; read !== 0 && length < buffer.length; length += read) {
        read = readSync(handle, buffer, length, buffer.length - length, null);
      }
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw new UsageError(`${file}: ${fileReason(error)}`, { cause: error });
  }
  if (length > maxScenarioBytes) {
    throw new UsageError(`${file}: larger than ${maxScenarioBytes} bytes, which no scenario is`);
  }
  return buffer.toString('utf8', 0, length);
}
