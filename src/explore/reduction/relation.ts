/** What a partial-order reduction takes for dependent. */
import type { ExploreOptions } from '../options.ts';

export interface Relation {
  /** A message on its way to an actor hides those behind it: what its sender sends now cannot be delivered first. */
  readonly queued: boolean;
  /** What waits for an actor is delivered to it once, in the order in which it was sent. */
  readonly once: boolean;
  /** What waits for an actor can still be delivered to it. False is wrong, see below. */
  readonly waiting: boolean;
  /** Actors may send to each other at all. False is wrong, and there so that a test can see it caught. */
  readonly sends: boolean;
  /** Moves that monitors or joint predicates see keep their order. False is wrong, see above. */
  readonly seen: boolean;
  /** A state none of whose kept successors is new is expanded fully. False is wrong, see above. */
  readonly fair: boolean;
  /** Deliveries at one receiver keep their orders. False is wrong, see above. */
  readonly receiver: boolean;
  /** With sleep sets: who is sent something, or is seen together with the mover, wakes. False is wrong, see above. */
  readonly wakes: boolean;
}

/** The relation for the options' channels, or why there is none. */
export function relationFor(options: ExploreOptions): Relation | string {
  const { channels = 'fifo', lossy = false, duplicating = false, boundary } = options;
  if (boundary !== undefined) {
    return 'of equivalent orders some leave the boundary, and others need not';
  }
  const independent = {
    waiting: true,
    sends: true,
    seen: true,
    fair: true,
    receiver: true,
  } as const;
  const sound = { ...independent, wakes: true } as const;
  switch (channels) {
    case 'fifo':
      return { queued: true, once: !lossy && !duplicating, ...sound };
    case 'bag':
      return { queued: false, once: false, ...sound };
    case 'mailbox':
      return 'in the mailbox model messages of different senders to one receiver do not commute';
    case 'causal':
      return 'with causal delivery a delivery at one actor changes what another may be given';
  }
}
