/**
 * Situations of a subject: the local state of each of its actors, and what waits on the channels between them. A
 * situation has a number; equal ones have equal numbers.
 */
import type { ActorSpec, Envelope, SystemView } from '../../system/index.ts';
import { ActorSteps, type Made, type Refusal } from './actor-steps.ts';
import { Numbered, Vocabulary } from './vocabulary.ts';

/** First in, first out; never empty. */
export interface Queue {
  readonly from: string;
  /** Number of the actor. */
  readonly to: number;
  readonly messages: readonly number[];
}

export interface Situation {
  /** Numbers of the local states, by actor. */
  readonly locals: readonly number[];
  readonly queues: readonly Queue[];
}

/** What a delivery leads to. */
export interface After {
  readonly situation: number;
  /** Numbers of the envelopes that can be seen: see {@link WorldOptions}. */
  readonly seen: readonly number[];
  readonly taken: readonly string[];
}

export interface WorldOptions {
  /** Whether a message between these is seen, and its delivery chosen, by the tester. Others are internal. */
  readonly isSeen: (from: string, to: string) => boolean;
  /** As XState does: a message that nobody takes is gone, in silence. Otherwise it cannot be delivered. */
  readonly ignoresUnexpected?: boolean;
}

export class World {
  readonly vocabulary: Vocabulary;
  readonly actors: readonly ActorSteps[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #situations = new Numbered<Situation>();
  readonly #isSeen: WorldOptions['isSeen'];
  readonly #ignoresUnexpected: boolean;
  readonly #views: (SystemView | undefined)[] = [];

  constructor(specs: Readonly<Record<string, ActorSpec>>, options: WorldOptions) {
    const ids = Object.keys(specs);
    this.vocabulary = new Vocabulary(ids);
    this.#isSeen = options.isSeen;
    this.#ignoresUnexpected = options.ignoresUnexpected ?? false;
    this.#numbers = new Map(ids.map((id, n) => [id, n]));
    const prefixes = prefixesOf(specs);
    this.actors = Object.values(specs).map(
      (spec, n) => new ActorSteps(n, spec, this.vocabulary, prefixes[n] as string),
    );
  }

  /** Everything has started, and these messages besides are on their way. */
  initial(messages: readonly Envelope[]): After {
    const made = this.actors.map((actor) => actor.initial());
    const sent = [
      ...made.flatMap((each) => each.sent),
      ...messages.map((each) => this.vocabulary.envelope(each)),
    ];
    const locals = made.map(({ local }) => local);
    return this.#after(
      locals,
      [],
      sent,
      made.flatMap((each) => each.taken),
    );
  }

  situation(number: number): Situation {
    return this.#situations.values[number] as Situation;
  }

  view(number: number): SystemView {
    const known = this.#views[number];
    if (known !== undefined) return known;
    const { locals } = this.situation(number);
    const view: SystemView = Object.fromEntries(
      this.actors.map((actor, n) => [
        this.vocabulary.actors[n] as string,
        actor.snapshot(locals[n] as number),
      ]),
    );
    this.#views[number] = view;
    return view;
  }

  actor(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  /** Whether the tester chooses when the head of this queue is delivered. */
  isChosen({ from, to }: Queue): boolean {
    return this.#isSeen(from, this.vocabulary.actors[to] as string);
  }

  /** A message from outside. */
  deliver(number: number, to: number, message: number): After | Refusal {
    const { locals, queues } = this.situation(number);
    const made = this.#delivered(locals[to] as number, to, message);
    return typeof made === 'string' ? made : this.#made(locals, queues, to, made);
  }

  /** The oldest message of a queue. */
  deliverHead(number: number, queue: Queue): After | Refusal {
    const { locals, queues } = this.situation(number);
    const { to, messages } = queue;
    const first = messages[0] as number;
    const made = this.#delivered(locals[to] as number, to, first);
    if (typeof made === 'string') return made;
    const left = queues.flatMap((each) => {
      if (each !== queue) return [each];
      return messages.length === 1 ? [] : [{ ...each, messages: messages.slice(1) }];
    });
    return this.#made(locals, left, to, made);
  }

  fire(number: number, to: number, timer: string): After {
    const { locals, queues } = this.situation(number);
    const made = (this.actors[to] as ActorSteps).fire(locals[to] as number, timer);
    return this.#made(locals, queues, to, made);
  }

  #delivered(local: number, to: number, message: number): Made | Refusal {
    const made = (this.actors[to] as ActorSteps).deliver(local, message);
    const isIgnored = made === 'unexpected' && this.#ignoresUnexpected;
    return isIgnored ? { local, sent: [], taken: [] } : made;
  }

  #made(locals: readonly number[], queues: readonly Queue[], to: number, made: Made): After {
    const next = locals.slice();
    next[to] = made.local;
    return this.#after(next, queues, made.sent, made.taken);
  }

  #after(
    locals: readonly number[],
    queues: readonly Queue[],
    sent: readonly number[],
    taken: readonly string[],
  ): After {
    let after = queues;
    let seen = sent;
    for (const number of sent) {
      const { from, to, message } = this.vocabulary.envelopeOf(number);
      const receiver = this.#numbers.get(to);
      if (receiver === undefined) continue;
      after = appended(after, from, receiver, this.vocabulary.message(message));
      if (!this.#isSeen(from, to)) seen = seen.filter((each) => each !== number);
    }
    return { situation: this.#intern({ locals, queues: after }), seen, taken };
  }

  #intern(situation: Situation): number {
    let key = situation.locals.join();
    for (const { from, to, messages } of situation.queues) {
      key += `|${JSON.stringify(from)}>${to}:${messages.join()}`;
    }
    return this.#situations.number(key, situation);
  }
}

/** In the order of sender and receiver, so that equal situations look equal. */
function appended(
  queues: readonly Queue[],
  from: string,
  to: number,
  message: number,
): readonly Queue[] {
  const at = queues.findIndex((each) => each.from === from && each.to === to);
  if (at < 0) {
    const after = (each: Queue) => each.from > from || (each.from === from && each.to > to);
    const place = queues.findIndex(after);
    const queue = { from, to, messages: [message] };
    if (place < 0) return [...queues, queue];
    return [...queues.slice(0, place), queue, ...queues.slice(place)];
  }
  const queue = queues[at] as Queue;
  return queues.with(at, { ...queue, messages: [...queue.messages, message] });
}

/** Copies of one machine have the same ids of nodes and transitions: the actor's own id goes before them. */
function prefixesOf(specs: Readonly<Record<string, ActorSpec>>): readonly string[] {
  const machineIds = Object.values(specs).map(({ machine }) => machine.id);
  return Object.keys(specs).map((id, n) => {
    const isShared = machineIds.filter((each) => each === machineIds[n]).length > 1;
    return isShared ? `${id}/` : '';
  });
}
