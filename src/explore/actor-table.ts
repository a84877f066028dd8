/**
 * The components of one actor: its local state together with what waits for it. For each component the table lists
 * what it can do; for each component and bundle of messages, the component that it becomes.
 */
import type { Envelope, Message, Outgoing } from '../system/index.ts';
import type { ActorStates, Taken } from './actor-states.ts';
import type { Passage, Sending } from './channels/channels.ts';
import type { Channels } from './channels/index.ts';
import { GrowingInts } from './growing-ints.ts';
import type { Bundle, Inbox, InFlight } from './inbox.ts';
import { bundleText, inboxText } from './inbox.ts';
import { Interner } from './interner.ts';
import { novelty } from './novelty.ts';
import type { ExploreOptions } from './options.ts';
import { PairTable } from './pair-table.ts';
import type { Fate, Vocabulary } from './vocabulary.ts';
import { unknown } from './vocabulary.ts';

export interface Component {
  readonly local: number;
  readonly inbox: Inbox;
}

/**
 * The moves of a component as numbers: how many; then for each its envelope, the next component or a fault, the number
 * of what the monitors for all actors see of it (-1: none observes it), the number of receivers, and for each of these
 * its column and the bundle that it gets. What an actor sends to itself is in its next component. A message that is
 * lost is a move of its receiver, to the same local state, whose envelope says so. For causal delivery every other
 * actor is among the receivers: its bundle tells it which message is no longer in flight.
 */
export const moveHead = 4;

export interface TableLinks {
  readonly vocabulary: Vocabulary;
  readonly channels: Channels;
  /** The number of what the monitors for all actors see of a delivery; `unknown` when none observes it. */
  readonly observation: (envelope: Envelope, sent: readonly Outgoing[]) => number;
  /** The table of another actor. */
  readonly table: (actor: number) => ActorTable;
}

/** What a move is of: a message, and how it fares. */
interface Delivered {
  readonly sender: number;
  readonly message: number;
  readonly fate?: Fate;
}

export type TableOptions = Pick<
  ExploreOptions,
  'channels' | 'lossy' | 'duplicating' | 'noOps' | 'timers'
>;

export class ActorTable {
  readonly actor: number;
  readonly states: ActorStates;
  /** Where the moves of a component begin in `code`; 0 when they are not known yet. */
  offsets = new Int32Array(16);
  /** Where its timers begin, which fire only when nothing else can move. */
  readonly #timerOffsets = new Map<number, number>();
  readonly code = new GrowingInts();
  readonly #options: TableOptions;
  readonly #links: TableLinks;
  readonly #components = new Interner<Component>();
  readonly #bundles = new Interner<Bundle>();
  readonly #appended = new PairTable();
  /** What was sent in a step that has been taken before. */
  readonly #sendings = new WeakMap<readonly Outgoing[], readonly Sending[]>();
  /** The local state of each component. */
  readonly locals = new GrowingInts();

  constructor(actor: number, states: ActorStates, options: TableOptions, links: TableLinks) {
    this.actor = actor;
    this.states = states;
    this.#options = options;
    this.#links = links;
    // Nothing begins at 0.
    this.code.push(0);
  }

  /** How many components there are. */
  get size(): number {
    return this.#components.size;
  }

  component(local: number, inbox: Inbox): number {
    const number = this.#components.number(`${local} ${inboxText(inbox)}`, { local, inbox });
    if (number === this.locals.length) {
      this.locals.push(local);
      if (number === this.offsets.length) this.offsets = doubled(this.offsets);
    }
    return number;
  }

  /** The number of a bundle of messages for this actor. */
  bundle(bundle: Bundle): number {
    return this.#bundles.number(bundleText(bundle), bundle);
  }

  bundleOf(number: number): Bundle {
    return this.#bundles.value(number);
  }

  /** The component after the bundle has come. */
  append(component: number, bundle: number): number {
    const known = this.#appended.get(component, bundle);
    if (known !== unknown) return known;
    const { local, inbox } = this.#components.value(component);
    const after = this.#links.channels.add(inbox, this.#bundles.value(bundle));
    const next = this.component(local, after);
    this.#appended.add(component, bundle, next);
    return next;
  }

  /** Local state and inbox of a component. */
  value(component: number): Component {
    return this.#components.value(component);
  }

  /** Messages that the actor puts off in this component. */
  putOff(component: number): readonly InFlight[] {
    // What stays in flight when it is delivered may have been delivered before.
    if (this.#options.duplicating === true) return [];
    const { local, inbox } = this.#components.value(component);
    return this.#links.channels
      .heads(inbox)
      .filter(({ sender, message }) => this.states.deliver(local, sender, message) === undefined);
  }

  /** Messages that the actor would take, and that wait behind one that it leaves in flight (`noOps`). */
  heldUp(component: number): readonly InFlight[] {
    if (this.#options.noOps !== 'left') return [];
    const { local, inbox } = this.#components.value(component);
    const heads = this.#links.channels.heads(inbox);
    return inbox.inFlight.filter((each) => {
      if (heads.includes(each)) return false;
      const taken = this.states.deliver(local, each.sender, each.message);
      return taken !== undefined && !this.#isLeft(local, each);
    });
  }

  /** Finds the moves of a component; where they begin. */
  compile(component: number): number {
    const { local, inbox } = this.#components.value(component);
    const start = this.#begin();
    for (const head of this.#links.channels.heads(inbox)) this.#addHead(start, local, inbox, head);
    const environment = this.#links.vocabulary.name('environment');
    for (const { event, taken } of this.states.events(local)) {
      this.#add(start, { sender: environment, message: this.#message(event) }, taken, inbox, {});
    }
    if (this.#options.timers === 'any') this.#addTimers(start, local, inbox);
    this.offsets[component] = start;
    return start;
  }

  /** Where the timers of a component begin that fire only when nothing else can move. */
  timerMoves(component: number): number {
    const known = this.#timerOffsets.get(component);
    if (known !== undefined) return known;
    const { local, inbox } = this.#components.value(component);
    const start = this.#begin();
    if (this.#options.timers !== 'any') this.#addTimers(start, local, inbox);
    this.#timerOffsets.set(component, start);
    return start;
  }

  /** The same, without finding them: 0, where nothing is listed, when nobody has asked for them yet. */
  knownTimerMoves(component: number): number {
    return this.#timerOffsets.get(component) ?? 0;
  }

  #begin(): number {
    novelty.count += 1;
    return this.code.push(0);
  }

  /** A delivery of a head, and its loss. One that the actor puts off stays as it is: it is there already. */
  #addHead(start: number, local: number, inbox: Inbox, head: InFlight): void {
    const { channels, duplicating, lossy } = this.#options;
    const taken = this.states.deliver(local, head.sender, head.message);
    if (taken === undefined) return;
    if (!this.#isLeft(local, head)) {
      const stays = duplicating === true && channels === 'bag';
      const passage = stays ? { received: head } : { received: head, gone: head };
      this.#add(start, head, taken, inbox, passage);
      if (duplicating === true && !stays && taken.local >= 0) {
        this.#add(start, { ...head, fate: 'duplicate' }, taken, inbox, { received: head });
      }
    }
    if (lossy === true) {
      this.#add(start, { ...head, fate: 'lost' }, { local, sent: [] }, inbox, { gone: head });
    }
  }

  /** Whether a message is left in flight because its delivery would change nothing. */
  #isLeft(local: number, { sender, message }: InFlight): boolean {
    return this.#options.noOps === 'left' && this.states.isNoOp(local, sender, message);
  }

  #addTimers(start: number, local: number, inbox: Inbox): void {
    const timer = this.#links.vocabulary.name('timer');
    for (const { event, taken } of this.states.timers(local)) {
      this.#add(start, { sender: timer, message: this.#message(event) }, taken, inbox, {});
    }
  }

  #message(message: Message): number {
    return this.#links.vocabulary.message(message);
  }

  #add(
    start: number,
    { sender, message, fate }: Delivered,
    taken: Taken,
    inbox: Inbox,
    passage: Omit<Passage, 'sent'>,
  ): void {
    const { vocabulary, channels, observation } = this.#links;
    const envelope = vocabulary.envelope(sender, this.actor, message, fate);
    const sent = taken.local < 0 ? [] : this.#sent(taken);
    const passed = channels.pass(this.actor, inbox, { ...passage, sent });
    const bundles = taken.local < 0 ? new Map<number, Bundle>() : passed.bundles;
    this.code.push(envelope);
    this.code.push(taken.local < 0 ? taken.local : this.component(taken.local, passed.inbox));
    const isDelivered = fate !== 'lost';
    this.code.push(
      isDelivered ? observation(vocabulary.envelopes.value(envelope), taken.sent) : unknown,
    );
    this.code.push(bundles.size);
    for (const [receiver, bundle] of bundles) {
      this.code.push(receiver);
      this.code.push(this.#links.table(receiver).bundle(bundle));
    }
    this.code.increment(start);
  }

  /** What was sent, by numbers. */
  #sent({ sent }: Taken): readonly Sending[] {
    const known = this.#sendings.get(sent);
    if (known !== undefined) return known;
    const { vocabulary } = this.#links;
    const sendings = sent.map(({ to, message }) => ({
      receiver: vocabulary.receiver(to, vocabulary.nameOf(this.actor)),
      message: vocabulary.message(message),
    }));
    this.#sendings.set(sent, sendings);
    return sendings;
  }
}

function doubled(ints: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(ints.length * 2);
  larger.set(ints);
  return larger;
}
