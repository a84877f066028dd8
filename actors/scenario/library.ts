/** The scenarios that come with the simulator: the JSON files in `library/`. */
import { readdirSync, readFileSync } from 'node:fs';
import { didYouMean } from './nearest.ts';
import { parseScenario } from './parse.ts';
import { printable, ScenarioInputError } from './problems.ts';
import type { Scenario } from './schema.ts';

const folder = new URL('library/', import.meta.url);

/** Names of the built-in scenarios, in alphabetical order. */
export function scenarioNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** The built-in scenario of this name. Throws a {@link ScenarioInputError} that lists the names for another one. */
export function libraryScenario(name: string): Scenario {
  const names = scenarioNames();
  if (!names.includes(name)) {
    const text = `there is no such scenario${didYouMean(name, names)}; there are ${names.join(', ')}`;
    throw new ScenarioInputError(`'${printable(name)}'`, [{ path: '', text }]);
  }
  const file = `${name}.json`;
  return parseScenario(readFileSync(new URL(file, folder), 'utf8'), file);
}
