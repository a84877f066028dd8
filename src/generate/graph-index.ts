/** A behaviour's moves by number, in flat arrays: what tours and coverage walk on. */
import type { Behaviour, Move } from './behaviour.ts';

export class GraphIndex {
  readonly behaviour: Behaviour;
  readonly states: number;
  readonly moves: number;
  /** The moves of state `s` are those from `first[s]` up to before `first[s + 1]`. */
  readonly first: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly input: Int32Array;
  readonly output: Int32Array;
  /** 1 where the same stimulus may also be answered otherwise: which move it is, the subject chooses. */
  readonly isChance: Uint8Array;
  readonly hasChance: boolean;

  constructor(behaviour: Behaviour) {
    const { states } = behaviour;
    this.behaviour = behaviour;
    this.states = states.length;
    this.first = new Int32Array(states.length + 1);
    let moves = 0;
    for (const [n, state] of states.entries()) {
      moves += state.moves.length;
      this.first[n + 1] = moves;
    }
    this.moves = moves;
    this.from = new Int32Array(moves);
    this.to = new Int32Array(moves);
    this.input = new Int32Array(moves);
    this.output = new Int32Array(moves);
    this.isChance = new Uint8Array(moves);
    for (const [n, state] of states.entries()) this.#fill(n, state.moves);
    this.hasChance = this.isChance.includes(1);
  }

  move(number: number): Move {
    const from = this.from[number] as number;
    const at = number - (this.first[from] as number);
    return this.behaviour.states[from]?.moves[at] as Move;
  }

  /** The other moves that the same stimulus may be. */
  others(number: number): readonly number[] {
    if (this.isChance[number] === 0) return [];
    const from = this.from[number] as number;
    const others: number[] = [];
    for (let m = this.first[from] as number; m < (this.first[from + 1] as number); m += 1) {
      if (m !== number && this.input[m] === this.input[number]) others.push(m);
    }
    return others;
  }

  #fill(state: number, moves: readonly Move[]): void {
    const start = this.first[state] as number;
    const seen = new Map<number, number>();
    for (const [n, { input, output, to }] of moves.entries()) {
      const number = start + n;
      this.from[number] = state;
      this.to[number] = to;
      this.input[number] = input;
      this.output[number] = output;
      const twin = seen.get(input);
      if (twin === undefined) seen.set(input, number);
      else {
        this.isChance[twin] = 1;
        this.isChance[number] = 1;
      }
    }
  }
}
