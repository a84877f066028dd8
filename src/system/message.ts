/**
 * What travels between actors: plain data with the WDK's own name as its `type`. `send` adds who sent it, so that a
 * receiver can answer and a trace can draw an arrow.
 */
export interface Message {
  readonly type: string;
  /** Id of the actor that sent the message; absent only on messages that a user's own code sends from outside. */
  readonly from?: string;
}

/** A message as a system writes it down, with fields of its own. */
export type AnyMessage = Message | (Message & { readonly [field: string]: unknown });

/** A message on its way: who is to receive it, and what. Shape of everything an actor gives out in one step. */
export interface Outgoing<TMessage extends Message = Message> {
  readonly to: string;
  readonly message: TMessage;
}

/** A message on a channel, sender and receiver named. */
export interface Envelope {
  readonly from: string;
  readonly to: string;
  readonly message: AnyMessage;
  /** In a schedule: the message is lost on its way instead of being delivered (a lossy channel). */
  readonly lost?: true;
  /**
   * In a schedule: a copy is delivered, and the message itself stays at the head of its queue (a duplicating channel
   * that keeps an order).
   */
  readonly duplicate?: true;
}
