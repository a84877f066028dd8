/** What a choice of moves asks of a component again and again, in typed arrays. */
import { novelty } from '../novelty.ts';
import type { Futures } from './futures.ts';

/**
 * What is known of a component: how many moves (-1: not known yet), in which views they are seen, which groups have
 * sent what hides what they send later, and its situation while nobody sends to it.
 */
export const movesField = 0;
export const viewsField = 1;
export const sentField = 2;
export const aloneField = 3;
const fields = 4;

const firstRoom = 16;

/** All images of a component under a symmetry, itself among them. */
export type Orbit = (actor: number, component: number) => readonly (readonly [number, number])[];

export class Facts {
  readonly #futures: readonly Futures[];
  readonly #orbit: Orbit;
  /** By actor. */
  readonly #known: Int32Array[];

  constructor(futures: readonly Futures[], orbit: Orbit) {
    this.#futures = futures;
    this.#orbit = orbit;
    this.#known = futures.map(() => new Int32Array(firstRoom * fields).fill(-1));
  }

  /** All that is known of the components of an actor; valid until the next `place`. */
  of(actor: number): Int32Array {
    return this.#known[actor] as Int32Array;
  }

  /** Where a component is in what is known of its actor. */
  place(actor: number, component: number): number {
    const at = component * fields;
    const known = this.#known[actor] as Int32Array;
    if (at >= known.length || known[at] === -1) this.#learn(actor, component);
    return at;
  }

  /** What one of several interchangeable copies does is known of all. */
  #learn(actor: number, component: number): void {
    novelty.count += 1;
    for (const [image, its] of this.#orbit(actor, component)) this.#enter(image, its);
  }

  #enter(actor: number, component: number): void {
    const at = component * fields;
    let known = this.#known[actor] as Int32Array;
    while (at >= known.length) {
      const larger = new Int32Array(known.length * 2).fill(-1);
      larger.set(known);
      known = larger;
    }
    this.#known[actor] = known;
    const futures = this.#futures[actor] as Futures;
    const { moves, views, sent } = futures.learn(component);
    known[at + movesField] = moves;
    known[at + viewsField] = views;
    known[at + sentField] = sent;
    known[at + aloneField] = futures.situation(component, 0);
  }
}
