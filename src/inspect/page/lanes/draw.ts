/** Draws some rows of the lanes: bands, life lines, messages as arrows that may cross, the receivers' new states. */
import { svg } from '../dom.ts';
import type { Rows } from '../model/align.ts';
import type { Marks } from '../model/marks.ts';
import type { RunIndex } from '../model/run-index.ts';
import { entered } from '../model/states.ts';
import { isAnswer } from '../model/words.ts';
import type { Arrow, ArrowIndex } from './arrows.ts';
import type { Column, Columns } from './columns.ts';

export const rowHeight = 24;
export const middleOf = (row: number) => row * rowHeight + rowHeight / 2;

export interface Scene {
  readonly index: RunIndex;
  readonly rows: Rows;
  readonly columns: Columns;
  readonly arrows: ArrowIndex;
  readonly marks: Marks;
}

/** What is drawn, and the elements of each step in it. */
export interface Drawing {
  readonly group: SVGGElement;
  readonly steps: ReadonlyMap<number, SVGGElement>;
}

export function draw(scene: Scene, first: number, last: number): Drawing {
  const steps = new Map<number, SVGGElement>();
  const labels: SVGElement[] = [];
  const messages = scene.arrows.crossing(first, last).map((arrow) => {
    const group = message(scene, arrow, labels);
    steps.set(arrow.step, group);
    return group;
  });
  const group = svg(
    'g',
    {},
    ...bands(scene, first, last),
    ...lifeLines(scene, first, last),
    ...messages,
    ...labels,
  );
  return { group, steps };
}

function lifeLines({ columns, rows }: Scene, first: number, last: number): readonly SVGElement[] {
  const top = first * rowHeight;
  const bottom = Math.min(last + 1, rows.count) * rowHeight;
  return columns.columns.map(({ x }) =>
    svg('line', { class: 'life', x1: x, x2: x, y1: top, y2: bottom }),
  );
}

function bands(scene: Scene, first: number, last: number): readonly SVGElement[] {
  const { rows, marks, index, columns } = scene;
  const made: SVGElement[] = [];
  const band = (kind: string, row: number, count: number) =>
    made.push(
      svg('rect', {
        class: `band ${kind}`,
        x: 0,
        y: row * rowHeight,
        width: columns.width,
        height: count * rowHeight,
      }),
    );
  const lateRow = Number.isFinite(marks.lateFrom) ? rows.rowOf(marks.lateFrom) : -1;
  if (lateRow >= 0 && lateRow <= last) {
    const from = Math.max(first, lateRow);
    band('late', from, Math.min(last + 1, rows.count) - from);
    if (lateRow >= first) {
      const y = lateRow * rowHeight;
      made.push(
        svg('line', { class: 'late-line', x1: 0, x2: columns.width, y1: y, y2: y }),
        svg(
          'text',
          { class: 'late-text', x: columns.width - 6, y: y - 4, 'text-anchor': 'end' },
          'too late from here',
        ),
      );
    }
  }
  for (let row = first; row <= last; row += 1) {
    const step = rows.stepAt(row);
    const found = step === undefined ? undefined : index.step(step);
    const [mark] = found === undefined ? [] : marks.of(found);
    if (mark !== undefined && mark.kind !== 'late') band(mark.kind, row, 1);
  }
  return made;
}

/** States are put into `labels`: they stand above all lines. */
function message(scene: Scene, arrow: Arrow, labels: SVGElement[]): SVGGElement {
  const { columns, index } = scene;
  const step = index.step(arrow.step);
  const group = svg('g', { class: 'message' });
  if (step === undefined) return group;
  const kinds = [
    isAnswer(step) ? 'answer' : 'request',
    ...scene.marks.of(step).map(({ kind }) => kind),
  ];
  group.classList.add(...kinds.map((kind) => `is-${kind}`));
  const to = columns.of(step.to);
  if (to === undefined) return group;
  const from = columns.of(step.from);
  const y = middleOf(arrow.row);
  if (from === undefined) group.append(...stub(to, y));
  else if (from === to) group.append(...loop(to, middleOf(arrow.fromRow), y));
  else group.append(...line(from.x, middleOf(arrow.fromRow), to.x, y));
  group.append(svg('circle', { class: 'receiver', cx: to.x, cy: y, r: 3.5 }));
  const name =
    step.active === undefined ? '' : entered(index.activeAt(step.to, step.step - 1), step.active);
  if (name !== '') labels.push(...stateLabel(name, to, y, from, columns));
  return group;
}

/** From outside, a timer, or an actor that is hidden. */
const stub = ({ x }: Column, y: number) => [
  svg('line', { x1: x - 16, x2: x - 5, y1: y, y2: y }),
  head(x - 4, y, 1, 0),
];

/** An actor's own work: a DPC, a work item. */
const loop = ({ x }: Column, sent: number, y: number) => {
  const out = sent === y ? y - 9 : sent;
  const side = x + 14;
  return [
    svg('path', { class: 'own', d: `M${x} ${out}C${side} ${out} ${side} ${y} ${x + 5} ${y}` }),
    head(x + 4, y, -1, 0),
  ];
};

function line(x1: number, y1: number, x2: number, y2: number): readonly SVGElement[] {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const dx = (x2 - x1) / length;
  const dy = (y2 - y1) / length;
  return [
    svg('circle', { class: 'sender', cx: x1, cy: y1, r: 2 }),
    svg('line', { x1, y1, x2: x2 - dx * 8, y2: y2 - dy * 8 }),
    head(x2 - dx * 3, y2 - dy * 3, dx, dy),
  ];
}

/** An arrow head whose point is at (x, y), in the direction (dx, dy). */
function head(x: number, y: number, dx: number, dy: number): SVGPathElement {
  const backX = x - dx * 8;
  const backY = y - dy * 8;
  const sideX = -dy * 3.5;
  const sideY = dx * 3.5;
  const point = (px: number, py: number) => `${px.toFixed(1)} ${py.toFixed(1)}`;
  return svg('path', {
    class: 'head',
    d: `M${point(x, y)}L${point(backX + sideX, backY + sideY)}L${point(backX - sideX, backY - sideY)}z`,
  });
}

/** Width of a letter in the font of the labels, on average. */
const letter = 6.2;

/** On the side of the life line that the arrow does not come from, unless there is room on the other side only. */
function stateLabel(
  name: string,
  { x }: Column,
  y: number,
  from: Column | undefined,
  { columnWidth, width }: Columns,
): readonly SVGElement[] {
  const most = Math.floor((columnWidth - 16) / letter);
  if (most < 4) return [];
  const text = name.length > most ? `${name.slice(0, most - 1)}…` : name;
  const room = 8 + text.length * letter;
  const isFromRight = from !== undefined && from.x > x;
  const isLeft = isFromRight ? x - room > 0 : x + room > width;
  const anchor = isLeft ? 'end' : 'start';
  return [
    svg(
      'text',
      { class: 'state', x: isLeft ? x - 8 : x + 8, y: y + 3.5, 'text-anchor': anchor },
      text,
      svg('title', {}, name),
    ),
  ];
}
