/**
 * What the Stately inspector understands: three kinds of messages, as `@statelyai/inspect` has them. A session is an
 * actor. Everything is plain JSON.
 */

/** The version of `@statelyai/inspect` whose messages these are; every message carries it. */
export const protocolVersion = '0.7.2';

/** Where Stately's own inspector is. */
export const statelyInspector = 'https://stately.ai/inspect';

/** What the inspector's page says to its opener or parent once it listens. */
export const connected = '@statelyai.connected';

interface Base {
  readonly _version: typeof protocolVersion;
  /** Milliseconds of virtual time. */
  readonly createdAt: string;
  /** No two messages of a run have the same. */
  readonly id: string;
  /** Session of the whole system: the parent of all actors. */
  readonly rootId: string;
  /** Session that the message is about: for an event, its receiver. */
  readonly sessionId: string;
}

/** An actor is there. */
export interface ActorMessage extends Base {
  readonly type: '@xstate.actor';
  readonly name: string;
  /** Absent for the system itself. */
  readonly parentId?: string;
  /** The machine's configuration as JSON text. */
  readonly definition: string;
  readonly snapshot: Snapshot;
}

/** A message has been delivered. */
export interface EventMessage extends Base {
  readonly type: '@xstate.event';
  /** Session of the sender; absent: it came from outside. */
  readonly sourceId?: string;
  readonly event: Event;
}

/** What an actor became by it. */
export interface SnapshotMessage extends Base {
  readonly type: '@xstate.snapshot';
  readonly event: Event;
  readonly snapshot: Snapshot;
}

export type InspectorMessage = ActorMessage | EventMessage | SnapshotMessage;

export interface Event {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface Snapshot {
  readonly status: string;
  readonly value?: unknown;
  readonly context?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly tags?: readonly string[];
  readonly children?: unknown;
  readonly historyValue?: unknown;
}
