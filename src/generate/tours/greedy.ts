/**
 * Greedy tours: from where the test is, to the nearest move that is worth taking; a fresh test where that is shorter,
 * where the test is long enough, or where the subject cannot be brought on.
 */
import type { GraphIndex } from '../graph-index.ts';
import type { Limits } from '../limits.ts';
import type { StoppedBecause } from '../suite.ts';
import type { Needs } from './needs.ts';
import { NearestSearch } from './search.ts';

/** Each test by its moves, from the initial state. */
export interface Tours {
  readonly tests: readonly (readonly number[])[];
  readonly stoppedBecause: StoppedBecause;
}

export const defaultSteps = 200_000;
export const defaultStepsPerTest = 30;

export function greedyTours(
  graph: GraphIndex,
  needs: readonly Needs[],
  limits: Limits,
  deadline: () => boolean,
): Tours {
  const { maxSteps = defaultSteps, maxTests = Number.POSITIVE_INFINITY } = limits;
  const { maxStepsPerTest = defaultStepsPerTest } = limits;
  const search = new NearestSearch(graph);
  const near = new FromStart(graph, needs);
  const tests: number[][] = [];
  let steps = 0;
  let test: number[] = [];
  let state = 0;
  let last = -1;
  /** A move of which the subject could have made another one has been relied on. */
  let isLucky = false;
  const worth = (each: number) => needs.some((need) => need.worth(each));
  const left = () => needs.reduce((sum, need) => sum + need.left, 0);
  const isLeft = () => left() > 0;
  /** What was left when the test began: it does not end before it has done something new. */
  let leftBefore = left();

  while (isLeft()) {
    if (deadline()) return ended('max-seconds');
    if (test.length === 0 && tests.length >= maxTests) {
      return ended(near.canGoOn() ? 'max-tests' : 'complete');
    }
    const path = next();
    if (path !== undefined) {
      if (steps + path.length > maxSteps) return ended('max-steps');
      for (const move of path) take(move);
      continue;
    }
    if (test.length === 0) break;
    finish();
  }
  return ended('complete');

  function take(move: number): void {
    for (const need of needs) need.took(move, last);
    if (graph.isChance[move] === 1) isLucky = true;
    test.push(move);
    steps += 1;
    last = move;
    state = graph.to[move] as number;
  }

  function finish(): void {
    if (test.length > 0) tests.push(test);
    test = [];
    state = 0;
    last = -1;
    isLucky = false;
    leftBefore = left();
  }

  function ended(stoppedBecause: StoppedBecause): Tours {
    finish();
    return { tests, stoppedBecause };
  }

  /** The moves up to the next one that is worth taking, and that one; undefined: better a fresh test. */
  function next(): readonly number[] | undefined {
    const isFresh = test.length === 0;
    // From here on a test would only go on with luck; a fresh one needs none to get here.
    if (!isFresh && isLucky && near.isSure(state)) return undefined;
    const here = pickAt(state, last);
    if (here >= 0) {
      if (test.length < maxStepsPerTest || left() === leftBefore) return [here];
      return undefined;
    }
    if (isFresh) return withPick(search.path(0, worth, false) ?? search.path(0, worth, true), 0);
    const room = maxStepsPerTest - test.length - 1;
    // One more than from the start: to begin afresh is a step too.
    const most = Math.min(room, near.distance() + 1);
    if (most < 1) return undefined;
    return withPick(search.path(state, worth, false, most), state);
  }

  function withPick(
    path: readonly number[] | undefined,
    start: number,
  ): readonly number[] | undefined {
    if (path === undefined) return undefined;
    const end = path.at(-1);
    const move = pickAt(end === undefined ? start : (graph.to[end] as number), end ?? last);
    return move < 0 ? undefined : [...path, move];
  }

  function pickAt(at: number, before: number): number {
    for (const need of needs) {
      const move = need.pick(at, before);
      if (move >= 0) return move;
    }
    return -1;
  }
}

/** How far it is from the initial state to the nearest state that is worth going to: that only ever grows. */
class FromStart {
  readonly #order: readonly number[];
  readonly #distance: Int32Array;
  readonly #needs: readonly Needs[];
  /** 1: it can be reached without the subject's choosing. */
  readonly #isSure: Uint8Array;
  #at = 0;

  constructor(graph: GraphIndex, needs: readonly Needs[]) {
    this.#needs = needs;
    this.#distance = new Int32Array(graph.states).fill(-1);
    const order = [0];
    this.#distance[0] = 0;
    for (let at = 0; at < order.length; at += 1) {
      const state = order[at] as number;
      for (let m = graph.first[state] as number; m < (graph.first[state + 1] as number); m += 1) {
        const to = graph.to[m] as number;
        if (this.#distance[to] !== -1) continue;
        this.#distance[to] = (this.#distance[state] as number) + 1;
        order.push(to);
      }
    }
    this.#order = order;
    this.#isSure = surelyReached(graph);
  }

  isSure(state: number): boolean {
    return this.#isSure[state] === 1;
  }

  distance(): number {
    for (; this.#at < this.#order.length; this.#at += 1) {
      const state = this.#order[this.#at] as number;
      if (this.#needs.some((need) => need.worth(state))) return this.#distance[state] as number;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Whether a fresh test would have something to do. */
  canGoOn(): boolean {
    return this.distance() < Number.POSITIVE_INFINITY;
  }
}

function surelyReached(graph: GraphIndex): Uint8Array {
  const isSure = new Uint8Array(graph.states);
  isSure[0] = 1;
  const work = [0];
  for (let state = work.pop(); state !== undefined; state = work.pop()) {
    for (let m = graph.first[state] as number; m < (graph.first[state + 1] as number); m += 1) {
      const to = graph.to[m] as number;
      if (graph.isChance[m] === 1 || isSure[to] === 1) continue;
      isSure[to] = 1;
      work.push(to);
    }
  }
  return isSure;
}
