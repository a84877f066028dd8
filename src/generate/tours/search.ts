/** The nearest state from which something is worth doing, and the moves that lead there. */
import type { GraphIndex } from '../graph-index.ts';

export class NearestSearch {
  readonly #graph: GraphIndex;
  /** In which search each state was found last. */
  readonly #found: Int32Array;
  readonly #by: Int32Array;
  readonly #queue: Int32Array;
  #search = 0;

  constructor(graph: GraphIndex) {
    this.#graph = graph;
    this.#found = new Int32Array(graph.states);
    this.#by = new Int32Array(graph.states);
    this.#queue = new Int32Array(graph.states);
  }

  /**
   * Moves from `start` to the nearest state that is `wanted`, of at most `most` moves; undefined when there is none.
   * Without `chance` no move of which the subject may make another one.
   */
  path(
    start: number,
    wanted: (state: number) => boolean,
    chance: boolean,
    most = Number.POSITIVE_INFINITY,
  ): readonly number[] | undefined {
    const { first, to, isChance } = this.#graph;
    const found = this.#found;
    const queue = this.#queue;
    this.#search += 1;
    const search = this.#search;
    found[start] = search;
    this.#by[start] = -1;
    queue[0] = start;
    let size = 1;
    let depth = 0;
    let level = 1;
    for (let at = 0; at < size; at += 1) {
      if (at === level) {
        depth += 1;
        level = size;
        if (depth > most) return undefined;
      }
      const state = queue[at] as number;
      if (wanted(state)) return this.#back(state);
      const end = first[state + 1] as number;
      for (let move = first[state] as number; move < end; move += 1) {
        if (!chance && isChance[move] === 1) continue;
        const target = to[move] as number;
        if (found[target] === search) continue;
        found[target] = search;
        this.#by[target] = move;
        queue[size] = target;
        size += 1;
      }
    }
    return undefined;
  }

  #back(state: number): readonly number[] {
    const path: number[] = [];
    let move = this.#by[state] as number;
    while (move >= 0) {
      path.push(move);
      move = this.#by[this.#graph.from[move] as number] as number;
    }
    return path.reverse();
  }
}
