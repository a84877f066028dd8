/**
 * What must hold of a system. A property is a predicate over the snapshots of the actors that it reads, or a monitor:
 * an XState machine that only observes copies of the messages that it names, within the same step.
 */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { SystemView } from './system.ts';

interface PropertyBase {
  /** Short name, as Driver Verifier or Static Driver Verifier has it where a rule exists there. */
  readonly name: string;
  /** What must hold, in one sentence. */
  readonly rule: string;
  /** Where the rule comes from, if from somewhere: a page or a clause. */
  readonly source?: string;
  /** The bug check a real machine would show, where there is one. */
  readonly bugcheck?: string;
}

/** True at every step (`always`), at least once (`sometimes`), or when nothing can move any more (`finally`). */
export interface StateProperty extends PropertyBase {
  readonly kind: 'always' | 'sometimes' | 'finally';
  /** Ids of the actors whose snapshots `check` looks at. */
  readonly reads: readonly string[];
  /**
   * The rule is about each of these actors for itself: `check` may be shown a view of one of them only. An exploration
   * then asks once for each local state, not for each combination.
   */
  readonly each?: true;
  /**
   * `always` and `finally`: what is wrong, in words, or undefined when it holds. `sometimes`: a short word when the
   * wanted situation is there, undefined when not.
   */
  check(view: SystemView): string | undefined;
}

/** A machine that is sent `{ type: 'observe', from, to, message }`; a state tagged `error` is a violation. */
export interface MonitorProperty extends PropertyBase {
  readonly kind: 'monitor';
  /** Types of the messages that it observes, at their delivery; `'*'` for all. */
  readonly observes: readonly string[] | '*';
  /**
   * The rule is about each actor for itself: every actor has its own copy of the machine, which observes only the
   * deliveries to that actor. A reduction then has nothing to keep in order between actors, which one copy for all
   * makes it do. Prefer it wherever the rule allows.
   */
  readonly each?: true;
  /** The observation carries `sent` too, what the receiver sent in the same step: `{ to, message }` in order. */
  readonly sends?: true;
  readonly machine: AnyStateMachine;
  readonly input?: unknown;
  /** What is wrong if nothing can move any more and the monitor is in this snapshot; undefined when all is well. */
  readonly finally?: (snapshot: AnyMachineSnapshot) => string | undefined;
}

export type Property = StateProperty | MonitorProperty;

/** A property that did not hold: what is wrong, and at which step it became so (absent: at the end). */
export interface Violation {
  readonly property: string;
  readonly rule: string;
  readonly bugcheck?: string;
  readonly detail: string;
  readonly step?: number;
}
