/** What XState's own graph utilities make of the same system: all states as an adjacency map. */
import type { SystemSpec } from '../../src/system/index.ts';
import { systemLogic } from '../../src/system/index.ts';
import type { Measured } from './measure.ts';

/** Loads the package when it is there: it is a development dependency. */
export async function runXstateGraph(
  spec: SystemSpec,
  model: string,
): Promise<Measured | undefined> {
  const graph = await import('@xstate/test').catch(() => undefined);
  if (graph === undefined) return undefined;
  const logic = systemLogic(spec);
  const began = performance.now();
  const map = graph.getAdjacencyMap(logic, {
    events: (state) => logic.events(state),
    serializeState: (state) => logic.serialize(state) as never,
    limit: Number.POSITIVE_INFINITY,
  });
  const seconds = (performance.now() - began) / 1000;
  let transitions = 0;
  for (const each of Object.values(map)) transitions += Object.keys(each.transitions).length;
  return {
    tool: '@xstate/graph getAdjacencyMap',
    model,
    states: Object.keys(map).length,
    transitions,
    seconds,
  };
}
