/** What waits for one actor, and what comes to it in one step of another. */

/**
 * What a sender could know of when it sent a message, for causal delivery: for each sender, by its number, how many of
 * its oldest messages in flight. Only what is in flight counts, so that equal situations look alike. Without zeros at
 * its end. In the other channel models it is empty.
 */
export type Past = readonly number[];

/** A message on its way to the actor whose inbox it is in. */
export interface InFlight {
  readonly sender: number;
  readonly message: number;
  readonly past: Past;
}

export interface Inbox {
  /** In an order of the channel model, in which equal inboxes look alike. */
  readonly inFlight: readonly InFlight[];
  /** What the actor itself knows of. */
  readonly known: Past;
}

/** What one step of another actor changes in an inbox. */
export interface Bundle {
  /** What that actor sends to this one, oldest first. */
  readonly inFlight: readonly InFlight[];
  /** For causal delivery: what is no longer in flight, as its sender and its place among that one's messages. */
  readonly gone?: { readonly sender: number; readonly place: number };
}

/** All but that message; of equal ones, which may be one object, all but the first. */
export function allBut(inFlight: readonly InFlight[], gone: InFlight | undefined): InFlight[] {
  const at = gone === undefined ? -1 : inFlight.indexOf(gone);
  return at < 0 ? [...inFlight] : inFlight.toSpliced(at, 1);
}

export function inboxText({ inFlight, known }: Inbox): string {
  return `${inFlightText(inFlight)}|${known.join(',')}`;
}

export function bundleText({ inFlight, gone }: Bundle): string {
  const text = inFlightText(inFlight);
  return gone === undefined ? text : `${text}|${gone.sender},${gone.place}`;
}

function inFlightText(inFlight: readonly InFlight[]): string {
  return inFlight
    .map(({ sender, message, past }) => `${sender},${message}${past.map((n) => `,${n}`).join('')}`)
    .join(';');
}
