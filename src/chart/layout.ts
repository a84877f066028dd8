/**
 * Where everything in a drawing of a statechart goes. Each region is laid out on its own; the regions of a
 * parallel state are then put next to each other, and the whole is one box in the layout of the region around
 * it.
 */
import type { Writing } from './box.ts';
import { margin, nameplateOf, rowsOf, writingOf } from './box.ts';
import type { Chart, ChartState, ChartTransition } from './chart.ts';
import type { DrawnChart, DrawnEdge, DrawnInitial, DrawnState, Point } from './drawn.ts';
import type { Connection, Inside, Placed, Placing } from './elk.ts';
import { placed } from './elk.ts';
import type { Block } from './label.ts';
import { alikeOf, labelBlocks, listBlock, movedGroup, movedTexts, noteBlock } from './label.ts';
import { packed, shapeCost } from './pack.ts';
import type { Plan, PlannedEdge } from './plan.ts';
import { planOf } from './plan.ts';
import type { Sheet } from './sheet.ts';
import { enlarged, joined, moved } from './sheet.ts';
import type { Tree } from './tree.ts';
import { groupedBy, treeOf } from './tree.ts';

/** Lays the chart out. The same chart always comes out the same. */
export async function layOut(chart: Chart): Promise<DrawnChart> {
  const tree = treeOf(chart);
  const sheet = await new Layout(tree, planOf(chart, tree)).sheetOf(tree.root);
  const order = new Map(chart.states.map(({ id }, n) => [id, n]));
  const states = [...sheet.states].sort(
    (a, b) => (order.get(a.state.id) as number) - (order.get(b.state.id) as number),
  );
  const { width, height, edges, initials } = moved(sheet, edgeOfPage, edgeOfPage);
  return {
    chart,
    width: width + 2 * edgeOfPage,
    height: height + 2 * edgeOfPage,
    states: moved({ ...sheet, states }, edgeOfPage, edgeOfPage).states,
    edges,
    initials,
  };
}

const edgeOfPage = 8;
/** Columns of a label beside a line. */
const labelColumns = 34;

/** States inside of one, and the lines that connect them. */
interface Part {
  readonly states: readonly ChartState[];
  readonly edges: readonly PlannedEdge[];
}

/** Downwards, as people read a life; to the right where that saves much room. */
async function bestPlaced(inside: Inside, connections: readonly Connection[]): Promise<Placed> {
  const down = await placed(inside, connections, 'DOWN');
  if (inside.boxes.length < 3) return down;
  const right = await placed(inside, connections, 'RIGHT');
  return shapeCost(right) * 1.3 < shapeCost(down) ? right : down;
}

class Layout {
  readonly #tree: Tree;
  readonly #plan: Plan;

  constructor(tree: Tree, plan: Plan) {
    this.#tree = tree;
    this.#plan = plan;
  }

  async sheetOf(state: ChartState): Promise<Sheet> {
    switch (state.kind) {
      case 'parallel':
        return this.#sheetOfRegions(state);
      case 'compound':
        return this.#sheetOfUnit(state);
      default: {
        const writing = writingOf(state, this.#plan);
        const { width, height } = writing;
        return {
          width,
          height,
          states: [this.#drawn(state, writing, { x: 0, y: 0, width, height })],
          edges: [],
          initials: [],
        };
      }
    }
  }

  async #sheetOfRegions(state: ChartState): Promise<Sheet> {
    const sheets: Sheet[] = [];
    for (const region of this.#tree.children(state.id)) sheets.push(await this.sheetOf(region));
    const packing = packed(sheets);
    const writing = writingOf(state, this.#plan, packing.width + 2 * margin);
    const top = writing.height + margin;
    const width = Math.max(writing.width, packing.width + 2 * margin);
    const spare = (width - 2 * margin) / packing.width;
    const inner = sheets.map((sheet, n) => {
      const place = packing.places[n] ?? { x: 0, y: 0, width: 0, height: 0 };
      const size = { width: place.width * spare, height: place.height };
      return moved(enlarged(sheet, size), margin + place.x * spare, top + place.y);
    });
    const height = top + packing.height + margin;
    const box = { x: 0, y: 0, width, height };
    return joined([this.#drawn(state, withDivider(writing), box)], inner, box);
  }

  /** A root, region or closed state: ELK places what is inside, each part without lines to the others on its own. */
  async #sheetOfUnit(state: ChartState): Promise<Sheet> {
    const parts: Sheet[] = [];
    for (const part of this.#partsOf(state)) parts.push(await this.#sheetOfPart(state, part));
    const packing = packed(parts);
    const writing = writingOf(state, this.#plan, packing.width);
    const width = Math.max(writing.width, packing.width);
    const spare = (width - packing.width) / 2;
    const inner = parts.map((part, n) => {
      const { x, y } = packing.places[n] ?? { x: 0, y: 0 };
      return moved(part, x + spare, y + writing.height);
    });
    const box = { x: 0, y: 0, width, height: writing.height + packing.height };
    return joined([this.#drawn(state, withDivider(writing), box)], inner, box);
  }

  /** The children of the state that lines connect, together; first those with the initial state. */
  #partsOf(state: ChartState): readonly Part[] {
    const children = this.#tree.children(state.id);
    const partOf = new Map(children.map(({ id }) => [id, id]));
    const childOf = (id: string) =>
      [id, ...this.#tree.ancestors(id)].find((one) => partOf.has(one)) as string;
    const edges = this.#plan.edges(state.id);
    for (const { source, target } of edges) {
      const [from, to] = [partOf.get(childOf(source)), partOf.get(childOf(target))];
      for (const [id, part] of partOf) if (part === from) partOf.set(id, to as string);
    }
    const together = groupedBy(children, ({ id }) => partOf.get(id));
    const parts = [...together].map(([part, states]) => ({
      states,
      edges: edges.filter(({ source }) => partOf.get(childOf(source)) === part),
    }));
    const isFirst = ({ states }: Part) => Number(states.some(({ isInitial }) => isInitial));
    return parts.sort((a, b) => isFirst(b) - isFirst(a));
  }

  async #sheetOfPart(unit: ChartState, { states, edges }: Part): Promise<Sheet> {
    const sheets = new Map<string, Sheet>();
    const inside = await this.#insideOf(states, sheets);
    const labels = edges.map((edge) => stacked(this.#labelsOf(edge)));
    const connections = edges.map(({ source, target }, n) => ({
      source,
      target,
      label: labels[n],
    }));
    const result = await bestPlaced(inside, connections);
    const lines = {
      width: result.width,
      height: result.height,
      states: [],
      edges: edges.map((edge, n) => this.#edge(edge, labels[n], result.lines[n])),
      initials: this.#initials(unit, result),
    };
    const inner = [...sheets].map(([id, sheet]) => {
      const place = result.boxes.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
      const at = moved(enlarged(sheet, place), place.x, place.y);
      const notes = result.notes.get(id);
      return notes === undefined ? at : this.#withRows(at, notes);
    });
    return joined([], [lines, ...inner], lines);
  }

  /** The states and what is in them, for ELK. Each one's sheet is put aside. */
  async #insideOf(states: readonly ChartState[], sheets: Map<string, Sheet>): Promise<Inside> {
    const boxes: Placing[] = [];
    for (const state of states) {
      const { id, kind } = state;
      if (kind === 'compound' && !this.#plan.isClosed(id)) {
        const name = nameplateOf(state);
        const { width, height } = name;
        const box = { x: 0, y: 0, width, height };
        const own = this.#drawn(state, withDivider(name), box);
        sheets.set(id, { ...box, states: [own], edges: [], initials: [] });
        const inside = await this.#insideOf(this.#tree.children(id), sheets);
        const rows = rowsOf(state, this.#plan);
        const notes = rows.groups.length === 0 ? {} : { notes: rows };
        boxes.push({ id, width, height, inside: { ...inside, ...notes } });
      } else {
        const sheet = await this.sheetOf(state);
        sheets.set(id, sheet);
        boxes.push({ id, width: sheet.width, height: sheet.height });
      }
    }
    const initial = states.find(({ isInitial }) => isInitial);
    if (initial === undefined) return { boxes };
    return { boxes, first: { target: initial.id, label: initialBlock(initial) } };
  }

  /** The sheet of a state whose rows have found their place among the states inside. */
  #withRows(sheet: Sheet, { x, y }: Point): Sheet {
    const [own, ...others] = sheet.states;
    if (own === undefined) return sheet;
    const groups = rowsOf(own.state, this.#plan).groups.map((group) => movedGroup(group, x, y));
    return { ...sheet, states: [{ ...own, groups }, ...others] };
  }

  #labelsOf({ transitions, listedInside }: PlannedEdge): readonly Block[] {
    const labels = alikeOf(transitions, this.#plan.told);
    return [
      ...labelBlocks(labels, labelColumns),
      ...(listedInside.length === 0 ? [] : [noteBlock(insideNote(listedInside), labelColumns)]),
    ];
  }

  #edge(
    { source, target, transitions }: PlannedEdge,
    label: Stack | undefined,
    line: Placed['lines'][number] | undefined,
  ): DrawnEdge {
    const place = line?.label;
    return {
      source,
      target,
      isOwn: transitions.length > 0,
      path: line?.path ?? [],
      groups:
        label === undefined || place === undefined
          ? []
          : label.blocks.map(({ group, y }) => movedGroup(group, place.x, place.y + y)),
      ...(place === undefined ? {} : { label: place }),
    };
  }

  #initials(unit: ChartState, { firsts }: Placed): readonly DrawnInitial[] {
    return [...firsts].flatMap(([id, { dot, path, label }]): DrawnInitial[] => {
      const parent = id === '' ? unit.id : id;
      const target = this.#tree.children(parent).find(({ isInitial }) => isInitial);
      if (target === undefined) return [];
      const { shared } = initialBlock(target)?.group ?? { shared: [] };
      const texts = label === undefined ? [] : movedTexts(shared, label.x, label.y);
      return [{ parent, target: target.id, dot, path, texts }];
    });
  }

  #drawn(state: ChartState, { texts, groups, dividers }: Writing, box: Box): DrawnState {
    const { parent, id } = state;
    return {
      ...box,
      state,
      isRegion: parent !== undefined && this.#tree.state(parent).kind === 'parallel',
      depth: this.#tree.ancestors(id).length,
      texts,
      groups,
      dividers,
    };
  }
}

type Box = Pick<DrawnState, 'x' | 'y' | 'width' | 'height'>;

/** What leads from inside a state to where the line goes. */
function insideNote(listed: readonly ChartTransition[]): string {
  const events = [...new Set(listed.map(({ event }) => event))];
  if (events.length <= 2) return `from inside: ${events.join(', ')}`;
  return `from inside: ${listed.length} transitions`;
}

function initialBlock({ initialActions }: ChartState): Block | undefined {
  return initialActions.length === 0 ? undefined : listBlock('/', initialActions, labelColumns);
}

interface Stack {
  readonly width: number;
  readonly height: number;
  readonly blocks: readonly (Block & { readonly y: number })[];
}

/** Blocks below each other; nothing when there are none. */
function stacked(blocks: readonly Block[]): Stack | undefined {
  if (blocks.length === 0) return undefined;
  let y = 0;
  const placedBlocks = blocks.map((block) => {
    const at = { ...block, y };
    y += block.height;
    return at;
  });
  return { width: Math.max(...blocks.map(({ width }) => width)), height: y, blocks: placedBlocks };
}

/** A line between what is written and what is inside. */
function withDivider(writing: Writing): Writing {
  return { ...writing, dividers: [...new Set([...writing.dividers, writing.height])] };
}
