/** The states and transitions of the statecharts of a stack, named alike in every actor that runs the same machine. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { Coverage } from '../../src/explore/index.ts';
import type { SystemSpec } from '../../src/system/index.ts';

/** Machines that belong to a test, or whose states are registers. */
const notOurs: ReadonlySet<string> = new Set(['rebalancer', 'device']);

export interface Statechart {
  /** Names of state nodes in which an actor can be when a step is over. */
  readonly states: ReadonlySet<string>;
  readonly transitions: ReadonlySet<string>;
}

/** Everything that there is, and what an exploration visited of it. */
export interface Charted {
  readonly all: Statechart;
  readonly visited: Statechart;
  /** Transitions that bring the machine down. */
  readonly fatal: ReadonlySet<string>;
}

/** `vpci.operating.slot0.gone`: the machine, and the way down. Slots and adapters are alike. */
function nameOf(machine: AnyStateMachine, { path }: AnyStateNode): string {
  const name = [machine.id, ...path].join('.');
  return name.replace(/\b(adapter|channel|slot)\d+/g, '$1');
}

/** A state that is left in the same step in which it is entered, whatever the guards say. */
function neverRests(node: AnyStateNode): boolean {
  const last = (node.always ?? []).at(-1);
  if (last !== undefined && last.guard === undefined) return true;
  return (
    node.type === 'final' &&
    node.parent?.transitions.has(`xstate.done.state.${node.parent.id}`) === true
  );
}

function nodesOf(node: AnyStateNode): readonly AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap((each) => nodesOf(each as AnyStateNode))];
}

export function chartOf({ actors }: SystemSpec, coverage: Coverage): Charted {
  const all = { states: new Set<string>(), transitions: new Set<string>() };
  const visited = { states: new Set<string>(), transitions: new Set<string>() };
  const fatal = new Set<string>();
  for (const [id, { machine }] of Object.entries(actors)) {
    if (notOurs.has(machine.id)) continue;
    const names = new Map<string, string>();
    for (const node of nodesOf(machine.root as AnyStateNode)) {
      const name = nameOf(machine, node);
      names.set(node.id, name);
      if (!neverRests(node)) all.states.add(name);
      for (const [event, alternatives] of node.transitions) {
        // Within a step, and not by a message.
        if (event.startsWith('xstate.done')) continue;
        for (const [n, { target = [] }] of alternatives.entries()) {
          const transition = `${name}: ${event} #${n}`;
          all.transitions.add(transition);
          if (target.some(({ tags }) => tags.includes('bugcheck'))) fatal.add(transition);
        }
      }
    }
    for (const node of coverage.states[id] ?? []) visited.states.add(names.get(node) ?? node);
    for (const transition of coverage.transitions[id] ?? []) {
      const [node = '', event] = transition.split(': ');
      visited.transitions.add(`${names.get(node) ?? node}: ${event}`);
    }
  }
  return { all, visited, fatal };
}

/** What several explorations have seen together. */
export function together(charts: readonly Charted[]): Charted {
  const union = (of: (chart: Charted) => ReadonlySet<string>) =>
    new Set(charts.flatMap((chart) => [...of(chart)]));
  return {
    all: {
      states: union(({ all }) => all.states),
      transitions: union(({ all }) => all.transitions),
    },
    visited: {
      states: union(({ visited }) => visited.states),
      transitions: union(({ visited }) => visited.transitions),
    },
    fatal: union(({ fatal }) => fatal),
  };
}
