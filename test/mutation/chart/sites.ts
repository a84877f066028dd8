/** Where a statechart's config can be changed: its transitions, and the actions on entry and exit. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';

type Fields = Readonly<Record<string, unknown>>;

/** A state of a chart, as its config has it. */
export interface StateConfig {
  readonly on?: Fields;
  readonly after?: Fields;
  readonly always?: unknown;
  readonly onDone?: unknown;
  readonly entry?: unknown;
  readonly exit?: unknown;
  readonly states?: Readonly<Record<string, StateConfig>>;
}

/** One transition of a state, in the long form. */
export interface Candidate extends Fields {
  readonly target?: unknown;
  readonly guard?: unknown;
  readonly actions?: unknown;
}

interface Place {
  /** Keys from the root to the state. */
  readonly path: readonly string[];
  readonly node: AnyStateNode;
}

export interface TransitionSite extends Place {
  /** `on` and `after` have an event (or delay), `always` and `onDone` have none. */
  readonly slot: 'on' | 'after' | 'always' | 'onDone';
  readonly key: string;
  readonly index: number;
  readonly candidate: Candidate;
}

export interface ActionSite extends Place {
  readonly slot: 'entry' | 'exit';
  readonly actions: readonly unknown[];
}

export interface Sites {
  readonly transitions: readonly TransitionSite[];
  readonly actions: readonly ActionSite[];
}

export function sitesOf(machine: AnyStateMachine): Sites {
  const transitions: TransitionSite[] = [];
  const actions: ActionSite[] = [];
  const visit = (config: StateConfig, node: AnyStateNode, path: readonly string[]): void => {
    const add = (slot: TransitionSite['slot'], key: string, value: unknown) => {
      for (const [index, candidate] of candidatesOf(value).entries()) {
        transitions.push({ path, node, slot, key, index, candidate });
      }
    };
    for (const slot of ['on', 'after'] as const) {
      for (const [key, value] of Object.entries(config[slot] ?? {})) add(slot, key, value);
    }
    add('always', '', config.always);
    add('onDone', '', config.onDone);
    for (const slot of ['entry', 'exit'] as const) {
      const own = listOf(config[slot]);
      if (own.length > 0) actions.push({ path, node, slot, actions: own });
    }
    for (const [name, below] of Object.entries(config.states ?? {})) {
      const child = node.states[name];
      if (child !== undefined) visit(below, child, [...path, name]);
    }
  };
  visit(machine.config as StateConfig, machine.root, []);
  return { transitions, actions };
}

/** An event's transitions in the long form; `{ on: { X: 'b' } }` is short for `{ on: { X: { target: 'b' } } }`. */
export function candidatesOf(value: unknown): readonly Candidate[] {
  return listOf(value).map((each) =>
    typeof each === 'string' ? { target: each } : (each as Candidate),
  );
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** The config with the state at `path` changed. */
export function changedAt(
  config: StateConfig,
  path: readonly string[],
  change: (state: StateConfig) => StateConfig,
): StateConfig {
  const [name, ...rest] = path;
  if (name === undefined) return change(config);
  const below = config.states?.[name];
  if (below === undefined) throw new Error(`there is no state '${name}'`);
  return { ...config, states: { ...config.states, [name]: changedAt(below, rest, change) } };
}

/** The config in which this transition is another one, or is not there. */
export function withCandidate(
  config: StateConfig,
  { path, slot, key, index }: TransitionSite,
  candidate: Candidate | undefined,
): StateConfig {
  return changedAt(config, path, (state) => {
    const before = slot === 'on' || slot === 'after' ? state[slot]?.[key] : state[slot];
    const after = candidatesOf(before).flatMap((each, at) =>
      at !== index ? [each] : candidate === undefined ? [] : [candidate],
    );
    if (slot === 'always' || slot === 'onDone') {
      return { ...state, [slot]: after.length === 0 ? undefined : after };
    }
    const { [key]: _removed, ...others } = state[slot] ?? {};
    // An event that nobody takes any more is not an event that is ignored on purpose.
    return { ...state, [slot]: after.length === 0 ? others : { ...state[slot], [key]: after } };
  });
}
