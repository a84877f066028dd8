/**
 * That no move is put off for ever (the proviso of `persistent-sets.ts`): each state in which moves are left out has a
 * witness, a state to which one of its moves leads and in which they are possible still. Who follows the witnesses must
 * come to a state that has none, because all of its moves are made, or to one that is not expanded yet, and never in a
 * circle. So a state whose successors are all known need not be expanded fully; it must only not be witnessed by
 * itself.
 *
 * Following them, a chain is made shorter: only where it ends matters.
 */
import type { CheckpointReader, Pieces } from '../checkpoint/pieces.ts';
import { intsItem } from '../checkpoint/pieces.ts';
import type { Expander } from '../expander.ts';
import { GrowingInts } from '../growing-ints.ts';

const none = -1;

export class Witnesses {
  /** By expanded state: its witness, or none. */
  readonly #of = new GrowingInts();

  get bytes(): number {
    return this.#of.items.byteLength;
  }

  get nextGrowthBytes(): number {
    return this.#of.nextGrowthBytes;
  }

  /** The next state, in the order of their numbers, is expanded: with this witness; below zero: all moves are made. */
  add(witness: number): void {
    this.#of.push(Math.max(witness, none));
  }

  /** Whether the state can witness for the one that is expanded now. */
  isGood(state: number): boolean {
    const { items, length } = this.#of;
    let at = state;
    while (at >= 0 && at < length) {
      const next = items[at] as number;
      const after = next >= 0 && next < length ? (items[next] as number) : none;
      if (after >= 0) items[at] = after;
      at = next;
    }
    return at !== length;
  }

  /** One of the known successors from `from` to `end` that is good, or below zero. */
  among({ moves, found }: Expander, from: number, end: number): number {
    for (let n = from; n < end; n += 1) {
      const state = found[n] as number;
      if ((moves[n] as number) >= 0 && this.isGood(state)) return state;
    }
    return none;
  }

  save(): Pieces {
    return intsItem(this.#of.items, this.#of.length);
  }

  restore(reader: CheckpointReader): void {
    this.#of.restore(reader.ints());
  }
}
