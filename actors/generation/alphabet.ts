/**
 * What can come to one driver of the stack from outside: the messages, and when the outside sends them. Everything that
 * is not said here is a machine's own business: a message that its state does not take is not possible in that state.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { Stimulus } from '../../src/generate/subject.ts';
import type { Message } from '../../src/system/index.ts';
import type { Irql } from '../../src/wdk/irql.ts';

/** A message with its fields; which of them there are is the machine's business, not the generator's. */
export type AnyMessage = Message & Readonly<Record<string, unknown>>;

/** What comes to a driver, and the rules that whoever sends it keeps. */
export interface Alphabet {
  /** Id of the driver in its topology. */
  readonly actor: string;
  /** Offered in every state that the rules allow. */
  readonly base: readonly Stimulus[];
  /** As `base`, but each is offered once for every way in which the statechart takes it. */
  readonly rare: readonly Stimulus[];
  /** Whether the outside would send this now, such as an answer to a call that is under way. */
  readonly mayCome: (snapshot: AnyMachineSnapshot, message: AnyMessage) => boolean;
  /**
   * Whether in this state the message is out of the ordinary, such as a call through an interface that the caller does
   * not hold, or an answer that comes too late: then it is tried out once as well.
   */
  readonly isUnusual: (snapshot: AnyMachineSnapshot, message: AnyMessage) => boolean;
  /** Levels of routines for which this driver has a limit of its own. */
  readonly limits?: Readonly<Record<string, Irql>>;
  /** Most requests under way at a time. */
  readonly concurrency: number;
  /** Requests that wait for no other, such as the news of a removal. */
  readonly urgent: readonly string[];
  /** Requests that somebody else answers: the driver only hands them on. */
  readonly passedOn: readonly string[];
  /** Highest values of fields, for the boundaries. */
  readonly bounds: Bounds;
}

/** What is just possible, and what is just too much. */
export interface Bounds {
  /** TotalVFs of the device. */
  readonly totalVfs: number;
  /** VFs that are enabled when all is up: VF ids run from 0 to one below. */
  readonly numVfs: number;
  /** Configuration blocks that the vendor defines. */
  readonly blocks: number;
}

/** Makes the messages of one sender to the driver. */
export function sentBy(from: string, to: string) {
  return (type: string, fields: Readonly<Record<string, unknown>> = {}): Stimulus => ({
    from,
    to,
    message: { type, from, ...fields } as Message,
  });
}

/** A synchronous call or a request, at the level of most callers. */
export function callsOf(from: string, to: string) {
  const message = sentBy(from, to);
  return (type: string, id: string, fields: Readonly<Record<string, unknown>> = {}): Stimulus =>
    message(type, { id, irql: 'PASSIVE_LEVEL', ...fields });
}

/** The fields of a stimulus' message. */
export function messageOf(stimulus: Stimulus): AnyMessage {
  return stimulus.message as AnyMessage;
}

/** The same stimulus with other fields. */
export function withFields(
  stimulus: Stimulus,
  fields: Readonly<Record<string, unknown>>,
): Stimulus {
  return { ...stimulus, message: { ...stimulus.message, ...fields } as Message };
}
