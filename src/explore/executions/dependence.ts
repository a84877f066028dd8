/**
 * Which occurrences depend on each other, so that their order counts.
 *
 * Two at different receivers are independent, unless they share something (see `reading.ts`); at one receiver they are
 * dependent. With `commuting`, deliveries at one receiver are taken for independent until they are seen not to commute:
 * in a state in which both can be made, the two orders lead to different states or send differently (see
 * `commutation.ts`). What was learned so becomes part of the relation for good. Losses, duplicates, timers and outside
 * events are not taken for independent of anything at their receiver.
 *
 * Two of one task are dependent, and timers that fire only when nothing else can move depend on everything.
 */
import type { ExploreOptions } from '../options.ts';
import type { Tables } from '../tables.ts';
import type { Commuting, Segment } from './commutation.ts';
import { disagreement, segmentKey, unordered } from './commutation.ts';
import type { Occurrence } from './occurrence.ts';
import { meet } from './occurrence.ts';

export class Dependence {
  readonly #tables: Tables;
  readonly #options: ExploreOptions;
  readonly #commuting: boolean;
  /** By label: those that were seen not to commute with it. */
  readonly #conflicts: (Set<number> | undefined)[] = [];
  /** By label: those that were confirmed to come before or after it. */
  readonly #relied: (Set<number> | undefined)[] = [];
  readonly #commute: Commuting = new Map();
  readonly #confirmed = new Set<string>();

  constructor(tables: Tables, options: ExploreOptions) {
    this.#tables = tables;
    this.#options = options;
    this.#commuting = options.independence === 'commuting';
  }

  dependent(a: Occurrence, b: Occurrence): boolean {
    if (a.task === b.task || a.isIdle || b.isIdle) return true;
    if (a.actor === b.actor) {
      if (!this.#commuting || !a.isPlain || !b.isPlain) return true;
      if (this.#conflicts[a.label]?.has(b.label) === true) return true;
    }
    return a.shared.length > 0 && b.shared.length > 0 && meet(a.shared, b.shared);
  }

  /**
   * Whether the deliveries of a segment commute that were taken for independent. Two that do not are dependent from now
   * on: `new`, when no segment has relied on their independence before, else all has to be looked at `again`.
   */
  confirm(segment: Segment): 'confirmed' | 'new' | 'again' {
    const key = segmentKey(segment);
    if (this.#confirmed.has(key)) return 'confirmed';
    const pair = disagreement(this.#tables, segment, this.#options, this.#commute);
    if (pair !== undefined) {
      const [{ label: one }, { label: other }] = pair;
      setAt(this.#conflicts, one).add(other);
      setAt(this.#conflicts, other).add(one);
      return this.#relied[one]?.has(other) === true ? 'again' : 'new';
    }
    this.#confirmed.add(key);
    for (const [{ label: one }, { label: other }] of unordered(segment)) {
      setAt(this.#relied, one).add(other);
      setAt(this.#relied, other).add(one);
    }
    return 'confirmed';
  }
}

function setAt(sets: (Set<number> | undefined)[], at: number): Set<number> {
  const known = sets[at];
  if (known !== undefined) return known;
  const added = new Set<number>();
  sets[at] = added;
  return added;
}
