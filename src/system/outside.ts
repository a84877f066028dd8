/** What may come from outside of a system: events that somebody has listed, and what invoked actors may answer. */
import type { AnyMachineSnapshot } from 'xstate';
import type { InvokedActor, InvokedActors } from './children.ts';
import { childrenOf } from './children.ts';
import type { Message } from './message.ts';
import { reception } from './step.ts';

interface OutsideOf {
  readonly events?: InvokedActor['sends'];
  readonly invoked?: InvokedActors;
}

/** In this snapshot: events that it takes, and what the invoked actors that run may answer, taken or not. */
export function outsideEvents(
  { events, invoked }: OutsideOf,
  snapshot: AnyMachineSnapshot,
): readonly Message[] {
  const given = listed(events, snapshot).filter((event) => isTaken(snapshot, event));
  return invoked === undefined ? given : [...given, ...answers(snapshot, invoked)];
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
  return typeof values === 'function' ? values(of as never) : (values ?? []);
}

/** A guard that throws is no answer: the delivery itself meets it again. */
function isTaken(snapshot: AnyMachineSnapshot, message: Message): boolean {
  try {
    return reception(snapshot, message) === 'handled';
  } catch {
    return true;
  }
}
