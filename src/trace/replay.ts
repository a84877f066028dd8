/** A schedule taken again, step by step, in the pure step: what a run of exactly these deliveries would record. */
import type { Envelope } from '../system/message.ts';
import { stateText } from '../system/state-text.ts';
import type { Step, Stepper } from '../system/step.ts';
import { createStepper, inertDirectory, reception } from '../system/step.ts';
import type { SystemSpec } from '../system/system.ts';
import type { Conventions } from './pending.ts';
import { PendingBook } from './pending.ts';
import type { TraceStep } from './trace.ts';

interface Actor {
  readonly stepper: Stepper;
  at: Step;
}

/** One record for each delivery. A step in which a machine throws is recorded with the state before it. */
export function replaySchedule(
  spec: SystemSpec,
  schedule: readonly Envelope[],
  conventions?: Conventions,
): readonly TraceStep[] {
  const directory = inertDirectory([...Object.keys(spec.actors), 'environment']);
  const actors = new Map<string, Actor>();
  for (const [id, { machine, input }] of Object.entries(spec.actors)) {
    const stepper = createStepper(id, machine, directory);
    actors.set(id, { stepper, at: stepper.initial(input) });
  }
  const book = new PendingBook(conventions);
  let timeMs = 0;
  return schedule.map((envelope, n) => {
    const actor = actors.get(envelope.to);
    if (actor === undefined)
      throw new Error(`step ${n + 1} is for '${envelope.to}', who is not there`);
    const before = actor.at;
    const { after, waitedMs, unexpected } = take(actor.stepper, before, envelope);
    actor.at = after;
    timeMs += waitedMs;
    book.deliver(n + 1, envelope);
    return {
      step: n + 1,
      timeMs,
      ...envelope,
      before: stateText(before.snapshot.value),
      after: stateText(after.snapshot.value),
      sent: after === before ? [] : after.sent,
      reception: unexpected ? 'unexpected' : 'handled',
      pending: book.list(),
    };
  });
}

interface Taking {
  readonly after: Step;
  readonly waitedMs: number;
  readonly unexpected: boolean;
}

function take(stepper: Stepper, before: Step, { from, message }: Envelope): Taking {
  const { snapshot, timers } = before;
  try {
    if (from === 'timer') {
      const timer = timers.find(({ event }) => event.type === message.type);
      if (timer === undefined)
        throw new Error(`no timer of '${stepper.id}' raises '${message.type}'`);
      const after = stepper.fire(snapshot, timers, timer.id);
      return { after, waitedMs: timer.delayMs, unexpected: false };
    }
    const unexpected = reception(snapshot, message) === 'unexpected';
    return { after: stepper.deliver(snapshot, timers, message), waitedMs: 0, unexpected };
  } catch {
    return { after: before, waitedMs: 0, unexpected: false };
  }
}
