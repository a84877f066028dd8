/** Pieces of a drawing, each from its own upper left corner, that are moved and put together. */
import { movedWriting } from './box.ts';
import type { DrawnEdge, DrawnInitial, DrawnState } from './drawn.ts';
import type { Size } from './elk.ts';
import { movedGroup, movedTexts } from './label.ts';

/** A state and all that is inside of it, from its own upper left corner. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly states: readonly DrawnState[];
  readonly edges: readonly DrawnEdge[];
  readonly initials: readonly DrawnInitial[];
}

/** The sheet whose own box is at least so large. */
export function enlarged(sheet: Sheet, { width, height }: Size): Sheet {
  const [own, ...others] = sheet.states;
  if (own === undefined) return sheet;
  return { ...sheet, width, height, states: [{ ...own, width, height }, ...others] };
}

export function joined(
  states: readonly DrawnState[],
  sheets: readonly Sheet[],
  { width, height }: Size,
): Sheet {
  return {
    width,
    height,
    states: [...states, ...sheets.flatMap((sheet) => sheet.states)],
    edges: sheets.flatMap(({ edges }) => edges),
    initials: sheets.flatMap(({ initials }) => initials),
  };
}

export function moved(sheet: Sheet, x: number, y: number): Sheet {
  const shift = <T extends { readonly x: number; readonly y: number }>(place: T): T => ({
    ...place,
    x: place.x + x,
    y: place.y + y,
  });
  return {
    ...sheet,
    states: sheet.states.map((state) => ({ ...shift(state), ...movedWriting(state, x, y) })),
    edges: sheet.edges.map((edge) => ({
      ...edge,
      path: edge.path.map(shift),
      groups: edge.groups.map((group) => movedGroup(group, x, y)),
      ...(edge.label === undefined ? {} : { label: shift(edge.label) }),
    })),
    initials: sheet.initials.map((initial) => ({
      ...initial,
      dot: shift(initial.dot),
      path: initial.path.map(shift),
      texts: movedTexts(initial.texts, x, y),
    })),
  };
}
