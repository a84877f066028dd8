/** What the processes that run mutants are told: a file, since suites are too long for options. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { PackedSuites } from '../packed-suites.ts';
import { sampled } from '../sample.ts';

export interface JobSubject {
  /** Such as `pf`. */
  readonly name: string;
  /** TypeScript that exports `machine`, and perhaps `status(snapshot)`; relative imports start at the project. */
  readonly entry: string;
  /** The name of each, such as `transitions`, is with the subject's before it the test's id in Stryker. */
  readonly suites: PackedSuites;
}

/** Mutants are numbered by Stryker; only some of them are run: a sample, the same for the same seed. */
export interface Sample {
  readonly size: number;
  readonly seed: number;
}

export interface Job {
  readonly subjects: readonly JobSubject[];
  readonly sample?: Sample;
}

/** Field of Stryker's options under which the path of the job is passed on. */
export const jobOption = 'generatedSuites';

export function writeJob(path: string, job: Job): void {
  writeFileSync(path, JSON.stringify(job));
}

export function readJob(options: object): Job {
  const path = (options as Readonly<Record<string, unknown>>)[jobOption];
  if (typeof path !== 'string') throw new Error(`Stryker's option '${jobOption}' must be a path`);
  return JSON.parse(readFileSync(path, 'utf8')) as Job;
}

/** Ids of the mutants that are run, of all that there are; a superset of mutants keeps the choice of its own. */
export function chosenMutants(ids: Iterable<string>, sample: Sample): ReadonlySet<string> {
  const numbers = [...new Set(ids)].sort((a, b) => Number(a) - Number(b));
  return new Set(sampled(numbers, (id) => id, sample));
}

/** As Stryker names the test; what comes last is the suite. */
export function testId(subject: string, suite: string): string {
  return `${subject} ${suite}`;
}

export function suiteOf(id: string): string {
  return id.slice(id.lastIndexOf(' ') + 1);
}
