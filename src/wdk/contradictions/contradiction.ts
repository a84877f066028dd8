/** The shape of a contradiction. */

/** Two readings of the documentation that cannot both hold, and the one this model takes. */
export interface Contradiction {
  readonly topic: string;
  readonly readingA: string;
  readonly sourceA: readonly string[];
  readonly readingB: string;
  readonly sourceB: readonly string[];
  readonly note?: string;
  /** 'A', 'B', or in a few words what is done instead of choosing. */
  readonly taken: string;
  /** Why, in one sentence. The reading that can work is taken. */
  readonly why: string;
}
