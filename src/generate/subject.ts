/**
 * What tests are generated for: one machine or several together, seen from outside (open), with the stimuli that the
 * outside can give. A closed system is a `SystemSpec` as the explorer takes it: its stimuli are its own deliveries.
 */
import type { ActorSpec, Envelope, SystemView } from '../system/index.ts';
import type { CoverageItem, Criterion } from './suite.ts';

export interface OpenSubject {
  readonly name: string;
  /** The actors of the subject, by id: one machine, or several whose messages to each other nobody outside sees. */
  readonly actors: Readonly<Record<string, ActorSpec>>;
  /**
   * What the outside can deliver, as a list or as a function of the actors' snapshots. `from` is any id that is not in
   * `actors`. A stimulus that a state does not take (`UnexpectedMessage`) is not possible in that state, unless
   * `ignoresUnexpected` is set. Without them: the `events` of each actor, or else each event type of its machine,
   * without data, from `environment`.
   */
  readonly stimuli?: readonly Stimulus[] | ((view: SystemView) => readonly Stimulus[]);
  /**
   * As in XState, a state ignores what it does not take: that is a reaction (silence, and it stays) which tests
   * check. So a guard that is lost is seen where nothing happened before. For machines that follow no rule of ours.
   */
  readonly ignoresUnexpected?: boolean;
  /** What an implementation shows besides its messages, such as `bug check 0xD1`; undefined while all is well. */
  readonly status?: (view: SystemView) => string | undefined;
  /** Whether the subject has ended for good: nothing is delivered any more. */
  readonly ended?: (view: SystemView) => boolean;
  /**
   * Items of criteria that only the subject's owner can name (IRQL, data boundaries, every status that the
   * documentation lists): each with the test of whether a move covers it.
   */
  readonly goals?: readonly Goal[];
}

/** A message from outside. */
export interface Stimulus extends Envelope {
  /** Ids of items that a criterion wants to see done in at least one state, such as `WriteBlock length 129`. */
  readonly goals?: readonly string[];
}

/** A coverage item with its own meaning: covered by a step that `isCoveredBy` accepts. */
export interface Goal {
  readonly criterion: Criterion;
  readonly id: CoverageItem['id'];
  /** Shown where it is uncovered, such as where the documentation states it. */
  readonly note?: string;
  readonly isCoveredBy: (step: GoalStep) => boolean;
}

export interface GoalStep {
  readonly stimulus: Stimulus;
  readonly sent: readonly Envelope[];
  readonly status: string | undefined;
}
