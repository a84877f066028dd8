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
    .map((id): Standing => ({ id, label: id, group: 'actors' }));
  return [...lanes.map((lane): Standing => ({ ...lane, group: groupOf(lane) })), ...others]
    .filter(({ id }) => keyOf.has(id))
    .map(({ id, label, group, vf }) => ({
      id: wellFormed(id),
      label: wellFormed(label),
      group,
      ...(vf === undefined ? {} : { vf }),
      chart: keyOf.get(id) ?? '',
    }));
}

type Standing = Omit<ViewLane, 'chart'>;

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
