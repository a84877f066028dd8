/**
 * Which moves a breadth-first search without reduction need not make, because it knows already where they lead. An
 * actor is asleep in a state when each of its moves there leads to a state that is in the store before this one is
 * expanded (Godefroid's sleep sets, with the order of the search in the place of his persistent sets). The moves of
 * such an actor are counted and not made. No number, schedule or order of states depends on it.
 *
 * Let state `t` be entered as the successor of `s` by a move `b` of actor `B`. In `t` those actors `A` are asleep that
 * were asleep in `s` or come before `B`, and to which `b` sends nothing; none, if a monitor for all actors observes
 * `b`. Why: the component of `A` is the same in `s` and `t`, and so are its moves. Take one of them, `a`, which leads
 * from `s` to `v`. `v` was in the store when `s` was expanded, or was entered then before `t`: it is expanded before
 * `t`. `b` can be made in `v`, since what `a` sends to `B` waits beside or behind what `b` takes. Either `B` is asleep
 * in `v`, or `b` is made there; so where `b` leads from `v` is in the store before `t` is expanded. And that is where
 * `a` leads from `t`, since the two commute. A timer moves only where nothing else can, so that its successors may
 * have the same actors asleep: in its state they had no moves.
 *
 * Moves of two actors commute under the channel models that `maySleep` lets through: see `channels/channels.ts`.
 */
import type { ExploreOptions } from './options.ts';
import type { Plan } from './reduction/plan.ts';

/** Actors that can be asleep: those whose numbers are below this one, a bit for each. */
const sleepers = 32;

const firstRoom = 1 << 12;

/** Whether a search with this plan makes all moves in the order of its states, and moves of two actors commute. */
export function maySleep(options: ExploreOptions, { sets, canonical, visit }: Plan): boolean {
  const { channels, duplicating, lossy, boundary } = options;
  // Where an actor's move leads out of it, that of another need not.
  if (boundary !== undefined) return false;
  if (channels === 'mailbox' || (duplicating === true && lossy === true)) return false;
  return [sets, canonical, visit].every((each) => each === undefined);
}

/** The actors that stay asleep when these are concerned, as bits. */
export function allBut(actors: Iterable<number>): number {
  let bits = -1;
  for (const actor of actors) if (actor < sleepers) bits &= ~(1 << actor);
  return bits;
}

export function isAsleep(bits: number, actor: number): boolean {
  return actor < sleepers && (bits & (1 << actor)) !== 0;
}

/** A ring: only states that wait to be expanded have an entry. */
export class Asleep {
  /** Bits of the actors that are asleep, at the number of the state modulo the length, which is a power of two. */
  words: Int32Array = new Int32Array(firstRoom);
  #isShared = false;

  get bytes(): number {
    return this.words.byteLength;
  }

  of(state: number): number {
    return this.words[state & (this.words.length - 1)] as number;
  }

  /**
   * A state is entered, the successor of `from` by a move of `actor`; `kept`: what the move lets sleep. States before
   * `from` need no entry any more.
   */
  enter(state: number, from: number, actor: number, kept: number): void {
    if (state - from >= this.words.length) this.#grow(from, state);
    const before = actor < sleepers ? (1 << actor) - 1 : -1;
    this.words[state & (this.words.length - 1)] = (this.of(from) | before) & kept;
  }

  /** Nothing is known of the states that wait, for which there was so much room: nobody is asleep in them. */
  restart(room: number): void {
    this.words = this.#ints(room);
  }

  /** From now on it lies where other threads can read it. */
  share(): void {
    this.#isShared = true;
    const { words } = this;
    this.words = this.#ints(words.length);
    this.words.set(words);
  }

  /** Room for the states from `from` to `state`. */
  #grow(from: number, state: number): void {
    const before = this.words;
    let room = before.length;
    while (state - from >= room) room *= 2;
    this.words = this.#ints(room);
    for (let each = from; each < state && each < from + before.length; each += 1) {
      this.words[each & (room - 1)] = before[each & (before.length - 1)] as number;
    }
  }

  #ints(length: number): Int32Array {
    if (!this.#isShared) return new Int32Array(length);
    return new Int32Array(new SharedArrayBuffer(length * 4));
  }
}
