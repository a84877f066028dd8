/**
 * Channel models that need no more than the messages themselves: queues between two actors (`fifo`), one queue for each
 * receiver (`mailbox`), no order at all (`bag`: a multiset), and a set that keeps what was delivered (`set`: a
 * duplicating network).
 */
import type { Bundle, Inbox, InFlight } from '../inbox.ts';
import { allBut } from '../inbox.ts';
import type { Channels, Passage, Passed, Sending } from './channels.ts';

interface Order {
  /** Brings an inbox into the order in which equal ones look alike. */
  readonly sorted: (inFlight: readonly InFlight[]) => readonly InFlight[];
  /** Whether `later` waits for `earlier`, which is before it in the inbox. */
  readonly waits: (later: InFlight, earlier: InFlight) => boolean;
}

const sameSender = (a: InFlight, b: InFlight) => a.sender === b.sender;
const equal = (a: InFlight, b: InFlight) => sameSender(a, b) && a.message === b.message;
const bySender = (a: InFlight, b: InFlight) => a.sender - b.sender;
const bySenderAndMessage = (a: InFlight, b: InFlight) => bySender(a, b) || a.message - b.message;

export const orders = {
  // Sorting is stable: messages of one sender stay in the order of sending.
  fifo: { sorted: (inFlight) => inFlight.toSorted(bySender), waits: sameSender },
  mailbox: { sorted: (inFlight) => inFlight, waits: () => true },
  // Equal messages of one sender are one move.
  bag: { sorted: (inFlight) => inFlight.toSorted(bySenderAndMessage), waits: equal },
  set: {
    sorted: (inFlight) =>
      inFlight
        .toSorted(bySenderAndMessage)
        .filter((each, n, all) => n === 0 || !equal(each, all[n - 1] as InFlight)),
    waits: () => false,
  },
} as const satisfies Record<string, Order>;

export class PlainChannels implements Channels {
  readonly #order: Order;

  constructor(order: Order) {
    this.#order = order;
  }

  begin(actors: number, sent: readonly (Sending & { readonly sender: number })[]): Inbox[] {
    return Array.from({ length: actors }, (_, actor) => {
      const own = sent.filter(({ receiver }) => receiver === actor);
      return this.#inbox(own.map(({ sender, message }) => ({ sender, message, past: [] })));
    });
  }

  heads({ inFlight }: Inbox): readonly InFlight[] {
    const { waits } = this.#order;
    return inFlight.filter((each, n) => !inFlight.slice(0, n).some((other) => waits(each, other)));
  }

  pass(actor: number, { inFlight }: Inbox, { gone, sent }: Passage): Passed {
    const bundles = new Map<number, { readonly inFlight: InFlight[] }>();
    for (const { receiver, message } of sent) {
      const bundle = bundles.get(receiver) ?? { inFlight: [] };
      bundle.inFlight.push({ sender: actor, message, past: [] });
      bundles.set(receiver, bundle);
    }
    const own = bundles.get(actor)?.inFlight ?? [];
    bundles.delete(actor);
    return { inbox: this.#inbox([...allBut(inFlight, gone), ...own]), bundles };
  }

  add({ inFlight }: Inbox, bundle: Bundle): Inbox {
    return this.#inbox([...inFlight, ...bundle.inFlight]);
  }

  #inbox(inFlight: readonly InFlight[]): Inbox {
    return { inFlight: this.#order.sorted(inFlight), known: [] };
  }
}
