/** A state in which nothing can move any more: what is wrong with it. */
import type { Envelope, Violation } from '../system/index.ts';
import { builtIn, deadlockText, heldUpText, putOffText } from '../system/index.ts';
import type { ActorTable } from './actor-table.ts';
import type { LocalStates } from './asked-once.ts';
import type { InFlight } from './inbox.ts';
import type { Tables } from './tables.ts';

/** Local states and snapshots of a vector of component ids, with `actor` already in `local` where these are given. */
export function localStates(
  actors: readonly ActorTable[],
  columns: Int32Array,
  actor?: number,
  local?: number,
): LocalStates {
  const localOf = (each: number): number =>
    each === actor && local !== undefined
      ? local
      : ((actors[each] as ActorTable).locals.items[columns[each] as number] as number);
  return {
    local: localOf,
    snapshot: (each) => (actors[each] as ActorTable).states.snapshot(localOf(each)),
  };
}

/** `columns`: component ids and, last, the state of the monitors. */
export function restViolation(
  { vocabulary, actors, checks, watch, own }: Tables,
  columns: Int32Array,
  deadlock: boolean,
): Violation | undefined {
  const envelopeOf = (actor: number, { sender, message }: InFlight): Envelope => ({
    from: vocabulary.nameOf(sender),
    to: vocabulary.actors[actor] as string,
    message: vocabulary.messageOf(message),
  });
  const stuck = actors.flatMap((table, actor) => {
    const component = columns[actor] as number;
    return [
      ...table.putOff(component).map((each) => putOffText(envelopeOf(actor, each))),
      ...table.heldUp(component).map((each) => heldUpText(envelopeOf(actor, each))),
    ];
  });
  if (stuck.length > 0) return { ...builtIn.hang, detail: stuck.join('; ') };
  const states = localStates(actors, columns);
  if (deadlock) {
    const open = vocabulary.actors.filter((_, n) => states.snapshot(n).status === 'active');
    if (open.length > 0) return { ...builtIn.deadlock, detail: deadlockText(open) };
  }
  const wrong = checks.atRest(states) ?? watch.atEnd(columns[actors.length] as number);
  if (wrong !== undefined) return wrong;
  for (const [actor, table] of actors.entries()) {
    const monitors = table.states.monitors(states.local(actor));
    const found = own.atEnd(monitors, vocabulary.actors[actor] as string);
    if (found !== undefined) return found;
  }
  return undefined;
}
