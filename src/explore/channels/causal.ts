/**
 * Causal delivery: a message waits for every message to the same receiver whose sending its own sender could know of.
 * Each message carries its past, each actor knows of some messages: vector clocks, counted from the oldest message in
 * flight of each sender instead of from the beginning. What one sender has sent is in one order, and a past that has
 * one of these messages has those before it, so that a count for each sender says everything; and since nothing but
 * what is in flight is counted, equal situations are equal. When a message has gone, all counts are told of it.
 */
import type { Bundle, Inbox, InFlight, Past } from '../inbox.ts';
import { allBut } from '../inbox.ts';
import type { Channels, Passage, Passed, Sending } from './channels.ts';

export class CausalChannels implements Channels {
  #actors = 0;

  begin(actors: number, sent: readonly (Sending & { readonly sender: number })[]): Inbox[] {
    this.#actors = actors;
    const known = new Map<number, Past>();
    const inFlight = Array.from({ length: actors }, (): InFlight[] => []);
    for (const { sender, receiver, message } of sent) {
      const past = known.get(sender) ?? [];
      inFlight[receiver]?.push({ sender, message, past });
      known.set(sender, withOneMore(past, sender));
    }
    return inFlight.map((own, actor) => inbox(own, known.get(actor) ?? []));
  }

  heads({ inFlight }: Inbox): readonly InFlight[] {
    return inFlight.filter(({ past }) => !inFlight.some((other) => isKnown(other, past)));
  }

  pass(actor: number, before: Inbox, { received, gone, sent }: Passage): Passed {
    const learnt = received === undefined ? before.known : joined(before.known, received);
    const told = gone === undefined ? undefined : { sender: gone.sender, place: placeOf(gone) };
    const after = without(inbox(allBut(before.inFlight, gone), learnt), told);
    const bundles = new Map<number, { inFlight: InFlight[] }>();
    let { known } = after;
    for (const { receiver, message } of sent) {
      const bundle = bundles.get(receiver) ?? { inFlight: [] };
      bundle.inFlight.push({ sender: actor, message, past: known });
      bundles.set(receiver, bundle);
      known = withOneMore(known, actor);
    }
    const own = bundles.get(actor)?.inFlight ?? [];
    const others = new Map<number, Bundle>();
    for (let other = 0; other < this.#actors; other += 1) {
      if (other === actor) continue;
      const inFlight = bundles.get(other)?.inFlight ?? [];
      if (told !== undefined) others.set(other, { inFlight, gone: told });
      else if (inFlight.length > 0) others.set(other, { inFlight });
    }
    return { inbox: inbox([...after.inFlight, ...own], known), bundles: others };
  }

  add(before: Inbox, { inFlight, gone }: Bundle): Inbox {
    const after = without(before, gone);
    return inbox([...after.inFlight, ...inFlight], after.known);
  }
}

/** Messages by sender, those of one in the order of sending. */
function inbox(inFlight: readonly InFlight[], known: Past): Inbox {
  return { inFlight: inFlight.toSorted((a, b) => a.sender - b.sender), known };
}

/** How many messages of its sender that were sent before it are in flight: a sender knows of its own. */
function placeOf({ sender, past }: InFlight): number {
  return past[sender] ?? 0;
}

function isKnown(message: InFlight, past: Past): boolean {
  return placeOf(message) < (past[message.sender] ?? 0);
}

function withOneMore(past: Past, sender: number): Past {
  const counts = Array.from({ length: Math.max(past.length, sender + 1) }, (_, n) => past[n] ?? 0);
  counts[sender] = (counts[sender] as number) + 1;
  return counts;
}

/** What an actor knows of that has received the message: what it knew, and what the message's sender knew of. */
function joined(known: Past, received: InFlight): Past {
  const past = withOneMore(received.past, received.sender);
  const length = Math.max(known.length, past.length);
  return Array.from({ length }, (_, n) => Math.max(known[n] ?? 0, past[n] ?? 0));
}

function without({ inFlight, known }: Inbox, gone: Bundle['gone']): Inbox {
  if (gone === undefined) return { inFlight, known };
  const { sender, place } = gone;
  const counted = (past: Past): Past => {
    const count = past[sender] ?? 0;
    return count > place ? trimmed(past.with(sender, count - 1)) : past;
  };
  return {
    inFlight: inFlight.map(({ past, ...each }) => ({ ...each, past: counted(past) })),
    known: counted(known),
  };
}

function trimmed(past: Past): Past {
  return past.slice(0, past.findLastIndex((count) => count > 0) + 1);
}
