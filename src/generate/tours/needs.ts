/** What a tour still has to do: which moves are worth taking, from here or from anywhere. Needs only ever shrink. */
import type { Dimension } from '../dimensions/index.ts';
import type { GraphIndex } from '../graph-index.ts';

export interface Needs {
  /** Whether a move out of this state is worth taking. Once false, it stays so. */
  worth(state: number): boolean;
  /** The best move out of the state where `last` has led (-1: at the start); -1: none is worth it. */
  pick(state: number, last: number): number;
  /** The move was taken after `last`. */
  took(move: number, last: number): void;
  /** How much there is left to do. */
  readonly left: number;
}

/** Items of coverage dimensions, each to be covered once. */
export class ItemNeeds implements Needs {
  left = 0;
  readonly #graph: GraphIndex;
  /** Goals of each move, flat: those of move `m` begin at `first[m]`. */
  readonly #first: Int32Array;
  readonly #goals: Int32Array;
  /** Moves of each goal, flat. */
  readonly #movesFirst: Int32Array;
  readonly #moves: Int32Array;
  readonly #isCovered: Uint8Array;
  /** Uncovered goals of each move. */
  readonly #open: Int32Array;
  /** Moves out of each state that have uncovered goals. */
  readonly #worth: Int32Array;

  constructor(graph: GraphIndex, dimensions: readonly Dimension[]) {
    this.#graph = graph;
    const goals: number[] = [];
    this.#first = new Int32Array(graph.moves + 1);
    let size = 0;
    const bases = dimensions.map((dimension) => {
      const base = size;
      size += dimension.size;
      return base;
    });
    for (let move = 0; move < graph.moves; move += 1) {
      const to = graph.to[move] as number;
      for (const [n, { ofMove, ofState }] of dimensions.entries()) {
        const base = bases[n] as number;
        if (ofMove !== undefined) for (const each of ofMove(move)) goals.push(base + each);
        if (ofState !== undefined) for (const each of ofState(to)) goals.push(base + each);
      }
      this.#first[move + 1] = goals.length;
    }
    this.#goals = Int32Array.from(goals);
    this.#isCovered = new Uint8Array(size);
    const { first, moves } = inverted(this.#first, this.#goals, size);
    this.#movesFirst = first;
    this.#moves = moves;
    this.#open = new Int32Array(graph.moves);
    this.#worth = new Int32Array(graph.states);
    for (let move = 0; move < graph.moves; move += 1) {
      const open = (this.#first[move + 1] as number) - (this.#first[move] as number);
      this.#open[move] = open;
      if (open > 0)
        this.#worth[graph.from[move] as number] =
          (this.#worth[graph.from[move] as number] as number) + 1;
    }
    for (let goal = 0; goal < size; goal += 1) {
      if ((first[goal + 1] as number) > (first[goal] as number)) this.left += 1;
    }
    for (const [n, { atStart, ofState }] of dimensions.entries()) {
      for (const each of [...(atStart ?? []), ...(ofState?.(0) ?? [])]) {
        this.#cover((bases[n] as number) + each);
      }
    }
  }

  worth(state: number): boolean {
    return (this.#worth[state] as number) > 0;
  }

  pick(state: number): number {
    if (!this.worth(state)) return -1;
    const { first, to, isChance } = this.#graph;
    let best = -1;
    let bestRank = -1;
    const end = first[state + 1] as number;
    for (let move = first[state] as number; move < end; move += 1) {
      if (this.#open[move] === 0) continue;
      const target = to[move] as number;
      // Loops first: they leave nothing to come back for. What the subject chooses, last.
      let rank = target === state ? 2 : this.worth(target) ? 1 : 0;
      if (isChance[move] === 0) rank += 3;
      if (rank > bestRank) {
        best = move;
        bestRank = rank;
      }
    }
    return best;
  }

  took(move: number): void {
    for (let at = this.#first[move] as number; at < (this.#first[move + 1] as number); at += 1) {
      this.#cover(this.#goals[at] as number);
    }
  }

  #cover(goal: number): void {
    if (this.#isCovered[goal] === 1) return;
    this.#isCovered[goal] = 1;
    const end = this.#movesFirst[goal + 1] as number;
    const start = this.#movesFirst[goal] as number;
    if (end > start) this.left -= 1;
    for (let at = start; at < end; at += 1) {
      const move = this.#moves[at] as number;
      const open = (this.#open[move] as number) - 1;
      this.#open[move] = open;
      if (open > 0) continue;
      const from = this.#graph.from[move] as number;
      this.#worth[from] = (this.#worth[from] as number) - 1;
    }
  }
}

/** From the goals of each move to the moves of each goal. A goal that a move has twice counts twice. */
function inverted(first: Int32Array, goals: Int32Array, size: number) {
  const counts = new Int32Array(size + 1);
  for (const goal of goals) counts[goal + 1] = (counts[goal + 1] as number) + 1;
  for (let n = 0; n < size; n += 1)
    counts[n + 1] = (counts[n + 1] as number) + (counts[n] as number);
  const next = counts.slice();
  const moves = new Int32Array(goals.length);
  for (let move = 0; move + 1 < first.length; move += 1) {
    for (let at = first[move] as number; at < (first[move + 1] as number); at += 1) {
      const goal = goals[at] as number;
      const place = next[goal] as number;
      moves[place] = move;
      next[goal] = place + 1;
    }
  }
  return { first: counts, moves };
}
