/** What an exploration is told, and what it finds. */
import type { Envelope, Message, Property, SystemView, Violation } from '../system/index.ts';

/**
 * In which order messages to one actor may be delivered. A message that its receiver puts off (`meta.defer`) stays
 * where it is, and holds up what is behind it.
 */
export type ChannelModel =
  /** First in, first out for each sender and receiver. */
  | 'fifo'
  /** Any order; of equal messages of one sender it is the same which one comes. */
  | 'bag'
  /**
   * As they were sent, as far as the sender of the later could know of the earlier: because it has sent the earlier
   * itself, or has received something from somebody who knew of it.
   */
  | 'causal'
  /** One queue for each receiver, in the order of sending. */
  | 'mailbox';

/** In which order the search looks at the orders of deliveries. */
export type Strategy =
  /** Exhaustive; a violation has a shortest schedule. */
  | 'breadth-first'
  /** Exhaustive; finds deep violations early. */
  | 'depth-first'
  /** Exhaustive in the order of delays (Emmi, Qadeer, Rakamaric 2011): what hardly departs from the default first. */
  | 'delay-bounded'
  /** One execution for each Mazurkiewicz trace, counted; keeps no states. */
  | 'executions'
  /** Random runs: each delivery equally probable. */
  | 'random-walk'
  /** Random runs with random priorities (Burckhardt et al. 2010). */
  | 'pct'
  /** Random runs with random priorities of chains of messages (Ozkan, Majumdar, Niksic et al. 2018). */
  | 'pctcp'
  /** Random runs, partial order sampling (Yuan, Yang, Gu 2018). */
  | 'pos';

/** What an exhaustive search may leave out because something equal was looked at. */
export type Reduction =
  | 'none'
  /** Orders of deliveries that commute: of the possible moves those of a persistent set suffice. */
  | 'partial-order'
  /** States that differ only in which of some interchangeable copies is which. */
  | 'symmetry'
  | 'partial-order and symmetry'
  /**
   * Besides, of two moves in a persistent set that commute one order is taken. For `depth-first`, where a state may be
   * expanded again; not with symmetry, and for at most 31 actors.
   */
  | 'partial-order and sleep sets';

/** Copies of a part of the system that are interchangeable, such as virtual functions. Checked, not believed. */
export interface SymmetrySpec {
  /** How many copies. */
  readonly count: number;
  /** For each copy the ids of its actors, corresponding ones at the same place. */
  readonly actors: readonly (readonly string[])[];
  /**
   * The message after copy `n` has become copy `permutation[n]`; ids of actors in it (every text that is one) have
   * been replaced already. Needed when messages name a copy in another way, by its number say.
   */
  readonly rename?: (message: Message, permutation: readonly number[]) => Message;
}

/**
 * Which states count, for a system that has no end of them: TLC's constraint, Stateright's `within_boundary`. What lies
 * beyond is no state: a transition that leads there is counted in `transitions` and in `cut`, and not followed. The
 * state that it leads to is still held against the properties, since a system that is not cut comes there, too.
 */
export interface Boundary {
  /** Short; a result names it. */
  readonly name: string;
  /** Ids of the actors whose snapshots `within` looks at. */
  readonly reads: readonly string[];
  /** Whether a state counts. It must hold in the initial state. */
  within(view: SystemView): boolean;
}

/** Checkpoints of a search that takes long: what is needed to go on after a crash. For the exhaustive strategies. */
export interface CheckpointOptions {
  /** Seconds between two; default 30. More when writing one takes long. */
  readonly everySeconds?: number;
  /** Written at its beginning: what the caller needs to build the same system again. */
  readonly label?: string;
  /**
   * Is given each checkpoint in pieces, to be written one after another before it returns. Called now and then, and
   * when a bound or the signal ends the search, if it had come further than to plan what to leave out.
   */
  readonly save: (pieces: Iterable<Uint8Array>) => void;
}

export interface ExploreOptions {
  /** What must hold, and what must be possible. Default: nothing but the findings that need no property. */
  readonly properties?: readonly Property[];
  /** Default: `fifo`. */
  readonly channels?: ChannelModel;
  /**
   * Any message that may be delivered (and is not put off) may be lost instead: a step of the schedule with `lost`.
   * No monitor observes it. Default: false.
   */
  readonly lossy?: boolean;
  /**
   * Any message may be delivered again and again. In a `bag` it stays in flight whenever it is delivered, so that what
   * is in flight is a set: sending what is already there adds nothing, and only a loss takes a message away (as in
   * Stateright's duplicating network). In the other models a message at the head of its queue is delivered as usual or,
   * in a step of the schedule with `duplicate`, stays there to be delivered again. `NothingLost` is not looked for,
   * since what is put off may be a duplicate of what was taken. Default: false.
   */
  readonly duplicating?: boolean;
  /**
   * A delivery that changes nothing and sends nothing is made like any other (`delivered`, the default), or not at
   * all, so that its message stays in flight (`left`), as in Stateright's actor models. Nothing changes when state,
   * context, history and armed timers are as before. When nothing can move any more, what is left is not `NothingLost`,
   * but in a queue what waits behind it is, if its receiver would do something with it.
   */
  readonly noOps?: 'delivered' | 'left';
  /** Default: `breadth-first`. */
  readonly strategy?: Strategy;
  /**
   * What to leave out. Default: whatever is sound for the system, the channels, the strategy and the properties; the
   * result says what that was. A reduction that is asked for and not possible is an error that says why.
   */
  readonly reduction?: Reduction;
  /** Interchangeable copies; without them there is no symmetry. */
  readonly symmetry?: SymmetrySpec;
  /**
   * Only states within it count. Nothing is reduced then: of equivalent orders some may leave it, and others not. A
   * state all of whose transitions lead out of it is not at rest. Not for `executions`.
   */
  readonly boundary?: Boundary;
  /**
   * For `executions`: which deliveries are independent, so that their order does not count. Deliveries at different
   * receivers are (`receiver`, the default); with `commuting` also those at one receiver that are seen to commute:
   * wherever both can be made, either order leads to the same state and sends the same.
   */
  readonly independence?: 'receiver' | 'commuting';
  /** Deliveries that have been made before the search begins. */
  readonly prefix?: readonly Envelope[];
  readonly checkpoint?: CheckpointOptions;
  /**
   * Goes on from a checkpoint of the same system and options (bounds may be others; seconds count on): fills the array
   * with its next bytes and returns how many. The result is that of a search that was never interrupted. Throws a
   * `CheckpointError` for a checkpoint that cannot be used.
   */
  readonly resume?: (into: Uint8Array) => number;
  /**
   * Threads that may search, 1 to 64; default 1. The result is the same, whatever their number. More than one are used
   * by a breadth-first search that leaves nothing out (`reduction: 'none'`), writes no checkpoint and has found
   * `workersFrom` states; each takes a core.
   */
  readonly workers?: number;
  /** States from which on more than one thread searches; default 200,000: less is done before they have started. */
  readonly workersFrom?: number;
  /** For the random strategies; default 1. */
  readonly seed?: number;
  /** For the random strategies: how many runs; default 1000. */
  readonly runs?: number;
  /** For `pct` and `pctcp`: the depth of the bugs that it is to find; default 3. */
  readonly bugDepth?: number;
  /** For `delay-bounded`: most delays; default: no bound. */
  readonly maxDelays?: number;
  /**
   * When an armed timer may fire: `idle`, only when nothing else can move, or `any`, at any point. Default: `any` where
   * an actor has `events` or `invoked`, since there something else can move nearly always; otherwise `idle`.
   */
  readonly timers?: 'idle' | 'any';
  /** A state in which nothing can move and some actor is not in a final state is a violation. Default: false. */
  readonly deadlock?: boolean;
  /** Say in the result what was visited of each statechart. Default: false. */
  readonly coverage?: boolean;
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

/**
 * Those options that say how a system behaves, rather than how it is searched: what a file with a system of its own may
 * export as `options` for the command line.
 */
export type SystemOptions = Pick<
  ExploreOptions,
  | 'channels'
  | 'lossy'
  | 'duplicating'
  | 'noOps'
  | 'timers'
  | 'unexpected'
  | 'deadlock'
  | 'symmetry'
  | 'boundary'
>;

/** Which bound ended a search before its verdict. */
export type TruncationReason =
  | 'states'
  | 'depth'
  | 'seconds'
  | 'memory'
  | 'interrupted'
  /** `delay-bounded`: everything within the delays that were allowed was looked at. */
  | 'delays'
  /** Random strategies: the runs that were asked for are made. A sample proves nothing. */
  | 'runs';

/** How far a search has come. */
export interface ExploreCounts {
  /**
   * Distinct states, the initial one included. For strategies that keep no states (`executions` and the random ones):
   * those that were gone through, again and again included.
   */
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
  /** With a partial-order reduction: moves that were possible in expanded states and not taken. */
  readonly left?: number;
  /** With a partial-order reduction: how often the search began, since it guesses what actors may send. */
  readonly passes?: number;
  /** With a boundary: how many of the transitions lead out of it. */
  readonly cut?: number;
}

interface ResultBase extends ExploreCounts {
  readonly strategy: Strategy;
  /** What was left out because something equal was looked at. */
  readonly reduction: Reduction;
  /** Why a reduction that would have been possible otherwise was not used; one sentence each. */
  readonly notReduced: readonly string[];
  /** Name of the boundary, where one was given: the verdict is about the states within it, unless nothing was `cut`. */
  readonly boundary?: string;
  /** What was taken for granted because no option says otherwise, where that may matter; one sentence each. */
  readonly assumed?: readonly string[];
  /** For strategies that sample or count executions; absent for the exhaustive ones. */
  readonly executions?: ExecutionCounts;
  /** For `delay-bounded` and `violated`: the fewest delays that lead there. */
  readonly delays?: number;
  /** `sometimes` properties whose situation came up, in the order in which they were given. */
  readonly reached: readonly string[];
  /** Those whose situation did not come up, which is final only when everything was looked at. */
  readonly notReached: readonly string[];
  /** With `coverage`; of a search that looked at everything, what is not in it cannot be visited. */
  readonly visited?: Coverage;
}

/** By actor, sorted. */
export type Visited = Readonly<Record<string, readonly string[]>>;

/** What was visited of each statechart. */
export interface Coverage {
  /** Ids of state nodes, such as `light.red`. */
  readonly states: Visited;
  /** The node that has it, the event, and which of that event's alternatives it is: `light.red: TIMER #0`. */
  readonly transitions: Visited;
}

/** How many executions were made, and what that promises. */
export interface ExecutionCounts {
  /** Executions from beginning to end. */
  readonly complete: number;
  /** For `executions`: those that were given up because all their continuations were equal to known ones. */
  readonly blocked?: number;
  /** For random strategies: distinct traces (classes of equivalent orders) among them. */
  readonly distinct?: number;
  /** For `pct` and `pos`: what the theory promises for these runs, in one sentence with its numbers. */
  readonly promise?: string;
}

/** Everything was looked at, and nothing was wrong. */
export interface Holds extends ResultBase {
  readonly verdict: 'holds';
}

/** Something is wrong, and this is a way to it. */
export interface Violated extends ResultBase {
  /** No schedule is shorter (`breadth-first`, or searched afterwards). */
  readonly shortest: boolean;
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
