/**
 * `explore --resume FILE`: what the checkpoint is of. It carries the scenario, the topology and the options, so that
 * nothing else need be named; what is named all the same must be the same. Bounds may be others.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CheckpointError, checkpointLabel } from '../explore/index.ts';
import { readingFile } from './checkpoint-file.ts';
import type { Engine } from './engine.ts';
import { UsageError } from './errors.ts';
import type { ExploreFlags } from './explore-command.ts';
import type { NamedSystem } from './named-system.ts';
import { foundModule } from './trace-module.ts';
import type { TraceSystem } from './trace-schema.ts';
import { systemAgain } from './trace-system.ts';
import { replaceableParts } from './user-machine.ts';
import { version } from './version.ts';

/** Flags that say what is searched, and how. */
const searched = [
  'device',
  'slot',
  'vfs',
  'guests',
  'staticSwitch',
  'reading',
  ...replaceableParts,
  'timers',
  'strategy',
  'reduction',
] as const;
/** Flags that may be others when the search goes on. */
const bounds = ['workers', 'maxStates', 'maxDepth', 'maxSeconds', 'maxMb'] as const;

type Saved = Partial<Pick<ExploreFlags, (typeof searched)[number] | (typeof bounds)[number]>>;

interface Label {
  readonly program: string;
  readonly system: TraceSystem;
  readonly flags: Saved;
}

/** Written at the beginning of a checkpoint. */
export function labelOf({ described }: NamedSystem, flags: ExploreFlags): string {
  const kept = Object.fromEntries([...searched, ...bounds].map((key) => [key, flags[key]]));
  const label: Label = {
    program: `sriov-sim ${version()}`,
    system: described,
    flags: kept as Saved,
  };
  return JSON.stringify(label);
}

/** What is to be searched. */
export interface Asked {
  readonly system: NamedSystem;
  readonly flags: ExploreFlags;
}

/**
 * The search of the checkpoint; undefined when there is no file and a scenario is named, so that one command begins it
 * and goes on with it. `isGiven`: whether a flag was named, rather than left at its default; `named`: what is named on
 * the command line, if anything.
 */
export async function askedBefore(
  file: string,
  named: Asked | undefined,
  given: ExploreFlags,
  isGiven: (flag: string) => boolean,
  cwd: string,
  engine: Engine | undefined,
): Promise<Asked | undefined> {
  const isNamed = named !== undefined;
  if (isNamed && !existsSync(resolve(cwd, file))) return undefined;
  const label = await readLabel(file, cwd);
  const flags = named?.flags ?? given;
  const isUsed = (key: string) => isNamed || isGiven(key);
  for (const key of searched) {
    if (!isUsed(key)) continue;
    const [before, now] = [label.flags[key], flags[key]].map((value) => JSON.stringify(value));
    if (before !== now) throw differs(file, `--${dashed(key)}`, before, now);
  }
  const saved = Object.fromEntries(
    Object.entries(label.flags).filter(([key]) => !isUsed(key)),
  ) as Saved;
  // What nobody had said is not in the file either.
  const { timers, ...rest } = flags;
  const all = { ...(isUsed('timers') && timers !== undefined ? flags : rest), ...saved };
  const system =
    named?.system ?? (await systemAgain(foundModule(label.system, file, cwd), file, cwd, engine));
  compare(file, label.system, system.described);
  return { system, flags: all };
}

async function readLabel(file: string, cwd: string): Promise<Label> {
  try {
    const text = await readingFile(file, cwd, checkpointLabel);
    const label = text === '' ? undefined : (JSON.parse(text) as Label);
    if (label?.system === undefined) throw new CheckpointError('another program wrote it');
    return label;
  } catch (error) {
    throw asUsage(file, error);
  }
}

/** What is wrong with a checkpoint is the user's to know. */
export function asUsage(file: string, error: unknown): unknown {
  if (!(error instanceof CheckpointError)) return error;
  const why = `${file}: this checkpoint cannot be used: ${error.message}`;
  return new UsageError(why, { cause: error });
}

/** A scenario, a device or a machine that is another than it was. */
function compare(file: string, before: TraceSystem, now: TraceSystem): void {
  // As it was written: without fields that are undefined.
  const plain = JSON.parse(JSON.stringify(now)) as TraceSystem;
  const [then, today] = [calledIn(before), calledIn(plain)];
  if (then.what !== today.what) {
    throw differs(file, 'it', `${then.what} ${then.name}`, `${today.what} ${today.name}`);
  }
  const fields = (system: TraceSystem) => system as Readonly<Record<string, unknown>>;
  for (const key of Object.keys({ ...before, ...plain })) {
    const [was, is] = [fields(before)[key], fields(plain)[key]].map((value) =>
      JSON.stringify(value),
    );
    if (was === is) continue;
    if (key === 'module' && then.name === today.name) {
      throw differs(file, `the module ${today.name}`, today.name, today.name);
    }
    if (key === 'module' || key === 'scenario') {
      throw differs(file, then.what, then.name, today.name);
    }
    throw differs(file, key, was, is);
  }
}

function calledIn(system: TraceSystem): { readonly what: string; readonly name: string } {
  if ('module' in system) return { what: 'the module', name: system.module.file };
  return { what: 'the scenario', name: system.scenario.name };
}

function differs(file: string, what: string, before = 'absent', now = 'absent'): UsageError {
  const how =
    before === now ? `${what} has changed since` : `${what} was ${before}, now it is ${now}`;
  return new UsageError(`${file}: this checkpoint is of another search: ${how}`);
}

function dashed(flag: string): string {
  return flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
