/** What reaches an actor in a scenario of the library: in live runs of several orders, and in a short exploration. */
import type { Place } from '../../../actors/generation/index.ts';
import { compileScenario, libraryScenario } from '../../../actors/scenario/index.ts';
import { buildStack } from '../../../actors/topology.ts';
import type { Readings } from '../../../machines/readings.ts';
import type { Stimulus } from '../../generate/index.ts';
import { observedStimuli } from '../../generate/index.ts';
import { runToEnd } from '../../trace/live.ts';

/** An exploration has the orders of the beginning; runs come to the end. Both are bounded, and repeat exactly. */
const states = 5_000;
const seeds = [undefined, 1, 2, 3, 4, 5, 6, 7] as const;

export function seenInScenario(
  name: string,
  actor: string,
  { device, vfs, vbd, switchCreation }: Place,
  readings: Readings = {},
): readonly Stimulus[] {
  const compiled = compileScenario(libraryScenario(name), { vfs, guests: 1, vbd, switchCreation });
  const { spec } = buildStack({ ...compiled, device, readings });
  const seen = new Map<string, Stimulus>();
  const add = ({ from, to, message }: Stimulus): void => {
    const key = JSON.stringify([from, message]);
    const isOutside = to === actor && from !== actor && from !== 'timer';
    if (isOutside && !seen.has(key)) seen.set(key, { from, to, message });
  };
  for (const seed of seeds) {
    runToEnd(spec, seed === undefined ? {} : { seed }).steps.forEach(add);
  }
  observedStimuli(spec, [actor], { maxStates: states }).stimuli.forEach(add);
  return [...seen.values()];
}
