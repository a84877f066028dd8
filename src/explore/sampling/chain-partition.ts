/**
 * A partial order that is told element by element, each after all that are below it, cut into chains as it comes.
 *
 * The chains are kept in sets B1, B2, ... of one, two, ... chains, as Agarwal and Garg do ("Efficient Dependency
 * Tracking for Relevant Events in Concurrent Systems", Distributed Computing 2007); Felsner ("On-Line Chain Partitions
 * of Orders", 1997) shows that no online partition needs fewer chains in the worst case. The last elements of the
 * chains of one set are pairwise incomparable. A new element goes to a chain of the first set in which it is above a
 * last one; the other chains of that set change places with the set before it, above none of whose last elements it is,
 * so that all this stays true. Where it is above none at all, it begins a chain in a set that has one to begin, else in
 * a new set: then it and the last elements of the largest set are as many incomparable elements as the new set has
 * chains. So there are at most as many sets as the order is wide, and at most w(w+1)/2 chains for a width of w.
 */
export class ChainPartition {
  /** The set at place i has i + 1 chains, by their numbers. */
  readonly #sets: number[][] = [];
  /** By chain: how many elements it has. */
  readonly #lengths: number[] = [];
  /** By element: for each chain, how many of its elements are below the element or are itself. */
  readonly #clocks: number[][] = [];
  readonly #chainOf: number[] = [];
  #chains = 0;

  /** Adds an element that is above these, and above what they are above. It gets the next number, from 0 on. */
  add(above: Iterable<number>): number {
    const clock: number[] = [];
    for (const element of above) join(clock, this.#clocks[element] as number[]);
    const chain = this.#extended(clock) ?? this.#begun();
    const length = (this.#lengths[chain] as number) + 1;
    this.#lengths[chain] = length;
    clock[chain] = length;
    this.#chainOf.push(chain);
    return this.#clocks.push(clock) - 1;
  }

  chainOf(element: number): number {
    return this.#chainOf[element] as number;
  }

  /** Whether the first is below the second, or the same. */
  isBelow(first: number, second: number): boolean {
    const chain = this.chainOf(first);
    const place = this.#clocks[first]?.[chain] as number;
    return (this.#clocks[second]?.[chain] ?? 0) >= place;
  }

  /** How many elements there are. */
  get size(): number {
    return this.#clocks.length;
  }

  /** How many chains there are. */
  get chains(): number {
    return this.#chains;
  }

  /** As many elements are known of which none is above another; there are at most w(w+1)/2 chains for this w. */
  get width(): number {
    return this.#sets.length;
  }

  /** A chain whose last element is below that with this clock; undefined when there is none. */
  #extended(clock: readonly number[]): number | undefined {
    for (const [place, set] of this.#sets.entries()) {
      const chain = set.find((each) => {
        const length = this.#lengths[each] as number;
        return length > 0 && (clock[each] ?? 0) >= length;
      });
      if (chain === undefined) continue;
      const before = this.#sets[place - 1];
      if (before !== undefined) {
        this.#sets[place - 1] = set.filter((each) => each !== chain);
        this.#sets[place] = [chain, ...before];
      }
      return chain;
    }
    return undefined;
  }

  /** A chain that has no element yet. */
  #begun(): number {
    this.#chains += 1;
    for (const set of this.#sets) {
      const empty = set.find((each) => this.#lengths[each] === 0);
      if (empty !== undefined) return empty;
    }
    const first = this.#lengths.length;
    const set = Array.from({ length: this.#sets.length + 1 }, (_, n) => first + n);
    for (const chain of set) this.#lengths[chain] = 0;
    this.#sets.push(set);
    return first;
  }
}

function join(clock: number[], other: readonly number[]): void {
  for (let chain = 0; chain < other.length; chain += 1) {
    clock[chain] = Math.max(clock[chain] ?? 0, other[chain] ?? 0);
  }
}
