/** Keeps book of who waits for whom: requests that were delivered and not yet answered. */
import type { Envelope, Message } from '../system/message.ts';
import type { PendingRequest } from './trace.ts';

/**
 * How requests and answers are told apart. The default goes by name: a message with an `id` is a
 * request, unless its type ends in `.return`, `.done` or `.completion`: then it answers the request
 * with that id.
 */
export interface Conventions {
  isRequest(message: Message): boolean;
  isAnswer(message: Message): boolean;
  /** An answer that says "later": the receiver still owns the request. */
  isPending(message: Message): boolean;
  /**
   * Name of the request that an answer answers; absent: its `request`, or its type without the
   * ending.
   */
  answered?(answer: Message): string;
  /**
   * Whether `message` ends this request without an answer, between the two that it travels between:
   * the channel is gone, say, and neither side expects an answer on it.
   */
  abandons?(message: Message, request: string): boolean;
}

const idOf = (message: Message): string | undefined => {
  const id = (message as { id?: unknown }).id;
  return typeof id === 'string' ? id : undefined;
};

export const byName: Conventions = {
  isRequest: (message) => idOf(message) !== undefined && !byName.isAnswer(message),
  isAnswer: (message) => /\.(return|done|completion)$/.test(message.type),
  isPending: () => false,
};

/** The book of one run. `deliver` is told every delivery, in order. */
export class PendingBook {
  readonly #conventions: Conventions;
  readonly #open = new Map<string, PendingRequest>();

  constructor(conventions: Conventions = byName) {
    this.#conventions = conventions;
  }

  deliver(step: number, { from, to, message }: Envelope): void {
    this.#abandon(from, to, message);
    // What an actor sends to itself is deferred work; nobody waits for it.
    if (from === to) return;
    const id = idOf(message);
    if (this.#conventions.isAnswer(message)) this.#answer(from, to, id, message);
    else if (id !== undefined && this.#conventions.isRequest(message)) {
      this.#begin(step, from, to, id, message);
    }
  }

  /** What is outstanding, oldest first. */
  list(): readonly PendingRequest[] {
    return [...this.#open.values()];
  }

  #begin(step: number, from: string, to: string, id: string, message: Message): void {
    // A driver that passes a request down unchanged leaves the requester in `from`: the request has a new owner.
    const requester = message.from ?? from;
    const request = message.type;
    for (const [key, open] of this.#open) {
      if (requester === from || open.requester !== requester || open.owner !== from) continue;
      if (open.id !== id || open.request !== request) continue;
      this.#open.set(key, { ...open, owner: to });
      return;
    }
    const key = `${requester} ${id} ${request} ${to}`;
    this.#open.set(key, { id, request, requester, owner: to, since: step, pended: false });
  }

  /** An answer without an id answers the oldest request of its name. */
  #answer(from: string, to: string, id: string | undefined, message: Message): void {
    const named = this.#conventions.answered?.(message) ?? answeredByName(message);
    for (const [key, open] of this.#open) {
      if (open.requester !== to || open.owner !== from || open.request !== named) continue;
      if (id !== undefined && open.id !== id) continue;
      if (this.#conventions.isPending(message)) this.#open.set(key, { ...open, pended: true });
      else this.#open.delete(key);
      return;
    }
  }

  #abandon(from: string, to: string, message: Message): void {
    if (this.#conventions.abandons === undefined) return;
    for (const [key, { requester, owner, request }] of this.#open) {
      const between = (requester === from && owner === to) || (requester === to && owner === from);
      if (between && this.#conventions.abandons(message, request)) this.#open.delete(key);
    }
  }
}

/** `Routine.return` answers `Routine`; an answer that names its request answers that one. */
function answeredByName(answer: Message): string {
  const { request } = answer as { request?: unknown };
  return typeof request === 'string'
    ? request
    : answer.type.replace(/\.(return|done|completion)$/, '');
}
