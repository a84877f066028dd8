/** What may come from outside of a system: events that somebody has listed, and what invoked actors may answer. */
import type { AnyMachineSnapshot, AnyStateNode } from 'xstate';
import type { InvokedActor, InvokedActors } from './children.ts';
import { childrenOf } from './children.ts';
import type { Message } from './message.ts';
import { reception } from './step.ts';
import type { ActorSpec, SystemSpec } from './system.ts';

interface OutsideOf {
  readonly events?: InvokedActor['sends'];
  readonly invoked?: InvokedActors;
}

/** In this snapshot: events that it takes, and what the invoked actors that run may answer, taken or not. */
export function outsideEvents(
  { events, invoked }: OutsideOf,
  snapshot: AnyMachineSnapshot,
): readonly Message[] {
  if (snapshot.status !== 'active') return [];
  const given = listed(events, snapshot).filter((event) => isTaken(snapshot, event));
  return invoked === undefined ? given : [...given, ...answers(snapshot, invoked)];
}

/**
 * When armed timers fire where nobody has said it. Where something may come from outside, something else can move
 * nearly always, so that a timer that waits for stillness would never be seen to fire: a time-out beside a promise.
 */
export function usualTimers({ actors }: SystemSpec): 'idle' | 'any' {
  return Object.values(actors).some(hearsFromOutside) ? 'any' : 'idle';
}

/** Whether a machine says that it arms timers; what functions of `enqueueActions` do is not seen. */
export function namesTimers({ actors }: SystemSpec): boolean {
  return Object.values(actors).some(({ machine }) => {
    const { root, implementations } = machine;
    return Object.values(implementations.actions).some(isDelayed) || nodeNamesTimers(root);
  });
}

function nodeNamesTimers(node: AnyStateNode): boolean {
  const taken = [...node.transitions.values()].flat().flatMap(({ actions }) => actions);
  return (
    node.after.length > 0 ||
    [...node.entry, ...node.exit, ...taken].some(isDelayed) ||
    Object.values(node.states).some(nodeNamesTimers)
  );
}

function isDelayed(action: unknown): boolean {
  return typeof action === 'function' && 'delay' in action && action.delay !== undefined;
}

function hearsFromOutside({ events, invoked = {} }: ActorSpec): boolean {
  const isSome = (each: InvokedActor[keyof InvokedActor]) =>
    typeof each === 'function' || (each?.length ?? 0) > 0;
  return (
    isSome(events) ||
    Object.values(invoked).some(({ done, error, sends, snapshots }) =>
      [done, error, sends, snapshots].some(isSome),
    )
  );
}

function answers(snapshot: AnyMachineSnapshot, invoked: InvokedActors): readonly Message[] {
  return childrenOf(snapshot).flatMap(({ id, src, input, hasEnded }) => {
    const may = invoked[id] ?? invoked[src];
    if (hasEnded || may === undefined) return [];
    const { done, error, sends, snapshots } = may;
    const answer = (kind: string, content: object): Message => ({
      type: `xstate.${kind}.${id}`,
      ...content,
    });
    return [
      ...listed(done, input).map((output) => answer('done.actor', { output, actorId: id })),
      ...listed(error, input).map((each) => answer('error.actor', { error: each, actorId: id })),
      ...(snapshots ?? []).map((each) => answer('snapshot', { snapshot: each })),
      ...listed(sends, snapshot).filter((event) => isTaken(snapshot, event)),
    ];
  });
}

function listed<T>(
  values: readonly T[] | ((of: never) => readonly T[]) | undefined,
  of: unknown,
): readonly T[] {
  if (typeof values !== 'function') return values ?? [];
  const made: unknown = values(of as never);
  if (Array.isArray(made)) return made;
  throw new TypeError(
    `a function of 'events' or 'invoked' answers with a list, [] for nothing; not ${made}`,
  );
}

/** A guard that throws is no answer: the delivery itself meets it again. */
function isTaken(snapshot: AnyMachineSnapshot, message: Message): boolean {
  try {
    return reception(snapshot, message) === 'handled';
  } catch {
    return true;
  }
}
