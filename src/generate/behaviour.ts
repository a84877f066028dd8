/**
 * What a subject does, as a graph: states, and for each stimulus that a state takes, the reactions. Every criterion and
 * every method works on this graph, whether it is of one machine, of several together, or of a whole system.
 */
import type { Chart } from '../chart/index.ts';
import type { Envelope } from '../system/index.ts';
import type { Goal, Stimulus } from './subject.ts';
import type { LeftOut, StoppedBecause } from './suite.ts';

/** A state's number is its place in `Behaviour.states`; the initial one has number 0. */
export interface BehaviourState {
  /** State value of each actor of the subject, such as `initialized.paused`; in the order of `Behaviour.actors`. */
  readonly values: readonly string[];
  /** Ids of the active state nodes; of copies of one machine, with the actor before it: `vf0/vf.halted`. */
  readonly nodes: readonly string[];
  /** What it shows besides messages; absent while all is well. */
  readonly status?: string;
  /** What was sent so far does not tell in which of several situations with different values the subject is. */
  readonly isUnsure?: true;
  /** It was found and not (or not wholly) expanded, since a limit was reached. */
  readonly isOpen: boolean;
  readonly moves: readonly Move[];
}

export interface Move {
  /** Number of the stimulus. */
  readonly input: number;
  /** Number of the reaction: what was sent until the subject was quiet again. 0 is silence. */
  readonly output: number;
  readonly to: number;
  /**
   * Ids of the statechart's transitions that were taken, as `takenTransitions` gives them, those of `always` and of
   * raised events too. Where internal messages may come in several orders: those that every order takes.
   */
  readonly taken: readonly string[];
}

export interface Behaviour {
  readonly name: string;
  readonly kind: 'open' | 'closed';
  readonly actors: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The statechart of each actor: what could be covered. */
  readonly charts: Readonly<Record<string, Chart>>;
  readonly initial: readonly Envelope[];
  /** Transitions that are taken before the first stimulus. */
  readonly initialTaken: readonly string[];
  readonly stimuli: readonly Stimulus[];
  readonly reactions: readonly (readonly Envelope[])[];
  readonly states: readonly BehaviourState[];
  readonly goals: readonly Goal[];
  /** Stimuli that are no moves although a state would take them, and why. */
  readonly leftOut: readonly LeftOut[];
  /** Why the graph ends where it ends; `complete` when every state was expanded. */
  readonly stoppedBecause: StoppedBecause;
}

/**
 * A deterministic machine of numbers, for the methods that identify states. `next` and `output` are indexed by
 * `state * inputs + input`; -1 where the state does not take the input. Equal outputs have equal numbers.
 */
export interface Fsm {
  readonly states: number;
  readonly inputs: number;
  readonly next: Int32Array;
  readonly output: Int32Array;
}
