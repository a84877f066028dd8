/**
 * One machine, unmutated or a mutant, that answers stimuli. What it did once in a state it is not asked again: the
 * suites of all criteria walk the same states, and a mutant is asked for thousands of steps.
 */
import type { AnyActorRef, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { canonicalText } from '../../src/explore/canonical.ts';
import type { Envelope, Stepper, Timer } from '../../src/system/index.ts';
import { createStepper, inertDirectory, reception } from '../../src/system/index.ts';
import type { Stimuli } from './compiled-suite.ts';
import { answerText } from './compiled-suite.ts';

/** What a machine shows besides its messages, such as `bug check 0xD1`. */
export type StatusOf = (snapshot: AnyMachineSnapshot) => string | undefined;

export interface Subject {
  readonly id: string;
  readonly machine: AnyStateMachine;
  readonly input: unknown;
  readonly status: StatusOf;
}

/** What a stimulus led to; `next` is a state's number. */
export interface Answer {
  readonly next: number;
  readonly sent: string;
  readonly shows: string | undefined;
  /** It could not take the stimulus: no state expects it, or the machine threw. The test fails here. */
  readonly fault?: string;
}

interface Local {
  readonly snapshot: AnyMachineSnapshot;
  readonly timers: readonly Timer[];
}

export class MachineUnderTest {
  readonly #subject: Subject;
  readonly #stimuli: Stimuli;
  readonly #stepper: Stepper;
  readonly #locals: Local[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #answers: (Answer | undefined)[][] = [];
  #initial: Answer | undefined;

  constructor(subject: Subject, stimuli: Stimuli) {
    this.#subject = subject;
    this.#stimuli = stimuli;
    this.#stepper = createStepper(subject.id, subject.machine, anyPeer(subject.id));
  }

  /** Fresh: the state in which every test begins, and what was sent at once. */
  initial(): Answer {
    this.#initial ??= this.#take(() => this.#stepper.initial(this.#subject.input));
    return this.#initial;
  }

  deliver(state: number, stimulus: number): Answer {
    const answers = this.#answers[state];
    if (answers === undefined) throw new RangeError(`there is no state ${state}`);
    const known = answers[stimulus];
    if (known !== undefined) return known;
    const answer = this.#ask(this.#locals[state] as Local, this.#stimuli.at(stimulus));
    answers[stimulus] = answer;
    return answer;
  }

  #ask({ snapshot, timers }: Local, { from, message }: Envelope): Answer {
    if (from === 'timer') {
      const timer = timers.find(({ event }) => event.type === message.type);
      if (timer === undefined) return fault(`no timer '${message.type}' is armed`);
      return this.#take(() => this.#stepper.fire(snapshot, timers, timer.id));
    }
    return this.#take(() =>
      reception(snapshot, message) === 'handled'
        ? this.#stepper.deliver(snapshot, timers, message)
        : undefined,
    );
  }

  #take(step: () => ReturnType<Stepper['initial']> | undefined): Answer {
    try {
      const done = step();
      if (done === undefined) return fault('no state takes it');
      const { snapshot, timers, sent } = done;
      const from = this.#subject.id;
      return {
        next: this.#number({ snapshot, timers }),
        sent: answerText(sent.map((each) => ({ from, ...each }))),
        shows: this.#subject.status(snapshot),
      };
    } catch (error) {
      return fault(error instanceof Error ? error.message : String(error));
    }
  }

  #number(local: Local): number {
    const { value, context, status } = local.snapshot;
    const key = canonicalText([value, context, status, local.timers]);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#locals.length;
      this.#numbers.set(key, number);
      this.#locals.push(local);
      this.#answers.push([]);
    }
    return number;
  }
}

/** Everybody is a peer of an open subject: whom a mutant sends to is its output, and is judged as such. */
function anyPeer(id: string): ReadonlyMap<string, AnyActorRef> {
  const known = new Map(inertDirectory([id]));
  const get = known.get.bind(known);
  known.get = (peer) => get(peer) ?? inertDirectory([peer]).get(peer);
  return known;
}

function fault(why: string): Answer {
  return { next: -1, sent: '', shows: undefined, fault: why };
}
