/**
 * What a channel model is to the tables: which messages of an inbox may be delivered, and what a step makes of the
 * inboxes. Everything that a model remembers is in the inboxes, so that a global state needs no column for it.
 *
 * What a reduction may rely on. In every model a move of one actor (a delivery to it, a loss of what waits for it)
 * never takes away a move of another one, and leaves those of others as they are but for what it sends to them.
 * - `fifo`, `causal`: moves of different actors commute. What an actor sends waits behind what it has sent to the same
 *   receiver before, so that while something of a sender waits, nothing new of that sender can be delivered.
 * - `bag`: moves of different actors commute. What is sent can be delivered at once, whatever else waits.
 * - `mailbox`: two moves that send to the same actor do not commute, since its queue keeps their order. What an actor
 *   sends to itself counts, which is not in the code of its move; a delivery and a sending to the same actor commute.
 * - a duplicating bag with losses: a loss does not commute with the sending of an equal message, which adds nothing
 *   before the loss and brings the message back after it.
 * Under `causal` every move renumbers the inboxes of all actors: commuting moves lead to the same state, but not over
 * the same components.
 */
import type { Bundle, Inbox, InFlight } from '../inbox.ts';

/** A message that is sent, by numbers: the receiver's is that of its actor. */
export interface Sending {
  readonly receiver: number;
  readonly message: number;
}

/** What a step does to the messages in flight. */
export interface Passage {
  /** The message that the actor receives; undefined for a timer, an outside event and a loss. */
  readonly received?: InFlight;
  /** The message that is no longer in flight; undefined where a duplicate is received and for timers and events. */
  readonly gone?: InFlight;
  /** What the actor sends, in order. */
  readonly sent: readonly Sending[];
}

/** The inboxes after a step: that of its actor, and what comes to others. */
export interface Passed {
  readonly inbox: Inbox;
  readonly bundles: ReadonlyMap<number, Bundle>;
}

export interface Channels {
  /** What is in flight to each of `actors` at the beginning, sent in this order. */
  begin(actors: number, sent: readonly (Sending & { readonly sender: number })[]): Inbox[];
  /**
   * The messages that may be delivered next, in the order of the inbox; equal ones once. One that the receiver puts
   * off stays where it is, and holds up what comes after it in its channel.
   */
  heads(inbox: Inbox): readonly InFlight[];
  /** A step of the actor with this inbox. */
  pass(actor: number, inbox: Inbox, passage: Passage): Passed;
  /** The inbox after a step of another actor. */
  add(inbox: Inbox, bundle: Bundle): Inbox;
}
