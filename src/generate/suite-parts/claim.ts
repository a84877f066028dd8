/** What passing a suite of tours says, and what that presumes. */

import type { Behaviour } from '../behaviour.ts';
import type { Criterion, CriterionCoverage, Observation } from '../suite.ts';

const seen: Readonly<Record<Observation, string>> = {
  outputs: 'sends what the model sends',
  status: 'sends what the model sends and shows its status',
  state: 'sends what the model sends and is in its states',
};

/** How many items of a criterion are covered, and how many there are besides those that are unreachable. */
export interface Share {
  readonly criterion: Criterion;
  readonly covered: number;
  readonly possible: number;
}

export function shareOf({ criterion, items }: CriterionCoverage): Share {
  const covered = items.filter(({ status }) => status === 'covered').length;
  const possible = items.filter(({ status }) => status !== 'unreachable').length;
  return { criterion, covered, possible };
}

export function tourClaim(
  { name, states }: Behaviour,
  shares: readonly Share[],
  observes: Observation,
): string {
  const parts = shares.map(({ criterion, covered, possible }) => {
    const share = covered === possible ? `all ${covered}` : `${covered} of ${possible}`;
    return `${share} ${words(criterion)}`;
  });
  const what = parts.length === 0 ? 'no criterion' : listed(parts);
  const identifies =
    observes === 'state'
      ? ` Since every step is followed by a look at the state, an implementation of the same states that passes is equal to the model wherever the tests have been.`
      : '';
  return `An implementation of '${name}' that passes ${seen[observes]} on ${what} of the model (${states.length} states).${identifies}`;
}

export function tourAssumptions(behaviour: Behaviour, observes: Observation): readonly string[] {
  const assumptions = [
    'A reset brings the implementation back to its start.',
    'An implementation that has been quiet for the length of the time-out has nothing more to send.',
  ];
  if (behaviour.kind === 'open') {
    assumptions.push(
      'Nobody but the tester sends anything to the subject, and nothing is sent that a state of the model does not take.',
    );
  }
  if (observes === 'state')
    assumptions.push('The state that the implementation shows is the one it is in.');
  return assumptions;
}

/** A criterion in words: `transition-pairs` are transition pairs. */
export function words(criterion: string): string {
  if (criterion === 'request-status') return 'answers (request and status)';
  return criterion === 'irql' ? 'IRQL items' : criterion.replace(/-/g, ' ');
}

function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
