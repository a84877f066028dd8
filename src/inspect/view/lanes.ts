/** The actors of a system, in the order in which they stand side by side. */
import type { ReportLane } from '../../report/index.ts';
import type { ViewLane } from '../view-data.ts';
import { wellFormed } from './plain.ts';
import type { ViewSystem } from './system.ts';

/** `keyOf`: by actor, the key of its chart. An actor that no lane names stands behind the others. */
export function lanesOf(
  { spec, lanes }: ViewSystem,
  keyOf: ReadonlyMap<string, string>,
): readonly ViewLane[] {
  const known = new Set(lanes.map(({ id }) => id));
  const others = Object.keys(spec.actors)
    .filter((id) => !known.has(id))
    .map((id): ReportLane => ({ id, label: id, partition: 'parent' }));
  return [...lanes, ...others]
    .filter(({ id }) => keyOf.has(id))
    .map((lane) => ({
      id: wellFormed(lane.id),
      label: wellFormed(lane.label),
      group: groupOf(lane),
      ...(lane.vf === undefined ? {} : { vf: lane.vf }),
      chart: keyOf.get(lane.id) ?? '',
    }));
}

function groupOf({ partition, guest }: ReportLane): string {
  switch (partition) {
    case 'client':
      return 'clients';
    case 'guest':
      return `guest ${guest ?? 0}`;
    case 'parent':
      return 'parent partition';
  }
}
