/**
 * What may come to an actor: messages of some groups of actors, any of them and again and again, and besides what
 * waits from others, once and in the order in which it was sent by each. Contexts have numbers.
 */
import { GrowingInts } from '../growing-ints.ts';
import type { Inbox } from '../inbox.ts';
import { PairTable } from '../pair-table.ts';
import type { Groups } from './groups.ts';
import type { Relation } from './relation.ts';

/** Which groups may send, and the messages that wait with their sender, the oldest of each first. */
export type Content = readonly [any: number, waiting: readonly Queue[]];
type Queue = readonly [sender: number, messages: readonly number[]];

/** The same with the number of each queue. */
interface Context {
  readonly any: number;
  readonly waiting: readonly (readonly [sender: number, queue: number])[];
}

/** With more states of the queues than these, what waits is taken for sent again and again. */
const mostPositions = 1 << 10;

/** Queues have numbers too: a queue is its oldest message and the queue without it. 0 is the empty one. */
class Queues {
  readonly #numbers = new PairTable();
  readonly #oldest = new GrowingInts();
  readonly #rest = new GrowingInts();

  constructor() {
    this.#oldest.push(-1);
    this.#rest.push(0);
  }

  number(messages: readonly number[]): number {
    return messages.reduceRight((rest, message) => this.#before(message, rest), 0);
  }

  oldest(queue: number): number {
    return this.#oldest.items[queue] as number;
  }

  rest(queue: number): number {
    return this.#rest.items[queue] as number;
  }

  messages(queue: number): readonly number[] {
    const messages: number[] = [];
    for (let at = queue; at !== 0; at = this.rest(at)) messages.push(this.oldest(at));
    return messages;
  }

  #before(message: number, rest: number): number {
    const known = this.#numbers.get(message, rest);
    if (known >= 0) return known;
    const queue = this.#oldest.push(message);
    this.#rest.push(rest);
    this.#numbers.add(message, rest, queue);
    return queue;
  }
}

/** Of an edge: whose message it takes. */
export interface Taking {
  readonly sender: number;
  /** Group of the sender; 0 for those that are no actors, whose messages may always come. */
  readonly group: number;
  readonly message: number;
}

/** A message that may come next, and the context after it. */
interface Head {
  readonly sender: number;
  readonly message: number;
  readonly next: number;
}

export class Contexts {
  readonly #actors: number;
  readonly #relation: Relation;
  readonly #groups: Groups;
  /** The actor's own group. */
  readonly #own: number;
  readonly #byText = new Map<string, number>();
  readonly #contexts: Context[] = [];
  readonly #queues = new Queues();
  /** By context: groups that may send, the actor's own among them; what may come besides, when somebody has asked. */
  readonly #any = new GrowingInts();
  readonly #heads: (readonly Head[] | undefined)[] = [];

  constructor(actor: number, actors: number, relation: Relation, groups: Groups) {
    this.#actors = actors;
    this.#relation = relation;
    this.#groups = groups;
    this.#own = groups.bit(actor);
  }

  /** The number of the context of an inbox when the groups `from` may send. */
  of({ inFlight }: Inbox, from: number): number {
    const { waiting, once } = this.#relation;
    let any = from;
    const queues = new Map<number, number[]>();
    for (const { sender, message } of waiting ? inFlight : []) {
      const bit = this.#bitOf(sender);
      if (!once) any |= bit;
      if (bit === 0 || ((any | this.#own) & bit) !== 0) continue;
      const queue = queues.get(sender);
      if (queue === undefined) queues.set(sender, [message]);
      else queue.push(message);
    }
    const positions = [...queues.values()].reduce((all, { length }) => all * (length + 1), 1);
    if (positions > mostPositions) {
      for (const sender of queues.keys()) any |= this.#bitOf(sender);
      queues.clear();
    }
    return this.number([any, [...queues]]);
  }

  content(context: number): Content {
    const { any, waiting } = this.#contexts[context] as Context;
    return [any, waiting.map(([sender, queue]) => [sender, this.#queues.messages(queue)])];
  }

  number([any, waiting]: Content): number {
    const queues = waiting.map(
      ([sender, messages]) => [sender, this.#queues.number(messages)] as const,
    );
    return this.#number(any, queues);
  }

  #number(any: number, waiting: Context['waiting']): number {
    const text = `${any} ${waiting.join(' ')}`;
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    this.#byText.set(text, this.#contexts.length);
    this.#heads.push(undefined);
    this.#any.push(any | this.#own);
    return this.#contexts.push({ any, waiting }) - 1;
  }

  /** The context after a message has come, or below zero when it cannot come. */
  after(context: number, { sender, group, message }: Taking): number {
    if (group === 0 || ((this.#any.items[context] as number) & group) !== 0) return context;
    for (const head of this.#headsOf(context)) {
      if (head.sender === sender && head.message === message) return head.next;
    }
    return -1;
  }

  #headsOf(context: number): readonly Head[] {
    const known = this.#heads[context];
    if (known !== undefined) return known;
    const { any, waiting } = this.#contexts[context] as Context;
    const heads = waiting.map(([sender, queue], n) => {
      const rest = this.#queues.rest(queue);
      const after = rest === 0 ? waiting.toSpliced(n, 1) : waiting.with(n, [sender, rest]);
      return { sender, message: this.#queues.oldest(queue), next: this.#number(any, after) };
    });
    this.#heads[context] = heads;
    return heads;
  }

  /** The group of a sender; 0 for those that are no actors, whose messages may always come. */
  #bitOf(sender: number): number {
    return sender < this.#actors ? this.#groups.bit(sender) : 0;
  }
}
