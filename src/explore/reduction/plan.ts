/** What a search leaves out, and how often it had to begin again for that. */
import type { Reducers } from '../expander.ts';
import type { Reduction } from '../options.ts';
import type { PersistentSets } from './persistent-sets.ts';

/** What is left out of a search. */
export interface Plan extends Reducers {
  readonly reduction: Reduction;
  /** Why nothing more is left out; one sentence each. */
  readonly notReduced: readonly string[];
  /** Is shown each state before it is expanded; throws when it breaks the symmetry. */
  readonly visit?: ((columns: Int32Array) => void) | undefined;
}

/** States that a pass may find at least after it has become void: what it still learns saves further passes. */
const learning = 1000;

/** A pass whose guesses are refuted is void. It goes on for a while, to learn, and then the search begins again. */
export class Passes {
  count = 1;
  readonly #sets: PersistentSets | undefined;
  /** The pass ends when it has found this many states. */
  #until = Number.POSITIVE_INFINITY;

  constructor(sets: PersistentSets | undefined) {
    this.#sets = sets;
    sets?.reset();
  }

  /** Whether the search must begin again, at so many states, and when it `isOver`. */
  isVoid(states: number, isOver: boolean): boolean {
    if (this.#sets === undefined || !this.#sets.refuted) return false;
    this.#until = Math.min(this.#until, states * 2 + learning);
    return isOver || states >= this.#until;
  }

  /** How far it is with its passes; no bound is below zero. */
  get state(): readonly [count: number, until: number] {
    return [this.count, this.#until === Number.POSITIVE_INFINITY ? -1 : this.#until];
  }

  restore([count, until]: readonly [count: number, until: number]): void {
    this.count = count;
    this.#until = until < 0 ? Number.POSITIVE_INFINITY : until;
  }

  begin(): void {
    this.count += 1;
    this.#until = Number.POSITIVE_INFINITY;
    this.#sets?.reset();
  }
}
