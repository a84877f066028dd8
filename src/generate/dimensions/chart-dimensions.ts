/** What is counted on the statecharts: the universe is what they define, whether anything reaches it or not. */
import type { ChartState, ChartTransition } from '../../chart/index.ts';
import type { Behaviour } from '../behaviour.ts';
import type { GraphIndex } from '../graph-index.ts';
import type { Criterion } from '../suite.ts';
import type { Dimension } from './dimension.ts';
import { cached, Items } from './dimension.ts';

/** A state node or transition, with its id as the behaviour names it. */
interface Named<T> {
  readonly id: string;
  readonly it: T;
}

export class ChartParts {
  readonly nodes: readonly Named<ChartState>[];
  readonly transitions: readonly Named<ChartTransition>[];

  constructor({ charts }: Behaviour) {
    const names = Object.values(charts).map(({ name }) => name);
    const nodes: Named<ChartState>[] = [];
    const transitions: Named<ChartTransition>[] = [];
    for (const [actor, chart] of Object.entries(charts)) {
      const isShared = names.filter((name) => name === chart.name).length > 1;
      const named = <T extends { readonly id: string }>(it: T): Named<T> => ({
        id: isShared ? `${actor}/${it.id}` : it.id,
        it,
      });
      // Nobody is ever in a history state.
      nodes.push(...chart.states.filter(({ kind }) => kind !== 'history').map(named));
      transitions.push(...chart.transitions.map(named));
    }
    this.nodes = nodes;
    this.transitions = transitions;
  }
}

export function stateNodes(graph: GraphIndex, { nodes }: ChartParts): Dimension {
  const items = new Items();
  for (const { id } of nodes) items.number(id);
  return {
    ...counted('state-nodes', items, 'no order of these stimuli leads to it'),
    ofState: (state) => items.known(graph.behaviour.states[state]?.nodes ?? []),
  };
}

export function chartTransitions(graph: GraphIndex, { transitions }: ChartParts): Dimension {
  const items = new Items();
  for (const { id } of transitions) items.number(id);
  const ofTaken = cached((taken: readonly string[]) => items.known(taken));
  return {
    ...counted('chart-transitions', items, 'no order of these stimuli takes it'),
    ofMove: (move) => ofTaken(graph.move(move).taken),
    atStart: items.known(graph.behaviour.initialTaken),
  };
}

/** What the outside can send, and what the machines define; of internal messages those that are taken. */
export function eventTypes(graph: GraphIndex, { transitions }: ChartParts): Dimension {
  const { stimuli, initialTaken } = graph.behaviour;
  const items = new Items();
  for (const { message } of stimuli) items.number(message.type);
  const ofTransition = new Map<string, string>();
  for (const { id, it } of transitions) {
    const { eventType } = it;
    if (eventType === '' || eventType.includes('*')) continue;
    items.number(eventType);
    ofTransition.set(id, eventType);
  }
  const typesOf = (taken: readonly string[]) =>
    taken.flatMap((id) => {
      const type = ofTransition.get(id);
      return type === undefined ? [] : [type];
    });
  const ofTaken = cached((taken: readonly string[]) => items.known(typesOf(taken)));
  return {
    ...counted('event-types', items, 'no stimulus has this type where a state takes it'),
    ofMove: (move) => {
      const type = stimuli[graph.input[move] as number]?.message.type ?? '';
      const number = items.find(type);
      const taken = ofTaken(graph.move(move).taken);
      return number === undefined || taken.includes(number) ? taken : [number, ...taken];
    },
    atStart: items.known(typesOf(initialTaken)),
  };
}

/** `meta.requirements` of state nodes and transitions. */
export function requirements(graph: GraphIndex, { nodes, transitions }: ChartParts): Dimension {
  const items = new Items();
  const byPart = new Map<string, readonly number[]>();
  for (const { id, it } of [...nodes, ...transitions]) {
    if (it.requirements.length > 0)
      byPart.set(
        id,
        it.requirements.map((each) => items.number(each)),
      );
  }
  const ofParts = cached((ids: readonly string[]) => [
    ...new Set(ids.flatMap((id) => byPart.get(id) ?? [])),
  ]);
  return {
    ...counted(
      'requirements',
      items,
      'no order of these stimuli reaches a state or transition that serves it',
    ),
    ofState: (state) => ofParts(graph.behaviour.states[state]?.nodes ?? []),
    ofMove: (move) => ofParts(graph.move(move).taken),
    atStart: ofParts(graph.behaviour.initialTaken),
  };
}

/** What a state shows: `active`, `done`, or the status that its subject has. */
export function statuses(graph: GraphIndex, { nodes }: ChartParts): Dimension {
  const { states, actors } = graph.behaviour;
  const roots = new Set(nodes.filter(({ it }) => it.parent === undefined).map(({ it }) => it.id));
  const finals = new Set(
    nodes
      .filter(({ it }) => it.kind === 'final' && it.parent !== undefined && roots.has(it.parent))
      .map(({ id }) => id),
  );
  const items = new Items();
  items.number('active');
  if (finals.size >= actors.length) items.number('done');
  const ofState = states.map(({ status, nodes: active }) => {
    const isDone = active.filter((id) => finals.has(id)).length === actors.length;
    return [items.number(status ?? (isDone ? 'done' : 'active'))];
  });
  return {
    ...counted('statuses', items, 'no order of these stimuli leads to it'),
    ofState: (state) => ofState[state] as number[],
  };
}

function counted(criterion: Criterion, items: Items, why: string) {
  return { criterion, size: items.ids.length, id: items.id, unreachable: () => why };
}
