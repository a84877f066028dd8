/** What is written in a state's box: its name, what it does on entry and exit, and the transitions that are listed. */
import type { ChartState } from './chart.ts';
import type { DrawnGroup, DrawnText } from './drawn.ts';
import type { Block } from './label.ts';
import {
  alikeOf,
  ignoredBlock,
  labelBlocks,
  listBlock,
  movedGroup,
  movedTexts,
  noteBlock,
} from './label.ts';
import type { Plan } from './plan.ts';
import { cutText, nameSize, textWidth, visibleText } from './text.ts';

/** Between the border and what is written. */
export const margin = 10;
const nameHeight = 24;
const nameBaseline = 16.5;
/** Columns of a line in a box. */
const rowColumns = 46;
/** Between two columns of rows. */
const gutter = 24;
/** A column of rows that is higher becomes two. */
const columnHeight = 420;

/** The written part of a box, from the box's own upper left corner. */
export interface Writing {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly DrawnText[];
  readonly groups: readonly DrawnGroup[];
  readonly dividers: readonly number[];
}

/** What is written in the state's box, in as many columns as fit into the width. */
export function writingOf(state: ChartState, plan: Plan, width = 0): Writing {
  const name = nameplateOf(state);
  const rows = rowsOf(state, plan, width - 2 * margin);
  if (rows.groups.length === 0) return name;
  return {
    width: Math.max(name.width, rows.width + 2 * margin),
    height: name.height + rows.height + 8,
    texts: name.texts,
    groups: rows.groups.map((group) => movedGroup(group, margin, name.height + 3)),
    dividers: [name.height],
  };
}

/** Its name alone. */
export function nameplateOf(state: ChartState): Writing {
  const texts = nameTexts(state);
  const width = Math.max(...texts.map((text) => text.x + text.width)) + margin;
  return { width, height: nameHeight, texts, groups: [], dividers: [] };
}

/** All but the name, from its own upper left corner. */
export function rowsOf(state: ChartState, plan: Plan, width = 0): Writing {
  const blocks = blocksOf(state, plan);
  const none = { texts: [], dividers: [] };
  if (blocks.length === 0) return { ...none, width: 0, height: 0, groups: [] };
  const total = blocks.reduce((sum, block) => sum + block.height, 0);
  const widest = Math.max(...blocks.map((block) => block.width));
  const fitting = Math.floor((width + gutter) / (widest + gutter));
  const columns = Math.min(blocks.length, Math.max(fitting, Math.ceil(total / columnHeight), 1));
  return { ...none, ...inColumns(blocks, columns, widest) };
}

function nameTexts({ key, kind, tags }: ChartState): readonly DrawnText[] {
  const name = cutText(visibleText(key), 60);
  const texts: DrawnText[] = [
    { text: name, role: 'name', x: margin, y: nameBaseline, width: textWidth(name, nameSize) },
  ];
  const notes = [...(kind === 'parallel' ? ['parallel'] : []), ...tags.map((tag) => `#${tag}`)];
  let x = margin + textWidth(name, nameSize) + 10;
  for (const note of notes) {
    const text = cutText(visibleText(note), 30);
    const width = textWidth(text);
    texts.push({ text, role: 'note', x, y: nameBaseline, width });
    x += width + 8;
  }
  return texts;
}

function blocksOf(state: ChartState, plan: Plan): readonly Block[] {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['entry /', state.entry],
    ['exit /', state.exit],
    ['runs', state.invokes],
  ];
  const listed = plan.listed(state.id);
  const ignored = listed.filter(({ isForbidden }) => isForbidden);
  // In the order in which they are tried, as far as those that are alike are written together.
  const labels = alikeOf(
    listed.filter(({ isForbidden }) => !isForbidden),
    plan.told,
  );
  return [
    ...lists.flatMap(([keyword, names]) =>
      names.length === 0 ? [] : [listBlock(keyword, names, rowColumns)],
    ),
    ...(state.description === undefined ? [] : [noteBlock(state.description, rowColumns)]),
    ...labelBlocks(labels, rowColumns),
    ...(ignored.length === 0 ? [] : [ignoredBlock(ignored, rowColumns)]),
  ];
}

/** The blocks below each other, in columns of about the same height. */
function inColumns(
  blocks: readonly Block[],
  columns: number,
  columnWidth: number,
): { readonly width: number; readonly height: number; readonly groups: readonly DrawnGroup[] } {
  const limit = leastLimit(blocks, columns);
  const groups: DrawnGroup[] = [];
  let x = 0;
  let y = 0;
  let height = 0;
  for (const block of blocks) {
    if (y > 0 && y + block.height > limit) {
      x += columnWidth + gutter;
      y = 0;
    }
    groups.push(movedGroup(block.group, x, y));
    y += block.height;
    height = Math.max(height, y);
  }
  return { width: x + columnWidth, height, groups };
}

/** The lowest height at which the blocks fit into so many columns. */
function leastLimit(blocks: readonly Block[], columns: number): number {
  const fits = (limit: number) => {
    let used = 1;
    let y = 0;
    for (const { height } of blocks) {
      if (y > 0 && y + height > limit) {
        used += 1;
        y = 0;
      }
      y += height;
    }
    return used <= columns;
  };
  const candidates = new Set<number>();
  for (const [from] of blocks.entries()) {
    let sum = 0;
    for (const { height } of blocks.slice(from)) {
      sum += height;
      candidates.add(sum);
    }
  }
  return [...candidates].sort((a, b) => a - b).find(fits) ?? Number.POSITIVE_INFINITY;
}

/** What is written, at another place. */
export function movedWriting(
  { texts, groups, dividers }: Pick<Writing, 'texts' | 'groups' | 'dividers'>,
  x: number,
  y: number,
): Pick<Writing, 'texts' | 'groups' | 'dividers'> {
  return {
    texts: movedTexts(texts, x, y),
    groups: groups.map((group) => movedGroup(group, x, y)),
    dividers: dividers.map((divider) => divider + y),
  };
}
