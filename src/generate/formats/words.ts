/** What the formats for people say of a suite in words. */
import type { CoverageStatus, CriterionCoverage, Suite } from '../suite.ts';

export type CoverageCounts = Readonly<Record<CoverageStatus, number>> & { readonly total: number };

export function countsOf({ items }: CriterionCoverage): CoverageCounts {
  const counts = { covered: 0, uncovered: 0, unreachable: 0, unknown: 0, total: items.length };
  for (const { status } of items) counts[status] += 1;
  return counts;
}

/** `124 of 124 transitions, 30 of 31 states`: what was asked for. */
export function coverageWords({ coverage, criteria }: Suite): string {
  const asked = coverage.filter(({ criterion }) => criteria.includes(criterion));
  const texts = asked.map((each) => {
    const { covered, total, unreachable } = countsOf(each);
    const dead = unreachable === 0 ? '' : ` (${unreachable} cannot be reached)`;
    return `${covered} of ${total} ${each.criterion}${dead}`;
  });
  return texts.join(', ') || 'nothing was asked for';
}

export function stepCount({ tests }: Suite): number {
  return tests.reduce((sum, { steps }) => sum + steps.length, 0);
}

/** How the tests were chosen: `method wp with 1 extra state`. */
export function methodWords({ method, extraStates, criteria }: Suite): string {
  if (criteria.length === 1 && criteria[0] === 'schedules') return 'schedules';
  if (method === 'tour') return 'a tour';
  const name = { w: 'W', wp: 'Wp', hsi: 'HSI', h: 'H' }[method];
  const k = extraStates ?? 0;
  return `method ${name} with ${k === 0 ? 'no' : k} extra state${k === 1 ? '' : 's'}`;
}

export const observationWords = {
  outputs: 'the messages that it sends',
  status: 'the messages that it sends, and what it shows (its status)',
  state: 'the messages that it sends, and the state that it is in',
} as const;
