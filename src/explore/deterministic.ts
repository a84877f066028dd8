/** At the end of a search some questions are asked again: tables of a machine that is not so prove nothing. */
import type { ExploreResult } from './options.ts';
import type { Searcher } from './searcher.ts';
import type { Tables } from './tables.ts';

/** The same search; it throws instead of its result when a machine answers otherwise than before. */
export function withSecondAsking(search: Searcher, { actors, vocabulary }: Tables): Searcher {
  return {
    advance(work): ExploreResult | undefined {
      const result = search.advance(work);
      if (result === undefined) return undefined;
      for (const { states } of actors) states.askAgain();
      vocabulary.checkUnchanged();
      return result;
    },
    counts: () => search.counts(),
    end: () => search.end?.(),
  };
}
