/** Mutants of the source text: Stryker makes them, and the generated suites are its tests. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { MutantResult } from '@stryker-mutator/api/core';
import type { Driver } from './drivers.ts';
import { drivers, sharedFiles } from './drivers.ts';
import type { MeasuredMutant, Outcome } from './measured.ts';
import type { JobSubject, Sample } from './stryker/job.ts';
import { chosenMutants, suiteOf } from './stryker/job.ts';
import { listen } from './stryker/listener.ts';
import { runStryker } from './stryker/run.ts';

export interface CodeRun {
  readonly project: string;
  readonly drivers: readonly Driver[];
  /** Also the files that all drivers share. */
  readonly shared: boolean;
  readonly subjects: readonly JobSubject[];
  readonly workers: number;
  readonly sample?: Sample;
}

export interface CodeMeasured {
  readonly mutants: readonly MeasuredMutant[];
  /** How many were left alone, by the reason. */
  readonly leftAlone: ReadonlyMap<string, number>;
}

/** What a machine's code needs beside itself. */
const needs = ['machines/**/*.ts', 'actors/**/*.ts', 'src/**/*.ts', 'package.json'];

/** `known` hears of the results so far, and how many there will be, for a run that is interrupted. */
export async function measureCode(
  run: CodeRun,
  known: (results: readonly MutantResult[], of: number) => void,
): Promise<readonly MutantResult[]> {
  const results: MutantResult[] = [];
  let planned = 0;
  listen({
    planned: (mutants) => {
      planned = mutants;
    },
    tested: (result) => {
      results.push(result);
      known(results, planned);
    },
  });
  try {
    return await runStryker({
      project: run.project,
      mutate: [...run.drivers.flatMap(({ files }) => files), ...(run.shared ? sharedFiles : [])],
      needs,
      workers: run.workers,
      job: {
        subjects: run.subjects,
        ...(run.sample === undefined ? {} : { sample: run.sample }),
      },
    });
  } finally {
    listen(undefined);
  }
}

export function codeMeasured(
  { project, sample }: CodeRun,
  results: readonly MutantResult[],
): CodeMeasured {
  const leftAlone = new Map<string, number>();
  const mutants = results.filter(({ status, statusReason = 'no reason' }) => {
    if (status === 'Ignored') leftAlone.set(statusReason, (leftAlone.get(statusReason) ?? 0) + 1);
    return status !== 'Ignored';
  });
  const ids = mutants.map(({ id }) => id);
  const chosen = sample === undefined ? new Set(ids) : chosenMutants(ids, sample);
  const texts = new Map<string, readonly string[]>();
  return {
    mutants: mutants
      .filter(({ id }) => chosen.has(id))
      .sort((a, b) => Number(a.id) - Number(b.id))
      .map((each) => measuredOf(each, project, texts)),
    leftAlone,
  };
}

function measuredOf(
  result: MutantResult,
  project: string,
  texts: Map<string, readonly string[]>,
): MeasuredMutant {
  const { fileName, location, mutatorName, replacement, killedBy = [] } = result;
  const file = path.relative(project, fileName);
  const lines = texts.get(file) ?? readFileSync(path.join(project, file), 'utf8').split('\n');
  texts.set(file, lines);
  return {
    driver: drivers.find(({ files }) => files.some((each) => isIn(file, each)))?.name ?? 'shared',
    kind: mutatorName,
    place: `${file}:${location.start.line}`,
    change: `${short(textAt(lines, location))} → ${short(replacement)}`,
    outcome: outcomeOf(result),
    killedBy: [...new Set(killedBy.map(suiteOf))],
  };
}

/** `machines/pf/**` or the name of a file. */
function isIn(file: string, pattern: string): boolean {
  const folder = pattern.indexOf('**');
  return folder < 0 ? file === pattern : file.startsWith(pattern.slice(0, folder));
}

function outcomeOf({ status, statusReason = '' }: MutantResult): Outcome {
  switch (status) {
    case 'Killed':
      return 'killed';
    case 'Timeout':
      return 'timeout';
    case 'Survived':
      return 'survived';
    case 'NoCoverage':
      return 'never run';
    default:
      throw new Error(`Stryker could not run a mutant: ${status} ${statusReason}`);
  }
}

function textAt(lines: readonly string[], { start, end }: MutantResult['location']): string {
  const part = lines.slice(start.line - 1, end.line);
  if (part.length === 0) return '';
  const last = part.length - 1;
  const cut = part.map((line, n) => (n === last ? line.slice(0, end.column - 1) : line));
  return [(cut[0] ?? '').slice(start.column - 1), ...cut.slice(1)].join(' ');
}

const longest = 60;

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
