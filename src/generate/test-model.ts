/**
 * For users of XState's own test package: a whole system as a `TestModel`, and our tours as a path generator that
 * `TestModel.getPaths` takes for any actor logic.
 */
import type { AdjacencyMap, PathGenerator, StatePath, TestModelOptions } from '@xstate/test';
import { getAdjacencyMap, TestModel } from '@xstate/test';
import type { AnyMachineSnapshot, EventObject, Snapshot } from 'xstate';
import { isMachineSnapshot } from 'xstate';
import { canonicalText } from '../explore/canonical.ts';
import type { DeliverEvent, SystemSpec, SystemState } from '../system/index.ts';
import { stateText, systemLogic } from '../system/index.ts';
import type { Behaviour, BehaviourState, Move } from './behaviour.ts';
import { transitions } from './dimensions/graph-dimensions.ts';
import { GraphIndex } from './graph-index.ts';
import { Labels } from './labels.ts';
import type { Limits } from './limits.ts';
import { greedyTours } from './tours/greedy.ts';
import { ItemNeeds } from './tours/needs.ts';

/**
 * A test model of a whole system: its events are deliveries. State tests have keys such as `pf halted` (actor and state
 * value) or `*`; event tests the key `deliver`.
 *
 * ```ts
 * const paths = testModelOf(system).getPaths(tourPaths());
 * ```
 */
export function testModelOf(
  system: SystemSpec,
  options: Partial<TestModelOptions<SystemState, DeliverEvent, undefined>> = {},
): TestModel<SystemState, DeliverEvent, undefined> {
  const logic = systemLogic(system);
  /** A path is described by the JSON of its last state: not by every field of every snapshot. */
  const described = (state: SystemState): SystemState =>
    Object.defineProperty({ ...state }, 'toJSON', { value: () => namesOf(state).join('; ') });
  const testLogic: typeof logic = {
    ...logic,
    getInitialSnapshot: (...args) => described(logic.getInitialSnapshot(...args)),
    transition: (...args) => described(logic.transition(...args)),
  };
  return new TestModel<SystemState, DeliverEvent, undefined>(testLogic as never, {
    events: (state) => logic.events(state),
    serializeState: (state) => logic.serialize(state),
    stateMatcher: (state, key) => key === '*' || namesOf(state).includes(key),
    ...options,
  });
}

function namesOf({ actors }: SystemState): readonly string[] {
  return Object.entries(actors).map(([id, { snapshot }]) => `${id} ${stateText(snapshot.value)}`);
}

/**
 * Paths that together take every transition, those that change nothing included: few and long, unless
 * `maxStepsPerTest` says otherwise. Throws where a limit would leave some out: a path has no place to say so.
 */
export function tourPaths<TSnapshot extends Snapshot<unknown>, TEvent extends EventObject, TInput>(
  limits: Limits = {},
): PathGenerator<TSnapshot, TEvent, TInput> {
  return (logic, options) => {
    // Upstream's keys for machines have the way to a state in them: there a state is what it is, however it came.
    const serializeState = (state: TSnapshot, event?: TEvent, before?: TSnapshot) =>
      isMachineSnapshot(state)
        ? canonicalText([state.value, state.context, state.status])
        : (options.serializeState?.(state, event, before) ?? canonicalText(state));
    const map = getAdjacencyMap(logic, { ...options, serializeState } as never);
    const found = new Adjacency<TSnapshot, TEvent>(map as never, serializeState);
    const graph = new GraphIndex(found.behaviour());
    const needs = [new ItemNeeds(graph, [transitions(graph, new Labels(graph.behaviour))])];
    const most = { maxStepsPerTest: Number.POSITIVE_INFINITY, ...limits };
    const { tests, stoppedBecause } = greedyTours(graph, needs, most, () => false);
    if (stoppedBecause !== 'complete') {
      throw new Error(`the paths end at a limit (${stoppedBecause}): raise it`);
    }
    const all = tests.length === 0 ? [[]] : tests;
    return all
      .map((moves) => found.path(graph, moves))
      .filter(({ state }) => options.toState?.(state) ?? true);
  };
}

/** What upstream has found, in numbers. */
class Adjacency<TSnapshot extends Snapshot<unknown>, TEvent extends EventObject> {
  readonly #states: readonly { readonly state: TSnapshot; readonly moves: readonly Move[] }[];
  readonly #events: TEvent[] = [];

  constructor(
    map: AdjacencyMap<TSnapshot, TEvent>,
    keyOf: (state: TSnapshot, event: TEvent, before: TSnapshot) => string,
  ) {
    const entries = Object.entries(map);
    const numbers = new Map(entries.map(([key], n) => [key, n]));
    const inputs = new Map<string, number>();
    this.#states = entries.map(([, { state, transitions: out }]) => {
      type Way = { readonly event: TEvent; readonly state: TSnapshot };
      const moves = Object.entries<Way>(out).flatMap(([text, { event, state: next }]) => {
        const to = numbers.get(keyOf(next, event, state));
        if (to === undefined || !isTaken(state, event)) return [];
        const input = inputs.get(text) ?? inputs.size;
        inputs.set(text, input);
        this.#events[input] = event;
        return [{ input, output: 0, to, taken: [] }];
      });
      return { state, moves };
    });
  }

  behaviour(): Behaviour {
    const states = this.#states.map(
      ({ moves }): BehaviourState => ({ values: [''], nodes: [], isOpen: false, moves }),
    );
    return {
      name: 'logic',
      kind: 'open',
      actors: ['logic'],
      inputs: {},
      charts: {},
      initial: [],
      initialTaken: [],
      stimuli: this.#events.map((message) => ({ from: 'tester', to: 'logic', message })),
      reactions: [[]],
      states,
      goals: [],
      leftOut: [],
      stoppedBecause: 'complete',
    };
  }

  /** As upstream writes paths: each step is an event and the state after it, the first one the start. */
  path({ to, input }: GraphIndex, moves: readonly number[]): StatePath<TSnapshot, TEvent> {
    const stateOf = (number: number) => this.#states[number]?.state as TSnapshot;
    const first = { state: stateOf(0), event: { type: 'xstate.init' } as TEvent };
    const steps = moves.map((move) => ({
      state: stateOf(to[move] as number),
      event: this.#events[input[move] as number] as TEvent,
    }));
    const state = steps.at(-1)?.state ?? first.state;
    return { state, steps: [first, ...steps], weight: steps.length };
  }
}

/** Upstream also tries events that a guard keeps back. */
function isTaken(state: Snapshot<unknown>, event: EventObject): boolean {
  if (!isMachineSnapshot(state)) return true;
  const snapshot = state as AnyMachineSnapshot;
  return snapshot.machine.getTransitionData(snapshot, event).length > 0;
}
