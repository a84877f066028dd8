/** What is on its way in a system, and which of it may be delivered next under a channel model. */
import type { Envelope, Outgoing } from '../system/message.ts';

/** In which order messages to one actor may be delivered; as the explorer has it. */
export type Channels = 'fifo' | 'bag' | 'causal' | 'mailbox';

/** A message on its way. */
export interface InFlight extends Envelope {
  /** Its place in the order of sending. */
  readonly order: number;
  /** The step that sent it; 0: it was there at the beginning. */
  readonly sentIn: number;
  /** For `causal`: orders of the messages whose sending its sender could know of. */
  readonly past?: ReadonlySet<number>;
}

/** All that is on its way at one moment. Never changed: sending and taking make new ones. */
export interface Mail {
  /** In the order of sending. */
  readonly inFlight: readonly InFlight[];
  /** Messages that have been sent so far. */
  readonly order: number;
  /** For `causal`: the messages that each actor could know of, by order of sending. */
  readonly known: ReadonlyMap<string, ReadonlySet<number>>;
}

export const noMail: Mail = { inFlight: [], order: 0, known: new Map() };
const nothingKnown: ReadonlySet<number> = new Set();

/** After `from` has sent these in step `sentIn`. */
export function posted(
  mail: Mail,
  from: string,
  sent: readonly Outgoing[],
  sentIn: number,
  channels: Channels,
): Mail {
  if (sent.length === 0) return mail;
  const causal = channels === 'causal';
  let past = mail.known.get(from) ?? nothingKnown;
  const inFlight = [...mail.inFlight];
  for (const [n, { to, message }] of sent.entries()) {
    const order = mail.order + n;
    const envelope = { from, to, message, order, sentIn };
    inFlight.push(causal ? { ...envelope, past } : envelope);
    if (causal) past = new Set(past).add(order);
  }
  const known = causal ? new Map(mail.known).set(from, past) : mail.known;
  return { inFlight, known, order: mail.order + sent.length };
}

/** After the message has left its channel. */
export function without(mail: Mail, message: InFlight): Mail {
  return { ...mail, inFlight: mail.inFlight.filter((each) => each !== message) };
}

/** After its receiver has got it: from now on it knows what the sender knew. */
export function learnt(mail: Mail, { to, order, past }: InFlight): Mail {
  if (past === undefined) return mail;
  const known = new Set([...(mail.known.get(to) ?? []), ...past, order]);
  return { ...mail, known: new Map(mail.known).set(to, known) };
}

/**
 * Those of `inFlight` (in the order of sending) that may be delivered now. A message that its receiver puts off stays
 * where it is: in a queue it holds up what is behind it.
 */
export function deliverable(
  inFlight: readonly InFlight[],
  channels: Channels,
  isDeferred: (message: InFlight) => boolean,
): readonly InFlight[] {
  const isHeldUp = heldUp(inFlight, channels);
  return inFlight.filter((each) => !isHeldUp(each) && !isDeferred(each));
}

function heldUp(inFlight: readonly InFlight[], channels: Channels): (each: InFlight) => boolean {
  switch (channels) {
    case 'bag':
      return () => false;
    case 'fifo':
      return notFirst(inFlight, ({ from, to }) => JSON.stringify([from, to]));
    case 'mailbox':
      return notFirst(inFlight, ({ to }) => to);
    case 'causal':
      return ({ to, past }) =>
        inFlight.some((other) => other.to === to && past?.has(other.order) === true);
  }
}

function notFirst(
  inFlight: readonly InFlight[],
  queueOf: (each: InFlight) => string,
): (each: InFlight) => boolean {
  const heads = new Map<string, InFlight>();
  for (const each of inFlight) {
    const queue = queueOf(each);
    if (!heads.has(queue)) heads.set(queue, each);
  }
  return (each) => heads.get(queueOf(each)) !== each;
}
