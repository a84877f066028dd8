/** A statechart that has been laid out: boxes, lines of text and edges with coordinates in CSS pixels. */
import type { Chart, ChartState } from './chart.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** What a piece of text is, for its colour. */
export type TextRole = 'name' | 'keyword' | 'event' | 'guard' | 'action' | 'target' | 'note';

/** A piece of text in one line; `x` is where it begins, `y` its baseline. */
export interface DrawnText extends Point {
  readonly text: string;
  readonly width: number;
  readonly role: TextRole;
}

/**
 * Transitions that differ in nothing but their events, or a single one. `parts` has the text that belongs to one of
 * them; `shared` is what they have in common.
 */
export interface DrawnGroup {
  readonly parts: readonly DrawnPart[];
  readonly shared: readonly DrawnText[];
}

/** The text of one transition. */
export interface DrawnPart {
  readonly transition: string;
  readonly texts: readonly DrawnText[];
}

export interface DrawnState extends Rectangle {
  readonly state: ChartState;
  /** Its parent is parallel: it is one of several regions. */
  readonly isRegion: boolean;
  /** How deep it lies; the root is 0. */
  readonly depth: number;
  /** The name, entry and exit actions and the like. */
  readonly texts: readonly DrawnText[];
  /** The transitions that are listed in the box. */
  readonly groups: readonly DrawnGroup[];
  /** Where a line across the box separates its name from its rows, or its rows from its children. */
  readonly dividers: readonly number[];
}

/** One line from state to state. It may stand for several transitions. */
export interface DrawnEdge {
  readonly source: string;
  readonly target: string;
  /** It has transitions. Else it says where those lead that are listed inside the source, or a history without past. */
  readonly isOwn: boolean;
  /** Corners of the line. */
  readonly path: readonly Point[];
  readonly groups: readonly DrawnGroup[];
  /** Where the label is. */
  readonly label?: Rectangle;
}

/** The dot with an arrow to the initial state of `parent`. */
export interface DrawnInitial {
  readonly parent: string;
  readonly target: string;
  readonly dot: Point;
  readonly path: readonly Point[];
  readonly texts: readonly DrawnText[];
}

export interface DrawnChart {
  readonly chart: Chart;
  readonly width: number;
  readonly height: number;
  /** A parent before its children. */
  readonly states: readonly DrawnState[];
  readonly edges: readonly DrawnEdge[];
  readonly initials: readonly DrawnInitial[];
}
