/** What reaches an actor in live runs of a scenario of the library, in several orders that repeat exactly. */
import type { Place, Seen } from '../../../actors/generation/index.ts';
import { compileScenario, libraryScenario } from '../../../actors/scenario/index.ts';
import { buildStack } from '../../../actors/topology.ts';
import type { Readings } from '../../../machines/readings.ts';
import { runToEnd } from '../../trace/live.ts';

const seeds = [undefined, ...Array.from({ length: 11 }, (_, n) => n + 1)];

export function seenInScenario(
  name: string,
  actor: string,
  { device, vfs, vbd, switchCreation }: Place,
  readings: Readings = {},
): readonly Seen[] {
  const compiled = compileScenario(libraryScenario(name), { vfs, guests: 1, vbd, switchCreation });
  const { spec } = buildStack({ ...compiled, device, readings });
  const seen = new Map<string, { stimulus: Seen['stimulus']; states: Set<string> }>();
  for (const seed of seeds) {
    for (const step of runToEnd(spec, seed === undefined ? {} : { seed }).steps) {
      const { from, to, message, before } = step;
      if (to !== actor || from === actor || from === 'timer') continue;
      const key = JSON.stringify([from, message]);
      const known = seen.get(key) ?? { stimulus: { from, to, message }, states: new Set() };
      known.states.add(before);
      seen.set(key, known);
    }
  }
  return [...seen.values()];
}
