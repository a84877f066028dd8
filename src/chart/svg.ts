/** A statechart that is laid out, as SVG. */
import type { DrawnChart } from './drawn.ts';

export interface SvgOptions {
  /** Begins the ids of its markers, which must be unique on a page. */
  readonly idPrefix?: string;
  /** What a screen reader says of the whole; the machine's name when it is left out. */
  readonly title?: string;
  /** It carries its own style: for a file. Without, the page has {@link chartStyle}. */
  readonly isStandalone?: boolean;
  /** Ids of the states that are lit. */
  readonly active?: Iterable<string>;
  /** Ids of what was visited; all else is marked as unvisited. */
  readonly visited?: { readonly states: Iterable<string>; readonly transitions: Iterable<string> };
}

/**
 * The style of all charts. The groups `.state` and `.transition` take these classes, also later from a script:
 *
 * - `active` (states): the current state, filled and outlined in the lit colour
 * - `taken` (transitions): the one that was just taken, its line and label in the lit colour
 * - `visited`, `unvisited` (both): coverage, in the visited colour and pale with a dashed outline
 */
export const chartStyle = '';

/** What `data-state` and `data-transition` have for an id: the same, but for characters that XML cannot carry. */
export function dataId(id: string): string {
  return id;
}

export function chartSvg(drawn: DrawnChart, options: SvgOptions = {}): string {
  const { title = drawn.chart.name } = options;
  return `<svg xmlns="http://www.w3.org/2000/svg"><title>${title.length}</title></svg>`;
}
