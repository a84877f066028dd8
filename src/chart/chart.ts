/**
 * A statechart as plain data: its states and transitions with names in words, from any XState 5 machine. What is drawn,
 * and what is written in other tools' formats, is made from this.
 */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { actionName, eventWords, guardName } from './names.ts';

export interface Chart {
  /** The machine's id. */
  readonly name: string;
  /** In document order, a parent before its children; the first one is the root. */
  readonly states: readonly ChartState[];
  /** In document order of their sources; of one event, in the order in which XState tries them. */
  readonly transitions: readonly ChartTransition[];
}

export type ChartStateKind = 'atomic' | 'compound' | 'parallel' | 'final' | 'history';

export interface ChartState {
  /** The id of XState's node, such as `pf.operating.adapter`. */
  readonly id: string;
  /** The parent's id; only the root has none. */
  readonly parent?: string;
  readonly key: string;
  readonly kind: ChartStateKind;
  /** Its parent begins with it. */
  readonly isInitial: boolean;
  /** Actions of entering its parent by way of this initial state. */
  readonly initialActions: readonly string[];
  /** Of a history state. */
  readonly history?: 'shallow' | 'deep';
  /** Where a history state leads when there is no history; empty: to its parent's beginning. */
  readonly defaultTargets: readonly string[];
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  /** The actors that run while it is active. */
  readonly invokes: readonly string[];
  readonly description?: string;
  /** `meta.requirements`. */
  readonly requirements: readonly string[];
  readonly tags: readonly string[];
}

export interface ChartTransition {
  /**
   * The node that has it, the event, and which of that event's alternatives it is: `pf.running.idle: MiniportPause #0`,
   * as an exploration's coverage names it. The event of `always` is empty, as in XState.
   */
  readonly id: string;
  /** The id of the state that has it. */
  readonly source: string;
  /** The ids of the states it leads to; empty: it stays. */
  readonly targets: readonly string[];
  /** As XState has it: `MiniportPause`, `*`, `xstate.after.100.pf.resetting`, empty for `always`. */
  readonly eventType: string;
  /** The event in words: `MiniportPause`, `any event`, `after 100 ms`, `always`, `done`. */
  readonly event: string;
  /** Of `after`: milliseconds, or the delay's name. */
  readonly delay?: number | string;
  readonly guard?: string;
  readonly actions: readonly string[];
  /** It leads nowhere, so nothing is left or entered. */
  readonly isInternal: boolean;
  /** Its source is left and entered again even where its target lies inside. */
  readonly reenter: boolean;
  /** `on: { X: {} }`: the event is taken, and nothing happens. */
  readonly isForbidden: boolean;
  readonly description?: string;
  /** `meta.requirements`. */
  readonly requirements: readonly string[];
}

/** The statechart of a machine. */
export function chartOf(machine: AnyStateMachine): Chart {
  const states: ChartState[] = [];
  const transitions: ChartTransition[] = [];
  const visit = (node: AnyStateNode) => {
    states.push(stateOf(node));
    const alternatives = [...node.transitions.values(), node.always ?? []];
    for (const ofEvent of alternatives) {
      transitions.push(...ofEvent.map((transition, n) => transitionOf(transition, n, machine)));
    }
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(machine.root);
  return { name: machine.id, states, transitions };
}

function stateOf(node: AnyStateNode): ChartState {
  const { id, key, parent, config } = node;
  const initial = parent?.type === 'compound' ? parent.initial : undefined;
  const isInitial = initial?.target.includes(node) === true;
  const history = node.type === 'history' ? node.history || 'shallow' : undefined;
  const { description } = node;
  return {
    id,
    ...(parent === undefined ? {} : { parent: parent.id }),
    key,
    kind: node.type,
    isInitial,
    initialActions: isInitial ? namesOf(initial.actions) : [],
    ...(history === undefined ? {} : { history }),
    defaultTargets: history === undefined ? [] : defaultTargetsOf(node),
    // Not the node's own lists: XState adds the timers of `after` to those.
    entry: namesOf(config.entry),
    exit: namesOf(config.exit),
    invokes: node.invoke.map((invoke) => invokeName(String(invoke.src), invoke.id)),
    ...(description === undefined ? {} : { description }),
    requirements: requirementsOf(node.meta),
    tags: [...node.tags],
  };
}

function transitionOf(
  transition: AnyTransitionDefinition,
  n: number,
  machine: AnyStateMachine,
): ChartTransition {
  const { source, eventType, guard, reenter, description } = transition;
  const targets = (transition.target ?? []).map(({ id }) => id);
  const actions = namesOf(transition.actions);
  const isInternal = targets.length === 0;
  return {
    id: `${source.id}: ${eventType} #${n}`,
    source: source.id,
    targets,
    eventType,
    event: eventWords(transition, machine),
    ...delayOf(transition),
    ...(guard === undefined ? {} : { guard: guardName(guard) }),
    actions,
    isInternal,
    reenter,
    isForbidden: isInternal && actions.length === 0 && guard === undefined,
    ...(description === undefined ? {} : { description }),
    requirements: requirementsOf(transition.meta),
  };
}

function delayOf({ delay }: AnyTransitionDefinition & { readonly delay?: unknown }) {
  if (delay === undefined) return {};
  return { delay: typeof delay === 'number' ? delay : String(delay) };
}

/** As XState resolves them, relative to the parent. */
function defaultTargetsOf({ config, parent, machine }: AnyStateNode): readonly string[] {
  return listOf(config.target).flatMap((target) => {
    if (typeof target !== 'string') return [];
    if (target.startsWith('#')) return [machine.getStateNodeById(target).id];
    let node: AnyStateNode | undefined = parent;
    for (const key of target.split('.')) node = node?.states[key];
    return node === undefined ? [] : [node.id];
  });
}

function namesOf(actions: unknown): readonly string[] {
  return listOf(actions).map(actionName);
}

function invokeName(source: string, id: string): string {
  const name = source.startsWith('xstate.invoke.') ? 'inline' : source;
  return name === id || id.includes('.') ? name : `${name} as ${id}`;
}

function requirementsOf(meta: unknown): readonly string[] {
  const requirements = (meta as { readonly requirements?: unknown } | undefined)?.requirements;
  return listOf(requirements).filter((name) => typeof name === 'string');
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
