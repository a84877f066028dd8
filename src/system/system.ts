/** A system of actors: who there is, and what is on its way at the beginning. */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { InvokedActors } from './children.ts';
import type { AnyMessage, Envelope } from './message.ts';

/** One actor: its machine and the input of that machine. */
export interface ActorSpec {
  readonly machine: AnyStateMachine;
  readonly input?: unknown;
  /**
   * What may come from outside at any time, for an exploration: a list, or a function of the snapshot. A message that
   * the current state does not take is not possible in it. Sent by `environment`.
   */
  readonly events?:
    | readonly AnyMessage[]
    | ((snapshot: AnyMachineSnapshot) => readonly AnyMessage[]);
  /**
   * What the actors that the machine invokes or spawns may do, by their `id` or `src`: they are not started, and each
   * of their answers is explored. Sent by `environment`. What the machine sends to them is not looked at, unless
   * an actor of the system has that id.
   */
  readonly invoked?: InvokedActors;
  /** Id of the actor of the system that `sendParent` sends to. */
  readonly parent?: string;
}

/** Actors by id, and the messages that are on channels when everything starts. */
export interface SystemSpec {
  readonly actors: Readonly<Record<string, ActorSpec>>;
  readonly initial: readonly Envelope[];
}

/** The snapshots of all actors at one moment, by id. */
export type SystemView = Readonly<Record<string, AnyMachineSnapshot>>;
