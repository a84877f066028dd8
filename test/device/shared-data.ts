/**
 * Dumps of real devices and recordings of a real driver, which are not part of this project: they
 * lie in `shared` beside it. Tests that need them are skipped, with a word, where they are missing.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SHARED = join(import.meta.dirname, '../../../shared');

/** Whether the folder is there; says so if it is not. */
export function hasShared(folder: 'devices' | 'recordings'): boolean {
  if (existsSync(join(SHARED, folder))) return true;
  console.log(`skipped: there is no folder ../shared/${folder} beside the project`);
  return false;
}

export function sharedPath(folder: string, name: string): string {
  return join(SHARED, folder, name);
}

export function sharedText(folder: string, name: string): string {
  return readFileSync(sharedPath(folder, name), 'utf8');
}

/** Names of the files, sorted; none if the folder is missing. */
export function sharedFiles(folder: string, ending: string): readonly string[] {
  const path = join(SHARED, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .sort();
}
