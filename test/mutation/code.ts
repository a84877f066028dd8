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

/** What Stryker has said so far; `ids` are those of all mutants that are not left alone. */
export interface Heard {
  readonly ids: readonly string[];
  readonly results: readonly MutantResult[];
}

/** `known` hears of the results so far, for a run that is interrupted. */
export async function measureCode(run: CodeRun, known: (heard: Heard) => void): Promise<Heard> {
  const results: MutantResult[] = [];
  let ids: readonly string[] = [];
  listen({
    planned: (all) => {
      ids = all;
    },
    tested: (result) => {
      results.push(result);
      known({ ids, results });
    },
  });
  try {
    const all = await runStryker({
      project: run.project,
      mutate: [...run.drivers.flatMap(({ files }) => files), ...(run.shared ? sharedFiles : [])],
      needs,
      workers: run.workers,
      job: {
        subjects: run.subjects,
        ...(run.sample === undefined ? {} : { sample: run.sample }),
      },
    });
    return { ids, results: all };
  } finally {
    listen(undefined);
  }
}

export function codeMeasured(
  { project, sample }: Pick<CodeRun, 'project' | 'sample'>,
  { ids, results }: Heard,
): CodeMeasured {
  const leftAlone = new Map<string, number>();
  for (const { status, statusReason = 'no reason' } of results) {
    if (status === 'Ignored') leftAlone.set(statusReason, (leftAlone.get(statusReason) ?? 0) + 1);
  }
  const chosen = sample === undefined ? new Set(ids) : chosenMutants(ids, sample);
  const texts = new Map<string, readonly string[]>();
  return {
    mutants: results
      .filter(({ id, status }) => status !== 'Ignored' && chosen.has(id))
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
