/** What the machines of a live run invoke or spawn is outside of the system where the system says what it may do. */
import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { SystemSpec } from '../system/system.ts';

/**
 * To be told XState's inspection events: an actor that has just been made for a machine with `invoked` beside it is
 * never started. What it might have answered is a delivery of the schedule.
 */
export function keepOutside({ actors }: SystemSpec, event: InspectionEvent): void {
  if (event.type !== '@xstate.actor') return;
  const child = event.actorRef as AnyActorRef;
  const parent = child._parent?.id;
  if (parent === undefined || actors[parent]?.invoked === undefined) return;
  child.start = () => child;
}
