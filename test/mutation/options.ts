/** The command line of `npm run mutation`. */
import { availableParallelism } from 'node:os';
import { count, listOf, toolCommand } from '../tool-command.ts';
import type { DriverName } from './drivers.ts';
import { drivers } from './drivers.ts';
import type { SuiteName } from './suites.ts';
import { machineCriteria, suiteNames } from './suites.ts';

export const measurements = ['code', 'chart', 'properties', 'zoo'] as const;
export type Measurement = (typeof measurements)[number];

export interface Options {
  readonly machine: readonly DriverName[];
  readonly criteria: readonly SuiteName[];
  readonly only: readonly Measurement[];
  readonly sample?: number;
  readonly seed: number;
  readonly workers: number;
  readonly survivors: boolean;
  readonly json: boolean;
  readonly write: boolean;
}

export function readOptions(argv: readonly string[]): Options {
  const names = drivers.map(({ name }) => name);
  const command = toolCommand(
    'mutation',
    'What the generated suites find: mutants of the five drivers, and published bugs.',
  )
    .addOption(listOf('--machine <names>', 'drivers to mutate', names))
    .addOption(listOf('--criteria <names>', 'suites to run', suiteNames, machineCriteria))
    .addOption(listOf('--only <names>', 'what to measure', measurements))
    .option('--sample <n>', 'at most so many mutants of each kind of measurement', count)
    .option('--seed <n>', 'of the sample', count, 1)
    .option('--workers <n>', 'processes that run mutants', count, availableParallelism())
    .option('--survivors', 'list every mutant that nothing finds', false)
    .option('--json', 'everything that was measured as JSON, in place of tables', false)
    .option('--write', 'put the tables into docs/mutation.md', false);
  return command.parse(argv as string[], { from: 'user' }).opts<Options>();
}
