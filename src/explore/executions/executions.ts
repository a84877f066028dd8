/**
 * Makes one complete execution for each Mazurkiewicz trace and keeps no states: optimal dynamic partial-order reduction
 * with sleep sets and wakeup trees (Abdulla et al., POPL 2014). A trace is a class of executions that differ only in
 * the order of independent occurrences; `dependence.ts` says which are.
 *
 * At the end of each execution, `races.ts` says what else could have come before a step of it.
 */
import type { SystemSpec, Violation } from '../../system/index.ts';
import type { Bounds } from '../bounds.ts';
import { Cursor } from '../cursor.ts';
import type { End, Finding } from '../ending.ts';
import { ending, initiallyWrong, refuseReduction } from '../ending.ts';
import type { ExploreCounts, ExploreOptions, ExploreResult } from '../options.ts';
import { machineStepsOf } from '../outcome.ts';
import type { Searcher } from '../searcher.ts';
import type { Tables } from '../tables.ts';
import { Dependence } from './dependence.ts';
import { History } from './history.ts';
import type { Occurrence, Step } from './occurrence.ts';
import type { Plan } from './races.ts';
import { Races } from './races.ts';
import { segmentsSince } from './segments.ts';
import { StateStack } from './state-stack.ts';
import { Steps } from './steps.ts';
import type { Branch } from './wakeup-tree.ts';
import { insert, mayBeFirst } from './wakeup-tree.ts';

/** An execution that is longer than this, where no `maxDepth` says otherwise, is taken for endless. */
const endless = 10_000;
/** The strategy keeps no states that would grow. */
const noGrowth = 0;

/** What is looked at from a state on the way. */
interface Node {
  /** What need not come first here: all that begins with it was looked at. */
  readonly sleep: Occurrence[];
  readonly branches: Branch[];
  /** Nothing has been begun here. */
  fresh: boolean;
}

/** Is told of each complete execution, and the how manieth it is: where it begins again, the numbers do. */
export type Told = (complete: number, steps: readonly Step[]) => void;

export class Executions implements Searcher {
  readonly #tables: Tables;
  readonly #options: ExploreOptions;
  readonly #bounds: Bounds;
  readonly #told: Told | undefined;
  readonly #steps: Steps;
  readonly #dependence: Dependence;
  readonly #history: History;
  readonly #states: StateStack;
  readonly #races: Races;
  /** One for each state: one more than there are steps. */
  readonly #nodes: Node[] = [];
  /** Up to this place the execution is the same as the one that was completed last. */
  #fresh = 0;
  #complete = 0;
  #blocked = 0;
  #turns = 0;
  #transitions = 0;
  #deepest = 0;
  #restStates = 0;
  #end: End | undefined;
  #tooDeep = false;

  constructor(
    system: SystemSpec,
    tables: Tables,
    options: ExploreOptions,
    bounds: Bounds,
    told?: Told,
  ) {
    refuse(options);
    refuseReduction('executions', options);
    this.#tables = tables;
    this.#options = options;
    this.#bounds = bounds;
    this.#told = told;
    this.#steps = new Steps(system, tables, options);
    this.#dependence = new Dependence(tables, options);
    const known = {
      commuting: options.independence === 'commuting',
      // Of messages that stay in flight when they are delivered, and are there once only.
      tellsSenders: options.channels !== 'bag' || options.duplicating !== true,
    };
    const found = initiallyWrong(new Cursor(tables));
    const inFlight = found === undefined ? this.#initiallyInFlight() : [];
    this.#states = new StateStack(tables.initial);
    this.#history = new History(tables.actors.length, this.#dependence, known, inFlight);
    this.#races = new Races(
      this.#steps,
      this.#states,
      this.#history,
      this.#dependence,
      known.commuting,
    );
    if (found === undefined) this.#begin();
    else this.#end = { found };
  }

  /** Makes up to `work` steps. */
  advance(work: number): ExploreResult | undefined {
    for (let n = 0; n < work && this.#end === undefined; n += 1) {
      const truncated = this.#bounds.reached(this.#turns, 0, noGrowth);
      this.#turns += 1;
      if (truncated !== undefined) this.#end = { truncated };
      else this.#step();
    }
    return this.#end === undefined ? undefined : this.#result(this.#end);
  }

  counts(): ExploreCounts {
    return {
      states: this.#transitions + 1,
      transitions: this.#transitions,
      depth: this.#deepest,
      restStates: this.#restStates,
      frontier: this.#nodes.reduce((sum, { branches }) => sum + branches.length, 0),
      bytes: this.#states.items.byteLength,
      machineSteps: machineStepsOf(this.#tables),
      seconds: this.#bounds.seconds,
    };
  }

  #initiallyInFlight(): number[] {
    return this.#tables.initial
      .slice(0, -1)
      .flatMap((component, actor) =>
        this.#steps.waiting(actor, component).map(({ occurrence }) => occurrence.task),
      );
  }

  #begin(): void {
    this.#complete = 0;
    this.#blocked = 0;
    this.#restStates = 0;
    this.#fresh = 0;
    while (this.#history.length > 0) this.#history.pop();
    this.#nodes.length = 0;
    this.#push([], []);
  }

  #push(sleep: Occurrence[], branches: Branch[]): void {
    this.#nodes.push({ sleep, branches, fresh: true });
    this.#deepest = Math.max(this.#deepest, this.#nodes.length);
  }

  #step(): void {
    const node = this.#nodes.at(-1);
    if (node === undefined) this.#end = this.#tooDeep ? { truncated: 'depth' } : {};
    else if (node.branches.length > 0) {
      if (this.#isTooDeep()) this.#cut();
      else this.#go(node, node.branches.shift() as Branch);
    } else if (node.fresh) this.#choose(node);
    else this.#pop();
  }

  /** Begins with anything that is not asleep. */
  #choose(node: Node): void {
    const found = this.#awake(node.sleep, this.#steps.of.bind(this.#steps));
    const step = found ?? this.#awake(node.sleep, this.#steps.idle.bind(this.#steps));
    if (step === undefined) this.#rest();
    else if (this.#isTooDeep()) this.#cut();
    else if (step !== 'asleep') this.#go(node, { occurrence: step, children: [] });
    else {
      node.fresh = false;
      this.#blocked += 1;
    }
  }

  #awake(
    sleep: readonly Occurrence[],
    stepsOf: (actor: number, component: number) => readonly Step[],
  ): Step | 'asleep' | undefined {
    const { width, items } = this.#states;
    const base = this.#states.base(this.#history.length);
    let found: 'asleep' | undefined;
    for (let actor = 0; actor < width - 1; actor += 1) {
      for (const step of stepsOf(actor, items[base + actor] as number)) {
        if (!sleep.some(({ label }) => label === step.label)) return step;
        found = 'asleep';
      }
    }
    return found;
  }

  #go(node: Node, { occurrence, children }: Branch): void {
    node.fresh = false;
    const place = this.#history.length;
    const step = this.#steps.find(occurrence, this.#states.at(place, occurrence.actor));
    if (step === undefined) throw new Error('an execution cannot be made as it was planned');
    this.#transitions += 1;
    const next = this.#states.copyUp(place);
    const wrong = this.#steps.take(this.#states.items, next, step);
    this.#history.push(step);
    if (wrong !== undefined) {
      this.#end = { found: this.#finding(wrong, false) };
      return;
    }
    const { maxStates } = this.#options;
    if (maxStates !== undefined && this.#transitions >= maxStates) {
      this.#end = { truncated: 'states' };
      return;
    }
    this.#push(this.#stillAsleep(node.sleep, step), children);
  }

  #stillAsleep(sleep: readonly Occurrence[], step: Step): Occurrence[] {
    return sleep.filter((each) => !this.#dependence.dependent(each, step));
  }

  #rest(): void {
    this.#restStates += 1;
    const cursor = new Cursor(this.#tables);
    cursor.load(this.#states.state(this.#history.length));
    const wrong = cursor.atRest(this.#options.deadlock === true);
    if (wrong === undefined) this.#completed();
    else this.#end = { found: this.#finding(wrong, true) };
  }

  #isTooDeep(): boolean {
    return this.#nodes.length >= (this.#options.maxDepth ?? endless);
  }

  #cut(): void {
    this.#tooDeep = true;
    if (this.#options.maxDepth === undefined) this.#end = { truncated: 'depth' };
    else this.#completed();
  }

  #completed(): void {
    const { independence } = this.#options;
    if (independence === 'commuting' && !this.#isConfirmed()) {
      this.#begin();
      return;
    }
    this.#complete += 1;
    this.#told?.(this.#complete, this.#history.steps);
    this.#races.tell(this.#fresh, (place, plan) => this.#plan(place, plan));
    this.#fresh = this.#history.length;
    this.#pop();
  }

  /** Whether what was completed before may stay as it is: the relation is still the one that it was made with. */
  #isConfirmed(): boolean {
    const [steps, states, history] = [this.#steps, this.#states, this.#history];
    for (;;) {
      let found: 'confirmed' | 'new' | 'again' = 'confirmed';
      for (const each of segmentsSince(this.#fresh, steps, states, history, this.#dependence)) {
        found = this.#dependence.confirm(each);
        if (found !== 'confirmed') break;
      }
      if (found !== 'new') return found === 'confirmed';
      // Only this execution has both of them.
      history.remake();
    }
  }

  #plan(place: number, plan: Plan): void {
    const { sleep, branches } = this.#nodes[place] as Node;
    if (sleep.some((each) => mayBeFirst(each, plan, this.#dependence))) return;
    insert(branches, plan, this.#dependence);
  }

  #pop(): void {
    this.#nodes.pop();
    const step = this.#history.steps.at(-1);
    if (step === undefined) return;
    this.#history.pop();
    this.#fresh = Math.min(this.#fresh, this.#history.length);
    this.#nodes.at(-1)?.sleep.push(step);
  }

  #finding(violation: Violation, still: boolean): Finding {
    const { envelopes } = this.#tables.vocabulary;
    const schedule = this.#history.steps.map(({ envelope }) => envelopes.value(envelope));
    return { violation, schedule, still };
  }

  #result(end: End): ExploreResult {
    const executions = { complete: this.#complete, blocked: this.#blocked };
    return ending(this.#tables, 'executions', this.counts(), end, { executions });
  }
}

function refuse({ independence, noOps, timers, boundary }: ExploreOptions): void {
  if (boundary !== undefined) {
    throw new Error(
      "strategy 'executions' has no boundary: of the equivalent executions that it counts as one some may leave it",
    );
  }
  if (independence !== 'commuting') return;
  const only = "'executions' counts with independence 'receiver' only";
  if (noOps === 'left') {
    throw new Error(
      `with noOps 'left', ${only}: where a message is left, it is not known which deliveries commute with it`,
    );
  }
  if (timers === 'any') {
    throw new Error(
      `with timers 'any', ${only}: what a timer divides is not looked through for what commutes`,
    );
  }
}
