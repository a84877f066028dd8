/**
 * Reads out of the tables what a move is: its task, what it sends, and what it shares with others. What commutes is a
 * matter of the channel model (see `channels/channels.ts`):
 * - a task is a channel: a receiver and a sender; under `bag` each message; under `mailbox` the receiver's queue.
 * - `mailbox`: two that send to one actor share the end of its queue.
 * - a duplicating bag that loses messages: a loss shares the message with whatever sends an equal one.
 * Besides, all that a monitor for several actors sees is shared, and so are actors that one property reads together.
 */
import type { Outgoing, StateProperty, SystemSpec } from '../../system/index.ts';
import type { Component } from '../actor-table.ts';
import { moveHead } from '../actor-table.ts';
import type { Move } from '../cursor.ts';
import { withEvents } from '../delays/delay-search.ts';
import type { InFlight } from '../inbox.ts';
import type { ExploreOptions } from '../options.ts';
import type { Tables } from '../tables.ts';
import { unknown } from '../vocabulary.ts';
import type { Occurrence, Step } from './occurrence.ts';

export class Reading {
  readonly #tables: Tables;
  readonly #options: ExploreOptions;
  readonly #withEvents: ReadonlySet<string>;
  /** By actor: the properties that read it together with others. */
  readonly #together: readonly (readonly number[])[];
  readonly #numbers = new Map<string, number>();

  constructor(system: SystemSpec, tables: Tables, options: ExploreOptions) {
    this.#tables = tables;
    this.#options = options;
    this.#withEvents = withEvents(system);
    this.#together = tables.vocabulary.actors.map((id) =>
      (options.properties ?? []).flatMap((property, n) =>
        property.kind !== 'monitor' && readsTogether(property) && property.reads.includes(id)
          ? [this.#number(`property ${n}`)]
          : [],
      ),
    );
  }

  /** A move of a component; `isIdle`: it is a timer that fires only when nothing else can move. */
  step({ actor, envelope, at }: Move, component: number, isIdle: boolean): Step {
    const table = this.#table(actor);
    const { items } = table.code;
    const next = items[at + 1] as number;
    const observation = items[at + 2] as number;
    const outs = [...items.subarray(at + moveHead, at + moveHead + 2 * (items[at + 3] as number))];
    const before = table.value(component);
    const after = next < 0 ? undefined : table.value(next);
    const { from, message, lost, duplicate } = this.#tables.vocabulary.envelopes.value(envelope);
    const isEvent = this.#isEvent(actor, envelope, before, after);
    const isSpontaneous = from === 'timer' || isEvent;
    const sender = this.#tables.vocabulary.name(from);
    const number = this.#tables.vocabulary.message(message);
    const task = isSpontaneous
      ? this.#number(`spontaneous ${envelope}`)
      : this.#channel(sender, actor, number);
    const sent = lost === true ? [] : this.#sent(actor, before.local, sender, number, isEvent);
    const sends = sent.map(({ to, message: each }) => {
      const { vocabulary } = this.#tables;
      return this.#channel(actor, vocabulary.receiver(to, from), vocabulary.message(each));
    });
    const observed = observation === unknown ? [] : [this.#number('monitors')];
    const lostOne = lost === true && this.#isSet ? [this.#number(`set ${task}`)] : [];
    return {
      label: envelope * 2 + (isEvent ? 1 : 0),
      task,
      actor,
      envelope,
      isPlain: !isSpontaneous && lost !== true && duplicate !== true,
      isSpontaneous,
      isIdle,
      consumes: !isSpontaneous && duplicate !== true && !(this.#isSet && lost !== true),
      shared: [
        ...(this.#together[actor] as number[]),
        ...observed,
        ...lostOne,
        ...this.#ends(sends),
      ],
      next,
      observation,
      outs,
      sends,
    };
  }

  /** A message in flight as if it were delivered now. */
  waiting(actor: number, { sender, message }: InFlight): Occurrence {
    const envelope = this.#tables.vocabulary.envelope(sender, actor, message);
    return {
      label: envelope * 2,
      task: this.#channel(sender, actor, message),
      actor,
      envelope,
      isPlain: true,
      isSpontaneous: false,
      isIdle: false,
      consumes: true,
      shared: [],
    };
  }

  /** What is in flight is a set, in which a message stays when it is delivered. */
  get #isSet(): boolean {
    return this.#options.channels === 'bag' && this.#options.duplicating === true;
  }

  #channel(sender: number, receiver: number, message: number): number {
    const { channels = 'fifo' } = this.#options;
    if (channels === 'mailbox') return this.#number(`queue ${receiver}`);
    const channel = `channel ${sender} ${receiver}`;
    return this.#number(channels === 'bag' ? `${channel} ${message}` : channel);
  }

  /** What two that send share. */
  #ends(sends: readonly number[]): readonly number[] {
    const { channels, lossy } = this.#options;
    if (channels === 'mailbox')
      return [...new Set(sends)].map((each) => this.#number(`end ${each}`));
    return this.#isSet && lossy === true
      ? [...new Set(sends)].map((each) => this.#number(`set ${each}`))
      : [];
  }

  /** An outside event, and not a message that looks like it: that is in flight before, and not after. */
  #isEvent(actor: number, envelope: number, before: Component, after?: Component): boolean {
    const { vocabulary } = this.#tables;
    const { from, message } = vocabulary.envelopes.value(envelope);
    if (from !== 'environment' || !this.#withEvents.has(vocabulary.actors[actor] as string)) {
      return false;
    }
    const [sender, number] = [vocabulary.name(from), vocabulary.message(message)];
    const count = ({ inbox }: Component) =>
      inbox.inFlight.filter((each) => each.sender === sender && each.message === number).length;
    return after === undefined || count(before) === count(after);
  }

  #sent(
    actor: number,
    local: number,
    sender: number,
    message: number,
    isEvent: boolean,
  ): readonly Outgoing[] {
    const { vocabulary } = this.#tables;
    const { states } = this.#table(actor);
    if (isEvent || vocabulary.nameOf(sender) === 'timer') {
      const all = isEvent ? states.events(local) : states.timers(local);
      return all.find(({ event }) => vocabulary.message(event) === message)?.taken.sent ?? [];
    }
    return states.deliver(local, sender, message)?.sent ?? [];
  }

  #table(actor: number): Tables['actors'][number] {
    return this.#tables.actors[actor] as Tables['actors'][number];
  }

  #number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

/** A predicate over several actors sees the states in between: all orders of what they do are to be looked at. */
function readsTogether({ kind, each, reads }: StateProperty): boolean {
  return kind !== 'finally' && each !== true && reads.length > 1;
}
