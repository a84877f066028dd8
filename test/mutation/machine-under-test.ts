/**
 * A subject, unmutated or with a mutant in it, that answers stimuli. What it did once in a situation it is not asked
 * again: the suites of all criteria walk through the same situations, and a mutant is asked for thousands of steps.
 */
import { answerKey } from '../../src/execute/sameness.ts';
import type { Outcome, Situation } from '../../src/execute/subject-steps.ts';
import { SubjectSteps } from '../../src/execute/subject-steps.ts';
import type { OpenSubject } from '../../src/generate/index.ts';
import type { Stimuli } from './compiled-suite.ts';

/** What a stimulus led to; `next` is a situation's number. */
export interface Answer {
  readonly next: number;
  /** Equal answers have equal keys. */
  readonly sent: string;
  readonly shows: string | undefined;
  /** It could not take the stimulus: no state expects it, or the machine threw. The test fails here. */
  readonly fault?: string;
}

export class MachineUnderTest {
  readonly #steps: SubjectSteps;
  readonly #stimuli: Stimuli;
  readonly #situations: Situation[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #answers: (Answer | undefined)[][] = [];
  #initial: Answer | undefined;

  constructor(subject: OpenSubject, stimuli: Stimuli) {
    this.#steps = new SubjectSteps(subject);
    this.#stimuli = stimuli;
  }

  /** Fresh: the situation in which every test begins, and what was sent at once. */
  initial(): Answer {
    this.#initial ??= this.#answered(() => this.#steps.initial());
    return this.#initial;
  }

  deliver(situation: number, stimulus: number): Answer {
    const answers = this.#answers[situation];
    if (answers === undefined) throw new RangeError(`there is no situation ${situation}`);
    const known = answers[stimulus];
    if (known !== undefined) return known;
    const envelope = this.#stimuli.at(stimulus);
    const before = this.#situations[situation] as Situation;
    const answer = this.#answered(() => this.#steps.deliver(before, envelope));
    answers[stimulus] = answer;
    return answer;
  }

  #answered(ask: () => Outcome): Answer {
    try {
      const { situation, sent, refused } = ask();
      if (refused !== undefined) return fault(refused);
      const shows = this.#steps.status(situation);
      return { next: this.#number(situation), sent: answerKey(sent), shows };
    } catch (error) {
      return fault(error instanceof Error ? error.message : String(error));
    }
  }

  #number(situation: Situation): number {
    const key = this.#steps.key(situation);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#situations.length;
      this.#numbers.set(key, number);
      this.#situations.push(situation);
      this.#answers.push([]);
    }
    return number;
  }
}

function fault(why: string): Answer {
  return { next: -1, sent: '', shows: undefined, fault: why };
}
