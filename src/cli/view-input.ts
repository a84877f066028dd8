/** What the served viewer shows: a live run when it is over, or a trace. */
import type { DocumentInput } from '../inspect/view/index.ts';
import type { Envelope, Violation } from '../system/index.ts';
import { compare } from '../trace/comparison.ts';
import type { ReplaySession } from '../trace/session.ts';
import type { PreparedRun } from './engine.ts';
import type { NamedSystem } from './named-system.ts';
import type { StackInput } from './stack-options.ts';
import type { TraceFile } from './trace-schema.ts';
import { replayView, runView } from './view-documents.ts';

/** What was recorded of a run. */
interface Recorded {
  readonly schedule: readonly Envelope[];
  readonly violations: readonly Violation[];
}

export function viewOfRun(
  input: StackInput,
  prepared: PreparedRun,
  { schedule, violations }: Recorded,
  seed: number | undefined,
): DocumentInput {
  return runView(input, prepared, { schedule, violations, seed });
}

export function viewOfTrace(
  file: string,
  trace: TraceFile,
  system: NamedSystem,
  session: ReplaySession,
  beside: DocumentInput['beside'] = [],
): DocumentInput {
  const { end, verdict } = session.end();
  const comparison = compare(trace.violation, verdict, end);
  const { schedule } = session;
  const view = replayView(system, { trace, schedule, comparison });
  return { ...view, beside, command: `sriov-sim inspect ${file}` };
}
