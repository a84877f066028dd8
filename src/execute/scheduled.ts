/**
 * A whole system under test, in an order that the test chooses, for test files that people read: one line for each
 * delivery, with the whole message. Runs in this process, at once, on any test runner.
 *
 * ```ts
 * const run = scheduled(system);
 * run.delivers('pnp', 'ndis', { type: 'StartDevice', id: 'start' });
 * run.delivers('ndis', 'pf', { type: 'MiniportInitializeEx', id: 'adapter', irql: 'PASSIVE_LEVEL' });
 * run.endsAtRest();
 * ```
 */
import { AssertionError } from 'node:assert';
import type { Envelope, Message, Step, Stepper, SystemSpec } from '../system/index.ts';
import { createStepper, inertDirectory, reception, stateText } from '../system/index.ts';
import { messageWords } from './message-words.ts';
import { canonical, messageKey } from './sameness.ts';
import type { TestMessage } from './under-test.ts';

/** A message that is on its way: from whom, to whom, and what. */
export type OnItsWay = readonly [from: string, to: string, message: TestMessage];

const environment = 'environment';

/** Starts the system. */
export function scheduled(system: SystemSpec): Scheduled {
  return new Scheduled(system);
}

export class Scheduled {
  readonly #system: SystemSpec;
  readonly #steppers = new Map<string, Stepper>();
  readonly #steps = new Map<string, Step>();
  /** First in, first out between every sender and receiver. */
  readonly #channels = new Map<string, Envelope[]>();
  #done = 0;

  constructor(system: SystemSpec) {
    this.#system = system;
    const ids = Object.keys(system.actors);
    const directory = inertDirectory([...ids, environment]);
    for (const [id, { machine, input }] of Object.entries(system.actors)) {
      const stepper = createStepper(id, machine, directory);
      this.#steppers.set(id, stepper);
      this.#took(id, stepper.initial(input));
    }
    for (const each of system.initial) this.#queue(each);
  }

  /** The oldest message from `from` to `to` is this one, and `to` takes it now. */
  delivers(from: string, to: string, message: TestMessage): this {
    const wanted = { from, ...message } as Message;
    const { step, stepper } = this.#actor(to);
    const envelope = { from, to, message: wanted };
    if (from === environment && this.#isOutside(to, step, wanted)) {
      return this.#deliver(envelope, stepper, step);
    }
    const waiting = this.#channels.get(channel(envelope)) ?? [];
    const [head] = waiting;
    if (head === undefined) {
      return this.#fail(`nothing waits from ${from} to ${to}`, wanted, undefined, this.delivers);
    }
    const is = { from, ...head.message };
    if (messageKey({ from, message: is }) !== messageKey(envelope)) {
      const words = `from ${from} to ${to} comes ${messageWords(is)}`;
      return this.#fail(
        `${words}; ${messageWords(wanted)} was expected`,
        wanted,
        is,
        this.delivers,
      );
    }
    waiting.shift();
    return this.#deliver(head, stepper, step);
  }

  /** The timer of this actor that raises this event fires. */
  timerFires(actor: string, event: string): this {
    const { stepper, step } = this.#actor(actor);
    const armed = step.timers.find((each) => each.event.type === event);
    if (armed === undefined) {
      const words = `${actor} has no armed timer ${event}`;
      return this.#fail(words, event, undefined, this.timerFires);
    }
    this.#done += 1;
    return this.#took(actor, stepper.fire(step.snapshot, step.timers, armed.id));
  }

  /** The states of all actors, in their order: `paused | idle`. Regions are separated by commas. */
  isIn(states: string): this {
    const is = [...this.#steps.values()].map(({ snapshot }) => stateText(snapshot.value));
    const text = is.join(' | ');
    return text === states
      ? this
      : this.#fail(`the states are ${text}; ${states} was expected`, states, text, this.isIn);
  }

  /** Nothing is on its way any more. */
  endsAtRest(): this {
    return this.#leaves([], this.endsAtRest);
  }

  /** Exactly these messages have been sent and are not delivered. */
  leaves(...messages: readonly OnItsWay[]): this {
    return this.#leaves(messages, this.leaves);
  }

  #leaves(messages: readonly OnItsWay[], caller: Caller): this {
    const wanted = messages.map(([from, to, message]) => ({ from, to, ...message }));
    const left = [...this.#channels.values()].flat();
    const is = left.map(({ from, to, message }) => ({ ...message, from, to }));
    const texts = (all: readonly object[]) => all.map((each) => canonical(each)).sort();
    if (canonical(texts(wanted)) === canonical(texts(is))) return this;
    const names = left.map(({ from, to, message }) => `${message.type} from ${from} to ${to}`);
    const words =
      names.length === 0 ? 'nothing is on its way' : `on their way are ${names.join(', ')}`;
    const expected = wanted.length === 0 ? 'nothing' : wanted.map(({ type }) => type).join(', ');
    return this.#fail(`${words}; ${expected} was expected`, wanted, is, caller);
  }

  #actor(id: string): { stepper: Stepper; step: Step } {
    const stepper = this.#steppers.get(id);
    const step = this.#steps.get(id);
    if (stepper !== undefined && step !== undefined) return { stepper, step };
    throw new Error(`there is no actor '${id}': there are ${[...this.#steps.keys()].join(', ')}`);
  }

  #isOutside(to: string, { snapshot }: Step, message: Message): boolean {
    const { events = [] } = this.#system.actors[to] ?? {};
    const possible = typeof events === 'function' ? events(snapshot) : events;
    const key = (each: Message) => canonical({ ...each, from: environment });
    return possible.some((each) => key(each) === key(message));
  }

  #deliver(envelope: Envelope, stepper: Stepper, { snapshot, timers }: Step): this {
    const { to, message } = envelope;
    const taken = reception(snapshot, message);
    if (taken !== 'handled') {
      const how = taken === 'deferred' ? 'puts it off' : 'does not take it';
      const words = `${to}, in ${stateText(snapshot.value)}, ${how}: ${messageWords(message)}`;
      return this.#fail(words, 'handled', taken, this.delivers);
    }
    this.#done += 1;
    return this.#took(to, stepper.deliver(snapshot, timers, message));
  }

  #took(id: string, step: Step): this {
    this.#steps.set(id, step);
    for (const each of step.sent) this.#queue({ from: id, ...each });
    return this;
  }

  #queue(envelope: Envelope): void {
    if (envelope.to === environment) return;
    const key = channel(envelope);
    const waiting = this.#channels.get(key);
    if (waiting === undefined) this.#channels.set(key, [envelope]);
    else waiting.push(envelope);
  }

  #fail(words: string, expected: unknown, actual: unknown, caller: Caller): never {
    throw new AssertionError({
      message: `delivery ${this.#done + 1}: ${words}`,
      expected,
      actual,
      operator: 'scheduled',
      stackStartFn: caller,
    });
  }
}

/** Where the stack of a failed assertion begins: at the line of the test. */
// biome-ignore lint/complexity/noBannedTypes: what node:assert asks for, which is any function.
type Caller = Function;

function channel({ from, to }: Envelope): string {
  return `${from} ${to}`;
}
