/**
 * Runs before the search, so that its first pass already knows nearly all that actors may do: every pass whose guesses
 * are refuted is work for nothing. The runs go through real states, so that the tables gain nothing that is not there.
 */
import type { ActorTable } from '../actor-table.ts';
import { moveHead } from '../actor-table.ts';
import { Random } from '../sampling/random.ts';
import type { Tables } from '../tables.ts';
import { unknown } from '../vocabulary.ts';
import type { PersistentSets } from './persistent-sets.ts';

/** The runs end when the last half of them, and these at least, have found nothing new. */
const leastRuns = 16;
/**
 * Most steps of all runs: for each thing that actors are known to do so many; where there are few of these, less, for a
 * small search begins again at little cost.
 */
const stepsEach = 60;
const stepsLeast = 1_000;
const longestRun = 2_000;
/** Where every second step still shows something new after so many, there may be no end of it. */
const manySteps = 10_000;
const newsOfMany = 0.5;
/** A run ends when so many messages wait for one actor: somebody may send without end. */
const longestInbox = 200;
/** Runs that do not end by themselves, and in which every second step shows a new local state: these tell no end. */
const localsOfEndless = 1_000;
/** After so many steps somebody else may get a turn. */
const stepsOfTurn = 32;
/** One in so many steps gives an actor another rank. */
const rerank = 16;
const seed = 1;

/** Is shown each state before what it can do is learned. */
export type Visit = (columns: Int32Array) => void;

/**
 * Makes runs, some by chance alone and some in which ranks of the actors keep some of them waiting for long. Whoever
 * drives it may give it up, and then the search as well: one that is resumed must find the same tables. The answer is
 * whether the system seems to have no end.
 */
export function* rehearsal(
  tables: Tables,
  sets: PersistentSets,
  visit?: Visit,
): Generator<void, boolean> {
  if (tables.initial.some((id) => id < 0)) return false;
  const runs = new Runs(tables, sets, visit);
  let lastNews = 0;
  for (
    let run = 1;
    run < 2 * lastNews + leastRuns && runs.steps <= mostSteps(sets.edges);
    run += 1
  ) {
    if (runs.steps > manySteps && sets.edges > newsOfMany * runs.steps) return false;
    if (runs.endless >= localsOfEndless) return true;
    const known = sets.edges;
    yield* runs.run(run % 4 === 0, run % 8 > 1);
    if (sets.edges > known) lastNews = run;
  }
  return false;
}

function mostSteps(edges: number): number {
  return stepsLeast + edges * Math.min(edges, stepsEach);
}

class Runs {
  steps = 0;
  /** New local states of the runs that did not end and showed little else. */
  endless = 0;
  readonly #tables: Tables;
  readonly #sets: PersistentSets;
  readonly #visit: Visit | undefined;
  readonly #random = new Random(seed);
  readonly #columns: Int32Array;
  /** Where the moves of each actor begin. */
  readonly #starts: Int32Array;
  readonly #ranks: Float64Array;
  /** States in which something new was found: more of it may be near. */
  readonly #news: Int32Array[] = [];

  constructor(tables: Tables, sets: PersistentSets, visit: Visit | undefined) {
    this.#tables = tables;
    this.#sets = sets;
    this.#visit = visit;
    this.#columns = new Int32Array(tables.initial.length);
    this.#starts = new Int32Array(tables.actors.length);
    this.#ranks = new Float64Array(tables.actors.length);
  }

  /** Until nothing can move, or something is wrong: from the initial state, or from where something new was found. */
  *run(byChance: boolean, fromNews: boolean): Generator<void, void> {
    const [steps, locals] = [this.steps, this.#locals];
    const isOver = yield* this.#run(byChance, fromNews);
    const news = this.#locals - locals;
    if (!isOver && news > newsOfMany * (this.steps - steps)) this.endless += news;
  }

  get #locals(): number {
    return this.#tables.actors.reduce((all, { states }) => all + states.size, 0);
  }

  /** Whether it came to an end by itself. */
  *#run(byChance: boolean, fromNews: boolean): Generator<void, boolean> {
    const random = this.#random;
    const begin = fromNews ? this.#news[random.below(this.#news.length)] : undefined;
    this.#columns.set(begin ?? this.#tables.initial);
    for (let n = 0; n < this.#ranks.length; n += 1) this.#ranks[n] = random.fraction();
    for (let step = 0; step < longestRun; step += 1) {
      const known = this.#sets.edges;
      const actor = this.#next(byChance);
      if (this.#sets.edges > known) this.#news.push(this.#columns.slice());
      if (actor < 0) return true;
      const taken = this.#take(actor);
      if (taken !== 'made') return taken === 'wrong';
      this.steps += 1;
      if (this.steps % stepsOfTurn === 0) yield;
    }
    return false;
  }

  /** Who moves next; below zero when nobody can. */
  #next(byChance: boolean): number {
    const { actors } = this.#tables;
    const starts = this.#starts;
    this.#visit?.(this.#columns);
    const able: number[] = [];
    for (const [actor, table] of actors.entries()) {
      const component = this.#columns[actor] as number;
      const start = table.offsets[component] || table.compile(component);
      starts[actor] = start;
      if (table.code.items[start] === 0) continue;
      this.#sets.learn(actor, component);
      able.push(actor);
    }
    if (able.length === 0) {
      for (const [actor, table] of actors.entries()) {
        const start = table.timerMoves(this.#columns[actor] as number);
        starts[actor] = start;
        if (table.code.items[start] !== 0) able.push(actor);
      }
    }
    if (able.length === 0) return -1;
    const random = this.#random;
    if (byChance) return able[random.below(able.length)] as number;
    const ranks = this.#ranks;
    if (random.below(rerank) === 0) ranks[random.below(ranks.length)] = random.fraction();
    return able.reduce((a, b) => ((ranks[a] as number) < (ranks[b] as number) ? b : a));
  }

  /** Makes one of the actor's moves, unless it is wrong. */
  #take(actor: number): 'made' | 'wrong' | 'flooded' {
    const { actors, watch } = this.#tables;
    const columns = this.#columns;
    const { items } = (actors[actor] as ActorTable).code;
    let at = (this.#starts[actor] as number) + 1;
    for (let n = this.#random.below(items[at - 1] as number); n > 0; n -= 1) {
      at += moveHead + 2 * (items[at + 3] as number);
    }
    const next = items[at + 1] as number;
    if (next < 0) return 'wrong';
    const observed = items[at + 2] as number;
    const last = columns.length - 1;
    const seen =
      observed === unknown
        ? (columns[last] as number)
        : watch.next(columns[last] as number, observed);
    if (seen < 0) return 'wrong';
    columns[last] = seen;
    columns[actor] = next;
    const end = at + moveHead + 2 * (items[at + 3] as number);
    for (let out = at + moveHead; out < end; out += 2) {
      const receiver = items[out] as number;
      const table = actors[receiver] as ActorTable;
      const filled = table.append(columns[receiver] as number, items[out + 1] as number);
      columns[receiver] = filled;
      if (table.value(filled).inbox.inFlight.length > longestInbox) return 'flooded';
    }
    return 'made';
  }
}
