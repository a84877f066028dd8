/** What an exploration is told, and what it finds. */
import type { Envelope, Property, Violation } from '../system/index.ts';

export interface ExploreOptions {
  /** What must hold, and what must be possible. Default: nothing but the findings that need no property. */
  readonly properties?: readonly Property[];
  /**
   * When an armed timer may fire: `idle`, only when nothing else can move (default), or `any`, at any point.
   */
  readonly timers?: 'idle' | 'any';
  /** A state in which nothing can move and some actor is not in a final state is a violation. Default: false. */
  readonly deadlock?: boolean;
  /** A message that a state does not take: a `violation` (default), or `ignored`, as XState itself does. */
  readonly unexpected?: 'violation' | 'ignored';
  /** Most states to find. */
  readonly maxStates?: number;
  /** Deepest level to look at; the initial state is level 1. */
  readonly maxDepth?: number;
  /** Longest time to look, in seconds. */
  readonly maxSeconds?: number;
  /** Most memory for the whole process, in megabytes. */
  readonly maxMb?: number;
  /** Ends the search when aborted, with what is known so far. */
  readonly signal?: AbortSignal;
}

/** Which bound ended a search before its verdict. */
export type TruncationReason = 'states' | 'depth' | 'seconds' | 'memory' | 'interrupted';

/** How far a search has come. */
export interface ExploreCounts {
  /** Distinct states, the initial one included. */
  readonly states: number;
  /** Deliveries, firings of timers and outside events that were taken, those to known states included. */
  readonly transitions: number;
  /** Levels of states; the initial state is level 1. A shortest schedule to the deepest has one step fewer. */
  readonly depth: number;
  /** States in which nothing can move any more. */
  readonly restStates: number;
  /** States that are found and not yet expanded. */
  readonly frontier: number;
  /** Bytes that all states take, their index and lineage included. */
  readonly bytes: number;
  /** Calls of XState: everything else is looked up in tables. */
  readonly machineSteps: number;
  readonly seconds: number;
}

interface ResultBase extends ExploreCounts {
  /** `sometimes` properties whose situation came up, in the order in which they were given. */
  readonly reached: readonly string[];
  /** Those whose situation did not come up, which is final only when everything was looked at. */
  readonly notReached: readonly string[];
}

/** Everything was looked at, and nothing was wrong. */
export interface Holds extends ResultBase {
  readonly verdict: 'holds';
}

/** Something is wrong, and this is a shortest way to it. */
export interface Violated extends ResultBase {
  readonly verdict: 'violated';
  /** Name of the property that does not hold. */
  readonly property: string;
  readonly violation: Violation;
  readonly schedule: readonly Envelope[];
}

/** A bound was reached; nothing was wrong so far. */
export interface Truncated extends ResultBase {
  readonly verdict: 'truncated';
  readonly reason: TruncationReason;
}

export type ExploreResult = Holds | Violated | Truncated;

/** What {@link exploreProgress} tells: how far it has come, now and then, and at last the result. */
export type ExploreEvent =
  | { readonly kind: 'progress'; readonly counts: ExploreCounts }
  | { readonly kind: 'result'; readonly result: ExploreResult };
