/** What all tables of one exploration share: numbers for actors, messages, envelopes and faults. */
import type { Envelope, Message, Violation } from '../system/index.ts';
import { canonicalText } from './canonical.ts';
import { Interner } from './interner.ts';
import { PairTable } from './pair-table.ts';

/** A table's answer: nothing is known yet. */
export const unknown = -1;
/** Answers from here downwards stand for faults: something is wrong with the step. */
export const firstFault = -2;

/** How a message fares that is not simply delivered: as the field of its envelope that says so. */
export type Fate = 'lost' | 'duplicate';

export class Vocabulary {
  /** Ids of the actors; an actor's number is its place. */
  readonly actors: readonly string[];
  readonly envelopes = new Interner<Envelope>();
  readonly #names = new Interner<string>();
  readonly #messages = new Interner<Message>();
  /** Those that are simply delivered, by sender and receiver, and message. */
  readonly #plain = new PairTable();
  readonly #faults: Violation[] = [];

  constructor(actors: readonly string[]) {
    this.actors = actors;
    for (const id of actors) this.name(id);
  }

  /** The number of an actor, or of another sender such as `environment`. */
  name(id: string): number {
    return this.#names.number(id, id);
  }

  nameOf(number: number): string {
    return this.#names.value(number);
  }

  /** The number of the actor that a message is for. */
  receiver(to: string, from: string): number {
    const index = this.actors.indexOf(to);
    if (index >= 0) return index;
    throw new Error(`'${from}' sends to '${to}'; there are only ${this.actors.join(', ')}`);
  }

  message(message: Message): number {
    return this.#messages.number(canonicalText(message), message);
  }

  messageOf(number: number): Message {
    return this.#messages.value(number);
  }

  /** Throws when a machine has written into a message. */
  checkUnchanged(): void {
    for (let number = 0; number < this.#messages.size; number += 1) {
      const now = canonicalText(this.messageOf(number));
      if (now === this.#messages.key(number)) continue;
      throw new Error(
        `a machine changes a message that it receives: ${this.#messages.key(number)} has become ${now}: ` +
          'let it make new objects, [...list].sort() instead of list.sort()',
      );
    }
  }

  envelope(sender: number, receiver: number, message: number, fate?: Fate): number {
    const route = sender * this.actors.length + receiver;
    const isPlain = fate === undefined;
    const known = isPlain ? this.#plain.get(route, message) : unknown;
    if (known !== unknown) return known;
    const number = this.#envelope(sender, receiver, message, fate);
    if (isPlain) this.#plain.add(route, message, number);
    return number;
  }

  #envelope(sender: number, receiver: number, message: number, fate?: Fate): number {
    return this.envelopes.number(`${sender} ${receiver} ${message} ${fate ?? ''}`, {
      from: this.nameOf(sender),
      to: this.nameOf(receiver),
      message: this.messageOf(message),
      ...(fate === undefined ? {} : { [fate]: true }),
    });
  }

  /** A number below -1 that stands for the violation. */
  fault(violation: Violation): number {
    this.#faults.push(violation);
    return firstFault - (this.#faults.length - 1);
  }

  violation(fault: number): Violation {
    return this.#faults[firstFault - fault] as Violation;
  }
}
