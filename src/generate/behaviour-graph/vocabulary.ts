/** Numbers for the messages and envelopes of one subject: equal ones have equal numbers. */
import { canonicalText } from '../../explore/canonical.ts';
import type { Envelope, Message } from '../../system/index.ts';

/** Equal keys get the same number, in the order in which they first come. */
export class Numbered<T> {
  readonly values: T[] = [];
  readonly #numbers = new Map<string, number>();

  number(key: string, value: T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.values.length);
    return this.values.push(value) - 1;
  }

  find(key: string): number | undefined {
    return this.#numbers.get(key);
  }
}

export class Vocabulary {
  /** Ids of the actors; an actor's number is its place. */
  readonly actors: readonly string[];
  readonly #messages = new Numbered<Message>();
  /** Of the objects that come again and again, such as those of a list of stimuli. */
  readonly #messageNumbers = new WeakMap<Message, number>();
  readonly #envelopes = new Numbered<Envelope>();
  /** For each envelope: the number of its sender and receiver together. */
  readonly #routes: number[] = [];
  readonly #routeNumbers = new Numbered<string>();

  constructor(actors: readonly string[]) {
    this.actors = actors;
  }

  message(message: Message): number {
    const known = this.#messageNumbers.get(message);
    if (known !== undefined) return known;
    const number = this.#messages.number(canonicalText(message), message);
    this.#messageNumbers.set(message, number);
    return number;
  }

  messageOf(number: number): Message {
    return this.#messages.values[number] as Message;
  }

  envelope(envelope: Envelope): number {
    const { from, to, message } = envelope;
    const route = `${JSON.stringify(from)} ${JSON.stringify(to)}`;
    const key = `${route} ${this.message(message)}`;
    const number = this.#envelopes.number(key, envelope);
    this.#routes[number] ??= this.#routeNumbers.number(route, route);
    return number;
  }

  envelopeOf(number: number): Envelope {
    return this.#envelopes.values[number] as Envelope;
  }

  /** The number of its sender and receiver together. */
  routeOf(envelope: number): number {
    return this.#routes[envelope] as number;
  }

  /**
   * Equal for lists of envelopes with the same messages in the same order for each sender and receiver: a
   * first-in-first-out channel promises no more.
   */
  reactionKey(envelopes: readonly number[]): string {
    if (envelopes.length < 2) return envelopes.join();
    const sorted = [...envelopes].sort((a, b) => this.routeOf(a) - this.routeOf(b));
    return sorted.join();
  }
}
