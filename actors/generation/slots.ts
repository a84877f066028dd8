/**
 * Requests that a driver still owes an answer. The pair of requester and id names one; whoever sends requests does not
 * use an id again before the answer has come.
 */
import { stackConventions } from '../../machines/conventions.ts';
import type { AnyMessage } from './alphabet.ts';

/** A driver keeps who is to be answered under one of these names, with the id beside it. */
const requesterFields = ['from', 'client', 'requester'] as const;

/** Whether the context still has this request: somewhere in it stands the id together with who asked. */
export function isOutstanding(context: unknown, from: string | undefined, id: string): boolean {
  return outstanding(context).some(
    (entry) => entry.id === id && requesterFields.some((field) => entry[field] === from),
  );
}

type Entry = Readonly<Record<string, unknown>>;

/** A context that no step has changed is the same object. */
const known = new WeakMap<object, readonly Entry[]>();

/**
 * What the context keeps of requests that are under way. Says nothing of those that a driver answers without taking
 * note of them.
 */
export function outstanding(context: unknown): readonly Entry[] {
  if (typeof context !== 'object' || context === null) return [];
  const before = known.get(context);
  if (before !== undefined) return before;
  const found = entriesIn(context);
  known.set(context, found);
  return found;
}

function entriesIn(value: unknown): readonly Entry[] {
  if (typeof value !== 'object' || value === null) return [];
  const entry = value as Entry;
  const isHere =
    typeof entry.id === 'string' &&
    requesterFields.some((field) => typeof entry[field] === 'string');
  return [...(isHere ? [entry] : []), ...Object.values(entry).flatMap(entriesIn)];
}

/** Whether the message would use an id that is still in use. */
export function reusesId(context: unknown, message: AnyMessage): boolean {
  return (
    stackConventions.isRequest(message) &&
    typeof message.id === 'string' &&
    isOutstanding(context, message.from, message.id)
  );
}

/** Whether the message would be one request more than are to be under way at a time. */
export function isOneTooMany(context: unknown, message: AnyMessage, most: number): boolean {
  return stackConventions.isRequest(message) && outstanding(context).length >= most;
}
