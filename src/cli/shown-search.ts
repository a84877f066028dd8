/** A search whose progress is shown on standard error. */
import { lastValueFrom, tap } from 'rxjs';
import type { ExploreEvent, ExploreOptions, ExploreResult } from '../explore/index.ts';
import { exploreProgress } from '../explore/index.ts';
import type { SystemSpec } from '../system/index.ts';
import type { OutputStream } from './io.ts';
import { ProgressLine } from './progress-line.ts';

/** Explores to the end, a bound or the signal. */
export async function shownSearch(
  spec: SystemSpec,
  options: ExploreOptions,
  stderr: OutputStream,
): Promise<ExploreResult> {
  const progress = new ProgressLine(stderr);
  const tell = (event: ExploreEvent) => {
    if (event.kind === 'progress') progress.show(event.counts);
  };
  try {
    const last = await lastValueFrom(exploreProgress(spec, options).pipe(tap(tell)));
    if (last.kind === 'result') return last.result;
  } finally {
    progress.clear();
  }
  throw new Error('the exploration ended without a result');
}
