/** Puts a run into a feed: a live one as it happens, or one that is walked again from a schedule. */
import type { Violation } from '../../system/property.ts';
import type { SystemSpec, SystemView } from '../../system/system.ts';
import { ReplaySession } from '../../trace/session.ts';
import type { RunEnd, TraceStep } from '../../trace/trace.ts';
import { InspectorEncoder } from './encoder.ts';
import { MessageFeed } from './feed.ts';

export class InspectorRecorder {
  readonly feed = new MessageFeed();
  readonly #encoder: InspectorEncoder;
  readonly #told = new Set<string>();
  #timeMs = 0;

  constructor(spec: SystemSpec) {
    this.#encoder = new InspectorEncoder(spec);
    this.feed.add(this.#encoder.begin(new ReplaySession(spec, []).view().view));
  }

  /** One step, the view after it, and what it violated. */
  step(step: TraceStep, view: SystemView, violations: readonly Violation[] = []): void {
    this.#timeMs = step.timeMs;
    this.feed.add(this.#encoder.step(step, view));
    for (const violation of violations) this.#violation(violation, step);
  }

  /** The end; `violations` of the whole run, of which those that were told already are left out. */
  end(end: RunEnd, violations: readonly Violation[] = []): void {
    this.#timeMs = end.timeMs;
    for (const violation of violations) {
      if (!this.#told.has(violation.property)) this.#violation(violation);
    }
    this.feed.add(this.#encoder.end(end, this.#told.size > 0));
    this.feed.end();
  }

  #violation(violation: Violation, step?: TraceStep): void {
    this.#told.add(violation.property);
    this.feed.add(this.#encoder.violation(violation, this.#timeMs, step));
  }
}

/** Walks the session through its whole schedule; its position stays where it was. */
export function recordSession(spec: SystemSpec, session: ReplaySession): InspectorRecorder {
  const recorder = new InspectorRecorder(spec);
  const { position } = session;
  const steps = session.records().length;
  for (let n = 1; n <= steps; n += 1) {
    session.goTo(n);
    const { record, view, violations } = session.view();
    if (record !== undefined) recorder.step(record, view, violations);
  }
  session.goTo(position);
  const { end, verdict } = session.end();
  recorder.end(end, verdict?.violations);
  return recorder;
}
