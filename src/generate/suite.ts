/**
 * A test suite as plain data: what is done to a subject, what it must answer, what that covers, and what may be
 * concluded from passing it. Written as JSON (`docs/suite.schema.json`), run in vitest, over a pipe, or as C tables.
 */
import type { Envelope } from '../system/index.ts';

export const suiteFormat = 'sriov-sim-suite';
/** The one that this program writes and reads. */
export const suiteVersion = 1;

/** What of an implementation can be seen: its messages; also its status; also which state it is in. */
export type Observation = 'outputs' | 'status' | 'state';

/** One stimulus and what must follow before anything else is done. */
export interface TestStep {
  /**
   * What is delivered: from an actor outside (or `timer`, or the subject itself: a work item or DPC that it queued) to
   * an actor of the subject. In a suite for a closed system: the delivery that the schedule chooses.
   */
  readonly stimulus: Envelope;
  /**
   * What the subject must send, and then nothing until it is stimulated again (quiescence). The order counts between
   * the same sender and receiver only: a first-in-first-out channel promises no more.
   */
  readonly expect: readonly Envelope[];
  /** What else the subject may legally answer (as in ioco). The test then ends without a verdict: `inconclusive`. */
  readonly alternatives?: readonly (readonly Envelope[])[];
  /**
   * What the subject must show after the step, where the suite observes more than outputs: its status (such as
   * `bug check 0xD1`, absent while all is well), or its state's name.
   */
  readonly shows?: string;
}

/** From a fresh subject on. */
export interface Test {
  /** A sentence that says what the test is after; unique in its suite. */
  readonly name: string;
  /** Ids of the coverage items that this test covers first. */
  readonly covers: readonly string[];
  readonly steps: readonly TestStep[];
}

/**
 * Coverage dimensions; where XState's own test package has a name for one, it is that name. `configurations` are state
 * values, `states` are these with their data, `schedules` are pairs of racing deliveries in both orders.
 */
export type Criterion =
  | 'states'
  | 'state-nodes'
  | 'configurations'
  | 'event-types'
  | 'transitions'
  | 'chart-transitions'
  | 'transition-pairs'
  | 'statuses'
  | 'request-status'
  | 'irql'
  | 'boundaries'
  | 'requirements'
  | 'schedules';

/** `unreachable` is proved by an exploration that was not cut short; what is not known to be either is `unknown`. */
export type CoverageStatus = 'covered' | 'uncovered' | 'unreachable' | 'unknown';

export interface CoverageItem {
  readonly id: string;
  readonly status: CoverageStatus;
  /** Why it is not covered. */
  readonly why?: string;
}

export interface CriterionCoverage {
  readonly criterion: Criterion;
  readonly items: readonly CoverageItem[];
}

/** Something that a user could expect in the suite and that is not there. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
  readonly count: number;
}

export type Method = 'tour' | 'w' | 'wp' | 'hsi' | 'h';

export type StoppedBecause =
  | 'complete'
  | 'max-states'
  | 'max-steps'
  | 'max-tests'
  | 'max-seconds'
  | 'max-depth';

/** How the subject is made again. The engine does not look into `origin`: it is the command line's. */
export interface SuiteSubject {
  readonly name: string;
  /** `open`: everything outside is the tester. `closed`: a whole system, of which the tester chooses the schedule. */
  readonly kind: 'open' | 'closed';
  /** The actors that the subject consists of. */
  readonly actors: readonly string[];
  /** The input that each of them is started with, by id. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the subject has sent before the first step. */
  readonly initial: readonly Envelope[];
  readonly origin?: Readonly<Record<string, unknown>>;
}

export interface Suite {
  readonly format: typeof suiteFormat;
  readonly version: typeof suiteVersion;
  readonly subject: SuiteSubject;
  readonly criteria: readonly Criterion[];
  readonly method: Method;
  /** k: how many states more than the model an implementation may have for the claim to stand. Absent for tours. */
  readonly extraStates?: number;
  readonly observes: Observation;
  /** What passing this suite says, in one sentence. */
  readonly claim: string;
  /** What the claim presumes, one sentence each, such as that a reset brings the implementation back to its start. */
  readonly assumptions: readonly string[];
  readonly tests: readonly Test[];
  readonly coverage: readonly CriterionCoverage[];
  readonly leftOut: readonly LeftOut[];
  readonly stoppedBecause: StoppedBecause;
  /** Whether a limit cut the model or the suite short. */
  readonly truncated: boolean;
}
