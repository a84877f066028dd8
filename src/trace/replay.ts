/** A schedule taken again, step by step, in the pure step: what a run of exactly these deliveries would record. */
import type { Envelope } from '../system/message.ts';
import { stateText } from '../system/state-text.ts';
import type { SystemSpec } from '../system/system.ts';
import type { Conventions } from './pending.ts';
import { PendingBook } from './pending.ts';
import type { TraceStep } from './trace.ts';
import type { Made, WorldOptions, WorldState } from './world.ts';
import { World } from './world.ts';

/**
 * One record for each delivery. A step in which a machine throws is recorded with the state before it. Throws for a
 * schedule that the system does not allow; `ReplaySession` says what would be possible.
 */
export function replaySchedule(
  spec: SystemSpec,
  schedule: readonly Envelope[],
  conventions?: Conventions,
  options: WorldOptions = { channels: 'bag', timers: 'any', duplicating: true },
): readonly TraceStep[] {
  const world = new World(spec, options);
  const book = new PendingBook(conventions);
  let state = world.initial;
  return schedule.map((delivery, n) => {
    const made = world.take(state, delivery);
    if (made === undefined) {
      const { from, to, message } = delivery;
      throw new Error(`step ${n + 1} is not possible: '${message.type}' from ${from} to ${to}`);
    }
    const step = traceStep(world, delivery, state, made, book);
    state = made.state;
    return step;
  });
}

/** The record of a delivery that was made in `before`; the book is told of it. */
export function traceStep(
  world: World,
  { from, to, lost }: Envelope,
  before: WorldState,
  made: Made,
  book: PendingBook,
): TraceStep {
  const { message } = made;
  const step = made.state.steps;
  if (lost !== true) book.deliver(step, { from, to, message });
  return {
    step,
    timeMs: made.state.timeMs,
    from,
    to,
    message,
    before: stateText(world.snapshot(before, to)?.value ?? {}),
    after: stateText(world.snapshot(made.state, to)?.value ?? {}),
    sent: made.sent,
    reception: made.reception,
    pending: book.list(),
    ...(lost === true ? { lost } : {}),
  };
}
