/**
 * Partial-order reduction by persistent sets: of all moves that are possible in a state, those of some actors suffice,
 * when nothing that the others do meanwhile can interfere with them.
 *
 * Moves of different actors commute: each changes its own component and appends to channels of others, and an append
 * to a channel commutes with deliveries from it. Moves of one actor are dependent. So all moves of a set P of actors are
 * persistent when no actor outside P can, while P stands still, make a new move of P possible: send to a member over a
 * channel that is empty now (with first-in-first-out channels; over any channel when they are bags). Outside P only
 * those count that are active: they can move now, or an active one outside P may send to them. What an actor may send
 * from its local state on is in the `Outlook`. Moves that a monitor observes are dependent on each other, and so are
 * moves that change local states which joint predicates read: two pseudo-receivers, to which such moves "send".
 *
 * Idle timers fire only when nothing else can move, while P always can: no path of the outlook goes through them.
 *
 * Why the guesses of the outlook may be used: let a pass end without a guess refuted. Claim: whatever an actor can send
 * on some run from an explored state (without idle timers), its outlook there knows. By induction over the length of
 * the run w. Every possible move of an explored state is compiled, whether it is taken or not; that is the run of one
 * step. For a longer w from state s with chosen moves T: by induction the outlook is right for all shorter runs, so T
 * is persistent for the part of w before its last step. If w has a move of T, the first one commutes to the front; the
 * state after it is explored, the rest of w is shorter, and the outlook of s contains that of the next local state,
 * since the move is compiled. If w has none, take a move of T to a state that was found later than s: w can still be
 * made there, by actors in the same local states. That there is such a state, or all moves are taken, is the proviso
 * of the search; levels (or numbers of states) grow, so it does not go on for ever. The same argument shows that no
 * move is put off for ever: every run has an explored one with the same moves in an equivalent order, as far as it went.
 * So violations of local predicates, local states, states at rest, and what monitors and joint predicates see all stay.
 */
import type { ActorTable } from '../actor-table.ts';
import { moveHead } from '../actor-table.ts';
import type { CheckpointReader, Pieces } from '../checkpoint/pieces.ts';
import { novelty } from '../novelty.ts';
import type { Tables } from '../tables.ts';
import { unknown } from '../vocabulary.ts';
import { Outlook } from './outlook.ts';
import type { Relation } from './relation.ts';

/** What is known of a component: its local state, how many moves, whether these are seen, and who has sent something. */
const localField = 0;
const movesField = 1;
const seenField = 2;
const fields = 3;
const watchMark = 1;
const jointMark = 2;

export class PersistentSets {
  /** Words of a set of actors. */
  readonly width: number;
  /** The actors whose moves `choose` took last. */
  readonly chosen: Int32Array;
  /** How many moves it left out. */
  left = 0;
  readonly #outlook: Outlook;
  readonly #tables: Tables;
  readonly #relation: Relation;
  readonly #actors: number;
  readonly #known: Int32Array[];
  /** For the state in hand, by actor: where its component is in `known`, and its local state in the outlook. */
  readonly #at: Int32Array;
  readonly #reachAt: Int32Array;
  /** By actor: who may send to it over an empty channel; after them, who may make a move that is seen. */
  readonly #threats: Int32Array;
  readonly #enabled: Int32Array;
  readonly #members: Int32Array;
  readonly #active: Int32Array;
  readonly #joining: Int32Array;
  readonly #stack: Int32Array;
  readonly #others: Int32Array;

  constructor(tables: Tables, relation: Relation) {
    this.#tables = tables;
    this.#relation = relation;
    this.#actors = tables.actors.length;
    this.width = (this.#actors + 2 + 31) >>> 5;
    this.#outlook = new Outlook(this.#actors, this.width);
    this.#known = tables.actors.map(() => new Int32Array(16 * (fields + this.width)).fill(-1));
    this.#at = new Int32Array(this.#actors);
    this.#reachAt = new Int32Array(this.#actors);
    this.#threats = new Int32Array((this.#actors + 2) * this.width);
    const set = () => new Int32Array(this.width);
    this.chosen = set();
    this.#enabled = set();
    this.#members = set();
    this.#active = set();
    this.#joining = set();
    this.#others = set();
    this.#stack = new Int32Array(this.#actors);
  }

  /** Of the moves of one actor, how many are taken. */
  get mostMoves(): number {
    return this.#relation.receiver ? Number.POSITIVE_INFINITY : 1;
  }

  get isFair(): boolean {
    return this.#relation.fair;
  }

  /** Something that the chosen sets of this pass relied on has turned out wrong. */
  get refuted(): boolean {
    return this.#outlook.refuted;
  }

  /** What the chosen sets of this pass rely on; the rest follows from what the tables were asked. */
  save(): Pieces {
    return this.#outlook.save();
  }

  restore(reader: CheckpointReader): void {
    this.#outlook.restore(reader);
  }

  /** A new pass begins. */
  reset(): void {
    this.#outlook.reset();
  }

  /**
   * Of the actors `able` (the first `ready` ones, by number) that can move, those whose moves suffice; they and their
   * `starts` are moved to the front, and their number is the answer.
   */
  choose(columns: Int32Array, able: Int32Array, starts: Int32Array, ready: number): number {
    this.left = 0;
    this.#load(columns);
    if (ready === 1) return 1;
    this.#enabled.fill(0);
    let all = 0;
    for (let n = 0; n < ready; n += 1) {
      const actor = able[n] as number;
      add(this.#enabled, 0, actor);
      all += this.#field(actor, movesField);
    }
    this.#findThreats();
    let least = all;
    for (let n = 0; n < ready && least > 1; n += 1) {
      const moves = this.#close(able[n] as number, least);
      if (moves >= least) continue;
      least = moves;
      this.chosen.set(this.#members);
    }
    if (least === all) return ready;
    this.#rely();
    this.left = all - least;
    let kept = 0;
    for (let n = 0; n < ready; n += 1) {
      const actor = able[n] as number;
      if (!has(this.chosen, 0, actor)) continue;
      able[kept] = actor;
      starts[kept] = starts[n] as number;
      kept += 1;
    }
    return kept;
  }

  #field(actor: number, field: number): number {
    return (this.#known[actor] as Int32Array)[(this.#at[actor] as number) + field] as number;
  }

  /** Finds what is known of the components in hand; it may grow the outlook. */
  #load(columns: Int32Array): void {
    const size = fields + this.width;
    for (let actor = 0; actor < this.#actors; actor += 1) {
      const component = columns[actor] as number;
      const at = component * size;
      const known = this.#known[actor] as Int32Array;
      if (at + size > known.length || known[at] === -1) this.#learn(actor, component);
      this.#at[actor] = at;
      const local = (this.#known[actor] as Int32Array)[at + localField] as number;
      this.#reachAt[actor] = this.#outlook.place(actor, local);
    }
  }

  /** Enters a component, and its moves into the outlook. */
  #learn(actor: number, component: number): void {
    novelty.count += 1;
    const size = fields + this.width;
    while ((component + 1) * size > (this.#known[actor] as Int32Array).length) {
      const old = this.#known[actor] as Int32Array;
      const larger = new Int32Array(old.length * 2).fill(-1);
      larger.set(old);
      this.#known[actor] = larger;
    }
    const known = this.#known[actor] as Int32Array;
    const base = component * size;
    const table = this.#tables.actors[actor] as ActorTable;
    const start = table.offsets[component] || table.compile(component);
    known[base + localField] = table.locals.items[component] as number;
    known[base + movesField] = table.code.items[start] as number;
    known[base + seenField] = this.#learnMoves(actor, component, table, start);
    known.fill(0, base + fields, base + size);
    if (!this.#relation.queued) return;
    for (const { sender } of table.value(component).inbox.inFlight) {
      if (sender < this.#actors) add(known, base + fields, sender);
    }
  }

  #learnMoves(actor: number, component: number, table: ActorTable, start: number): number {
    const { items } = table.code;
    const { locals } = table;
    const local = locals.items[component] as number;
    let seen = 0;
    let at = start + 1;
    for (let n = 0; n < (items[start] as number); n += 1) {
      const next = items[at + 1] as number;
      const outputs = items[at + 3] as number;
      if (next >= 0) {
        const sends = new Int32Array(this.width);
        const to = locals.items[next] as number;
        for (let out = 0; this.#relation.sends && out < outputs; out += 1) {
          add(sends, 0, items[at + moveHead + 2 * out] as number);
        }
        if (this.#relation.seen && items[at + 2] !== unknown) {
          add(sends, 0, this.#actors);
          seen |= watchMark;
        }
        if (this.#relation.seen && to !== local && this.#tables.checks.isJoint(actor)) {
          add(sends, 0, this.#actors + 1);
          seen |= jointMark;
        }
        this.#outlook.add(actor, local, to, sends);
      }
      at += moveHead + 2 * outputs;
    }
    return seen;
  }

  /** For each actor those that may send to it over an empty channel, wherever they are now. */
  #findThreats(): void {
    const { width } = this;
    const threats = this.#threats.fill(0);
    for (let actor = 0; actor < this.#actors; actor += 1) {
      const reach = this.#outlook.reach[actor] as Int32Array;
      const from = this.#reachAt[actor] as number;
      for (let n = 0; n < width; n += 1) {
        for (let rest = reach[from + n] as number; rest !== 0; rest &= rest - 1) {
          const receiver = n * 32 + lowest(rest);
          if (receiver < this.#actors && this.#hasSent(actor, receiver)) continue;
          add(threats, receiver * width, actor);
        }
      }
    }
  }

  /** Whether something of `actor` waits for `receiver`. */
  #hasSent(actor: number, receiver: number): boolean {
    const at = (this.#at[receiver] as number) + fields;
    return has(this.#known[receiver] as Int32Array, at, actor);
  }

  /** The least closed set around an actor, in `#members`; its number of moves, or `limit` when there are as many. */
  #close(seed: number, limit: number): number {
    const { width } = this;
    const members = this.#members.fill(0);
    const joining = this.#joining.fill(0);
    let moves = this.#join(seed);
    for (;;) {
      if (moves >= limit) return limit;
      this.#activate();
      let able = 0;
      let any = 0;
      for (let n = 0; n < width; n += 1) {
        const more = (joining[n] as number) & (this.#active[n] as number) & ~(members[n] as number);
        any |= more;
        able |= more & (this.#enabled[n] as number);
      }
      if (any === 0) return moves;
      // First those that can move now: they join in any case, and others may not be active then.
      for (let n = 0; n < width; n += 1) {
        let rest = (joining[n] as number) & (this.#active[n] as number) & ~(members[n] as number);
        if (able !== 0) rest &= this.#enabled[n] as number;
        for (; rest !== 0; rest &= rest - 1) moves += this.#join(n * 32 + lowest(rest));
      }
    }
  }

  /** Makes an actor a member; its number of moves. `#joining` gets those that may interfere with it. */
  #join(actor: number): number {
    const { width } = this;
    add(this.#members, 0, actor);
    const seen = this.#field(actor, seenField);
    for (let n = 0; n < width; n += 1) {
      let more = this.#threats[actor * width + n] as number;
      if ((seen & watchMark) !== 0) more |= this.#threats[this.#actors * width + n] as number;
      if ((seen & jointMark) !== 0) more |= this.#threats[(this.#actors + 1) * width + n] as number;
      this.#joining[n] = (this.#joining[n] as number) | more;
    }
    return this.#field(actor, movesField);
  }

  /** Who may move while the members stand still, in `#active`. */
  #activate(): void {
    const { width } = this;
    const active = this.#active;
    const stack = this.#stack;
    let depth = 0;
    for (let n = 0; n < width; n += 1) {
      active[n] = (this.#enabled[n] as number) & ~(this.#members[n] as number);
      for (let rest = active[n] as number; rest !== 0; rest &= rest - 1) {
        stack[depth] = n * 32 + lowest(rest);
        depth += 1;
      }
    }
    while (depth > 0) {
      depth -= 1;
      const actor = stack[depth] as number;
      const reach = this.#outlook.reach[actor] as Int32Array;
      const from = this.#reachAt[actor] as number;
      for (let n = 0; n < width; n += 1) {
        let rest =
          (reach[from + n] as number) & ~(this.#members[n] as number) & ~(active[n] as number);
        for (; rest !== 0; rest &= rest - 1) {
          const receiver = n * 32 + lowest(rest);
          if (receiver >= this.#actors) continue;
          add(active, 0, receiver);
          stack[depth] = receiver;
          depth += 1;
        }
      }
    }
  }

  /** Notes which answers the chosen set rests on: of those that are active, that they cannot reach the others. */
  #rely(): void {
    const { width } = this;
    this.#members.set(this.chosen);
    this.#activate();
    for (let n = 0; n < width; n += 1) this.#others[n] = ~(this.#active[n] as number);
    let seen = 0;
    for (let actor = 0; actor < this.#actors; actor += 1) {
      if (has(this.chosen, 0, actor)) seen |= this.#field(actor, seenField);
    }
    if ((seen & watchMark) === 0) drop(this.#others, this.#actors);
    if ((seen & jointMark) === 0) drop(this.#others, this.#actors + 1);
    for (let n = 0; n < width; n += 1) {
      for (let rest = this.#active[n] as number; rest !== 0; rest &= rest - 1) {
        const actor = n * 32 + lowest(rest);
        this.#outlook.rely(actor, this.#reachAt[actor] as number, this.#others);
      }
    }
  }
}

function add(sets: Int32Array, at: number, member: number): void {
  const place = at + (member >>> 5);
  sets[place] = (sets[place] as number) | (1 << (member & 31));
}

function has(sets: Int32Array, at: number, member: number): boolean {
  return ((sets[at + (member >>> 5)] as number) & (1 << (member & 31))) !== 0;
}

function drop(set: Int32Array, member: number): void {
  const place = member >>> 5;
  set[place] = (set[place] as number) & ~(1 << (member & 31));
}

/** The number of the lowest bit that is set. */
function lowest(word: number): number {
  return 31 - Math.clz32(word & -word);
}
