/** Where each actor stands: columns by group; a collapsed group is one column, hidden actors have none. */
import type { ViewLane } from '../../view-data.ts';

export interface Column {
  readonly label: string;
  /** What the tooltip says. */
  readonly title: string;
  readonly group: string;
  /** The actor; absent for a collapsed group. */
  readonly actor?: string;
  /** Its middle. */
  readonly x: number;
}

export interface GroupSpan {
  readonly name: string;
  readonly x: number;
  readonly width: number;
  readonly collapsed: boolean;
  readonly actors: number;
}

export interface LaneChoice {
  readonly hidden: ReadonlySet<string>;
  /** Names of groups. */
  readonly collapsed: ReadonlySet<string>;
}

const narrowest = 26;
const widest = 132;
const groupGap = 10;
const collapsedGap = 2;

export class Columns {
  readonly columns: readonly Column[];
  readonly groups: readonly GroupSpan[];
  readonly width: number;
  readonly columnWidth: number;
  readonly #byActor = new Map<string, Column>();

  /** `room`: the width that they may take without scrolling. */
  constructor(lanes: readonly ViewLane[], { hidden, collapsed }: LaneChoice, room: number) {
    const shown = lanes.filter(({ id }) => !hidden.has(id));
    const names = [...new Set(shown.map(({ group }) => group))];
    const members = new Map(
      names.map((name) => [name, shown.filter(({ group }) => group === name)]),
    );
    const count = names.reduce((sum, name) => sum + widthOf(name, members, collapsed), 0);
    const gapOf = (name: string) => (collapsed.has(name) ? collapsedGap : groupGap);
    const gaps = names.reduce((sum, name) => sum + gapOf(name), 0);
    const share = (room - gaps) / Math.max(count, 1);
    this.columnWidth = Math.floor(Math.min(widest, Math.max(narrowest, share)));
    const columns: Column[] = [];
    const groups: GroupSpan[] = [];
    let x = 0;
    for (const name of names) {
      const actors = members.get(name) ?? [];
      const isCollapsed = collapsed.has(name);
      const begin = x;
      for (const lane of isCollapsed ? actors.slice(0, 1) : actors) {
        const column = columnOf(
          lane,
          actors,
          isCollapsed,
          x + gapOf(name) / 2 + this.columnWidth / 2,
        );
        columns.push(column);
        for (const { id } of isCollapsed ? actors : [lane]) this.#byActor.set(id, column);
        x += this.columnWidth;
      }
      x += gapOf(name);
      groups.push({
        name,
        x: begin,
        width: x - begin,
        collapsed: isCollapsed,
        actors: actors.length,
      });
    }
    this.columns = columns;
    this.groups = groups;
    this.width = x;
  }

  /** Absent: hidden, or no actor at all, such as a timer. */
  of(actor: string): Column | undefined {
    return this.#byActor.get(actor);
  }
}

const widthOf = (
  name: string,
  members: ReadonlyMap<string, readonly ViewLane[]>,
  collapsed: ReadonlySet<string>,
) => (collapsed.has(name) ? 1 : (members.get(name)?.length ?? 0));

function columnOf(
  { id, label, group }: ViewLane,
  members: readonly ViewLane[],
  collapsed: boolean,
  x: number,
): Column {
  if (collapsed) {
    const title = `${group}: ${members.map((each) => each.id).join(', ')}`;
    return { label: group, title, group, x };
  }
  // Within its group the kind of driver is enough, where there is one of it.
  const isAlone = members.filter((each) => each.label === label).length === 1;
  return {
    label: shortened(isAlone ? label : id),
    title: `${id} (${label}, ${group})`,
    group,
    actor: id,
    x,
  };
}

/** What tells actors of one kind apart is the end of their names. */
function shortened(name: string): string {
  const dot = name.lastIndexOf('.');
  return name.length > 13 && dot > 4 ? `${name.slice(0, 4)}…${name.slice(dot)}` : name;
}

/**
 * The groups to collapse where all actors would not fit side by side: what comes again and again. Groups with the same
 * kinds of actors as another, and groups with many of one kind.
 */
export function repeatedGroups(lanes: readonly ViewLane[]): readonly string[] {
  const kinds = new Map<string, readonly string[]>();
  for (const { group, chart } of lanes) kinds.set(group, [...(kinds.get(group) ?? []), chart]);
  const sorts = [...kinds].map(([group, charts]) => {
    const sort = [...new Set(charts)].sort().join(' ');
    return { group, sort, repeats: charts.length >= 3 * new Set(charts).size };
  });
  return sorts
    .filter(
      ({ group, sort, repeats }) =>
        repeats || sorts.some((other) => other.group !== group && other.sort === sort),
    )
    .map(({ group }) => group);
}
