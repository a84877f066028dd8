/**
 * What is drawn as a line and what is listed in a state's box. A line leads from state to state inside one
 * region. Listed are transitions that stay where they are, those into the own inside or to an ancestor, those
 * that leave a region, and those from inside other states to a state where many lead: lines of theirs would
 * cross everything. The label then names the target, and one line without words says that there are such
 * transitions.
 */
import type { Chart, ChartTransition } from './chart.ts';
import type { Tree } from './tree.ts';
import { groupedBy } from './tree.ts';

/** All transitions between two states: one line. */
export interface PlannedEdge {
  readonly source: string;
  readonly target: string;
  readonly transitions: readonly ChartTransition[];
  /** Transitions to the target that are listed inside the source. */
  readonly listedInside: readonly ChartTransition[];
}

export interface Plan {
  /** The transitions that are listed in a state's box. */
  listed(state: string): readonly ChartTransition[];
  /** The lines that are laid out with this state's inside. */
  edges(unit: string): readonly PlannedEdge[];
  /** The lines that begin at this state. */
  edgesFrom(state: string): readonly PlannedEdge[];
  /** Whether no line connects the inside of this compound state with what is outside: it can be laid out alone. */
  isClosed(state: string): boolean;
  /** What a label has to say of the targets: nothing where a line leads to them. */
  told(transition: ChartTransition): readonly string[];
}

/** A state to which so many states inside of others lead has them listed. */
const hub = 4;

export function planOf(chart: Chart, tree: Tree): Plan {
  const { lines, listed } = sorted(chart, tree);
  const told = new Set(listed.map(({ id }) => id));
  for (const { target, transitions } of lines) {
    for (const { id, targets } of transitions) {
      if (targets.some((one) => one !== target)) told.add(id);
    }
  }
  const open = new Set<string>();
  for (const { source, target } of lines) {
    for (const [end, other] of [[source, target] as const, [target, source] as const]) {
      for (const id of tree.ancestors(end)) if (!tree.isWithin(other, id)) open.add(id);
    }
  }
  const isClosed = (id: string) => !open.has(id);
  const unitOf = ({ source }: PlannedEdge) => {
    const limit = tree.unitOf(source);
    return tree.ancestors(source).find((id) => id === limit || isClosed(id));
  };

  const ofState = groupedBy(listed, ({ source }) => source);
  const edges = groupedBy(lines, unitOf);
  const bySource = groupedBy(lines, ({ source }) => source);
  return {
    listed: (state) => ofState.get(state) ?? [],
    edges: (unit) => edges.get(unit) ?? [],
    edgesFrom: (state) => bySource.get(state) ?? [],
    isClosed,
    told: ({ id, source, targets }) =>
      told.has(id)
        ? targets.map((target) => (target === source ? 'itself' : tree.nameFrom(source, target)))
        : [],
  };
}

interface Line extends PlannedEdge {
  readonly transitions: ChartTransition[];
  readonly listedInside: ChartTransition[];
}

/** Each transition is part of a line, or listed. */
function sorted(chart: Chart, tree: Tree) {
  const lines = new Map<string, Line>();
  const line = (source: string, target: string): Line => {
    const key = JSON.stringify([source, target]);
    const found = lines.get(key) ?? { source, target, transitions: [], listedInside: [] };
    lines.set(key, found);
    return found;
  };
  const hubs = hubsOf(chart, tree);
  const listed: ChartTransition[] = [];
  for (const transition of chart.transitions) {
    const { source, targets } = transition;
    const end = endOf(transition, tree);
    if (end !== undefined && !(hubs.has(end) && isFromInside(source, end, tree))) {
      line(source, end).transitions.push(transition);
      continue;
    }
    listed.push(transition);
    for (const target of targets) {
      const ends = departureOf(source, target, tree);
      if (ends !== undefined) line(...ends).listedInside.push(transition);
    }
  }
  for (const { id, defaultTargets } of chart.states) {
    for (const target of defaultTargets) {
      const end = endOf({ source: id, targets: [target] }, tree);
      if (end !== undefined) line(id, end);
    }
  }
  return { lines: [...lines.values()], listed };
}

/** States to which many states lead that lie inside of other states. */
function hubsOf(chart: Chart, tree: Tree): ReadonlySet<string> {
  const sources = new Map<string, Set<string>>();
  for (const transition of chart.transitions) {
    const { source } = transition;
    const end = endOf(transition, tree);
    if (end === undefined || !isFromInside(source, end, tree)) continue;
    sources.set(end, (sources.get(end) ?? new Set()).add(source));
  }
  return new Set([...sources].flatMap(([end, { size }]) => (size >= hub ? [end] : [])));
}

function isFromInside(source: string, end: string, tree: Tree): boolean {
  return !tree.isWithin(end, tree.state(source).parent ?? source);
}

/** Where a line for the transition ends, if it can be one: its target, or the parallel state around its targets. */
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

/** The outermost state that is left on the way from source to target, and where a line from it ends. */
function departureOf(
  source: string,
  target: string,
  tree: Tree,
): readonly [string, string] | undefined {
  const start = [source, ...tree.ancestors(source)].find((id) => {
    const { parent } = tree.state(id);
    return parent !== undefined && tree.ancestors(target).includes(parent);
  });
  const unit = start === undefined ? undefined : tree.unitOf(start);
  if (start === undefined || unit === undefined) return undefined;
  const end = tree.liftedTo(unit, target);
  return end === undefined || tree.isWithin(end, start) ? undefined : [start, end];
}
