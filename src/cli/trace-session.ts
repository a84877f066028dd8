/** A trace replayed under its own rules, and what is said where its system does not allow its schedule. */
import type { SystemOptions } from '../explore/index.ts';
import { deliveryText } from '../trace/comparison.ts';
import { ReplaySession } from '../trace/session.ts';
import { worldRules } from '../trace/world.ts';
import type { PreparedRun } from './engine.ts';
import { UsageError } from './errors.ts';
import type { TraceFile, TraceOptions } from './trace-schema.ts';

/** Those under which the schedule of the trace is possible. */
export function rulesOfTrace({ options }: TraceFile): Omit<SystemOptions, 'symmetry'> {
  const { strategy: _, ...rules }: TraceOptions = options;
  // Fields that are undefined are no fields.
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined));
}

type Replayable = Pick<PreparedRun, 'spec'> & Partial<Pick<PreparedRun, 'check' | 'conventions'>>;

/** A `check` is of one run: who replays a second schedule leaves it out. */
export function traceSession(
  trace: TraceFile,
  { spec, check, conventions }: Replayable,
): ReplaySession {
  return new ReplaySession(spec, trace.schedule as ReplaySession['schedule'], {
    ...worldRules(trace.options),
    ...(check === undefined ? {} : { check }),
    ...(conventions === undefined ? {} : { conventions }),
  });
}

/** Throws a {@link UsageError} that names the first step that cannot be delivered. Walks to the end. */
export function mustBePossible(session: ReplaySession, file: string): void {
  const { impossible } = session.end().end;
  if (impossible === undefined) return;
  const { step, wanted } = impossible;
  const hint = 'sriov-sim replay says what is possible there';
  throw new UsageError(
    `${file}: step ${step} cannot be delivered: ${deliveryText(wanted)}; ${hint}`,
  );
}
