/**
 * What a test is run against: an implementation of the subject, ours or somebody else's, in this process or in another
 * one. The runner knows no more of it than this.
 */
import type { Envelope } from '../system/index.ts';

/** What an implementation did since it was asked last. */
export interface Reaction {
  /** What it sent, in its order. */
  readonly sent: readonly Envelope[];
  /** What it shows besides, where it can be asked for that: its status or its state. */
  readonly shows?: string;
}

export interface Implementation {
  readonly name: string;
  /** Back to the beginning, with these inputs by actor id; what it sends at once. */
  reset(inputs: Readonly<Record<string, unknown>>): Promise<Reaction>;
  /** Delivers a message, and waits until the implementation is quiet. */
  deliver(stimulus: Envelope): Promise<Reaction>;
  close(): Promise<void>;
}

export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** How a test ended. `inconclusive`: a legal answer that leads away from what the test is after. */
export interface TestResult {
  readonly test: string;
  readonly verdict: Verdict;
  /** The step that decided, from 0; absent for a pass. */
  readonly step?: number;
  readonly expected?: readonly Envelope[];
  readonly got?: Reaction;
  /** One sentence, such as `sent nothing; MiniportPause.return with NDIS_STATUS_SUCCESS was expected`. */
  readonly why?: string;
}
