/**
 * Finds the smallest set of actors that is closed around one that can move: nobody outside can interfere with those
 * inside while these stand still (`persistent-sets.ts`). What they rest on is what the actors outside are known to do.
 */
import type { Facts } from './facts.ts';
import { aloneField, movesField, sentField, viewsField } from './facts.ts';
import type { Futures } from './futures.ts';
import type { Groups } from './groups.ts';

/** Entries in `#recent` for each group: a power of two. */
const recentShift = 4;
const recentEntries = 1 << recentShift;

export class ClosedSets {
  /** How many moves there are, and how many of them the best set has. */
  all = 0;
  least = 0;
  /** While the members of the best set stand still: who is active and, for these, who may send to them. */
  active = 0;
  from = new Int32Array(32);
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
  /** By group, for those of `#exposing`: the groups whose messages do not wait behind what they have sent before. */
  readonly #exposed = new Int32Array(32);
  #exposing = 0;
  /** While the members stand still: who is active and, for these, who may send to them, and to whom they may send. */
  #active = 0;
  #from = new Int32Array(32);
  readonly #sends = new Int32Array(32);
  /**
   * What was asked for the state in hand, four words an entry: which choice it was asked for, who may send, and what
   * the group may send and where it may be seen then. The same is asked some three times for a state.
   */
  readonly #recent = new Int32Array(32 * recentEntries * 4);
  #choice = 0;

  constructor(futures: readonly Futures[], facts: Facts, groups: Groups) {
    this.#futures = futures;
    this.#facts = facts;
    this.#groups = groups;
    this.#members = Array.from({ length: groups.count }, (_, group) => groups.members(group));
  }

  /** The groups of the best set for the `ready` actors that can move; 0 when it has all their moves. */
  best(columns: Int32Array, able: Int32Array, ready: number): number {
    this.#columns = columns;
    this.#choice = (this.#choice + 1) | 0;
    const all = this.#load(able, ready);
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
        [this.#from, this.from] = [this.from, this.#from];
        this.active = this.#active;
      }
    }
    this.all = all;
    this.least = least;
    return best;
  }

  /** Finds what is known of those that can move; how many moves they have. */
  #load(able: Int32Array, ready: number): number {
    let enabled = 0;
    let all = 0;
    this.#exposing = 0;
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
    const recent = this.#recent;
    const choice = this.#choice;
    const enabled = this.#enabled;
    const views = this.#seen(members);
    let interfering = 0;
    let active = enabled & ~members;
    for (let rest = active; rest !== 0; rest &= rest - 1) {
      const group = lowest(rest);
      from[group] = 0;
      sends[group] = 0;
    }
    for (let work = active; work !== 0; ) {
      const group = lowest(work);
      work &= work - 1;
      const bit = 1 << group;
      const at = recentPlace(group, from[group] as number);
      if (recent[at] !== choice || recent[at + 1] !== from[group]) {
        this.#recall(group, from[group] as number, at);
      }
      const reach = recent[at + 2] as number;
      const gained = reach & ~(sends[group] as number);
      sends[group] = reach;
      if (
        ((recent[at + 3] as number) & views) !== 0 ||
        ((gained & members) !== 0 && this.#reaches(group, gained & members))
      ) {
        if ((enabled & bit) !== 0) return bit;
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

  /** Finds what a group may do when these groups may send to it, for `#recent`. */
  #recall(group: number, from: number, at: number): void {
    let sends = 0;
    let views = 0;
    if (from === 0) {
      sends = this.#aloneSends[group] as number;
      views = this.#aloneViews[group] as number;
    } else {
      for (const actor of this.#members[group] as readonly number[]) {
        const { values } = this.#futures[actor] as Futures;
        const now = this.situation(actor, from) * 2;
        sends |= values.items[now] as number;
        views |= values.items[now + 1] as number;
      }
    }
    const recent = this.#recent;
    recent[at] = this.#choice;
    recent[at + 1] = from;
    recent[at + 2] = sends;
    recent[at + 3] = views;
  }

  /** The number of an actor's situation when these groups may send to it. */
  situation(actor: number, from: number): number {
    const futures = this.#futures[actor] as Futures;
    return futures.situation(this.#columns[actor] as number, from);
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
    if ((this.#exposing & (1 << group)) !== 0) return this.#exposed[group] as number;
    let exposed = 0;
    for (const actor of this.#members[group] as readonly number[]) {
      const at = this.#facts.place(actor, this.#columns[actor] as number);
      exposed |= ~(this.#facts.of(actor)[at + sentField] as number);
    }
    this.#exposing |= 1 << group;
    this.#exposed[group] = exposed;
    return exposed;
  }
}

/** The number of the lowest bit that is set. */
function lowest(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** Where in `#recent` it is said what a group may do when these groups may send to it. */
function recentPlace(group: number, from: number): number {
  return ((group << recentShift) | (Math.imul(from, 0x9e3779b1) >>> (32 - recentShift))) << 2;
}
