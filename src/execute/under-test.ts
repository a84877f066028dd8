/**
 * A machine under test, for test files that people read: what comes in, what must go out, one line each. Runs in this
 * process, at once, on any test runner: what is not as expected is thrown as an AssertionError in plain words.
 *
 * ```ts
 * const pf = underTest({ actors: { pf: { machine: pfMiniport, input } } });
 * pf.receives('ndis', { type: 'MiniportInitializeEx', id: 'adapter', irql: 'PASSIVE_LEVEL' });
 * pf.sends('ndis', { type: 'NdisMSetMiniportAttributes', attributes: 'registration', ... });
 * ```
 */
import { AssertionError } from 'node:assert';
import type { OpenSubject } from '../generate/index.ts';
import type { Envelope, Message } from '../system/index.ts';
import { messageWords, sentWords } from './message-words.ts';
import { isSameAnswer } from './sameness.ts';
import type { Outcome } from './subject-steps.ts';
import { SubjectSteps, timer } from './subject-steps.ts';

/**
 * What is tested: one machine by its id, or several whose messages to each other nobody outside sees; and a function
 * that says what they show besides. An `OpenSubject` is one.
 */
export type TestSubject = Pick<OpenSubject, 'actors' | 'status' | 'ignoresUnexpected'>;

/** A message with whatever fields it has. `from` is added where it is left out. */
export interface TestMessage {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A message that must go out: to whom, and what. */
export type Sent = readonly [to: string, message: TestMessage];

/** Starts the subject. */
export function underTest(subject: TestSubject): UnderTest {
  return new UnderTest(subject);
}

export class UnderTest {
  readonly #steps: SubjectSteps;
  readonly #actors: readonly string[];
  /** Who gets what comes in. */
  readonly #actor: string;
  /** Shared by the views of all actors of one subject. */
  readonly #now: Now;

  constructor(subject: TestSubject, actor?: string, of?: UnderTest) {
    this.#actors = Object.keys(subject.actors);
    this.#actor = actor ?? this.#actors[0] ?? '';
    this.#steps = of === undefined ? new SubjectSteps(named(subject)) : of.#steps;
    this.#now =
      of === undefined ? { outcomes: [], after: '', shown: undefined, hasBegun: false } : of.#now;
    if (of === undefined) this.#go('at the start', [this.#steps.initial()], underTest);
  }

  /** The same subject; what comes in next is for this actor of it. */
  at(actor: string): UnderTest {
    if (this.#actors.includes(actor)) return new UnderTest(this.#steps.subject, actor, this);
    throw new Error(`'${actor}' is not of the subject: it has ${this.#actors.join(', ')}`);
  }

  /** A message comes in: from somebody, or with no sender. */
  receives(from: string, message: TestMessage): this;
  receives(message: TestMessage): this;
  receives(first: string | TestMessage, second?: TestMessage): this {
    const message = messageOf(first, second);
    const { from = 'environment' } = message;
    const after = `after ${messageWords(message)}${message.from === undefined ? '' : ` from ${from}`}`;
    return this.#deliver(after, { from, to: this.#actor, message }, this.receives);
  }

  /** The timer that raises this event fires, such as `xstate.after.100.door.open`. */
  timerFires(event: string): this {
    const message = { type: event };
    const envelope = { from: timer, to: this.#actor, message };
    return this.#deliver(`after the timer ${event}`, envelope, this.timerFires);
  }

  /** What it has sent to itself (a work item, a DPC) runs. */
  runs(message: TestMessage): this {
    const own = { from: this.#actor, ...message } as Message;
    const envelope = { from: this.#actor, to: this.#actor, message: own };
    return this.#deliver(`after its own ${messageWords(own)}`, envelope, this.runs);
  }

  /** What it shows from now on, such as `bug check 0xD1`. Say this before `sends`. */
  shows(status: string): this {
    return this.#shows(status, this.shows);
  }

  /** The same, and nothing goes out. */
  showsOnly(status: string): this {
    return this.#shows(status, this.showsOnly).#expect([[]], this.showsOnly);
  }

  /** Everything that goes out until it is quiet again, and nothing else. */
  sends(to: string, ...messages: readonly TestMessage[]): this;
  sends(...sent: readonly Sent[]): this;
  sends(first: string | Sent, ...rest: readonly (TestMessage | Sent)[]): this {
    const all = typeof first === 'string' ? rest.map((each) => [first, each]) : [first, ...rest];
    return this.#expect([(all as readonly Sent[]).map(this.#envelope)], this.sends);
  }

  /** Nothing goes out. */
  sendsNothing(): this {
    return this.#expect([[]], this.sendsNothing);
  }

  /**
   * The first of these goes out, and that is what the test goes on from. In another order of what happens inside of
   * a subject of several actors, one of the others may.
   */
  sendsOneOf(...answers: readonly (readonly Sent[])[]): this {
    const legal = answers.map((each) => each.map(this.#envelope));
    return this.#expect(legal, this.sendsOneOf);
  }

  /** The state that it is in: `open.locked`; regions are separated by commas. */
  isIn(state: string): this {
    return this.#isIn(state, this.isIn);
  }

  /** Nothing goes out, and it is in this state. */
  isQuietIn(state: string): this {
    return this.#expect([[]], this.isQuietIn).#isIn(state, this.isQuietIn);
  }

  readonly #envelope = ([to, message]: Sent): Envelope => {
    const [sole, other] = this.#actors;
    const from = other === undefined ? sole : message.from;
    if (typeof from === 'string') return { from, to, message: message as Message };
    const who = this.#actors.join(', ');
    throw new Error(`${message.type}: say who sends it (from): the subject is ${who}`);
  };

  #deliver(after: string, stimulus: Envelope, caller: Caller): this {
    const next = this.#now.outcomes.flatMap(({ situation }) =>
      this.#steps.outcomes(situation, stimulus),
    );
    return this.#go(after, next, caller);
  }

  #go(after: string, outcomes: readonly Outcome[], caller: Caller): this {
    this.#now.outcomes = outcomes;
    this.#now.after = after;
    this.#now.shown = undefined;
    this.#now.hasBegun = caller !== underTest;
    for (const { refused } of outcomes) {
      if (refused !== undefined) this.#fail(`expected it to be taken; ${refused}`, caller);
    }
    return this;
  }

  /** `legal`: the first answer is that with which the test goes on. */
  #expect(legal: readonly (readonly Envelope[])[], caller: Caller): this {
    const [expected = []] = legal;
    for (const outcome of this.#now.outcomes) {
      const { sent } = outcome;
      if (!legal.some((each) => isSameAnswer(each, sent))) {
        const wanted = legal.map((each) => `to send ${this.#words(each)}`).join(', or ');
        const got = `it sent ${this.#words(sent)}`;
        this.#unequal(wanted, got, expected.map(plainSent), sent.map(plainSent), caller);
      }
      const status = this.#statusOf(outcome);
      const { shown, hasBegun } = this.#now;
      if (hasBegun && status !== shown) {
        const wanted = shown === undefined ? 'all to be well' : `to show '${shown}'`;
        this.#unequal(wanted, showing(status), shown, status, caller);
      }
    }
    const next = this.#now.outcomes.filter(({ sent }) => isSameAnswer(sent, expected));
    if (next.length === 0) this.#fail(`it never sends ${this.#words(expected)}`, caller);
    this.#now.outcomes = next;
    return this;
  }

  #shows(status: string, caller: Caller): this {
    for (const outcome of this.#now.outcomes) {
      const shown = this.#statusOf(outcome);
      const words = `to show '${status}'`;
      if (shown !== status) this.#unequal(words, showing(shown), status, shown, caller);
    }
    this.#now.shown = status;
    return this;
  }

  #isIn(state: string, caller: Caller): this {
    for (const { situation } of this.#now.outcomes) {
      const is = this.#steps.stateName(situation);
      if (is !== state) this.#unequal(`to be in ${state}`, `it is in ${is}`, state, is, caller);
    }
    return this;
  }

  #statusOf({ situation }: Outcome): string | undefined {
    return this.#steps.status(situation);
  }

  #words(sent: readonly Envelope[]): string {
    return sentWords(sent, this.#actors.length > 1);
  }

  #unequal(wanted: string, got: string, expected: unknown, actual: unknown, of: Caller): never {
    throw new AssertionError({
      message: `${this.#now.after}: expected ${wanted}; ${got}`,
      expected,
      actual,
      operator: 'underTest',
      stackStartFn: of,
    });
  }

  #fail(words: string, caller: Caller): never {
    const message = `${this.#now.after}: ${words}`;
    throw new AssertionError({ message, operator: 'underTest', stackStartFn: caller });
  }
}

interface Now {
  /** What may have come of the last stimulus: more than one where the order inside is open. */
  outcomes: readonly Outcome[];
  /** Of the last stimulus: the beginning of what is said when a test fails. */
  after: string;
  /** The status that the test has named since. */
  shown: string | undefined;
  /** A suite says what is shown after each stimulus, not what is shown before the first. */
  hasBegun: boolean;
}

/** Where the stack of a failed assertion begins: at the line of the test. */
// biome-ignore lint/complexity/noBannedTypes: what node:assert asks for, which is any function.
type Caller = Function;

function named(subject: TestSubject): OpenSubject {
  return { name: Object.keys(subject.actors).join(', '), stimuli: [], ...subject };
}

function messageOf(first: string | TestMessage, second: TestMessage | undefined): Message {
  if (typeof first !== 'string') return first as Message;
  if (second === undefined) throw new Error(`receives('${first}', ...): the message is missing`);
  return { from: first, ...second } as Message;
}

function showing(status: string | undefined): string {
  return status === undefined ? 'all is well' : `it shows '${status}'`;
}

/** What a test runner shows as the difference. */
function plainSent({ from, to, message }: Envelope) {
  return { to, ...message, from: message.from ?? from };
}
