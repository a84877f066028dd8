/** A statechart that is laid out, as SVG: for a file, or for a page that has {@link chartStyle}. */
import type { ChartState, ChartTransition } from './chart.ts';
import type {
  DrawnChart,
  DrawnEdge,
  DrawnGroup,
  DrawnInitial,
  DrawnState,
  DrawnText,
  Point,
} from './drawn.ts';
import { dotRadius } from './elk.ts';
import { guardText } from './label.ts';
import { coverageLegend } from './legend.ts';
import { chartStyle } from './style.ts';
import { isUnusual } from './text.ts';
import { carried, xmlText } from './xml.ts';

export interface SvgOptions {
  /** Begins the ids in it, which must be unique on a page. */
  readonly idPrefix?: string;
  /** What a screen reader says of the whole; the machine's name when it is left out. */
  readonly title?: string;
  /** It carries its own style: for a file. Without, the page has {@link chartStyle}. */
  readonly isStandalone?: boolean;
  /** Ids of the states that are lit. */
  readonly active?: Iterable<string>;
  /** Ids of what was visited; all else is marked as unvisited. */
  readonly visited?: { readonly states: Iterable<string>; readonly transitions: Iterable<string> };
  /** What tests cover, by id; what has no mark is drawn as without marks. With a legend. */
  readonly coverage?: CoverageMarks;
}

export type CoverageMark = 'covered' | 'uncovered' | 'unreachable' | 'unknown';

export interface CoverageMarks {
  readonly states: ReadonlyMap<string, CoverageMark>;
  readonly transitions: ReadonlyMap<string, CoverageMark>;
}

/** What `data-state` and `data-transition` have for an id: the same, but for characters that XML cannot carry. */
export function dataId(id: string): string {
  return carried(id);
}

export function chartSvg(drawn: DrawnChart, options: SvgOptions = {}): string {
  const { chart } = drawn;
  const { coverage } = options;
  const legend = coverage === undefined ? undefined : coverageLegend(coverage, drawn.height);
  const width = Math.max(drawn.width, legend?.width ?? 0);
  const height = drawn.height + (legend?.height ?? 0);
  const { idPrefix = 'chart', title = `Statechart ${chart.name}`, isStandalone = false } = options;
  const marks = marksOf(options);
  const transitions = new Map(chart.transitions.map((one) => [one.id, one]));
  const titles = (id: string) => {
    const transition = transitions.get(id);
    return transition === undefined ? id : transitionTitle(transition);
  };
  const writer = new Writer(marks, titles);
  const size = `${px(width)} ${px(height)}`;
  const label = `${xmlText(idPrefix)}-title`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="${px(width)}" height="${px(height)}" ` +
      `viewBox="0 0 ${size}" role="group" aria-labelledby="${label}">`,
    `<title id="${label}">${xmlText(title)}</title>`,
    ...(isStandalone ? [`<style>${chartStyle}</style>`] : []),
    ...drawn.states.map((state) => writer.state(state)),
    ...drawn.edges.map((edge) => writer.edge(edge)),
    ...drawn.initials.map((initial) => writer.initial(initial)),
    ...(legend === undefined ? [] : [legend.text]),
    '</svg>\n',
  ].join('\n');
}

interface Marks {
  state(id: string): string;
  transition(id: string): string;
}

function marksOf({ active = [], visited, coverage }: SvgOptions): Marks {
  const lit = new Set(active);
  const states = new Set(visited?.states);
  const transitions = new Set(visited?.transitions);
  const visit = (was: boolean) => (visited === undefined ? '' : was ? ' visited' : ' unvisited');
  const mark = (kind: 'states' | 'transitions', id: string) => {
    const is = coverage?.[kind].get(id);
    return is === undefined ? '' : ` ${is}`;
  };
  return {
    state: (id) => visit(states.has(id)) + mark('states', id) + (lit.has(id) ? ' active' : ''),
    transition: (id) => visit(transitions.has(id)) + mark('transitions', id),
  };
}

class Writer {
  readonly #marks: Marks;
  readonly #titles: (transition: string) => string;

  constructor(marks: Marks, titles: (transition: string) => string) {
    this.#marks = marks;
    this.#titles = titles;
  }

  state(drawn: DrawnState): string {
    const { state, x, y, width, height, dividers, isRegion, depth } = drawn;
    const { id, kind } = state;
    const classes = `state ${kind}${isRegion ? ' region' : ''}${depth % 2 === 0 ? '' : ' even'}`;
    const round = kind === 'history' ? height / 2 : isRegion ? 4 : 8;
    const inner = { x: x + 3, y: y + 3, width: width - 6, height: height - 6 };
    return [
      `<g class="${classes}${this.#marks.state(id)}" data-state="${xmlText(id)}">`,
      `<title>${xmlText(stateTitle(state))}</title>`,
      rectangle('box', { x, y, width, height }, round),
      ...(kind === 'final' ? [rectangle('inner', inner, 5)] : []),
      ...dividers
        .filter((at) => at < y + height - 1)
        .map((at) => `<path class="divider" d="M${px(x)} ${px(at)}h${px(width)}"/>`),
      ...drawn.texts.map(textElement),
      ...drawn.groups.map((group) => this.#group(group)),
      '</g>',
    ].join('');
  }

  edge({ path, groups, isOwn, source, target }: DrawnEdge): string {
    const names = `data-source="${xmlText(source)}" data-target="${xmlText(target)}"`;
    return [
      `<g class="edge${isOwn ? '' : ' collected'}" ${names}>`,
      lineElement(path),
      ...groups.map((group) => this.#group(group)),
      '</g>',
    ].join('');
  }

  initial({ dot, path, texts }: DrawnInitial): string {
    const circle = `<circle class="dot" cx="${px(dot.x)}" cy="${px(dot.y)}" r="${dotRadius}"/>`;
    return `<g class="initial">${circle}${lineElement(path)}${texts.map(textElement).join('')}</g>`;
  }

  #group({ parts, shared }: DrawnGroup): string {
    const drawn = parts.map(({ transition, texts }) => {
      const marks = this.#marks.transition(transition);
      const title = xmlText(this.#titles(transition));
      return (
        `<g class="transition${marks}" data-transition="${xmlText(transition)}">` +
        `<title>${title}</title>${texts.map(textElement).join('')}</g>`
      );
    });
    return `<g class="group">${drawn.join('')}${shared.map(textElement).join('')}</g>`;
  }
}

function rectangle(
  name: string,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  round: number,
): string {
  const size = `width="${px(width)}" height="${px(height)}"`;
  return `<rect class="${name}" x="${px(x)}" y="${px(y)}" ${size} rx="${px(round)}"/>`;
}

function textElement({ text, role, x, y, width }: DrawnText): string {
  const fit = isUnusual(text) ? ` textLength="${px(width)}" lengthAdjust="spacingAndGlyphs"` : '';
  return `<text class="${role}" x="${px(x)}" y="${px(y)}"${fit}>${xmlText(text)}</text>`;
}

/** The line with round corners, and its head. */
function lineElement(path: readonly Point[]): string {
  const end = path.at(-1);
  const before = path.at(-2);
  if (end === undefined || before === undefined) return '';
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const along = { x: (end.x - before.x) / length, y: (end.y - before.y) / length };
  const back = { x: end.x - along.x * headLength, y: end.y - along.y * headLength };
  const side = { x: -along.y * headWidth, y: along.x * headWidth };
  const head =
    `M${pair(end)}L${pair({ x: back.x + side.x, y: back.y + side.y })}` +
    `L${pair({ x: back.x - side.x, y: back.y - side.y })}z`;
  const corners = [...path.slice(0, -1), back];
  return `<path class="line" d="${rounded(corners)}"/><path class="arrow" d="${head}"/>`;
}

const headLength = 8;
const headWidth = 3.5;
const cornerRadius = 6;

function rounded(corners: readonly Point[]): string {
  return corners
    .map((corner, n) => {
      const before = corners[n - 1];
      const after = corners[n + 1];
      if (before === undefined) return `M${pair(corner)}`;
      if (after === undefined) return `L${pair(corner)}`;
      return `L${pair(towards(corner, before))}Q${pair(corner)} ${pair(towards(corner, after))}`;
    })
    .join('');
}

/** A point on the way from one corner to the next, where the curve begins. */
function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const part = Math.min(cornerRadius, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

function pair({ x, y }: Point): string {
  return `${px(x)} ${px(y)}`;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function stateTitle({ id, kind, description, requirements }: ChartState): string {
  const lines = [`${id} (${kind} state)`, description ?? '', requirementsLine(requirements)];
  return lines.filter((line) => line !== '').join('\n');
}

function transitionTitle(transition: ChartTransition): string {
  const { source, event, actions, targets, requirements, description = '' } = transition;
  const guard = guardText(transition);
  const head = `${source}: ${event}${guard === undefined ? '' : ` [${guard}]`}`;
  const lines = [
    head,
    actions.length === 0 ? '' : `does ${actions.join(', ')}`,
    targets.length === 0 ? '' : `goes to ${targets.join(', ')}`,
    transition.isForbidden ? 'is taken without effect' : '',
    description,
    requirementsLine(requirements),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function requirementsLine(requirements: readonly string[]): string {
  return requirements.length === 0 ? '' : `serves ${requirements.join(', ')}`;
}
