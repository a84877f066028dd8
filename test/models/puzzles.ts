/**
 * Puzzles whose shortest solutions are known: a solution is what a property forbids, and a shortest schedule finds it.
 */
import type { Specification, Step } from './labelled-steps.ts';
import { replaced } from './shared-memory.ts';

export interface Jugs {
  readonly small: number;
  readonly big: number;
}

/**
 * Four gallons with jugs of three and five: `DieHard` of the TLA+ examples. TLC's 97 states generated and 16 distinct
 * ones are those of Lamport's "TLA+ Hyperbook"; the solution has six steps.
 */
export const jugs: Specification<Jugs> = {
  initial: [{ small: 0, big: 0 }],
  steps: ({ small, big }): readonly Step<Jugs>[] => {
    const toBig = Math.min(small, 5 - big);
    const toSmall = Math.min(big, 3 - small);
    return [
      ['fill small', { small: 3, big }],
      ['fill big', { small, big: 5 }],
      ['empty small', { small: 0, big }],
      ['empty big', { small, big: 0 }],
      ['small to big', { small: small - toBig, big: big + toBig }],
      ['big to small', { small: small + toSmall, big: big - toSmall }],
    ];
  },
};

export interface River {
  /** Who is on the first bank. */
  readonly missionaries: number;
  readonly cannibals: number;
  readonly boatHere: boolean;
}

/** Three missionaries and three cannibals, and a boat for two: `MissionariesAndCannibals`; eleven crossings. */
export const river: Specification<River> = {
  initial: [{ missionaries: 3, cannibals: 3, boatHere: true }],
  steps: ({ missionaries, cannibals, boatHere }): readonly Step<River>[] => {
    const isSafe = (m: number, c: number) => m === 0 || m >= c;
    const loads = [
      [1, 0],
      [2, 0],
      [0, 1],
      [0, 2],
      [1, 1],
    ] as const;
    return loads.flatMap(([m, c]): readonly Step<River>[] => {
      const sign = boatHere ? -1 : 1;
      const [here, others] = [missionaries + sign * m, cannibals + sign * c];
      const isPossible = here >= 0 && here <= 3 && others >= 0 && others <= 3;
      if (!isPossible || !isSafe(here, others) || !isSafe(3 - here, 3 - others)) return [];
      return [[`${m} ${c}`, { missionaries: here, cannibals: others, boatHere: !boatHere }]];
    });
  },
};

/** The peg of each disc, the smallest first. */
export interface Tower {
  readonly pegs: readonly number[];
}

/** The tower of Hanoi: 3^n states, 3 (3^n - 1) moves, and 2^n - 1 of them to the last peg. */
export function tower(discs: number): Specification<Tower> {
  const steps = ({ pegs }: Tower): readonly Step<Tower>[] =>
    pegs.flatMap((peg, disc) =>
      [0, 1, 2]
        .filter((to) => to !== peg && pegs.slice(0, disc).every((at) => at !== peg && at !== to))
        .map((to): Step<Tower> => [`${disc} to ${to}`, { pegs: replaced(pegs, disc, to) }]),
    );
  return { initial: [{ pegs: Array.from({ length: discs }, () => 0) }], steps };
}
