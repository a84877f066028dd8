/** A subject of this process as the implementation: our model, or a machine of the user. */
import type { Observation, OpenSubject } from '../generate/index.ts';
import type { Implementation, Reaction } from './implementation.ts';
import { NoImplementation } from './implementation.ts';
import type { Outcome, Situation } from './subject-steps.ts';
import { SubjectSteps } from './subject-steps.ts';

export function inProcess(subject: OpenSubject): Implementation {
  const steps = new SubjectSteps(subject);
  const isOne = Object.keys(subject.actors).length === 1;
  let situation: Situation | undefined;
  /** Decides between the orders of what happens inside: another choice after each reset, the same in each run. */
  let choice = 0;
  let resets = 0;
  const chosen = <T>(all: readonly T[]): T | undefined => {
    choice = (Math.imul(choice, 1_664_525) + 1_013_904_223) >>> 0;
    return all[Math.floor((choice / 2 ** 32) * all.length)];
  };
  let observed: Observation = 'status';
  const shows = (now: Situation) =>
    observed === 'state' ? steps.stateName(now) : steps.status(now);
  const reaction = (outcome: Outcome): Reaction => {
    situation = outcome.situation;
    const { sent, refused } = outcome;
    // What was refused before it was in any state shows nothing.
    const isSomewhere = Object.keys(situation.actors).length > 0;
    const shown = isSomewhere ? shows(situation) : undefined;
    return {
      sent,
      ...(shown === undefined ? {} : { shows: shown }),
      ...(refused === undefined ? {} : { refused }),
    };
  };
  return {
    name: subject.name,
    async open({ actors }, observes) {
      const missing = actors.filter((id) => subject.actors[id] === undefined);
      if (missing.length > 0) {
        const has = Object.keys(subject.actors).join(', ');
        throw new NoImplementation(
          `the suite is for ${actors.join(', ')}; '${subject.name}' has no ${missing.join(', ')}, but ${has}`,
        );
      }
      observed = observes;
      return observes === 'state' || (observes === 'status' && subject.status !== undefined);
    },
    async reset(inputs) {
      resets += 1;
      choice = resets;
      return reaction(steps.initial(inputs));
    },
    async deliver(stimulus) {
      if (situation === undefined) throw new NoImplementation('has not been reset');
      const outcome = isOne ? undefined : chosen(steps.outcomes(situation, stimulus));
      return reaction(outcome ?? steps.deliver(situation, stimulus));
    },
    async close() {
      situation = undefined;
    },
  };
}
