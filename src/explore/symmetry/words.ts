/** How the difference between a situation and its image is said: which actor, in which state, at which message. */
import { stateText } from '../../system/index.ts';
import type { ActorTable } from '../actor-table.ts';
import { canonicalText } from '../canonical.ts';
import type { Tables } from '../tables.ts';
import { SymmetryBroken } from './broken.ts';

/** A local state of an actor, and the one that should be its image. */
export interface Pair {
  readonly tables: Tables;
  readonly actor: number;
  readonly local: number;
  readonly other: number;
  readonly image: number;
}

/** The state of the machine as text. */
export function stateOf({ actors }: Tables, actor: number, local: number): string {
  const text = stateText((actors[actor] as ActorTable).states.snapshot(local).value);
  return text === '' ? 'its only state' : `'${text}'`;
}

/** Type and sender of the message of an envelope. */
export function typeOf({ vocabulary }: Tables, envelope: number) {
  const { from, message } = vocabulary.envelopes.value(envelope);
  return { type: message.type, from };
}

/** The step at `pair` and its image differ in `what`. */
export function difference(
  { tables, actor, local, other, image }: Pair,
  message: { readonly type: string; readonly from: string },
  what: string,
): SymmetryBroken {
  const id = tables.vocabulary.actors[actor] as string;
  const state = stateOf(tables, actor, local);
  const imageId = tables.vocabulary.actors[other];
  const image_ = imageId === id ? '' : ` ('${imageId}' in ${stateOf(tables, other, image)})`;
  return new SymmetryBroken(
    { actor: id, state, message: message.type },
    `'${id}' in ${state}, '${message.type}' from ${message.from}${image_}: ${what}`,
  );
}

/** Where the local state that comes of the image differs from the one that should. */
export function stateDifference(
  tables: Tables,
  actor: number,
  should: number,
  does: number,
): string {
  const [wanted, found] = [should, does].map((local) => stateOf(tables, actor, local));
  if (wanted !== found) return `goes to ${found} where it should be ${wanted}`;
  const { states } = tables.actors[actor] as ActorTable;
  const [a, b] = [should, does].map((local) => states.snapshot(local).context as object);
  const field = Object.keys({ ...a, ...b }).find((key) => textOf(a, key) !== textOf(b, key));
  if (field === undefined) return `goes to ${found} with other timers, history or monitors`;
  return `in ${found} its '${field}' is ${textOf(b, field)} where it should be ${textOf(a, field)}`;
}

function textOf(context: object | undefined, field: string): string {
  return canonicalText((context as Record<string, unknown> | undefined)?.[field]);
}
