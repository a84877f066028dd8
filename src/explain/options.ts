/** What an explanation is told, and what it says. */
import type { ExploreOptions } from '../explore/index.ts';
import type { Envelope, Property, SystemView, Violation } from '../system/index.ts';
import type { Conventions } from '../trace/pending.ts';
import type { PendingRequest } from '../trace/trace.ts';

export interface ExplainOptions
  extends Pick<
    ExploreOptions,
    'channels' | 'lossy' | 'duplicating' | 'noOps' | 'timers' | 'deadlock' | 'unexpected'
  > {
  readonly properties?: readonly Property[];
  /** Name of the property to explain, where the schedule violates another one before. Default: the first. */
  readonly property?: string;
  /** How requests and answers are told apart; absent: by name. */
  readonly conventions?: Conventions;
  /**
   * For a violation that a run found: requests that may be outstanding when nothing can move any more. With it, any
   * other request that is outstanding then is a violation, as in a run.
   */
  readonly mayStayPending?: (request: PendingRequest, view: SystemView) => boolean;
  /** What else somebody holds at the end, such as references and IRQLs; one line each. */
  readonly describe?: (view: SystemView) => readonly string[];
  /**
   * Most deliveries to try, in thousands; default 1000, a few seconds. One for which a machine must be asked counts as
   * forty. What it did not suffice for is said.
   */
  readonly effort?: number;
}

/** Two deliveries, the order of which decides. Step numbers in `Explanation.schedule`. */
export interface RacingPair {
  readonly first: number;
  /** Absent: the schedule ends before it; it would have come later. */
  readonly second?: number;
  /** What is delivered first and second. */
  readonly envelopes: readonly [Envelope, Envelope];
  /**
   * A schedule to a clean end in which the second comes before the first; or in which the first, a timer, does not
   * come, since the second disarms it.
   */
  readonly swapped: readonly Envelope[];
  /** The rest of the schedule stays as it is; else some other order after the swap was needed. */
  readonly restStays: boolean;
}

/** A message that a lossy or duplicating channel did something to; delivered plainly, all is well. */
export interface ChannelFault {
  readonly step: number;
  readonly envelope: Envelope;
  readonly mended: readonly Envelope[];
}

/** From when on a clean end can no longer be reached. */
export interface Inevitable {
  /** The first step after which every continuation is known to violate; 0: from the beginning. Absent: not known. */
  readonly from?: number;
  /** The last step after which a clean end is known to be possible. Absent: not even known at the beginning. */
  readonly cleanAfter?: number;
  /** Nothing lies between the two. */
  readonly exact: boolean;
}

export interface Explanation {
  /** What is wrong at the end of `schedule`. */
  readonly violation: Violation;
  readonly schedule: readonly Envelope[];
  /** Deliveries of the given schedule that are not needed. */
  readonly leftOut: number;
  /** No delivery can be left out: each was tried. */
  readonly minimal: boolean;
  readonly racingPair?: RacingPair;
  readonly channelFault?: ChannelFault;
  /** Every order of deliveries ends in a violation: known only when `inevitable.from` is 0. */
  readonly inEveryOrder: boolean;
  readonly inevitable: Inevitable;
  /** Requests that are outstanding at the end. */
  readonly held: readonly PendingRequest[];
  /** What `describe` says of the end. */
  readonly described: readonly string[];
  /** What the effort did not suffice for; one sentence each. */
  readonly notDetermined: readonly string[];
  /** Deliveries that were tried. */
  readonly deliveries: number;
}
