/** The model's own graph as the implementation: for a whole system, whose schedule the tester chooses. */
import type { Behaviour, Observation } from '../generate/index.ts';
import type { Envelope } from '../system/index.ts';
import type { Implementation, Reaction } from './implementation.ts';
import { envelopeKey } from './sameness.ts';

export function inModel(behaviour: Behaviour): Implementation {
  const { name, initial, states, stimuli, reactions } = behaviour;
  const inputs = new Map(stimuli.map((each, n) => [envelopeKey(each), n]));
  let observed: Observation = 'status';
  let state = 0;
  const reaction = (sent: readonly Envelope[], refused?: string): Reaction => {
    const now = states[state];
    const shows = observed === 'state' ? now?.values.join(' | ') : now?.status;
    return {
      sent,
      ...(shows === undefined ? {} : { shows }),
      ...(refused === undefined ? {} : { refused }),
    };
  };
  return {
    name,
    async open(_, observes) {
      observed = observes;
      return observes !== 'outputs';
    },
    async reset() {
      state = 0;
      return reaction(initial);
    },
    async deliver(stimulus) {
      const input = inputs.get(envelopeKey(stimulus));
      const move = states[state]?.moves.find((each) => each.input === input);
      const values = states[state]?.values.join(' | ');
      if (move === undefined) return reaction([], `that is not possible in ${values}`);
      state = move.to;
      return reaction(reactions[move.output] ?? []);
    },
    async close() {
      state = 0;
    },
  };
}
