/** What happens in an execution, and all that says with what else the order of it counts. */

/** A delivery, a loss, the firing of a timer or an outside event, wherever in an execution it comes. */
export interface Occurrence {
  /** Equal for what is delivered, lost or fired alike. */
  readonly label: number;
  /**
   * What the next of it belongs to: a channel, a timer, an outside event. Two of one task exclude or follow each
   * other.
   */
  readonly task: number;
  readonly actor: number;
  readonly envelope: number;
  /** A message that is simply delivered: nothing else is ever taken to commute with others at its actor. */
  readonly isPlain: boolean;
  /** A timer or an outside event, and not a message on a channel. */
  readonly isSpontaneous: boolean;
  /** A timer that fires only when nothing else can move. */
  readonly isIdle: boolean;
  /** It takes a message out of its channel. */
  readonly consumes: boolean;
  /** What it has to do with besides its actor, by number: where two share something, their order counts. */
  readonly shared: readonly number[];
}

/** An occurrence where it can come: in a component of its actor. */
export interface Step extends Occurrence {
  /** The next component of its actor; a fault when below zero. */
  readonly next: number;
  /** What the monitors for several actors see of it. */
  readonly observation: number;
  /** Receivers, and for each the bundle that it gets. */
  readonly outs: readonly number[];
  /** The channels that it sends to, in the order of sending. */
  readonly sends: readonly number[];
}

/** The order of two that share something counts. */
export function meet(some: readonly number[], others: readonly number[]): boolean {
  for (let n = 0; n < some.length; n += 1) {
    if (others.includes(some[n] as number)) return true;
  }
  return false;
}
