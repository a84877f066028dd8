/** What is counted on the behaviour graph itself: its states, their configurations, and its transitions. */
import type { GraphIndex } from '../graph-index.ts';
import type { Labels } from '../labels.ts';
import type { Dimension } from './dimension.ts';
import { Items } from './dimension.ts';

/** Each state of the graph: configuration, data, and what waits for it. */
export function states(graph: GraphIndex, labels: Labels): Dimension {
  return {
    criterion: 'states',
    size: graph.states,
    id: (state) => labels.state(state),
    ofState: (state) => [state],
  };
}

/** Each move of the graph. */
export function transitions(graph: GraphIndex, labels: Labels): Dimension {
  const { from, input, output, isChance } = graph;
  return {
    criterion: 'transitions',
    size: graph.moves,
    id: (move) =>
      labels.move(
        from[move] as number,
        input[move] as number,
        output[move] as number,
        isChance[move] === 1,
      ),
    ofMove: (move) => [move],
  };
}

/** Each combination of state values. */
export function configurations(graph: GraphIndex, labels: Labels): Dimension {
  const items = new Items();
  const ofState = graph.behaviour.states.map((_, n) => [items.number(labels.configuration(n))]);
  return {
    criterion: 'configurations',
    size: items.ids.length,
    id: items.id,
    ofState: (state) => ofState[state] as number[],
  };
}
