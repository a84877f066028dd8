/** What every strategy is: something that advances in slices until it has a result. */
import type { ExploreCounts, ExploreResult } from './options.ts';

export interface Searcher {
  /** Does a slice of work, of the size of about this many states or steps; the result when the search is over. */
  advance(work: number): ExploreResult | undefined;
  counts(): ExploreCounts;
  /** Nobody will advance it any more: what it holds besides memory is given back. */
  end?(): void;
}
