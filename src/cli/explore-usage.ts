/** What `explore` refuses before it begins: options that say nothing to the strategy, and files it could not write. */
import { resolve } from 'node:path';
import type { Strategy } from '../explore/index.ts';
import { UsageError } from './errors.ts';
import { probeWriting, writeReason } from './whole-file.ts';

export const samples: readonly Strategy[] = ['random-walk', 'pct', 'pctcp', 'pos'];
const withCheckpoints: readonly Strategy[] = ['breadth-first', 'depth-first'];

/** Which strategies an option is for, where it is not for all. */
const optionsOfStrategies: Readonly<Record<string, readonly Strategy[]>> = {
  seed: samples,
  runs: samples,
  bugDepth: ['pct', 'pctcp'],
  maxDelays: ['delay-bounded'],
  checkpoint: withCheckpoints,
  resume: withCheckpoints,
};

/** Throws a {@link UsageError} for an option that would be ignored. `isGiven`: whether a flag was named. */
export function checkStrategy(strategy: Strategy, isGiven: (flag: string) => boolean): void {
  for (const [flag, legal] of Object.entries(optionsOfStrategies)) {
    if (!isGiven(flag) || legal.includes(strategy)) continue;
    const option = `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new UsageError(
      `${option} says nothing to --strategy ${strategy}; it is for ${legal.join(', ')}`,
    );
  }
  if (isGiven('checkpointEvery') && !isGiven('checkpoint') && !isGiven('resume')) {
    throw new UsageError('--checkpoint-every says nothing without --checkpoint or --resume');
  }
}

/** Throws a {@link UsageError} for a file that could not be written when a long search is over. */
export function checkOutputs(
  files: Readonly<Record<string, string | undefined>>,
  cwd: string,
): void {
  for (const [option, file] of Object.entries(files)) {
    if (file === undefined) continue;
    try {
      probeWriting(resolve(cwd, file));
    } catch (error) {
      const why = writeReason(error);
      throw new UsageError(`--${option} ${file}: it cannot be written: ${why}`, { cause: error });
    }
  }
}
