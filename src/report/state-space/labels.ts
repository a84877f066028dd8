/** What the formats of a state space have in common: the words for a state and for a transition. */
import type { SpaceState, SpaceTransition, StateSpace } from '../../explore/index.ts';
import { short } from '../export/text.ts';
import { messageText } from '../message-text.ts';

const most = 200;

/** `vpci -> vf0: IoCompleteRequest STATUS_SUCCESS`; equal deliveries have equal words. */
export function transitionWords({ delivery }: SpaceTransition): string {
  const { from, to, message, lost, duplicate } = delivery;
  const { name, status, fields, routine } = messageText(message);
  const words = [name, routine, status, fields].filter((each) => each !== undefined && each !== '');
  const fate = lost === true ? ' (lost)' : duplicate === true ? ' (a copy)' : '';
  return `${short(from, most)} -> ${short(to, most)}: ${short(words.join(' '), most)}${fate}`;
}

/** What the actors are in, one line each; of one that has not moved since the beginning nothing is said. */
export function stateWords({ actors, states }: StateSpace, state: SpaceState): readonly string[] {
  const [initial] = states;
  const lines = actors.flatMap((actor, n) => {
    const text = state.local[n] as string;
    const isSame = state !== initial && text === initial?.local[n];
    return isSame ? [] : [`${short(actor, most)}: ${short(text, most)}`];
  });
  return lines.length > 0 ? lines : ['all as at the beginning'];
}

/** What is to be said of the state besides: it violates, is at rest, or was not expanded. */
export function markWords({ violation, isRest, isOpen }: SpaceState): string | undefined {
  if (violation !== undefined) return short(`violated: ${violation.property}`, most);
  if (isOpen) return 'not expanded: the bound was reached';
  return isRest ? 'at rest' : undefined;
}
