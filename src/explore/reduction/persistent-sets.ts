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
import type { Orbit } from './facts.ts';
import { aloneField, Facts, movesField, sentField, viewsField } from './facts.ts';
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
  #columns: Int32Array = new Int32Array(0);
  /**
   * For the state in hand, by group: how many moves, and in which views they are seen; to whom it may send and in which
   * views it may be seen when nobody sends to it; for a seed, whom it brings in at once.
   */
  readonly #moves = new Int32Array(32);
  readonly #views = new Int32Array(32);
  readonly #aloneSends = new Int32Array(32);
  readonly #aloneViews = new Int32Array(32);
  readonly #atOnce = new Int32Array(32);
  #enabled = 0;
  /** By group, for which this has been asked: those whose messages do not wait behind what they have sent before. */
  readonly #exposed = new Int32Array(32);
  #asked = 0;
  /** While the members stand still: who is active and, for these, who may send to them, and to whom they may send. */
  #active = 0;
  #from = new Int32Array(32);
  readonly #sends = new Int32Array(32);
  /** The same of the best set so far. */
  #bestActive = 0;
  #bestFrom = new Int32Array(32);

  constructor(tables: Tables, relation: Relation, orbit: Orbit = (...one) => [one]) {
    const actors = tables.actors.length;
    this.#relation = relation;
    const groups = new Groups(actors);
    this.#groups = groups;
    this.#members = Array.from({ length: groups.count }, (_, group) => groups.members(group));
    this.#futures = tables.actors.map(
      (_, actor) =>
        new Futures(new LocalGraph(actor, tables, relation, groups), actors, relation, groups),
    );
    this.#facts = new Facts(this.#futures, orbit);
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
    this.#columns = columns;
    const all = this.#load(able, ready);
    if (ready === 1) return 1;
    const seeds = this.#seeds();
    let least = all;
    let best = 0;
    // Those first that bring in the fewest moves at once; of these the last ones, which leaves fewer states as a rule.
    for (let count = 1; count < least; count += 1) {
      for (let rest = seeds; rest !== 0 && count < least; ) {
        const seed = 31 - Math.clz32(rest);
        rest &= ~(1 << seed);
        const atOnce = this.#atOnce[seed] as number;
        if (this.#count(atOnce) !== count) continue;
        const members = this.#close(atOnce, least);
        if (members === 0) continue;
        least = this.#count(members);
        best = members;
        [this.#from, this.#bestFrom] = [this.#bestFrom, this.#from];
        this.#bestActive = this.#active;
      }
    }
    if (least === all) return ready;
    this.#rely();
    this.left = all - least;
    return this.#keep(best, able, starts, ready);
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

  /** Finds what is known of those that can move; how many moves they have. */
  #load(able: Int32Array, ready: number): number {
    let enabled = 0;
    let all = 0;
    this.#asked = 0;
    for (let n = 0; n < ready; n += 1) {
      const actor = able[n] as number;
      const at = this.#facts.place(actor, this.#columns[actor] as number);
      const known = this.#facts.of(actor);
      const group = this.#groups.of(actor);
      const bit = 1 << group;
      if ((enabled & bit) === 0) this.#clear(group);
      enabled |= bit;
      const count = known[at + movesField] as number;
      all += count;
      this.#moves[group] = (this.#moves[group] as number) + count;
      this.#views[group] = (this.#views[group] as number) | (known[at + viewsField] as number);
      const { values } = this.#futures[actor] as Futures;
      const alone = (known[at + aloneField] as number) * 2;
      this.#aloneSends[group] =
        (this.#aloneSends[group] as number) | (values.items[alone] as number);
      this.#aloneViews[group] =
        (this.#aloneViews[group] as number) | (values.items[alone + 1] as number);
    }
    this.#enabled = enabled;
    return all;
  }

  #clear(group: number): void {
    this.#moves[group] = 0;
    this.#views[group] = 0;
    this.#aloneSends[group] = 0;
    this.#aloneViews[group] = 0;
  }

  #count(members: number): number {
    let count = 0;
    for (let rest = members & this.#enabled; rest !== 0; rest &= rest - 1) {
      count += this.#moves[lowest(rest)] as number;
    }
    return count;
  }

  /** Those that can move, one for each set that is brought in at once. */
  #seeds(): number {
    let seeds = 0;
    for (let rest = this.#enabled; rest !== 0; rest &= rest - 1) {
      const group = lowest(rest);
      const atOnce = this.#joined(1 << group, this.#views[group] as number);
      this.#atOnce[group] = atOnce;
      let isKnown = false;
      for (let others = seeds; others !== 0; others &= others - 1) {
        if (this.#atOnce[lowest(others)] === atOnce) isKnown = true;
      }
      if (!isKnown) seeds |= 1 << group;
    }
    return seeds;
  }

  /** The members, whose moves are seen in these views, with those who interfere although nobody sends to them. */
  #joined(members: number, views: number): number {
    let joined = members;
    let seen = views;
    for (let before = 0; before !== joined; ) {
      before = joined;
      for (let rest = this.#enabled & ~joined; rest !== 0; rest &= rest - 1) {
        const group = lowest(rest);
        const reach = (this.#aloneSends[group] as number) & joined;
        if (((this.#aloneViews[group] as number) & seen) === 0 && !this.#reaches(group, reach))
          continue;
        joined |= 1 << group;
        seen |= this.#views[group] as number;
      }
    }
    return joined;
  }

  /** A closed set around the seed; 0 when it has `limit` moves. */
  #close(seed: number, limit: number): number {
    let members = 0;
    for (let joining = seed; joining !== 0; joining = this.#interfering(members)) {
      members = this.#joined(members | joining, this.#seen(members | joining));
      if (this.#count(members) >= limit) return 0;
    }
    return members;
  }

  /** The views in which moves of these are seen. */
  #seen(members: number): number {
    let views = 0;
    for (let rest = members & this.#enabled; rest !== 0; rest &= rest - 1) {
      views |= this.#views[lowest(rest)] as number;
    }
    return views;
  }

  /**
   * Who may interfere with the members while they stand still; 0 when nobody can. One that can move now is told alone:
   * it joins in any case, and others may not be active then.
   */
  #interfering(members: number): number {
    const from = this.#from;
    const sends = this.#sends;
    const views = this.#seen(members);
    let interfering = 0;
    let active = this.#enabled & ~members;
    for (let rest = active; rest !== 0; rest &= rest - 1) {
      const group = lowest(rest);
      from[group] = 0;
      sends[group] = 0;
    }
    for (let work = active; work !== 0; ) {
      const group = lowest(work);
      work &= work - 1;
      const bit = 1 << group;
      let reach = 0;
      let seen = 0;
      const origin = from[group] as number;
      if (origin === 0) {
        reach = this.#aloneSends[group] as number;
        seen = this.#aloneViews[group] as number;
      } else {
        for (const actor of this.#members[group] as readonly number[]) {
          const futures = this.#futures[actor] as Futures;
          const now = futures.situation(this.#columns[actor] as number, origin) * 2;
          const { items } = futures.values;
          reach |= items[now] as number;
          seen |= items[now + 1] as number;
        }
      }
      const gained = reach & ~(sends[group] as number);
      sends[group] = reach;
      if ((seen & views) !== 0 || this.#reaches(group, gained & members)) {
        if ((this.#enabled & bit) !== 0) return bit;
        interfering |= bit;
      }
      for (let rest = gained & ~members; rest !== 0; rest &= rest - 1) {
        const receiver = lowest(rest);
        const its = 1 << receiver;
        if ((active & its) === 0) {
          active |= its;
          from[receiver] = 0;
          sends[receiver] = 0;
        }
        from[receiver] = (from[receiver] as number) | bit;
        work |= its;
      }
    }
    this.#active = active;
    return interfering;
  }

  /** Whether one of these may be sent something by the group that does not wait behind what it has sent before. */
  #reaches(group: number, receivers: number): boolean {
    for (let rest = receivers; rest !== 0; rest &= rest - 1) {
      if ((this.#exposedTo(lowest(rest)) & (1 << group)) !== 0) return true;
    }
    return false;
  }

  /** The groups whose messages to the group do not wait behind what they have sent before. */
  #exposedTo(group: number): number {
    if ((this.#asked & (1 << group)) !== 0) return this.#exposed[group] as number;
    let exposed = 0;
    for (const actor of this.#members[group] as readonly number[]) {
      const at = this.#facts.place(actor, this.#columns[actor] as number);
      exposed |= ~(this.#facts.of(actor)[at + sentField] as number);
    }
    this.#asked |= 1 << group;
    this.#exposed[group] = exposed;
    return exposed;
  }

  /** That the active ones do no more than they are known to is what the chosen set rests on. */
  #rely(): void {
    for (let rest = this.#bestActive; rest !== 0; rest &= rest - 1) {
      const group = lowest(rest);
      for (const actor of this.#members[group] as readonly number[]) {
        const futures = this.#futures[actor] as Futures;
        const from = this.#bestFrom[group] as number;
        futures.rely(futures.situation(this.#columns[actor] as number, from));
      }
    }
  }
}

/** The number of the lowest bit that is set. */
function lowest(word: number): number {
  return 31 - Math.clz32(word & -word);
}
