/** What an export is made from: a replayed trace, what of it is to be shown, and what is known about it. */
import type { Violation } from '../../system/property.ts';
import type { TraceStep } from '../../trace/trace.ts';
import type { ReportLane } from '../lanes.ts';

export interface ExportTrace {
  /** Name of what was run, for a heading. */
  readonly title: string;
  readonly lanes: readonly ReportLane[];
  /** All steps; those that are shown may be fewer. */
  readonly steps: readonly TraceStep[];
  /** Steps that delivered a copy: the message itself stayed on its way. */
  readonly copies: ReadonlySet<number>;
  /** What the explanation says of single steps, in a few words, such as `first of the racing pair`. */
  readonly marks: ReadonlyMap<number, string>;
  readonly violations: readonly Violation[];
  /** The first and the last step to show. */
  readonly from: number;
  readonly to: number;
}

/** A format cannot show this trace well; the message says what to do. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}

/** The steps to show. */
export function shownSteps({ steps, from, to }: ExportTrace): readonly TraceStep[] {
  return steps.filter(({ step }) => step >= from && step <= to);
}

export function isTimer({ from }: TraceStep): boolean {
  return from === 'timer';
}

/** Who takes part in these steps: in the order of the lanes, then others as they appear. A timer is nobody. */
export function participants(trace: ExportTrace, steps: readonly TraceStep[]): readonly string[] {
  const seen = new Set(steps.flatMap((step) => (isTimer(step) ? [step.to] : [step.from, step.to])));
  const inLanes = trace.lanes.map(({ id }) => id).filter((id) => seen.has(id));
  return [...new Set([...inLanes, ...seen])];
}

/** What step `step` violates; without a step: what is violated at the end. */
export function violationsAt({ violations }: ExportTrace, step?: number): readonly Violation[] {
  return violations.filter((each) => each.step === step);
}

/** The violations of the end belong to a picture that shows the end. */
export function violationsAtEnd(trace: ExportTrace): readonly Violation[] {
  return trace.to >= trace.steps.length ? violationsAt(trace) : [];
}
