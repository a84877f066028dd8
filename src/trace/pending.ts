/** Keeps book of who waits for whom: requests that were delivered and not yet answered. */
import type { Envelope, Message } from '../system/message.ts';
import type { PendingRequest } from './trace.ts';

/**
 * How requests and answers are told apart. The default goes by name: a message with an `id` is a request, unless its
 * type ends in `.return`, `.done` or `.completion`: then it answers the request with that id.
 */
export interface Conventions {
  isRequest(message: Message): boolean;
  isAnswer(message: Message): boolean;
  /** An answer that says "later": the receiver still owns the request. */
  isPending(message: Message): boolean;
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
    const id = idOf(message);
    if (id === undefined) return;
    if (this.#conventions.isAnswer(message)) this.#answer(from, to, id, message);
    else if (this.#conventions.isRequest(message)) this.#begin(step, from, to, id, message);
  }

  /** What is outstanding, oldest first. */
  list(): readonly PendingRequest[] {
    return [...this.#open.values()];
  }

  #begin(step: number, from: string, to: string, id: string, message: Message): void {
    // A driver that passes a request down unchanged leaves the requester in `from`: the request has a new owner.
    const requester = message.from ?? from;
    const key = `${requester} ${id} ${message.type}`;
    const before = this.#open.get(key);
    const since = before?.since ?? step;
    const pended = before?.pended ?? false;
    this.#open.set(key, { id, request: message.type, requester, owner: to, since, pended });
  }

  #answer(from: string, to: string, id: string, message: Message): void {
    for (const [key, open] of this.#open) {
      if (open.requester !== to || open.id !== id || open.owner !== from) continue;
      if (!answersName(message, open.request)) continue;
      if (this.#conventions.isPending(message)) this.#open.set(key, { ...open, pended: true });
      else this.#open.delete(key);
      return;
    }
  }
}

/** `Routine.return` answers `Routine`; an answer that names its request (`request` or `oid`) answers that one. */
function answersName(answer: Message, request: string): boolean {
  const named = answer as { request?: unknown; oid?: unknown };
  if (typeof named.request === 'string') return named.request === request;
  if (typeof named.oid === 'string') return named.oid === request || request === 'NdisOidRequest';
  return answer.type.replace(/\.(return|done|completion)$/, '') === request;
}
