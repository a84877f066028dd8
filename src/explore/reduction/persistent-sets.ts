/**
 * Partial-order reduction by persistent sets: of all moves that are possible in a state, those of some actors suffice,
 * when nothing that the others do meanwhile can interfere with them.
 *
 * Moves of different actors commute: each changes its own component and appends to channels of others, and an append to
 * a channel commutes with deliveries from it. Moves of one actor are dependent. So all moves of a set P of actors are
 * persistent when no actor outside P can, while P stands still, make a new move of P possible: send to a member over a
 * channel that is empty now (with first-in-first-out channels; over any channel when they are bags). Moves that one
 * monitor observes are dependent on each other, and so are moves that change local states which one joint predicate
 * reads: each is a view, in which moves can be seen.
 *
 * What the others can do while P stands still is a least fixed point: an actor outside P is active when it can move now
 * or an active one may send to it, and what it may send follows from its `Futures`, given which actors are active. Idle
 * timers fire only when nothing else can move, while P always can: no future goes through them.
 *
 * Why the guesses of the futures may be used: let a pass end without a guess refuted. Claim: every step of every run
 * from an explored state (without idle timers) is an edge of the known graph of its actor. By induction over the length
 * of the run w from s. Every possible move of an explored state is entered, whether it is taken or not; that is the run
 * of one step. Let w be longer, and P the actors chosen at s. If w has a move of P, let p be the first one and u what
 * comes before it: u is shorter than w, so by induction it takes known edges only, and the futures that P was chosen by
 * hold for u. So p is possible at s already and commutes to the front; the state after it is explored, the rest of w is
 * shorter, and its steps are the same edges. If w has no move of P, take one to the witness of s, where w can still be
 * made, by actors in the same local states. That there is a witness, or all moves are taken, is the proviso of the
 * search: who follows the witnesses comes to a state where all moves are taken, in no circle (`witnesses.ts`; depth
 * first, a witness is a state whose expansion ends before that of s). The same argument shows that no move is put off
 * for ever: every run has an explored one with the same moves in an equivalent order, as far as it went. So violations
 * of local predicates, local states, states at rest, and what monitors and joint predicates see all stay.
 *
 * With a symmetry (Emerson, Jha, Peled 1997) the sets are chosen for representatives, and the states after their moves
 * are renamed. The argument is the same when the graphs know of each edge all its images: the rest of w, renamed, can
 * be made from the representative of the state after p, its steps are known edges there, and so they are, renamed back.
 */
import type { CheckpointReader, Pieces } from '../checkpoint/pieces.ts';
import type { Tables } from '../tables.ts';
import { ClosedSets } from './closed-sets.ts';
import type { Orbit } from './facts.ts';
import { Facts, viewsField } from './facts.ts';
import { Futures } from './futures.ts';
import { Groups } from './groups.ts';
import { LocalGraph } from './local-graph.ts';
import type { Relation } from './relation.ts';

export class PersistentSets {
  /** Words of a set of actors in `chosen`. */
  readonly width: number;
  /** The actors whose moves `choose` took last. */
  readonly chosen: Int32Array;
  /** How many moves it left out. */
  left = 0;
  readonly #relation: Relation;
  readonly #groups: Groups;
  readonly #members: readonly (readonly number[])[];
  readonly #futures: readonly Futures[];
  readonly #facts: Facts;
  readonly #closed: ClosedSets;

  constructor(tables: Tables, relation: Relation, orbit: Orbit = (...one) => [one]) {
    const actors = tables.actors.length;
    this.#relation = relation;
    const groups = new Groups(actors);
    this.#groups = groups;
    this.#members = Array.from({ length: groups.count }, (_, group) => groups.members(group));
    const futures = tables.actors.map(
      (_, actor) =>
        new Futures(new LocalGraph(actor, tables, relation, groups), actors, relation, groups),
    );
    this.#futures = futures;
    const facts = new Facts(futures, orbit);
    this.#facts = facts;
    this.#closed = new ClosedSets(futures, facts, groups);
    this.width = (actors + 31) >>> 5;
    this.chosen = new Int32Array(this.width);
  }

  /** Of the moves of one actor, how many are taken. */
  get mostMoves(): number {
    return this.#relation.receiver ? Number.POSITIVE_INFINITY : 1;
  }

  get relation(): Relation {
    return this.#relation;
  }

  /** Something that the chosen sets of this pass relied on has turned out wrong. */
  get refuted(): boolean {
    return this.#futures.some((each) => each.isRefuted);
  }

  /** How many different things actors are known to do. */
  get edges(): number {
    return this.#futures.reduce((all, each) => all + each.edges, 0);
  }

  /** What the chosen sets of this pass rely on; the rest follows from what the tables were asked. */
  *save(): Pieces {
    for (const each of this.#futures) yield* each.save();
  }

  restore(reader: CheckpointReader): void {
    for (const each of this.#futures) each.restore(reader);
  }

  /** A new pass begins. */
  reset(): void {
    for (const each of this.#futures) each.reset();
  }

  /** Enters the moves of a component that has come up, in the search or elsewhere. */
  learn(actor: number, component: number): void {
    this.#facts.place(actor, component);
  }

  /** In which views moves of the component are seen. */
  viewsOf(actor: number, component: number): number {
    const at = this.#facts.place(actor, component);
    return this.#facts.of(actor)[at + viewsField] as number;
  }

  /**
   * Of the actors `able` (the first `ready` ones, by number) that can move, those whose moves suffice; they and their
   * `starts` are moved to the front, and their number is the answer.
   */
  choose(columns: Int32Array, able: Int32Array, starts: Int32Array, ready: number): number {
    this.left = 0;
    // All that is to be learned is learned before anything is asked: what one does may be known of others then.
    for (let n = 0; n < ready; n += 1) {
      const actor = able[n] as number;
      this.#facts.place(actor, columns[actor] as number);
    }
    if (ready === 1) return 1;
    const closed = this.#closed;
    const members = closed.best(columns, able, ready);
    if (members === 0) return ready;
    this.left = closed.all - closed.least;
    this.#rely(columns);
    return this.#keep(members, able, starts, ready);
  }

  /** Moves the chosen ones to the front. */
  #keep(members: number, able: Int32Array, starts: Int32Array, ready: number): number {
    const { chosen } = this;
    chosen.fill(0);
    let kept = 0;
    for (let n = 0; n < ready; n += 1) {
      const actor = able[n] as number;
      if ((members & this.#groups.bit(actor)) === 0) continue;
      chosen[actor >>> 5] = (chosen[actor >>> 5] as number) | (1 << (actor & 31));
      able[kept] = actor;
      starts[kept] = starts[n] as number;
      kept += 1;
    }
    return kept;
  }

  /** That the active ones do no more than they are known to is what the chosen set rests on. */
  #rely(columns: Int32Array): void {
    const { active, from } = this.#closed;
    for (let rest = active; rest !== 0; rest &= rest - 1) {
      const group = 31 - Math.clz32(rest & -rest);
      for (const actor of this.#members[group] as readonly number[]) {
        const futures = this.#futures[actor] as Futures;
        futures.rely(futures.situation(columns[actor] as number, from[group] as number));
      }
    }
  }
}
