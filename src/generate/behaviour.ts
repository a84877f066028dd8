/**
 * What a subject does, as a graph: states, and for each stimulus that a state takes, the reactions. Every criterion and
 * every method works on this graph, whether it is of one machine, of several together, or of a whole system.
 */
import type { Envelope } from '../system/index.ts';
import type { Goal, Stimulus } from './subject.ts';
import type { StoppedBecause } from './suite.ts';

/** A state's number is its place in `Behaviour.states`; the initial one has number 0. */
export interface BehaviourState {
  /** State value of each actor of the subject, such as `initialized.paused`; in the order of `Behaviour.actors`. */
  readonly values: readonly string[];
  /** Ids of the active state nodes. */
  readonly nodes: readonly string[];
  /** What it shows besides messages; absent while all is well. */
  readonly status?: string;
  /** It was found and not expanded, since a limit was reached. */
  readonly isOpen: boolean;
  readonly moves: readonly Move[];
}

export interface Move {
  /** Number of the stimulus. */
  readonly input: number;
  /** Number of the reaction: what was sent until the subject was quiet again. 0 is silence. */
  readonly output: number;
  readonly to: number;
  /** Ids of the statechart's transitions that were taken, as `takenTransitions` gives them. */
  readonly taken: readonly string[];
}

export interface Behaviour {
  readonly name: string;
  readonly kind: 'open' | 'closed';
  readonly actors: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly initial: readonly Envelope[];
  readonly stimuli: readonly Stimulus[];
  readonly reactions: readonly (readonly Envelope[])[];
  readonly states: readonly BehaviourState[];
  readonly goals: readonly Goal[];
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
