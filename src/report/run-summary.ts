/** What a run amounts to, as data; `summary-text.ts` prints it, `--json` writes it. */
import type { Violation } from '../system/property.ts';
import type { PendingRequest } from '../trace/trace.ts';

/** One step of a client: what it asked, and what came of it. */
export interface ClientStepReport {
  readonly request: string;
  readonly outcome: 'answered' | 'waiting' | 'not sent';
  readonly status?: string;
  readonly value?: string | number;
  /** The statuses that the scenario allows, when the answer had another one. */
  readonly insteadOf?: readonly string[];
}

export interface ClientReport {
  readonly id: string;
  readonly steps: readonly ClientStepReport[];
}

/** How the run is judged; the exit status follows from it. */
export interface Verdict {
  readonly kind: 'holds' | 'violated' | 'bounds' | 'failed' | 'interrupted';
  readonly text: string;
}

export interface RunSummary {
  readonly clients: readonly ClientReport[];
  readonly steps: number;
  readonly timeMs: number;
  readonly sent: number;
  /** Messages received, by kind of driver. */
  readonly received: readonly { readonly kind: string; readonly count: number }[];
  readonly vfs: readonly { readonly vf: number; readonly life: readonly string[] }[];
  readonly held: readonly string[];
  /** `sometimes` properties that were seen. */
  readonly reached: readonly string[];
  readonly notReached: readonly string[];
  readonly violations: readonly Violation[];
  /** Requests that nobody has answered at the end. */
  readonly pending: readonly PendingRequest[];
  readonly verdict: Verdict;
}
