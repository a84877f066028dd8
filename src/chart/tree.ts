/** The states of a chart as a tree, and which of them are laid out together. */
import type { Chart, ChartState } from './chart.ts';

export interface Tree {
  readonly root: ChartState;
  state(id: string): ChartState;
  children(id: string): readonly ChartState[];
  /** From the parent to the root. */
  ancestors(id: string): readonly string[];
  /** Whether one is the other, or lies inside it. */
  isWithin(id: string, other: string): boolean;
  /**
   * The state that the box is laid out in: a region, the root, or in a large region the compound state around it.
   * Regions of a parallel state and the root have none: they are put next to each other.
   */
  unitOf(id: string): string | undefined;
  /** The state, or that around it, whose box is laid out in this unit. */
  liftedTo(unit: string, id: string): string | undefined;
  /** The key where that says which state is meant, else with the parent's. */
  nameFrom(from: string, id: string): string;
}

/** A region with more states than this has the inside of each of its states laid out alone. */
const large = 24;

export function treeOf(chart: Chart): Tree {
  const [root] = chart.states;
  if (root === undefined) throw new Error(`chart '${chart.name}' has no states`);
  const states = new Map(chart.states.map((state) => [state.id, state]));
  const children = groupedBy(chart.states, ({ parent }) => parent);
  const namesakes = groupedBy(chart.states, ({ key }) => key);

  const state = (id: string): ChartState => {
    const found = states.get(id);
    if (found === undefined) throw new Error(`no state '${id}' in chart '${chart.name}'`);
    return found;
  };
  const isRegion = ({ parent }: ChartState) =>
    parent !== undefined && state(parent).kind === 'parallel';

  /** How many states are laid out together inside of this one, if it is laid out alone. */
  const size = (id: string): number =>
    (children.get(id) ?? []).reduce(
      (sum, child) => sum + 1 + (child.kind === 'compound' ? size(child.id) : 0),
      0,
    );
  const above = new Map<string, readonly string[]>();
  const units = new Map<string, string>();
  for (const { id, parent } of chart.states) {
    if (parent === undefined) {
      above.set(id, []);
      continue;
    }
    const holders = [parent, ...(above.get(parent) as readonly string[])];
    above.set(id, holders);
    if (isRegion(state(id))) continue;
    const unit = units.get(parent);
    const isUnit = unit === undefined || (state(parent).kind === 'compound' && size(unit) > large);
    units.set(id, isUnit ? parent : unit);
  }
  const ancestors = (id: string) => above.get(id) ?? [];

  return {
    root,
    state,
    children: (id) => children.get(id) ?? [],
    ancestors,
    isWithin: (id, other) => id === other || ancestors(id).includes(other),
    unitOf: (id) => units.get(id),
    liftedTo: (unit, id) => [id, ...ancestors(id)].find((one) => units.get(one) === unit),
    nameFrom: (from, id) => {
      const { key, parent } = state(id);
      const isPlain =
        parent === undefined ||
        namesakes.get(key)?.length === 1 ||
        from === parent ||
        state(from).parent === parent;
      return isPlain ? key : `${state(parent).key}.${key}`;
    },
  };
}

export function groupedBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
