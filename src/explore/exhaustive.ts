/**
 * An exhaustive search with whatever may be left out. Where symmetry turns out broken, it begins again without. Where a
 * reduced breadth-first search has found something wrong, an unreduced one looks for a shorter way to it, within a
 * budget.
 */
import type { SystemSpec } from '../system/index.ts';
import type { Bounds } from './bounds.ts';
import { Journal } from './checkpoint/journal.ts';
import type { CheckpointReader, Pieces } from './checkpoint/pieces.ts';
import { intsItem, jsonItem } from './checkpoint/pieces.ts';
import { rerun } from './checkpoint/rerun.ts';
import { DepthFirst } from './depth-first.ts';
import { ending } from './ending.ts';
import type { Visitor } from './judge.ts';
import type {
  ExploreCounts,
  ExploreOptions,
  ExploreResult,
  Reduction,
  Violated,
} from './options.ts';
import { machineStepsOf } from './outcome.ts';
import { choosePlan } from './reduction/choose-plan.ts';
import type { Plan } from './reduction/plan.ts';
import { Search } from './search.ts';
import type { Searcher } from './searcher.ts';
import { SymmetryBroken } from './symmetry/index.ts';
import type { Tables } from './tables.ts';

/** States that the search for a shorter way may find: so many times those of the reduced search, and so many more. */
const budgetTimes = 4;
const budgetMore = 2_000_000;
/** A partial-order reduction that nobody has asked for is given up when it leaves out too little at so many states. */
const judgedAt = 100_000;
const leastLeft = 0.15;
/** While it is planned what to leave out, somebody else gets a turn after so long. */
const turnSeconds = 0.25;

/** What is no longer left out, and why. */
interface Replanned {
  readonly without: 'symmetry' | 'partial-order';
  readonly why: string;
}

export class Exhaustive implements Searcher {
  readonly #system: SystemSpec;
  readonly #tables: Tables;
  readonly #options: ExploreOptions;
  readonly #bounds: Bounds;
  readonly #visitor: Visitor;
  /** Absent before the first plan is made. */
  #search: Search | DepthFirst | undefined;
  #journal: Journal | undefined;
  /** Why the search has begun again with less left out, each time. */
  readonly #replanned: Replanned[] = [];
  #plan: Plan | undefined;
  /** On the way to a plan, and why there was one before. */
  #planning: Generator<Reduction, Plan> | undefined;
  #replanning: Replanned | undefined;
  /** What the reduced search has found, while a shorter way is looked for. */
  #found: Violated | undefined;

  constructor(
    system: SystemSpec,
    tables: Tables,
    options: ExploreOptions,
    bounds: Bounds,
    visitor: Visitor = {},
  ) {
    this.#system = system;
    this.#tables = tables;
    this.#options = options;
    this.#bounds = bounds;
    this.#visitor = visitor;
    this.#planning = choosePlan(system, options, tables);
  }

  /** Not while a shorter way is looked for: that begins again from the last checkpoint before. */
  get canSave(): boolean {
    const isPlanned = this.#planning === undefined && this.#found === undefined;
    return isPlanned && this.#search?.canSave === true;
  }

  *save(): Pieces {
    yield* jsonItem(this.#replanned);
    const { items, length } = (this.#journal as Journal).entries;
    yield* intsItem(items, length);
    yield* (this.#search as Search).save();
  }

  /** Goes on from what another one has saved; nothing has been advanced yet. */
  restore(reader: CheckpointReader): void {
    this.#planToEnd();
    const replanned = reader.json() as readonly Replanned[];
    const entries = reader.ints();
    const deadlock = this.#options.deadlock === true;
    let at = rerun(this.#tables, this.#plan as Plan, deadlock, entries, 0);
    for (const each of replanned) {
      this.#replan(each);
      this.#planToEnd();
      at = rerun(this.#tables, this.#plan as Plan, deadlock, entries, at + 1);
    }
    this.#journal?.restore(entries);
    this.#search?.restore(reader);
  }

  advance(work: number): ExploreResult | undefined {
    if (this.#planning !== undefined) {
      const ended = this.#planOn(this.#planning);
      if (ended !== undefined || this.#planning !== undefined) return ended;
    }
    const result = this.#advance(this.#search as Search, work);
    if (result === undefined && this.#isVain()) this.#beginUnreduced();
    if (this.#found !== undefined) return result && shorter(this.#found, result);
    if (result?.verdict !== 'violated' || result.shortest || result.strategy === 'depth-first') {
      return result;
    }
    this.#found = result;
    this.#search = this.#shortestSearch(result);
    return undefined;
  }

  end(): void {
    if (this.#search instanceof Search) this.#search.end();
  }

  counts(): ExploreCounts {
    if (this.#found === undefined) return this.#search?.counts() ?? this.#countsBefore();
    return { ...countsOf(this.#found), seconds: this.#bounds.seconds };
  }

  #advance(search: Search | DepthFirst, work: number): ExploreResult | undefined {
    try {
      return search.advance(work);
    } catch (error) {
      const isAsked = this.#options.reduction?.includes('symmetry') === true;
      if (!(error instanceof SymmetryBroken) || isAsked) throw error;
      this.#replan({ without: 'symmetry', why: `no symmetry: ${error.message}` });
      return undefined;
    }
  }

  /** Whether choosing moves, and beginning again for wrong guesses, costs more than it saves. */
  #isVain(): boolean {
    if (this.#options.reduction !== undefined || this.#found !== undefined) return false;
    if (this.#planning !== undefined) return false;
    const { states, transitions, left } = this.counts();
    return left !== undefined && states >= judgedAt && left < leastLeft * (left + transitions);
  }

  #beginUnreduced(): void {
    const why = 'no partial-order reduction: it left out too few moves to be worth its time';
    this.#replan({ without: 'partial-order', why });
  }

  /** Begins again with less left out, as soon as there is a plan for it. */
  #replan(replanned: Replanned): void {
    this.#replanning = replanned;
    this.#planning = this.#planWithout(replanned);
  }

  *#planWithout({ without, why }: Replanned): Generator<Reduction, Plan> {
    if (without === 'partial-order') {
      const { canonical, visit, notReduced } = this.#plan as Plan;
      const reduction = canonical === undefined ? 'none' : 'symmetry';
      return { reduction, canonical, visit, notReduced: [...notReduced, why] };
    }
    const { symmetry: _, ...options } = this.#options;
    const plan = yield* choosePlan(this.#system, options, this.#tables);
    return { ...plan, notReduced: [...plan.notReduced, why] };
  }

  /** Goes on with the planning for a while. Given up, it ends the search: with another plan it would be another one. */
  #planOn(planning: Generator<Reduction, Plan>): ExploreResult | undefined {
    const began = this.#bounds.seconds;
    do {
      const { done, value } = planning.next();
      if (done === true) {
        this.#begin(value);
        return undefined;
      }
      const truncated = this.#bounds.outOf();
      if (truncated === undefined) continue;
      const { strategy = 'breadth-first' } = this.#options;
      const notReduced = this.#plan?.notReduced ?? [];
      const result = ending(this.#tables, strategy, this.counts(), { truncated });
      return { ...result, reduction: value, notReduced };
    } while (this.#bounds.seconds - began < turnSeconds);
    return undefined;
  }

  #planToEnd(): void {
    let next = this.#planning?.next();
    while (next?.done === false) next = this.#planning?.next();
    if (next?.done === true) this.#begin(next.value);
  }

  #begin(plan: Plan): void {
    this.#planning = undefined;
    this.#plan = plan;
    this.#bounds.restarted();
    const { strategy, checkpoint } = this.#options;
    const Strategy = strategy === 'depth-first' ? DepthFirst : Search;
    this.#search = new Strategy(this.#tables, this.#options, this.#bounds, plan, this.#visitor);
    if (this.#replanning !== undefined) {
      this.#replanned.push(this.#replanning);
      this.#replanning = undefined;
      this.#journal?.replanned();
    } else if (checkpoint !== undefined) this.#journal = new Journal();
    this.#search.journal = this.#journal;
  }

  /** Nothing but the initial state has been found. */
  #countsBefore(): ExploreCounts {
    const machineSteps = machineStepsOf(this.#tables);
    const { seconds } = this.#bounds;
    const one = { states: 1, transitions: 0, depth: 1, restStates: 0, frontier: 1, bytes: 0 };
    return { ...one, machineSteps, seconds };
  }

  /** All orders, level by level, up to the one in which the known way ends. */
  #shortestSearch({ states, schedule }: Violated): Search {
    const budget = budgetTimes * states + budgetMore;
    const maxStates = Math.min(budget, this.#options.maxStates ?? budget);
    const options = { ...this.#options, maxStates, maxDepth: schedule.length + 1 };
    return new Search(this.#tables, options, this.#bounds.within(options));
  }
}

/** The result of the reduced search, with the shorter way if there is one. */
function shorter(found: Violated, result: ExploreResult): Violated {
  const { seconds, machineSteps } = result;
  if (result.verdict === 'violated') {
    const { property, violation, schedule, shortest } = result;
    return { ...found, property, violation, schedule, shortest, seconds, machineSteps };
  }
  // Every order up to there was looked at, and nothing is wrong before.
  const shortest = result.verdict === 'truncated' && result.reason === 'depth';
  return { ...found, shortest, seconds, machineSteps };
}

function countsOf(found: Violated): ExploreCounts {
  const { states, transitions, depth, restStates, frontier, bytes, machineSteps, seconds } = found;
  const { left, passes } = found;
  const reduced = left === undefined || passes === undefined ? {} : { left, passes };
  const counts = { states, transitions, depth, restStates, frontier, bytes, machineSteps, seconds };
  return { ...counts, ...reduced };
}
