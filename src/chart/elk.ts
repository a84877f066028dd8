/** The layered layout of one region by ELK: its states, with those inside of them, and the lines between. */
import type { ELK, ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api.js';
import type { Point, Rectangle } from './drawn.ts';

/** A box to be placed. With `inside` it grows around that, below its own height. */
export interface Placing extends Size {
  readonly id: string;
  readonly inside?: Inside;
}

/** What is laid out in a box, or in the whole. */
export interface Inside {
  readonly boxes: readonly Placing[];
  /** Room for text that no line may cross. */
  readonly notes?: Size;
  /** The box that is entered first, and the room for what happens then. */
  readonly first?: { readonly target: string; readonly label: Size | undefined };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A line between two boxes, at any depth. */
export interface Connection {
  readonly source: string;
  readonly target: string;
  readonly label: Size | undefined;
}

export interface Placed extends Size {
  readonly boxes: ReadonlyMap<string, Rectangle>;
  /** In the order of the connections. */
  readonly lines: readonly PlacedLine[];
  /** Room for text, by the box whose inside it is in. */
  readonly notes: ReadonlyMap<string, Point>;
  /** By the box whose inside it is in, the whole being ''. */
  readonly firsts: ReadonlyMap<string, PlacedLine & { readonly dot: Point }>;
}

export interface PlacedLine {
  readonly path: readonly Point[];
  readonly label: Rectangle | undefined;
}

/** Half the width of the dot from which the line to the initial state comes. */
export const dotRadius = 5;

/** The same for every box that has something inside; a depth-first cycle breaking follows the life of a machine. */
const layered: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.thoroughness': '12',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.spacing.nodeNode': '26',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '5',
  'elk.spacing.labelNode': '8',
  'elk.edgeLabels.placement': 'CENTER',
  'elk.layered.edgeLabels.sideSelection': 'ALWAYS_UP',
};
const whole: LayoutOptions = {
  ...layered,
  'elk.padding': '[top=14,left=14,bottom=14,right=14]',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.randomSeed': '1',
};

let engine: Promise<ELK> | undefined;

/** ELK is large: it is loaded for the first drawing. */
function elk(): Promise<ELK> {
  engine ??= import('elkjs/lib/elk.bundled.js').then(({ default: module }) => new module.default());
  return engine;
}

export type Direction = 'DOWN' | 'RIGHT';

/** Places the boxes, and lines that go mostly in this direction. Coordinates are those of the whole. */
export async function placed(
  inside: Inside,
  connections: readonly Connection[],
  direction: Direction,
): Promise<Placed> {
  const way = { 'elk.direction': direction };
  const root = { id: 'root', layoutOptions: { ...whole, ...way }, ...insideOf('', inside, way) };
  const edges: ElkExtendedEdge[] = connections.map(({ source, target, label }, n) => ({
    id: `line ${n}`,
    sources: [`box ${source}`],
    targets: [`box ${target}`],
    labels: labelsOf(label),
  }));
  const result = await (await elk()).layout({ ...root, edges: [...root.edges, ...edges] });
  return readResult(result, connections.length);
}

function insideOf(id: string, { boxes, first, notes }: Inside, way: LayoutOptions) {
  const children: ElkNode[] = boxes.map((box) => boxOf(box, way));
  const edges: ElkExtendedEdge[] = [];
  if (first !== undefined) {
    children.unshift({ id: `dot ${id}`, width: 2 * dotRadius, height: 2 * dotRadius });
    edges.push({
      id: `first ${id}`,
      sources: [`dot ${id}`],
      targets: [`box ${first.target}`],
      labels: labelsOf(first.label),
    });
  }
  if (notes !== undefined) children.unshift({ id: `note ${id}`, ...notes });
  return { children, edges };
}

function boxOf({ id, width, height, inside }: Placing, way: LayoutOptions): ElkNode {
  if (inside === undefined) return { id: `box ${id}`, width, height };
  return {
    id: `box ${id}`,
    ...insideOf(id, inside, way),
    layoutOptions: {
      ...layered,
      ...way,
      'elk.padding': `[top=${height + 12},left=14,bottom=14,right=14]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${height})`,
    },
  };
}

function labelsOf(label: Size | undefined) {
  return label === undefined ? [] : [{ text: '-', width: label.width, height: label.height }];
}

function readResult(root: ElkNode, lineCount: number): Placed {
  const boxes = new Map<string, Rectangle>();
  const dots = new Map<string, Point>();
  const notes = new Map<string, Point>();
  const edges = new Map<string, ElkExtendedEdge>();
  const visit = (node: ElkNode) => {
    for (const edge of node.edges ?? []) edges.set(edge.id, edge);
    for (const child of node.children ?? []) {
      const { x = 0, y = 0, width = 0, height = 0 } = child;
      const [, kind, id = ''] = /^(box|dot|note) (.*)$/s.exec(child.id) ?? [];
      if (kind === 'box') boxes.set(id, { x, y, width, height });
      else if (kind === 'note') notes.set(id, { x, y });
      else dots.set(id, { x: x + dotRadius, y: y + dotRadius });
      visit(child);
    }
  };
  visit(root);
  return {
    width: root.width ?? 0,
    height: root.height ?? 0,
    boxes,
    notes,
    lines: Array.from({ length: lineCount }, (_, n) => lineOf(edges.get(`line ${n}`))),
    firsts: new Map(
      [...dots].map(([id, dot]) => [id, { dot, ...lineOf(edges.get(`first ${id}`)) }]),
    ),
  };
}

function lineOf(edge: ElkExtendedEdge | undefined): PlacedLine {
  const path = (edge?.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
  const [label] = edge?.labels ?? [];
  if (label === undefined) return { path, label: undefined };
  const { x = 0, y = 0, width = 0, height = 0 } = label;
  return { path, label: { x, y, width, height } };
}
