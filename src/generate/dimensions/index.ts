/** All coverage dimensions of a behaviour; transition pairs are counted on their own, in numbers (`pairs.ts`). */
import type { GraphIndex } from '../graph-index.ts';
import type { Labels } from '../labels.ts';
import { answerDimensions } from './answers.ts';
import {
  ChartParts,
  chartTransitions,
  eventTypes,
  requirements,
  stateNodes,
  statuses,
} from './chart-dimensions.ts';
import type { Dimension } from './dimension.ts';
import { configurations, states, transitions } from './graph-dimensions.ts';

export type { Dimension } from './dimension.ts';

export function dimensionsOf(graph: GraphIndex, labels: Labels): readonly Dimension[] {
  const parts = new ChartParts(graph.behaviour);
  return [
    states(graph, labels),
    stateNodes(graph, parts),
    configurations(graph, labels),
    eventTypes(graph, parts),
    transitions(graph, labels),
    chartTransitions(graph, parts),
    statuses(graph, parts),
    requirements(graph, parts),
    ...answerDimensions(graph),
  ];
}
