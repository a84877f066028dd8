/** What the outside can deliver where nobody has said it: the actors' `events`, or what their machines define. */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { ActorSpec, Message, SystemView } from '../../system/index.ts';
import { invokedId, isInvocationEvent } from '../../system/index.ts';
import type { Stimulus } from '../subject.ts';

/** `otherwise`: what an actor without `events` can be given. */
export function outsideStimuli(
  actors: Readonly<Record<string, ActorSpec>>,
  otherwise: 'by-definition' | 'none',
): (view: SystemView) => readonly Stimulus[] {
  const makers = Object.entries(actors).map(([id, { machine, events }]) => {
    if (typeof events === 'function') {
      return (view: SystemView) => messagesTo(id, events(view[id] as AnyMachineSnapshot));
    }
    const list = events ?? (otherwise === 'none' ? [] : definedEvents(machine));
    const stimuli = messagesTo(id, list);
    return () => stimuli;
  });
  const [only, ...others] = makers;
  if (only !== undefined && others.length === 0) return only;
  return (view) => makers.flatMap((make) => make(view));
}

function messagesTo(to: string, messages: readonly Message[]): readonly Stimulus[] {
  return messages.map((message) => ({ from: senderOf(message), to, message }));
}

/** An actor that the machine has invoked answers for itself. */
function senderOf({ type }: Message): string {
  return isInvocationEvent(type) ? invokedId(type) : 'environment';
}

/** Event types that somebody can send: no wildcards, and of what XState sends only what invoked actors answer. */
function definedEvents(machine: AnyStateMachine): readonly Message[] {
  return machine.events
    .filter((type) => !type.includes('*'))
    .filter((type) => !type.startsWith('xstate.') || isInvocationEvent(type))
    .map((type) => ({ type }));
}
