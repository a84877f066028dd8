/**
 * Sets of actors in one 32-bit word. With more than 32 actors some share a bit: they are taken for one actor, whose
 * moves are those of all of them, which leaves out less and is as sound.
 */
const bits = 32;

export class Groups {
  readonly #actors: number;

  constructor(actors: number) {
    this.#actors = actors;
  }

  /** How many there are. */
  get count(): number {
    return Math.min(bits, this.#actors);
  }

  of(actor: number): number {
    return actor % bits;
  }

  bit(actor: number): number {
    return 1 << (actor % bits);
  }

  /** The bit of an actor that shares it with nobody; 0 for others, and for senders that are no actors. */
  alone(actor: number): number {
    const isAlone = actor < this.#actors && this.#actors <= bits;
    return isAlone ? 1 << actor : 0;
  }

  /** The actors of a group. */
  members(group: number): readonly number[] {
    const members: number[] = [];
    for (let actor = group; actor < this.#actors; actor += bits) members.push(actor);
    return members;
  }
}
