/** Which transitions of its statechart a machine takes for a message, by their ids. */
import type { AnyEventObject, AnyMachineSnapshot, AnyTransitionDefinition } from 'xstate';
import type { Message } from './message.ts';

/**
 * Ids of the transitions that `snapshot` takes for `message`: the node that has it, the event, and which of that
 * event's alternatives it is, such as `pf.running.idle: MiniportPause #0`. Empty when none does.
 */
export function takenTransitions(
  snapshot: AnyMachineSnapshot,
  message: Message,
): readonly string[] {
  const { machine, status } = snapshot;
  if (status !== 'active') return [];
  return machine.getTransitionData(snapshot, message as AnyEventObject).map(transitionId);
}

/** The event of `always` is empty, as in XState. */
export function transitionId(transition: AnyTransitionDefinition): string {
  const { source, eventType } = transition;
  const ofEvent = eventType === '' ? source.always : source.transitions.get(eventType);
  return `${source.id}: ${eventType} #${(ofEvent ?? []).indexOf(transition)}`;
}
