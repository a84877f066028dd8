/** What a search leaves out, and how often it had to begin again for that. */
import type { Reducers } from '../expander.ts';
import type { Reduction } from '../options.ts';
import type { PersistentSets } from './persistent-sets.ts';

/** What is left out of a search. */
export interface Plan extends Reducers {
  readonly reduction: Reduction;
  /** Why nothing more is left out; one sentence each. */
  readonly notReduced: readonly string[];
  /** Depth first, moves sleep that were made before in another order (`sleep-sets.ts`). */
  readonly sleeps?: boolean;
  /** Is shown each state before it is expanded; throws when it breaks the symmetry. */
  readonly visit?: ((columns: Int32Array) => void) | undefined;
}

/**
 * A pass whose guesses are refuted is void. It goes on to its end, to learn all that it can, and then the search begins
 * again: a pass that is given up early costs less, but the next ones are then refuted as well.
 */
export class Passes {
  count = 1;
  readonly #sets: PersistentSets | undefined;

  constructor(sets: PersistentSets | undefined) {
    this.#sets = sets;
    sets?.reset();
  }

  /** Whether the search, which is over, must begin again. */
  get isVoid(): boolean {
    return this.#sets?.refuted === true;
  }

  begin(): void {
    this.count += 1;
    this.#sets?.reset();
  }
}
