/** Which items a set of tests covers, found by walking them through the graph once more. */
import type { GraphIndex } from '../graph-index.ts';
import type { CoverageItem, CriterionCoverage, LeftOut } from '../suite.ts';
import type { Share } from '../suite-parts/claim.ts';
import { Pairs } from '../tours/pairs.ts';
import type { Dimension } from './index.ts';

/** More than these are counted, and not listed one by one. */
export const mostPairsListed = 20_000;

export interface Walked {
  readonly moves: Uint8Array;
  readonly states: Uint8Array;
  readonly pairs: Pairs;
  readonly pairsCovered: number;
  readonly isStarted: boolean;
}

export function walk(graph: GraphIndex, tests: readonly (readonly number[])[]): Walked {
  const moves = new Uint8Array(graph.moves);
  const states = new Uint8Array(graph.states);
  const pairs = new Pairs(graph);
  let pairsCovered = 0;
  if (tests.length > 0) states[0] = 1;
  for (const test of tests) {
    let last = -1;
    for (const move of test) {
      moves[move] = 1;
      states[graph.to[move] as number] = 1;
      if (last >= 0 && pairs.add(last, move)) pairsCovered += 1;
      last = move;
    }
  }
  return { moves, states, pairs, pairsCovered, isStarted: tests.length > 0 };
}

/** Why what is in the graph is not covered, and what it means that something is not in the graph. */
export interface Reasons {
  readonly uncovered: (isAsked: boolean) => string;
  readonly isComplete: boolean;
  readonly incomplete: string;
}

export function itemsOf(
  graph: GraphIndex,
  dimension: Dimension,
  walked: Walked,
  isAsked: boolean,
  reasons: Reasons,
): CriterionCoverage {
  const { criterion, size, id, ofState, ofMove, atStart, unreachable } = dimension;
  const isPossible = new Uint8Array(size);
  const isCovered = new Uint8Array(size);
  const mark = (items: readonly number[], covered: boolean) => {
    for (const item of items) {
      isPossible[item] = 1;
      if (covered) isCovered[item] = 1;
    }
  };
  if (atStart !== undefined) mark(atStart, walked.isStarted);
  if (ofState !== undefined) {
    for (let s = 0; s < graph.states; s += 1) mark(ofState(s), walked.states[s] === 1);
  }
  if (ofMove !== undefined) {
    for (let m = 0; m < graph.moves; m += 1) mark(ofMove(m), walked.moves[m] === 1);
  }
  const items = Array.from({ length: size }, (_, n): CoverageItem => {
    const item = id(n);
    if (isCovered[n] === 1) return { id: item, status: 'covered' };
    if (isPossible[n] === 1) {
      return { id: item, status: 'uncovered', why: reasons.uncovered(isAsked) };
    }
    if (!reasons.isComplete) return { id: item, status: 'unknown', why: reasons.incomplete };
    const why = unreachable?.(n) ?? 'no order of these stimuli does it';
    return { id: item, status: 'unreachable', why };
  });
  return { criterion, items };
}

export interface PairCoverage {
  readonly coverage: CriterionCoverage;
  readonly share: Share;
  readonly leftOut: readonly LeftOut[];
}

/** Pairs of moves; those that are too many to be listed are summed up. */
export function pairsOf(
  graph: GraphIndex,
  transition: Dimension,
  { pairs, pairsCovered }: Walked,
  isAsked: boolean,
  reasons: Reasons,
): PairCoverage {
  const criterion = 'transition-pairs';
  const share = { criterion, covered: pairsCovered, possible: pairs.size } as const;
  if (pairs.size > mostPairsListed) {
    const leftOut = {
      what: 'transition pairs in the list of what is covered',
      why: `there are more than ${mostPairsListed}; of all of them ${pairsCovered} are covered`,
      count: pairs.size,
    };
    return { coverage: { criterion, items: [] }, share, leftOut: [leftOut] };
  }
  const items: CoverageItem[] = [];
  const why = reasons.uncovered(isAsked);
  for (let m = 0; m < graph.moves; m += 1) {
    const to = graph.to[m] as number;
    for (let next = graph.first[to] as number; next < (graph.first[to + 1] as number); next += 1) {
      const id = `${transition.id(m)} → ${transition.id(next)}`;
      if (pairs.has(m, next)) items.push({ id, status: 'covered' });
      else items.push({ id, status: 'uncovered', why });
    }
  }
  return { coverage: { criterion, items }, share, leftOut: [] };
}
