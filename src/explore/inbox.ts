/** What waits for one actor: a queue for each sender that has sent something, first in, first out. */

/** The sender's number, then the numbers of its messages, oldest first. Never without a message. */
export type Queue = readonly [sender: number, ...messages: number[]];

/** Queues in the order of their senders, so that equal inboxes look alike. */
export type Inbox = readonly Queue[];

/** Messages of one sender, added at once. */
export interface Bundle {
  readonly sender: number;
  readonly messages: readonly number[];
}

export function withBundle(inbox: Inbox, { sender, messages }: Bundle): Inbox {
  if (messages.length === 0) return inbox;
  const known = inbox.find(([from]) => from === sender);
  const queue: Queue = [...(known ?? [sender]), ...messages] as const as Queue;
  return [...inbox.filter((each) => each !== known), queue].sort(([a], [b]) => a - b);
}

export function withoutHead(inbox: Inbox, queue: Queue): Inbox {
  const [sender, , ...rest] = queue;
  const others = inbox.filter((each) => each !== queue);
  return withBundle(others, { sender, messages: rest });
}

export function inboxText(inbox: Inbox): string {
  return inbox.map((queue) => queue.join(',')).join(';');
}
