/**
 * Transition pairs (1-switch): every two moves that can follow each other. There may be very many: a pair is a number,
 * and what is covered is a set of bits.
 */
import type { GraphIndex } from '../graph-index.ts';
import type { Needs } from './needs.ts';

export class Pairs {
  readonly size: number;
  readonly #graph: GraphIndex;
  /** The number of a move's first pair: the others follow in the order of the moves that can come next. */
  readonly #base: Float64Array;
  readonly #bits: Uint32Array;

  constructor(graph: GraphIndex) {
    this.#graph = graph;
    this.#base = new Float64Array(graph.moves + 1);
    let size = 0;
    for (let move = 0; move < graph.moves; move += 1) {
      this.#base[move] = size;
      size += this.outOf(graph.to[move] as number);
    }
    this.#base[graph.moves] = size;
    this.size = size;
    this.#bits = new Uint32Array((size >>> 5) + 1);
  }

  outOf(state: number): number {
    const { first } = this.#graph;
    return (first[state + 1] as number) - (first[state] as number);
  }

  has(last: number, move: number): boolean {
    const pair = this.#pair(last, move);
    return (((this.#bits[pair >>> 5] as number) >>> (pair & 31)) & 1) === 1;
  }

  /** Whether the pair is new. */
  add(last: number, move: number): boolean {
    if (this.has(last, move)) return false;
    const pair = this.#pair(last, move);
    const word = pair >>> 5;
    this.#bits[word] = (this.#bits[word] as number) | (1 << (pair & 31));
    return true;
  }

  #pair(last: number, move: number): number {
    const from = this.#graph.from[move] as number;
    return (this.#base[last] as number) + move - (this.#graph.first[from] as number);
  }
}

export class PairNeeds implements Needs {
  left: number;
  readonly #graph: GraphIndex;
  readonly #pairs: Pairs;
  /** For each move: pairs that begin with it and are not covered. */
  readonly #open: Int32Array;
  /** For each state: moves out of it that begin uncovered pairs. */
  readonly #worth: Int32Array;

  constructor(graph: GraphIndex) {
    this.#graph = graph;
    this.#pairs = new Pairs(graph);
    this.left = this.#pairs.size;
    this.#open = new Int32Array(graph.moves);
    this.#worth = new Int32Array(graph.states);
    for (let move = 0; move < graph.moves; move += 1) {
      const open = this.#pairs.outOf(graph.to[move] as number);
      this.#open[move] = open;
      const from = graph.from[move] as number;
      if (open > 0) this.#worth[from] = (this.#worth[from] as number) + 1;
    }
  }

  worth(state: number): boolean {
    return (this.#worth[state] as number) > 0;
  }

  pick(state: number, last: number): number {
    const { first, isChance } = this.#graph;
    const end = first[state + 1] as number;
    const hasPairs = last >= 0 && (this.#open[last] as number) > 0;
    if (!hasPairs && !this.worth(state)) return -1;
    let best = -1;
    let bestRank = -1;
    for (let move = first[state] as number; move < end; move += 1) {
      const isNew = hasPairs && !this.#pairs.has(last, move);
      const open = this.#open[move] as number;
      if (!isNew && (open === 0 || hasPairs)) continue;
      let rank = open > 0 ? 1 : 0;
      if (isChance[move] === 0) rank += 2;
      if (rank > bestRank) {
        best = move;
        bestRank = rank;
      }
    }
    return best;
  }

  took(move: number, last: number): void {
    if (last < 0 || !this.#pairs.add(last, move)) return;
    this.left -= 1;
    const open = (this.#open[last] as number) - 1;
    this.#open[last] = open;
    if (open > 0) return;
    const from = this.#graph.from[last] as number;
    this.#worth[from] = (this.#worth[from] as number) - 1;
  }
}
