/**
 * Breadth-first over what a subject can do. A state of the graph is what a tester can know: the situations that the
 * subject may be in after what was seen, mostly just one. So the graph is observable: a stimulus and its reaction lead
 * to one state.
 */
import { canonicalText } from '../../explore/canonical.ts';
import type { BehaviourState, Move } from '../behaviour.ts';
import type { Limits } from '../limits.ts';
import type { Stimulus } from '../subject.ts';
import type { LeftOut, StoppedBecause } from '../suite.ts';
import type { Refusal } from './actor-steps.ts';
import { type Fault, faultText, type Outcome, quiet } from './quiet.ts';
import { Numbered } from './vocabulary.ts';
import type { After, World } from './world.ts';

const mostStates = 20_000;

/** What the graph asks of a subject besides its actors. */
export interface Rules {
  /** What the outside can deliver in a situation. */
  readonly stimuli: (situation: number) => readonly Stimulus[];
  /** When armed timers may fire. */
  readonly timers: 'idle' | 'any';
  readonly status?: (situation: number) => string | undefined;
  readonly ended?: (situation: number) => boolean;
}

export interface Graph {
  readonly stimuli: readonly Stimulus[];
  /** Numbers of envelopes. */
  readonly reactions: readonly (readonly number[])[];
  readonly states: readonly BehaviourState[];
  readonly leftOut: readonly LeftOut[];
  readonly stoppedBecause: StoppedBecause;
}

interface Growing {
  readonly members: readonly number[];
  readonly depth: number;
  readonly status: string | undefined;
  isOpen: boolean;
  moves: readonly Move[];
}

/** A way to a set of situations with one reaction in common. */
interface Way {
  readonly output: number;
  members: number[];
  taken: readonly string[];
}

/** What one situation does with each stimulus. */
type Outcomes = ReadonlyMap<number, readonly Outcome[] | Fault>;

export class GraphBuilder {
  readonly #world: World;
  readonly #rules: Rules;
  readonly #limits: Limits;
  readonly #stimuli = new Numbered<Stimulus>();
  readonly #inputs = new WeakMap<Stimulus, number>();
  readonly #reactions = new Numbered<readonly number[]>();
  readonly #states = new Numbered<Growing>();
  readonly #leftOut = new Map<string, { what: string; why: string; count: number }>();
  readonly #began = performance.now();
  readonly #cut = new Set<StoppedBecause>();

  constructor(world: World, rules: Rules, limits: Limits) {
    this.#world = world;
    this.#rules = rules;
    this.#limits = limits;
    this.#reactions.number('', []);
  }

  build(initial: readonly number[]): Graph {
    const { maxDepth = Number.POSITIVE_INFINITY } = this.#limits;
    const { maxSeconds = Number.POSITIVE_INFINITY } = this.#limits;
    if (this.#enter(initial, 0) === undefined) throw new Error('maxStates must be at least 1');
    const states = this.#states.values;
    for (let n = 0; n < states.length; n += 1) {
      const state = states[n] as Growing;
      const isLate = (performance.now() - this.#began) / 1000 > maxSeconds;
      if (isLate) this.#stop(state, 'max-seconds');
      else if (state.depth >= maxDepth) this.#reachedDepth(state);
      else state.moves = this.#expand(state);
    }
    return {
      stimuli: this.#stimuli.values,
      reactions: this.#reactions.values,
      states: states.map((state) => this.#finished(state)),
      leftOut: [...this.#leftOut.values()],
      stoppedBecause: stopOrder.find((reason) => this.#cut.has(reason)) ?? 'complete',
    };
  }

  #stop(state: Growing, reason: StoppedBecause): void {
    state.isOpen = true;
    this.#cut.add(reason);
  }

  /** A state at the greatest depth is open only when it would have moves. */
  #reachedDepth(state: Growing): void {
    const could = this.#isEnded(state) ? [] : this.#common(state);
    if (could.length > 0) this.#stop(state, 'max-depth');
  }

  #isEnded({ members }: Growing): boolean {
    const { ended } = this.#rules;
    return ended !== undefined && members.some((each) => ended(each));
  }

  #expand(state: Growing): readonly Move[] {
    if (this.#isEnded(state)) return [];
    const moves: Move[] = [];
    for (const [input, ways] of this.#common(state)) {
      const targets = this.#targets(state, input, ways);
      if (targets === undefined) continue;
      for (const [n, { output, taken }] of ways.entries()) {
        moves.push({ input, output, to: targets[n] as number, taken });
      }
    }
    return moves;
  }

  /** Where the ways of one stimulus lead; undefined when it cannot be a move. */
  #targets(state: Growing, input: number, ways: readonly Way[]): number[] | undefined {
    const { status } = this.#rules;
    if (status !== undefined) {
      const isUnsure = ways.some(({ members }) => new Set(members.map(status)).size > 1);
      if (isUnsure) {
        this.#omit(input, 'its status differs where what it sends does not');
        return undefined;
      }
    }
    const targets: number[] = [];
    for (const { members } of ways) {
      const to = this.#enter(members, state.depth + 1);
      if (to === undefined) {
        // With one of several reactions missing, the others would look like all there are.
        this.#stop(state, 'max-states');
        return undefined;
      }
      targets.push(to);
    }
    return targets;
  }

  /** The stimuli that every member takes, and their ways. */
  #common({ members }: Growing): readonly (readonly [number, readonly Way[]])[] {
    const all = members.map((each) => this.#outcomes(each));
    const [first = new Map() as Outcomes, ...others] = all;
    const common: [number, readonly Way[]][] = [];
    for (const input of first.keys()) {
      if (!others.every((each) => each.has(input))) {
        this.#omit(input, 'the subject takes it or not, and what it has sent does not tell which');
        continue;
      }
      const ways = this.#ways(all.map((each) => each.get(input) as readonly Outcome[] | Fault));
      if ('fault' in ways) this.#omit(input, ways.fault);
      else common.push([input, ways]);
    }
    return common;
  }

  #ways(results: readonly (readonly Outcome[] | Fault)[]): readonly Way[] | Fault {
    const [only, ...others] = results;
    if (only !== undefined && others.length === 0 && !('fault' in only) && only.length === 1) {
      const { situation, seen, taken } = only[0] as Outcome;
      return [{ output: this.#reaction(seen), members: [situation], taken }];
    }
    const ways = new Map<number, Way>();
    for (const result of results) {
      if ('fault' in result) return result;
      for (const { situation, seen, taken } of result) {
        const output = this.#reaction(seen);
        const known = ways.get(output);
        if (known === undefined) {
          ways.set(output, { output, members: [situation], taken });
          continue;
        }
        if (!known.members.includes(situation)) known.members.push(situation);
        known.taken = known.taken.filter((each) => taken.includes(each));
      }
    }
    return [...ways.values()];
  }

  #reaction(seen: readonly number[]): number {
    return this.#reactions.number(this.#world.vocabulary.reactionKey(seen), seen);
  }

  #outcomes(situation: number): Outcomes {
    const outcomes = new Map<number, readonly Outcome[] | Fault>();
    const world = this.#world;
    const add = (input: number, after: After | Refusal): void => {
      if (typeof after === 'string') return;
      const result = quiet(world, after, () => this.#name(input));
      const before = outcomes.get(input);
      // Two timers that raise the same event are one stimulus with two outcomes.
      if (before === undefined || 'fault' in before) outcomes.set(input, result);
      else if ('fault' in result) outcomes.set(input, result);
      else outcomes.set(input, [...before, ...result]);
    };
    for (const stimulus of this.#rules.stimuli(situation)) {
      const to = world.actor(stimulus.to);
      if (to === undefined) {
        const { type } = stimulus.message;
        throw new Error(
          `the stimulus '${type}' is for '${stimulus.to}', who is not in the subject`,
        );
      }
      const message = world.vocabulary.message(stimulus.message);
      const after = world.deliver(situation, to, message);
      if (typeof after !== 'string') add(this.#input(stimulus), after);
    }
    const { queues, locals } = world.situation(situation);
    for (const queue of queues) {
      if (!world.isChosen(queue)) continue;
      const { from, to, messages } = queue;
      const message = world.vocabulary.messageOf(messages[0] as number);
      const id = world.vocabulary.actors[to] as string;
      const after = world.deliverHead(situation, queue);
      if (after === 'deferred') continue;
      const input = this.#input({ from, to: id, message });
      if (after === 'unexpected')
        outcomes.set(input, { fault: faultText(world, situation, queue) });
      else add(input, after);
    }
    if (this.#rules.timers === 'idle' && outcomes.size > 0) return outcomes;
    for (const [to, actor] of world.actors.entries()) {
      for (const timer of actor.timers(locals[to] as number)) {
        const id = world.vocabulary.actors[to] as string;
        const input = this.#input({ from: 'timer', to: id, message: timer.event });
        add(input, world.fire(situation, to, timer.id));
      }
    }
    return outcomes;
  }

  #input(stimulus: Stimulus): number {
    const known = this.#inputs.get(stimulus);
    if (known !== undefined) return known;
    const { from, to, message, goals } = stimulus;
    const number = this.#stimuli.number(canonicalText([from, to, message]), stimulus);
    this.#inputs.set(stimulus, number);
    const kept = this.#stimuli.values[number] as Stimulus;
    const missing = (goals ?? []).filter((goal) => !kept.goals?.includes(goal));
    if (kept !== stimulus && missing.length > 0) {
      this.#stimuli.values[number] = { ...kept, goals: [...(kept.goals ?? []), ...missing] };
    }
    return number;
  }

  #name(input: number): string {
    const { from, to, message } = this.#stimuli.values[input] as Stimulus;
    return `'${message.type}' from ${from} to ${to}`;
  }

  #omit(input: number, why: string): void {
    const what = `a delivery of ${this.#name(input)}`;
    const key = `${what} ${why}`;
    const known = this.#leftOut.get(key);
    if (known === undefined) this.#leftOut.set(key, { what, why, count: 1 });
    else known.count += 1;
  }

  #enter(members: readonly number[], depth: number): number | undefined {
    const sorted = members.length < 2 ? members : [...new Set(members)].sort((a, b) => a - b);
    const key = sorted.join();
    const known = this.#states.find(key);
    if (known !== undefined) return known;
    if (this.#states.values.length >= (this.#limits.maxStates ?? mostStates)) return undefined;
    const status = this.#rules.status?.(sorted[0] as number);
    return this.#states.number(key, { members: sorted, depth, status, isOpen: false, moves: [] });
  }

  #finished({ members, status, isOpen, moves }: Growing): BehaviourState {
    const all = members.map((each) => this.#names(each));
    const [first, ...others] = all as [Names, ...Names[]];
    const shows = status === undefined ? {} : { status };
    if (others.length === 0) return { ...first, ...shows, isOpen, moves };
    const values = first.values.map((_, actor) =>
      [...new Set(all.map((each) => each.values[actor] as string))].sort().join(' | '),
    );
    const nodes = first.nodes.filter((node) => all.every((each) => each.nodes.includes(node)));
    const isSame = values.every((value, actor) => value === first.values[actor]);
    const unsure = isSame ? {} : { isUnsure: true as const };
    return { values, nodes, ...shows, ...unsure, isOpen, moves };
  }

  #names(situation: number): Names {
    const { locals } = this.#world.situation(situation);
    const all = this.#world.actors.map((actor, n) => actor.names(locals[n] as number));
    const [only, ...others] = all;
    const nodes = only === undefined || others.length > 0 ? undefined : only.nodes;
    return {
      values: all.map(({ value }) => value),
      nodes: nodes ?? all.flatMap((each) => each.nodes),
    };
  }
}

interface Names {
  readonly values: readonly string[];
  readonly nodes: readonly string[];
}

/** The limit that is named first when several were reached. */
const stopOrder: readonly StoppedBecause[] = ['max-seconds', 'max-states', 'max-depth'];
