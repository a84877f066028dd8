/**
 * A subject, unmutated or with a mutant in it, that answers stimuli. What it did once in a situation it is not asked
 * again: the suites of all criteria walk through the same situations, and a mutant is asked for thousands of steps.
 */
import { answerKey } from '../../src/execute/sameness.ts';
import type { Outcome, Situation } from '../../src/execute/subject-steps.ts';
import { SubjectSteps } from '../../src/execute/subject-steps.ts';
import type { OpenSubject } from '../../src/generate/index.ts';
import type { SystemView } from '../../src/system/index.ts';
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

/** Hears of every question that a machine is really asked; `stimulus` is undefined for the beginning. */
export type Observer = (
  situation: number | undefined,
  stimulus: number | undefined,
  ask: () => Answer,
) => Answer;

/** What is known before a machine is asked: the answers of another one, where they cannot differ. */
export interface Known {
  readonly machine: MachineUnderTest;
  /** A situation of that machine as one of this: needed when they are built of different charts. */
  readonly adopted?: (situation: Situation) => Situation;
  answer(situation: number | undefined, stimulus: number | undefined): Answer | undefined;
}

const plainly: Observer = (_situation, _stimulus, ask) => ask();

export class MachineUnderTest {
  readonly #steps: SubjectSteps;
  readonly #stimuli: Stimuli;
  readonly #observe: Observer;
  readonly #known: Known | undefined;
  /** Situations of `known` come first. */
  readonly #first: number;
  readonly #situations: Situation[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #answers = new Map<number, (Answer | undefined)[]>();
  #initial: Answer | undefined;

  constructor(subject: OpenSubject, stimuli: Stimuli, observe = plainly, known?: Known) {
    this.#steps = new SubjectSteps(subject);
    this.#stimuli = stimuli;
    this.#observe = observe;
    this.#known = known;
    this.#first = known === undefined ? 0 : known.machine.#situations.length;
  }

  /** The same subject with other things going on inside its code, of which some answers are known. */
  static knowing(known: Known): MachineUnderTest {
    const { machine } = known;
    return new MachineUnderTest(machine.#steps.subject, machine.#stimuli, plainly, known);
  }

  /** Fresh: the situation in which every test begins, and what was sent at once. */
  initial(): Answer {
    this.#initial ??=
      this.#known?.answer(undefined, undefined) ??
      this.#observe(undefined, undefined, () => this.#answered(() => this.#steps.initial()));
    return this.#initial;
  }

  hasAnswered(situation: number, stimulus: number): boolean {
    return this.#answers.get(situation)?.[stimulus] !== undefined;
  }

  deliver(situation: number, stimulus: number): Answer {
    const known = this.#known?.answer(situation, stimulus);
    if (known !== undefined) return known;
    let answers = this.#answers.get(situation);
    if (answers === undefined) {
      answers = [];
      this.#answers.set(situation, answers);
    }
    let answer = answers[stimulus];
    if (answer === undefined) {
      answer = this.#observe(situation, stimulus, () => this.#asked(situation, stimulus));
      answers[stimulus] = answer;
    }
    return answer;
  }

  /** The number of the situation with this key, if it came up. */
  numberOf(key: string): number | undefined {
    return this.#numbers.get(key);
  }

  #asked(situation: number, stimulus: number): Answer {
    const before = this.#situation(situation);
    const envelope = this.#stimuli.at(stimulus);
    return this.#answered(() => this.#steps.deliver(before, envelope));
  }

  #situation(number: number): Situation {
    const own = number - this.#first;
    if (own < 0 && this.#known !== undefined) {
      const { machine, adopted = (situation) => situation } = this.#known;
      return adopted(machine.#situation(number));
    }
    const found = this.#situations[own];
    if (found === undefined) throw new RangeError(`there is no situation ${number}`);
    return found;
  }

  /** The snapshots in the situation with this number. */
  view(number: number): SystemView {
    return this.#steps.view(this.#situation(number));
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
    const found = this.#numbers.get(key) ?? this.#known?.machine.numberOf(key);
    if (found !== undefined) return found;
    const number = this.#first + this.#situations.length;
    this.#numbers.set(key, number);
    this.#situations.push(situation);
    return number;
  }
}

function fault(why: string): Answer {
  return { next: -1, sent: '', shows: undefined, fault: why };
}
