/** What can be delivered next in each situation of a whole system, and which of it races. */
import type { Envelope, SystemSpec } from '../../system/index.ts';
import { outsideStimuli } from '../behaviour-graph/outside.ts';
import type { After, World } from '../behaviour-graph/world.ts';
import { World as Situations } from '../behaviour-graph/world.ts';

/** One delivery that is possible. */
export interface Choice {
  readonly envelope: Envelope;
  /** What the receiver sends. */
  readonly sent: readonly Envelope[];
  /** The situation after it. */
  readonly after: number;
}

/** Two deliveries of different senders to one receiver, both possible at the moment when the first is made. */
export interface Race {
  readonly id: string;
  readonly first: Choice;
}

export class Choices {
  readonly #world: World;
  readonly #system: SystemSpec;
  readonly #timers: 'idle' | 'any';
  readonly #events: ReturnType<typeof outsideStimuli>;
  readonly #known: (readonly Choice[] | undefined)[] = [];
  readonly #races: (readonly Race[] | undefined)[] = [];
  /** Deliveries that their receiver does not take, in words. */
  readonly refused = new Set<string>();

  constructor(system: SystemSpec, timers: 'idle' | 'any') {
    this.#system = system;
    this.#timers = timers;
    this.#world = new Situations(system.actors, { isSeen: () => true });
    this.#events = outsideStimuli(system.actors, 'none');
  }

  /** The first situation, and what is on its way in it. */
  begin(): { readonly situation: number; readonly sent: readonly Envelope[] } {
    const { situation, seen } = this.#world.initial(this.#system.initial);
    return { situation, sent: this.#envelopes(seen) };
  }

  of(situation: number): readonly Choice[] {
    const known = this.#known[situation] ?? this.#find(situation);
    this.#known[situation] = known;
    return known;
  }

  /** Each race of the situation in the order that begins with `first`. */
  races(situation: number): readonly Race[] {
    const known = this.#races[situation];
    if (known !== undefined) return known;
    const choices = this.of(situation);
    const races = choices.flatMap((first) =>
      choices
        .filter((second) => isRace(first.envelope, second.envelope))
        .map((second) => ({ id: raceId(first.envelope, second.envelope), first })),
    );
    this.#races[situation] = races;
    return races;
  }

  #find(situation: number): readonly Choice[] {
    const world = this.#world;
    const choices: Choice[] = [];
    const add = (envelope: Envelope, after: After | 'deferred' | 'unexpected'): void => {
      if (after === 'deferred') return;
      if (after === 'unexpected') this.refused.add(wordsOf(envelope));
      else choices.push({ envelope, sent: this.#envelopes(after.seen), after: after.situation });
    };
    const { queues, locals } = world.situation(situation);
    for (const queue of queues) {
      const [head = 0] = queue.messages;
      const to = world.vocabulary.actors[queue.to] as string;
      const envelope = { from: queue.from, to, message: world.vocabulary.messageOf(head) };
      add(envelope, world.deliverHead(situation, queue));
    }
    for (const event of this.#events(world.view(situation))) {
      const to = world.actor(event.to) as number;
      const after = world.deliver(situation, to, world.vocabulary.message(event.message));
      // The outside sends what a state takes, and nothing else.
      if (after !== 'unexpected') add(event, after);
    }
    if (this.#timers === 'idle' && choices.length > 0) return choices;
    for (const [to, actor] of world.actors.entries()) {
      for (const { id, event } of actor.timers(locals[to] as number)) {
        const receiver = world.vocabulary.actors[to] as string;
        const envelope = { from: 'timer', to: receiver, message: event };
        add(envelope, world.fire(situation, to, id));
      }
    }
    return choices;
  }

  #envelopes(numbers: readonly number[]): readonly Envelope[] {
    return numbers.map((each) => this.#world.vocabulary.envelopeOf(each));
  }
}

function isRace(first: Envelope, second: Envelope): boolean {
  return first.to === second.to && first.from !== second.from;
}

function raceId(first: Envelope, second: Envelope): string {
  return `${wordsOf(first)} before ${wordsOf(second)}, at ${first.to}`;
}

/** The receiver of the race with this id. */
export function receiverOf(id: string): string {
  return id.slice(id.lastIndexOf(', at ') + ', at '.length);
}

function wordsOf({ from, message }: Envelope): string {
  return `${message.type} of ${from}`;
}
