/**
 * What an actor may still do: for each of its local states the set of those that it may send to on any path from there,
 * through the local states that are known so far. A set is some 32-bit words.
 *
 * The graph of local states is discovered during the search, so an answer "cannot" is a guess. Whoever relies on one
 * says so (`rely`); when a newly found move proves it wrong, `refuted` becomes true, and the search must begin again,
 * with all that is known now. Tables only grow, so that this comes to an end.
 */
import type { CheckpointReader, Pieces } from '../checkpoint/pieces.ts';
import { intsItem } from '../checkpoint/pieces.ts';

export class Outlook {
  /** Words of one set. */
  readonly width: number;
  /** By actor: for each local state the set of those that it may send to. */
  readonly reach: Int32Array[];
  /** An answer that was relied on has turned out wrong. */
  refuted = false;
  /** By actor: for each local state, the "cannot" answers that were relied on. */
  readonly #relied: Int32Array[];
  /** By actor: for each local state, the local states from which a known move leads there. */
  readonly #before: Map<number, Set<number>>[];

  constructor(actors: number, width: number) {
    this.width = width;
    this.reach = Array.from({ length: actors }, () => new Int32Array(16 * width));
    this.#relied = Array.from({ length: actors }, () => new Int32Array(16 * width));
    this.#before = Array.from({ length: actors }, () => new Map());
  }

  /** Where the sets of a local state begin. */
  place(actor: number, local: number): number {
    const place = local * this.width;
    while (place + this.width > (this.reach[actor] as Int32Array).length) {
      this.reach[actor] = doubled(this.reach[actor] as Int32Array);
      this.#relied[actor] = doubled(this.#relied[actor] as Int32Array);
    }
    return place;
  }

  /** A move from one local state to another; `sends`: to whom. */
  add(actor: number, from: number, to: number, sends: Int32Array): void {
    const before = this.#before[actor] as Map<number, Set<number>>;
    const known = before.get(to);
    if (known === undefined) before.set(to, new Set([from]));
    else known.add(from);
    const after = this.place(actor, to);
    this.place(actor, from);
    const reach = this.reach[actor] as Int32Array;
    const all = sends.map((word, n) => word | (reach[after + n] as number));
    this.#gain(actor, from, all);
  }

  /** The answers "cannot" of this local state for the set `others` are relied on. */
  rely(actor: number, place: number, others: Int32Array): void {
    const relied = this.#relied[actor] as Int32Array;
    const reach = this.reach[actor] as Int32Array;
    for (let n = 0; n < this.width; n += 1) {
      const cannot = (others[n] as number) & ~(reach[place + n] as number);
      relied[place + n] = (relied[place + n] as number) | cannot;
    }
  }

  *save(): Pieces {
    yield* intsItem(Int32Array.of(this.refuted ? 1 : 0));
    for (const relied of this.#relied) yield* intsItem(relied);
  }

  /** What is relied on; what is reached is known already. */
  restore(reader: CheckpointReader): void {
    this.refuted = reader.ints()[0] === 1;
    for (const [actor, before] of this.#relied.entries()) {
      const relied = reader.ints();
      // Sets of local states that nobody has asked for since may have had no place yet.
      while ((this.reach[actor] as Int32Array).length < relied.length) {
        this.reach[actor] = doubled(this.reach[actor] as Int32Array);
      }
      this.#relied[actor] = new Int32Array(Math.max(before.length, relied.length));
      this.#relied[actor].set(relied);
    }
  }

  /** A new pass: nothing has been relied on. */
  reset(): void {
    this.refuted = false;
    for (const relied of this.#relied) relied.fill(0);
  }

  #gain(actor: number, local: number, more: Int32Array): void {
    const reach = this.reach[actor] as Int32Array;
    const relied = this.#relied[actor] as Int32Array;
    const work = [local];
    for (let at = work.pop(); at !== undefined; at = work.pop()) {
      let gained = 0;
      const place = at * this.width;
      for (let n = 0; n < this.width; n += 1) {
        const fresh = (more[n] as number) & ~(reach[place + n] as number);
        if ((fresh & (relied[place + n] as number)) !== 0) this.refuted = true;
        reach[place + n] = (reach[place + n] as number) | fresh;
        gained |= fresh;
      }
      if (gained !== 0)
        work.push(...((this.#before[actor] as Map<number, Set<number>>).get(at) ?? []));
    }
  }
}

function doubled(ints: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(ints.length * 2);
  larger.set(ints);
  return larger;
}
