/**
 * The components of one actor: its local state together with what waits for it. For each component the table lists
 * what it can do; for each component and bundle of messages, the component that it becomes.
 */
import type { Envelope, Message, Outgoing } from '../system/index.ts';
import type { ActorStates, Taken } from './actor-states.ts';
import { GrowingInts } from './growing-ints.ts';
import type { Bundle, Inbox } from './inbox.ts';
import { inboxText, withBundle, withoutHead } from './inbox.ts';
import { Interner } from './interner.ts';
import { PairTable } from './pair-table.ts';
import type { Vocabulary } from './vocabulary.ts';
import { unknown } from './vocabulary.ts';

interface Component {
  readonly local: number;
  readonly inbox: Inbox;
}

/**
 * The moves of a component as numbers: how many; then for each its envelope, the next component or a fault, the number
 * of what the monitors for all actors see of it (-1: none observes it), the number of receivers, and for each of these
 * its column and the bundle that it gets. What an actor sends to itself is in its next component.
 */
export const moveHead = 4;

export interface TableLinks {
  readonly vocabulary: Vocabulary;
  /** The number of what the monitors for all actors see of a delivery; `unknown` when none observes it. */
  readonly observation: (envelope: Envelope, sent: readonly Outgoing[]) => number;
  /** The table of another actor. */
  readonly table: (actor: number) => ActorTable;
}

export class ActorTable {
  readonly actor: number;
  readonly states: ActorStates;
  /** Where the moves of a component begin in `code`; 0 when they are not known yet. */
  offsets = new Int32Array(16);
  /** Where its timers begin, which fire only when nothing else can move. */
  readonly #timerOffsets = new Map<number, number>();
  readonly code = new GrowingInts();
  readonly #timersAlways: boolean;
  readonly #links: TableLinks;
  readonly #components = new Interner<Component>();
  readonly #bundles = new Interner<Bundle>();
  readonly #appended = new PairTable();
  /** The local state of each component. */
  readonly locals = new GrowingInts();

  constructor(actor: number, states: ActorStates, timersAlways: boolean, links: TableLinks) {
    this.actor = actor;
    this.states = states;
    this.#timersAlways = timersAlways;
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
    return this.#bundles.number(`${bundle.sender}:${bundle.messages.join(',')}`, bundle);
  }

  /** The component after the bundle has come. */
  append(component: number, bundle: number): number {
    const known = this.#appended.get(component, bundle);
    if (known !== unknown) return known;
    const { local, inbox } = this.#components.value(component);
    const next = this.component(local, withBundle(inbox, this.#bundles.value(bundle)));
    this.#appended.add(component, bundle, next);
    return next;
  }

  /** Heads of queues: what waits for the actor in this component. */
  waiting(component: number): readonly { readonly sender: number; readonly message: number }[] {
    const { inbox } = this.#components.value(component);
    return inbox.map(([sender, message]) => ({ sender, message: message as number }));
  }

  /** Finds the moves of a component; where they begin. */
  compile(component: number): number {
    const { local, inbox } = this.#components.value(component);
    const start = this.#begin();
    for (const queue of inbox) {
      const [sender, message] = queue as readonly [number, number];
      const taken = this.states.deliver(local, sender, message);
      if (taken === undefined) continue;
      this.#add(start, sender, message, taken, withoutHead(inbox, queue));
    }
    const environment = this.#links.vocabulary.name('environment');
    for (const { event, taken } of this.states.events(local)) {
      this.#add(start, environment, this.#message(event), taken, inbox);
    }
    if (this.#timersAlways) this.#addTimers(start, local, inbox);
    this.offsets[component] = start;
    return start;
  }

  /** Where the timers of a component begin that fire only when nothing else can move. */
  timerMoves(component: number): number {
    const known = this.#timerOffsets.get(component);
    if (known !== undefined) return known;
    const { local, inbox } = this.#components.value(component);
    const start = this.#begin();
    if (!this.#timersAlways) this.#addTimers(start, local, inbox);
    this.#timerOffsets.set(component, start);
    return start;
  }

  /** The same, without finding them: 0, where nothing is listed, when nobody has asked for them yet. */
  knownTimerMoves(component: number): number {
    return this.#timerOffsets.get(component) ?? 0;
  }

  #begin(): number {
    return this.code.push(0);
  }

  #addTimers(start: number, local: number, inbox: Inbox): void {
    const timer = this.#links.vocabulary.name('timer');
    for (const { event, taken } of this.states.timers(local)) {
      this.#add(start, timer, this.#message(event), taken, inbox);
    }
  }

  #message(message: Message): number {
    return this.#links.vocabulary.message(message);
  }

  #add(start: number, sender: number, message: number, taken: Taken, inbox: Inbox): void {
    const { vocabulary, observation } = this.#links;
    const envelope = vocabulary.envelope(sender, this.actor, message);
    const bundles = taken.local < 0 ? new Map<number, number[]>() : this.#sorted(taken);
    const own = bundles.get(this.actor) ?? [];
    bundles.delete(this.actor);
    const next =
      taken.local < 0
        ? taken.local
        : this.component(taken.local, withBundle(inbox, { sender: this.actor, messages: own }));
    this.code.push(envelope);
    this.code.push(next);
    this.code.push(observation(vocabulary.envelopes.value(envelope), taken.sent));
    this.code.push(bundles.size);
    for (const [receiver, messages] of bundles) {
      this.code.push(receiver);
      this.code.push(this.#links.table(receiver).bundle({ sender: this.actor, messages }));
    }
    this.code.increment(start);
  }

  /** What was sent, by receiver, in the order of sending. */
  #sorted({ sent }: Taken): Map<number, number[]> {
    const { vocabulary } = this.#links;
    const bundles = new Map<number, number[]>();
    for (const { to, message } of sent) {
      const receiver = vocabulary.receiver(to, vocabulary.nameOf(this.actor));
      const bundle = bundles.get(receiver) ?? [];
      bundle.push(vocabulary.message(message));
      bundles.set(receiver, bundle);
    }
    return bundles;
  }
}

function doubled(ints: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(ints.length * 2);
  larger.set(ints);
  return larger;
}
