/**
 * What is drawn as a line and what is listed in a state's box. A line leads from state to state inside one region. Listed
 * are transitions that stay where they are, those into the own inside or to an ancestor, and those that leave a region,
 * which would cross everything; the label then names the target.
 */
import type { Chart, ChartTransition } from './chart.ts';
import type { Tree } from './tree.ts';
import { groupedBy } from './tree.ts';

/** All transitions between two states: one line. */
export interface PlannedEdge {
  readonly source: string;
  readonly target: string;
  readonly transitions: readonly ChartTransition[];
  /** So many transitions that lead to the target are listed inside the source. */
  readonly listedInside: number;
}

export interface Plan {
  /** The transitions that are listed in a state's box. */
  listed(state: string): readonly ChartTransition[];
  /** The lines in a unit. */
  edges(unit: string): readonly PlannedEdge[];
  /** What a label has to say of the targets: nothing where a line leads to them. */
  told(transition: ChartTransition): readonly string[];
}

export function planOf(chart: Chart, tree: Tree): Plan {
  const lines = new Map<string, Line>();
  const line = (source: string, target: string): Line => {
    const key = JSON.stringify([source, target]);
    const found = lines.get(key) ?? { source, target, transitions: [], listedInside: 0 };
    lines.set(key, found);
    return found;
  };

  const told = new Set<string>();
  const listed: ChartTransition[] = [];
  for (const transition of chart.transitions) {
    const { id, source, targets } = transition;
    const end = endOf(transition, tree);
    if (end !== undefined) {
      line(source, end).transitions.push(transition);
      if (targets.some((target) => target !== end)) told.add(id);
      continue;
    }
    told.add(id);
    listed.push(transition);
    for (const target of targets) {
      const start = departureOf(source, target, tree);
      if (start !== undefined) line(start, target).listedInside += 1;
    }
  }
  for (const { id, defaultTargets } of chart.states) {
    for (const target of defaultTargets) {
      const end = endOf({ source: id, targets: [target] }, tree);
      if (end !== undefined) line(id, end);
    }
  }

  const ofState = groupedBy(listed, ({ source }) => source);
  const edges = groupedBy([...lines.values()], ({ source }) => tree.unitOf(source));
  return {
    listed: (state) => ofState.get(state) ?? [],
    edges: (unit) => edges.get(unit) ?? [],
    told: ({ id, source, targets }) =>
      told.has(id)
        ? targets.map((target) => (target === source ? 'itself' : tree.nameFrom(source, target)))
        : [],
  };
}

interface Line extends PlannedEdge {
  readonly transitions: ChartTransition[];
  listedInside: number;
}

/** Where a line for the transition ends, if it is one: its target, or the parallel state around its targets. */
function endOf(
  { source, targets }: Pick<ChartTransition, 'source' | 'targets'>,
  tree: Tree,
): string | undefined {
  const unit = tree.unitOf(source);
  if (unit === undefined) return undefined;
  const ends = new Set(targets.map((target) => tree.liftedTo(unit, target)));
  const [end] = ends;
  if (end === undefined || ends.size > 1) return undefined;
  return tree.isWithin(source, end) || tree.isWithin(end, source) ? undefined : end;
}

/** The parallel state around the source from which one goes when one goes to the target. */
function departureOf(source: string, target: string, tree: Tree): string | undefined {
  const unit = tree.unitOf(target);
  if (unit === undefined || tree.unitOf(source) === unit) return undefined;
  const start = tree.liftedTo(unit, source);
  if (start === undefined || tree.isWithin(source, target)) return undefined;
  return tree.isWithin(target, start) ? undefined : start;
}
