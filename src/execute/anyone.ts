/** A directory in which everybody can be found: whoever is not of the subject is the tester, under every name. */
import type { AnyActorRef } from 'xstate';

/** Inert references for every id. A machine that sends to its parent finds one too, with the id `parent`. */
export function anyone(): ReadonlyMap<string, AnyActorRef> {
  return new Everybody();
}

class Everybody extends Map<string, AnyActorRef> {
  override get(id: string): AnyActorRef {
    const known = super.get(id);
    if (known !== undefined) return known;
    const _parent = id === 'parent' ? undefined : this.get('parent');
    const reference = { id, sessionId: id, send: () => undefined, _parent };
    this.set(id, reference as unknown as AnyActorRef);
    return reference as unknown as AnyActorRef;
  }

  override has(): boolean {
    return true;
  }
}
