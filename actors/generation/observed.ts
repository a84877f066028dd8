/**
 * What came to a driver in a scenario, as its alphabet. Requests that differ in their id only are one: an id is a slot
 * of the requester.
 */
import { stackConventions } from '../../machines/conventions.ts';
import type { Stimulus } from '../../src/generate/subject.ts';
import type { Alphabet } from './alphabet.ts';
import { messageOf } from './alphabet.ts';

/** The stimuli of `seen` in place of those of `rules`, whose other rules stay. */
export function observedAlphabet(seen: readonly Stimulus[], rules: Alphabet): Alphabet {
  const kept = new Map<string, Stimulus>();
  for (const stimulus of seen) {
    const key = keyOf(stimulus);
    if (!kept.has(key)) kept.set(key, stimulus);
  }
  return { ...rules, base: [...kept.values()], rare: [] };
}

function keyOf(stimulus: Stimulus): string {
  const message = messageOf(stimulus);
  const { id: _slot, from: _requester, ...content } = message;
  const shown = stackConventions.isRequest(message) ? content : message;
  return JSON.stringify(Object.entries(shown).sort(([a], [b]) => (a < b ? -1 : 1)));
}
