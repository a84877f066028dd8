/**
 * Actors that a machine invokes or spawns are outside of an exploration: they are never started. What they may do is
 * listed (`invoked` of an actor) and comes as outside events, from when they are invoked until they have ended or are
 * stopped.
 */
import type { AnyActorRef, AnyEventObject, AnyMachineSnapshot, AnyStateNode } from 'xstate';
import type { AnyMessage } from './message.ts';

/** What an invoked or spawned actor may do. With nothing listed it runs for ever and says nothing. */
export interface InvokedActor {
  /** The outputs with one of which it may be done; a function is given its input. */
  readonly done?: readonly unknown[] | ((input: never) => readonly unknown[]);
  /** The errors with one of which it may fail: plain data that the machine reads, such as `{ message: 'offline' }`. */
  readonly error?: readonly unknown[] | ((input: never) => readonly unknown[]);
  /** What it may send to the machine as long as it runs, again and again; a function is given its snapshot. */
  readonly sends?:
    | readonly AnyMessage[]
    | ((snapshot: AnyMachineSnapshot) => readonly AnyMessage[]);
  /** Its snapshots that `onSnapshot` may be shown, such as `{ context: 3 }` for a value of an observable. */
  readonly snapshots?: readonly unknown[];
}

/** By `id`, or by `src`, the name of the actor logic in `setup({ actors })`. */
export type InvokedActors = Readonly<Record<string, InvokedActor>>;

export interface Child {
  readonly id: string;
  readonly src: string;
  readonly input: unknown;
  /** It is done or has failed, and stays a child until its state is left. */
  readonly hasEnded: boolean;
}

/** Stands for a child that has ended. */
export class Ended {
  readonly id: string;
  readonly src: string;

  constructor({ id, src }: Child) {
    this.id = id;
    this.src = src;
  }

  /** As in XState, what is sent to it is lost. */
  send(): void {}
}

/** The children of a snapshot, in order of their ids. */
export function childrenOf({ children, machine }: AnyMachineSnapshot): readonly Child[] {
  const ids = Object.keys(children);
  if (ids.length === 0) return none;
  return ids.sort().map((id): Child => {
    const ref = children[id] as AnyActorRef | Ended | undefined;
    // Nobody has provided its logic.
    if (ref === undefined) {
      return { id, src: invokedSrc(machine.root, id) ?? id, input: undefined, hasEnded: false };
    }
    if (ref instanceof Ended) return { id, src: ref.src, input: undefined, hasEnded: true };
    const { src, options } = ref as unknown as {
      readonly src: unknown;
      readonly options?: { readonly input?: unknown };
    };
    const name = typeof src === 'string' ? src : id;
    return { id, src: name, input: options?.input, hasEnded: false };
  });
}

const none: readonly Child[] = [];

/** The name of the logic that a state invokes under this id. */
function invokedSrc({ invoke, states }: AnyStateNode, id: string): string | undefined {
  const here = invoke.find((each) => each.id === id)?.src as string | undefined;
  if (here !== undefined) return here;
  return Object.values(states)
    .map((each) => invokedSrc(each, id))
    .find((each) => each !== undefined);
}

/** The children, as plain data for a comparison; undefined where there are none. */
export function childrenData(snapshot: AnyMachineSnapshot): readonly unknown[] | undefined {
  const children = childrenOf(snapshot);
  return children.length === 0 ? undefined : children;
}

/** The snapshot in which the child that the event ends has ended; the same where it ends none that is still there. */
export function afterAnswer(
  before: AnyMachineSnapshot,
  event: AnyEventObject,
  after: AnyMachineSnapshot,
): AnyMachineSnapshot {
  const id = /^xstate\.(?:done|error)\.actor\.(.*)$/s.exec(event.type)?.[1];
  if (id === undefined) return after;
  const children = after.children as Readonly<Record<string, unknown>>;
  const isThere = id in children && children[id] === before.children[id];
  const child = isThere ? childrenOf(after).find((each) => each.id === id) : undefined;
  if (child === undefined || child.hasEnded) return after;
  const ended = { ...children, [id]: new Ended(child) };
  return { ...after, children: ended } as unknown as AnyMachineSnapshot;
}

/** The system does not say what an exploration has to know. No fault of a machine. */
export class IncompleteSystem extends Error {
  override readonly name = 'IncompleteSystem';
}

/** Throws for a child of which nobody has said what it may do. */
export function refuseUnlisted(
  actor: string,
  snapshot: AnyMachineSnapshot,
  invoked: InvokedActors = {},
): void {
  for (const { id, src } of childrenOf(snapshot)) {
    if (id in invoked || src in invoked) continue;
    const name = src.startsWith('xstate.invoke.') ? id : src;
    throw new IncompleteSystem(
      `actor '${actor}' invokes or spawns '${name}', which is outside of the system: say what it may do, as in ` +
        `${actor}: { machine, invoked: { '${name}': { done: [output], error: [error] } } }`,
    );
  }
}
