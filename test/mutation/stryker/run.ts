/** Starts Stryker on the machines of this project, with generated suites as the tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import type { Job } from './job.ts';
import { jobOption, writeJob } from './job.ts';

export interface StrykerRun {
  /** The folder that has the sources; Stryker works in a copy of it. */
  readonly project: string;
  /** Patterns of the files to mutate, such as `machines/pf/**`. */
  readonly mutate: readonly string[];
  /** Patterns of everything that the machines need, the files to mutate included. */
  readonly needs: readonly string[];
  readonly job: Job;
  readonly workers: number;
}

/** Every mutant with what became of it. Stryker takes the working directory for the project. */
export async function runStryker(run: StrykerRun): Promise<readonly MutantResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mutation-'));
  const before = process.cwd();
  const clean = () => rmSync(folder, { recursive: true, force: true });
  // Stryker ends the process when it is interrupted.
  process.once('exit', clean);
  process.chdir(run.project);
  try {
    const job = path.join(folder, 'job.json');
    writeJob(job, run.job);
    return await new Stryker({ ...options(run, folder), [jobOption]: job }).runMutationTest();
  } finally {
    process.chdir(before);
    process.off('exit', clean);
    clean();
  }
}

function options(run: StrykerRun, folder: string): PartialStrykerOptions {
  const own = import.meta.url;
  const plugin = new URL(`./plugin${path.extname(fileURLToPath(own))}`, own).href;
  return {
    mutate: [...run.mutate],
    ignorePatterns: ['**', ...run.needs.map((pattern) => `!${pattern}`)],
    plugins: [plugin],
    testRunner: 'generated-suites',
    ignorers: ['invisible-code'],
    reporters: ['listener'],
    coverageAnalysis: 'perTest',
    disableBail: true,
    concurrency: run.workers,
    tempDirName: path.join(folder, 'sandbox'),
    cleanTempDir: 'always',
    // The sources are bundled as they are: no type check, no rewritten tsconfig.
    disableTypeChecks: false,
    tsconfigFile: 'none.json',
    logLevel: 'warn' as PartialStrykerOptions['logLevel'],
    fileLogLevel: 'off' as PartialStrykerOptions['fileLogLevel'],
    allowConsoleColors: false,
    warnings: false,
    timeoutMS: 10_000,
    timeoutFactor: 4,
  };
}
