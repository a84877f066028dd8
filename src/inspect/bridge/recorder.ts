/** Puts a run into a feed: a live one as it happens, or one that is walked again from a schedule. */
import type { Envelope } from '../../system/message.ts';
import type { Violation } from '../../system/property.ts';
import type { SystemSpec, SystemView } from '../../system/system.ts';
import { ReplaySession } from '../../trace/session.ts';
import type { RunEnd, TraceStep } from '../../trace/trace.ts';
import { InspectorEncoder } from './encoder.ts';
import { MessageFeed } from './feed.ts';

export class InspectorRecorder {
  readonly feed = new MessageFeed();
  readonly #encoder: InspectorEncoder;
  readonly #schedule: Envelope[] = [];
  readonly #violations: Violation[] = [];
  #timeMs = 0;

  constructor(spec: SystemSpec) {
    this.#encoder = new InspectorEncoder(spec);
    this.feed.add(this.#encoder.begin(new ReplaySession(spec, []).view().view));
  }

  /** The deliveries so far. */
  get schedule(): readonly Envelope[] {
    return this.#schedule;
  }

  /** The violations so far. */
  get violations(): readonly Violation[] {
    return this.#violations;
  }

  /** One step, the view after it, and what it violated. */
  step(step: TraceStep, view: SystemView, violations: readonly Violation[] = []): void {
    const { from, to, message, lost, timeMs } = step;
    this.#schedule.push({ from, to, message, ...(lost === undefined ? {} : { lost }) });
    this.#timeMs = timeMs;
    this.feed.add(this.#encoder.step(step, view));
    for (const violation of violations) this.#violation(violation, step);
  }

  /** The end; `violations` of the whole run, of which those that were told already are left out. */
  end(end: RunEnd, violations: readonly Violation[] = []): void {
    this.#timeMs = end.timeMs;
    const told = new Set(this.#violations.map(({ property }) => property));
    for (const violation of violations) {
      if (!told.has(violation.property)) this.#violation(violation);
    }
    this.feed.add(this.#encoder.end(end, this.#violations.length > 0));
    this.feed.end();
  }

  #violation(violation: Violation, step?: TraceStep): void {
    this.#violations.push(violation);
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
