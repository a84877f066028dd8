/** Tests as data, with names that say what each is after, from the moves of tours. */
import type { Envelope } from '../../system/index.ts';
import type { Dimension } from '../dimensions/index.ts';
import type { GraphIndex } from '../graph-index.ts';
import type { Labels } from '../labels.ts';
import type { Observation, Test, TestStep } from '../suite.ts';
import type { Pairs } from '../tours/pairs.ts';

/** A longer one says more than a name should. */
const longestStatus = 60;

export class Assembly {
  readonly #graph: GraphIndex;
  readonly #labels: Labels;
  readonly #dimensions: readonly Dimension[];
  readonly #observes: Observation;
  /** Step data by move: a move looks the same wherever it is taken. */
  readonly #steps: (TestStep | undefined)[] = [];
  /** What is covered already, by dimension. */
  readonly #covered: readonly Uint8Array[];
  readonly #names = new Map<string, number>();
  /** Where transition pairs were asked for: those that are covered already. */
  readonly #pairs: Pairs | undefined;

  /** `dimensions`: those that were asked for. */
  constructor(
    graph: GraphIndex,
    labels: Labels,
    dimensions: readonly Dimension[],
    observes: Observation,
    pairs: Pairs | undefined,
  ) {
    this.#pairs = pairs;
    this.#graph = graph;
    this.#labels = labels;
    this.#dimensions = dimensions;
    this.#observes = observes;
    this.#covered = dimensions.map(({ size }) => new Uint8Array(size));
  }

  test(moves: readonly number[]): Test {
    const covers: string[] = [];
    for (const [n, { atStart, ofState }] of this.#dimensions.entries()) {
      this.#cover(n, [...(atStart ?? []), ...(ofState?.(0) ?? [])], covers);
    }
    const telling: number[] = [];
    let last: number | undefined;
    for (const move of moves) {
      const before = covers.length;
      const to = this.#graph.to[move] as number;
      for (const [n, { ofMove, ofState }] of this.#dimensions.entries()) {
        if (ofMove !== undefined) this.#cover(n, ofMove(move), covers);
        if (ofState !== undefined) this.#cover(n, ofState(to), covers);
      }
      const isNewPair = last !== undefined && this.#pairs?.add(last, move) === true;
      if (isNewPair || covers.length > before) telling.push(move);
      last = move;
    }
    return {
      name: this.#unique(this.#nameOf(moves, telling)),
      covers,
      steps: moves.map((move) => this.#step(move)),
    };
  }

  #cover(dimension: number, items: readonly number[], covers: string[]): void {
    const covered = this.#covered[dimension] as Uint8Array;
    for (const item of items) {
      if (covered[item] === 1) continue;
      covered[item] = 1;
      covers.push((this.#dimensions[dimension] as Dimension).id(item));
    }
  }

  #step(move: number): TestStep {
    const known = this.#steps[move];
    if (known !== undefined) return known;
    const { behaviour, input, output, to } = this.#graph;
    const { stimuli, reactions, states } = behaviour;
    const { from, to: receiver, message } = stimuli[input[move] as number] as Envelope;
    const alternatives = this.#graph
      .others(move)
      .map((other) => reactions[output[other] as number] ?? []);
    const target = states[to[move] as number];
    const shows = this.#observes === 'state' ? target?.values.join(' | ') : target?.status;
    const step: TestStep = {
      stimulus: { from, to: receiver, message },
      expect: reactions[output[move] as number] ?? [],
      ...(alternatives.length === 0 ? {} : { alternatives }),
      ...(shows === undefined || this.#observes === 'outputs' ? {} : { shows }),
    };
    this.#steps[move] = step;
    return step;
  }

  /** Where the test first does something new, what that is, and how much more there is. */
  #nameOf(moves: readonly number[], telling: readonly number[]): string {
    const [first = moves[0], ...more] = telling;
    if (first === undefined) return 'the start';
    const { from, input, output } = this.#graph;
    const state = this.#labels.short(from[first] as number);
    const sent = this.#labels.reaction(output[first] as number);
    const stimulus = this.#labels.stimulus(input[first] as number);
    const answer = sent === 'silence' ? this.#silently(first) : `is answered by ${sent}`;
    const next = more.find((move) => input[move] !== input[first]);
    const others = next === undefined ? more.length : more.length - 1;
    const then = next === undefined ? '' : `, then ${this.#labels.stimulus(input[next] as number)}`;
    const rest = others > 0 ? ` and ${others} more` : '';
    return `${state}: ${stimulus} ${answer}${then}${rest}`;
  }

  /** What a move without an answer comes to, as far as a name can say it. */
  #silently(move: number): string {
    const { behaviour, from, to } = this.#graph;
    const [before, after] = [from[move] as number, to[move] as number];
    if (before === after) return 'changes nothing';
    const status = behaviour.states[after]?.status;
    const isNew = status !== behaviour.states[before]?.status;
    if (status !== undefined && isNew && status.length <= longestStatus) return `shows ${status}`;
    const state = this.#labels.short(after);
    return state === this.#labels.short(before) ? 'is taken in silence' : `leads to ${state}`;
  }

  #unique(name: string): string {
    const count = (this.#names.get(name) ?? 0) + 1;
    this.#names.set(name, count);
    return count === 1 ? name : this.#unique(`${name} [${count}]`);
  }
}
