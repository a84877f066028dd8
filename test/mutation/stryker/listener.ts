/** Stryker's events as they come, in the process that started it, so that an interrupted run is not lost. */
import type { MutantResult } from '@stryker-mutator/api/core';
import type { Reporter } from '@stryker-mutator/api/report';

export interface Heard {
  /** Called once, with the ids of the mutants that are not left alone. */
  planned(ids: readonly string[]): void;
  tested(result: Readonly<MutantResult>): void;
}

let heard: Heard | undefined;

/** From now on `to` hears of everything; nobody does when it is undefined. */
export function listen(to: Heard | undefined): void {
  heard = to;
}

export const listener: Reporter = {
  onMutationTestingPlanReady: ({ mutantPlans }) => {
    const mutants = mutantPlans.map(({ mutant }) => mutant);
    heard?.planned(mutants.filter(({ status }) => status !== 'Ignored').map(({ id }) => id));
  },
  onMutantTested: (result) => heard?.tested(result),
};
