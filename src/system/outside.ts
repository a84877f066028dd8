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

/** Is told of each event that is listed whether the snapshot takes it. */
export type OfferObserver = (event: Message, isTaken: boolean) => void;

/** In this snapshot: events that it takes, and what the invoked actors that run may answer, taken or not. */
export function outsideEvents(
  { events, invoked }: OutsideOf,
  snapshot: AnyMachineSnapshot,
  observe: OfferObserver = () => undefined,
): readonly Message[] {
  if (snapshot.status !== 'active') return [];
  const takes = (event: Message) => {
    const is = isTaken(snapshot, event);
    observe(event, is);
    return is;
  };
  const given = listed(events, snapshot, 'events').filter(takes);
  return invoked === undefined ? given : [...given, ...answers(snapshot, invoked, takes)];
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

function answers(
  snapshot: AnyMachineSnapshot,
  invoked: InvokedActors,
  takes: (event: Message) => boolean,
): readonly Message[] {
  return childrenOf(snapshot).flatMap(({ id, src, input, hasEnded }) => {
    const may = invoked[id] ?? invoked[src];
    if (hasEnded || may === undefined) return [];
    const { done, error, sends, snapshots } = may;
    const answer = (kind: string, content: object): Message => ({
      type: `xstate.${kind}.${id}`,
      ...content,
    });
    return [
      ...listed(done, input, `done of '${id}'`).map((output) =>
        answer('done.actor', { output, actorId: id }),
      ),
      ...listed(error, input, `error of '${id}'`).map((each) =>
        answer('error.actor', { error: each, actorId: id }),
      ),
      ...(snapshots ?? []).map((each) => answer('snapshot', { snapshot: each })),
      ...listed(sends, snapshot, `sends of '${id}'`).filter(takes),
    ];
  });
}

function listed<T>(
  values: readonly T[] | ((of: never) => readonly T[]) | undefined,
  of: unknown,
  what: string,
): readonly T[] {
  if (typeof values !== 'function') return values ?? [];
  const made: unknown = called(values, of, what);
  if (Array.isArray(made)) return made;
  throw new TypeError(
    `a function of 'events' or 'invoked' answers with a list, [] for nothing; not ${made} (${what})`,
  );
}

function called(values: (of: never) => unknown, of: unknown, what: string): unknown {
  try {
    return values(of as never);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the function for ${what} throws: ${why}`, { cause: error });
  }
}

/** A guard that throws is no answer: the delivery itself meets it again. */
function isTaken(snapshot: AnyMachineSnapshot, message: Message): boolean {
  try {
    return reception(snapshot, message) === 'handled';
  } catch {
    return true;
  }
}
