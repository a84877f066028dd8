/** A system of actors: who there is, and what is on its way at the beginning. */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Envelope } from './message.ts';

/** One actor: its machine and the input of that machine. */
export interface ActorSpec {
  readonly machine: AnyStateMachine;
  readonly input?: unknown;
}

/** Actors by id, and the messages that are on channels when everything starts. */
export interface SystemSpec {
  readonly actors: Readonly<Record<string, ActorSpec>>;
  readonly initial: readonly Envelope[];
}

/** The snapshots of all actors at one moment, by id. */
export type SystemView = Readonly<Record<string, AnyMachineSnapshot>>;
