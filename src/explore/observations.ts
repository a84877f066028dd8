/** What monitors see: deliveries, and what the receiver sent where a monitor asks. Equal ones share a number. */
import type { Envelope, Outgoing } from '../system/index.ts';
import { Interner } from './interner.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A delivery, and what its receiver sent in the same step, in order. */
export interface Observation extends Envelope {
  /** Left out when no monitor that observes the delivery asks for it. */
  readonly sent?: readonly Outgoing[];
}

export class Observations {
  readonly #vocabulary: Vocabulary;
  readonly #known = new Interner<Observation>();

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  number({ from, to, message, sent }: Observation): number {
    const vocabulary = this.#vocabulary;
    const delivered = `${vocabulary.name(from)} ${vocabulary.name(to)} ${vocabulary.message(message)}`;
    const answers = sent?.map((each) => `${each.to} ${vocabulary.message(each.message)}`);
    const key = answers === undefined ? delivered : `${delivered}|${answers.join()}`;
    return this.#known.number(key, { from, to, message, ...(sent === undefined ? {} : { sent }) });
  }

  value(number: number): Observation {
    return this.#known.value(number);
  }
}
