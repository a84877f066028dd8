/**
 * What came to a driver in a scenario, as its alphabet. Requests that differ in their id only are one: an id is a slot
 * of the requester.
 */
import { stackConventions } from '../../machines/conventions.ts';
import type { Stimulus } from '../../src/generate/subject.ts';
import { stateText } from '../../src/system/index.ts';
import type { Alphabet, Bounds } from './alphabet.ts';
import { messageOf } from './alphabet.ts';

/** A message that came, and the states in which the driver then was, as text. */
export interface Seen {
  readonly stimulus: Stimulus;
  readonly states: ReadonlySet<string>;
}

/** The stimuli that were seen in place of those of `rules`, whose other rules stay. */
export function observedAlphabet(seen: readonly Seen[], rules: Alphabet): Alphabet {
  const kept = new Map<string, Stimulus>();
  for (const { stimulus } of seen) {
    const key = keyOf(stimulus);
    if (!kept.has(key)) kept.set(key, stimulus);
  }
  return { ...rules, base: [...kept.values()], rare: [] };
}

/**
 * The same for an actor of which no rules are known, but that answers come to who has asked: in the states in which
 * they came.
 */
export function alphabetOfRuns(seen: readonly Seen[], actor: string, bounds: Bounds): Alphabet {
  const states = new Map<string, Set<string>>();
  for (const { stimulus, states: more } of seen) {
    const { type } = stimulus.message;
    states.set(type, new Set([...(states.get(type) ?? []), ...more]));
  }
  return observedAlphabet(seen, {
    actor,
    base: [],
    rare: [],
    mayCome: (snapshot, message) =>
      !stackConventions.isAnswer(message) ||
      states.get(message.type)?.has(stateText(snapshot.value)) === true,
    isUnusual: () => false,
    concurrency: 4,
    urgent: [],
    passedOn: [],
    bounds,
  });
}

function keyOf(stimulus: Stimulus): string {
  const message = messageOf(stimulus);
  const { id: _slot, from: _requester, ...content } = message;
  const shown = stackConventions.isRequest(message) ? content : message;
  return JSON.stringify(Object.entries(shown).sort(([a], [b]) => (a < b ? -1 : 1)));
}
