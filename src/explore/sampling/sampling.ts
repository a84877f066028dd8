/** Random runs from beginning to end, each from its scheduler's choices; the same seed makes the same ones. */
import type { SystemSpec, Violation } from '../../system/index.ts';
import type { Cut } from '../border.ts';
import { cutOf } from '../border.ts';
import type { Bounds } from '../bounds.ts';
import { Cursor } from '../cursor.ts';
import { withEvents } from '../delays/delay-search.ts';
import { Tasks } from '../delays/tasks.ts';
import type { End, Finding } from '../ending.ts';
import { ending, initiallyWrong, refuseReduction } from '../ending.ts';
import type { ExploreCounts, ExploreOptions, ExploreResult } from '../options.ts';
import { machineStepsOf } from '../outcome.ts';
import type { Searcher } from '../searcher.ts';
import type { Tables } from '../tables.ts';
import { Pctcp } from './pctcp.ts';
import { Random } from './random.ts';
import { RunEvents } from './run-events.ts';
import type { Scheduler } from './schedulers.ts';
import { PartialOrderSampling, Pct, RandomWalk } from './schedulers.ts';
import { TraceKey } from './trace-key.ts';

/** A run that is longer than this, where no `maxDepth` says otherwise, is given up. */
const longestRun = 10_000;

export type SamplingStrategy = 'random-walk' | 'pct' | 'pctcp' | 'pos';

export class Sampling implements Searcher {
  readonly #tables: Tables;
  readonly #options: ExploreOptions;
  readonly #bounds: Bounds;
  readonly #strategy: SamplingStrategy;
  readonly #scheduler: Scheduler;
  readonly #cursor: Cursor;
  readonly #start: Int32Array;
  readonly #runs: number;
  readonly #traces = new Set<string>();
  readonly #cut: Cut | undefined;
  #made = 0;
  #complete = 0;
  #turns = 0;
  #transitions = 0;
  #deepest = 1;
  #restStates = 0;
  #end: End | undefined;

  constructor(
    system: SystemSpec,
    tables: Tables,
    options: ExploreOptions,
    bounds: Bounds,
    strategy: SamplingStrategy,
  ) {
    const { seed = 1, runs = 1000, bugDepth = 3 } = options;
    refuseReduction(strategy, options);
    this.#tables = tables;
    this.#options = options;
    this.#bounds = bounds;
    this.#strategy = strategy;
    this.#runs = runs;
    this.#cut = cutOf(tables);
    this.#cursor = new Cursor(tables);
    this.#start = this.#cursor.columns;
    const tasks = new Tasks(tables, options, withEvents(system));
    this.#scheduler = schedulerOf(
      strategy,
      new Random(seed),
      tasks,
      bugDepth,
      () => new RunEvents(tables, tasks, options.timers !== 'any'),
    );
    const found = initiallyWrong(this.#cursor);
    if (found !== undefined) this.#end = { found };
  }

  /** Makes runs of about `work` steps together. */
  advance(work: number): ExploreResult | undefined {
    const until = this.#transitions + work;
    while (this.#end === undefined && this.#transitions < until) {
      if (this.#made >= this.#runs) this.#end = { truncated: 'runs' };
      else {
        const found = this.run();
        if (found !== undefined) this.#end = { found };
      }
    }
    return this.#end === undefined ? undefined : this.#result(this.#end);
  }

  counts(): ExploreCounts {
    return {
      states: this.#transitions + this.#made,
      transitions: this.#transitions,
      depth: this.#deepest,
      restStates: this.#restStates,
      frontier: 0,
      bytes: 0,
      machineSteps: machineStepsOf(this.#tables),
      seconds: this.#bounds.seconds,
      ...(this.#cut === undefined ? {} : { cut: this.#cut.count }),
    };
  }

  /** Makes one run: what is wrong with it. */
  run(): Finding | undefined {
    const { vocabulary, actors } = this.#tables;
    const { maxDepth = longestRun, maxStates = Number.POSITIVE_INFINITY } = this.#options;
    const idleTimers = this.#options.timers !== 'any';
    const trace = new TraceKey(actors.length);
    const taken: number[] = [];
    this.#made += 1;
    this.#scheduler.begin();
    this.#cursor.load(this.#start);
    for (;;) {
      const possible = this.#cursor.moves();
      if (possible.length === 0) break;
      if (taken.length + 1 >= maxDepth || this.#isBounded(maxStates)) return undefined;
      const moves = this.#cut?.within(this.#cursor, possible) ?? possible;
      // Not at rest, but there is nowhere to go on.
      if (moves.length === 0) return this.#completed(taken, trace, undefined, false);
      const move = this.#scheduler.choose(moves, this.#cursor.columns);
      const { from } = vocabulary.envelopes.value(move.envelope);
      trace.add(move.actor, move.envelope, from === 'timer' && idleTimers);
      taken.push(move.envelope);
      this.#transitions += 1;
      this.#deepest = Math.max(this.#deepest, taken.length + 1);
      const wrong = this.#cursor.take(move);
      if (wrong !== undefined) return this.#completed(taken, trace, wrong, false);
    }
    this.#restStates += 1;
    const wrong = this.#cursor.atRest(this.#options.deadlock === true);
    return this.#completed(taken, trace, wrong, true);
  }

  #isBounded(maxStates: number): boolean {
    const reason =
      this.#transitions + this.#made > maxStates
        ? 'states'
        : this.#bounds.reached(this.#turns, 0, 0);
    this.#turns += 1;
    if (reason !== undefined) this.#end = { truncated: reason };
    return reason !== undefined;
  }

  #completed(
    taken: readonly number[],
    trace: TraceKey,
    violation: Violation | undefined,
    still: boolean,
  ): Finding | undefined {
    this.#complete += 1;
    this.#traces.add(trace.text);
    this.#scheduler.end(taken.length);
    if (violation === undefined) return undefined;
    const { envelopes } = this.#tables.vocabulary;
    return { violation, schedule: taken.map((each) => envelopes.value(each)), still };
  }

  #result(end: End): ExploreResult {
    // The theory speaks of the whole system: what leaves the boundary is not tried.
    const promise = (this.#cut?.count ?? 0) > 0 ? undefined : this.#scheduler.promise();
    const counted = { complete: this.#complete, distinct: this.#traces.size };
    const executions = promise === undefined ? counted : { ...counted, promise };
    return ending(this.#tables, this.#strategy, this.counts(), end, { executions });
  }
}

function schedulerOf(
  strategy: SamplingStrategy,
  random: Random,
  tasks: Tasks,
  bugDepth: number,
  events: () => RunEvents,
): Scheduler {
  if (strategy === 'pct') return new Pct(random, tasks, bugDepth);
  if (strategy === 'pctcp') return new Pctcp(random, tasks, bugDepth, events());
  if (strategy === 'pos') return new PartialOrderSampling(random, tasks);
  return new RandomWalk(random);
}
