/**
 * What a test is run against: an implementation of the subject, ours or somebody else's, in this process or in another
 * one. The runner knows no more of it than this.
 */
import type { Observation, SuiteSubject } from '../generate/index.ts';
import type { Envelope } from '../system/index.ts';

/** What an implementation did since it was asked last. */
export interface Reaction {
  /** What it sent, in its order. */
  readonly sent: readonly Envelope[];
  /** What it shows besides, where it can be asked for that: its status or its state. */
  readonly shows?: string;
  /** It did not take the stimulus: why, in its own words. */
  readonly refused?: string;
  /** What came unasked: after it had been quiet, and before this stimulus. */
  readonly late?: readonly Envelope[];
}

export interface Implementation {
  readonly name: string;
  /**
   * Called once, before the first test. Whether its reactions say what the suite observes besides messages; where this
   * is absent, they say it when any of them does.
   */
  open?(subject: SuiteSubject, observes: Observation): Promise<boolean>;
  /** Back to the beginning, with these inputs by actor id; what it sends at once. */
  reset(inputs: Readonly<Record<string, unknown>>): Promise<Reaction>;
  /** Delivers a message, and waits until the implementation is quiet. */
  deliver(stimulus: Envelope): Promise<Reaction>;
  /** What has come unasked since the last answer; asked for at the end of a test. */
  leftover?(): Promise<readonly Envelope[]>;
  close(): Promise<void>;
}

/** Thrown by an implementation that broke down in a test (it died, it hangs): the test fails, the next one begins. */
export class ImplementationFault extends Error {
  override readonly name = 'ImplementationFault';
  /** What it had sent in this step before. */
  readonly sent: readonly Envelope[];

  constructor(message: string, sent: readonly Envelope[] = []) {
    super(message);
    this.sent = sent;
  }
}

/** Thrown where there is nothing to test: it does not start, or does not speak the protocol. The run ends. */
export class NoImplementation extends Error {
  override readonly name = 'NoImplementation';
}

export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** How a test ended. `inconclusive`: a legal answer that leads away from what the test is after. */
export interface TestResult {
  readonly test: string;
  readonly verdict: Verdict;
  /** The step that decided, from 0; absent for a pass, and where the reset decided. */
  readonly step?: number;
  readonly expected?: readonly Envelope[];
  /** What should have been shown besides; absent where that was right, or is not checked. */
  readonly expectedShows?: string;
  readonly got?: Reaction;
  /** One sentence, such as `sent nothing; MiniportPause.return with NDIS_STATUS_SUCCESS was expected`. */
  readonly why?: string;
}
