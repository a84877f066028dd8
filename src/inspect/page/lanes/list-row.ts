/** One step in the list beside the lanes: number, marks, name, status. Also what a screen reader reads. */
import type { ViewStep } from '../../view-data.ts';
import { cut, h } from '../dom.ts';
import type { Mark } from '../model/marks.ts';
import { shortStatus, statusKind, stepSentence } from '../model/words.ts';
import { rowHeight } from './draw.ts';

export interface ListRow {
  readonly step: ViewStep;
  readonly row: number;
  readonly id: string;
  readonly of: number;
  readonly marks: readonly Mark[];
}

export function listRow({ step, row, id, of, marks }: ListRow): HTMLElement {
  const { title, status, from, to, fields } = step;
  const kind = status === undefined ? undefined : statusKind(status);
  const made = h(
    'div',
    {
      class: ['row', ...marks.map((mark) => `is-${mark.kind}`)].join(' '),
      id,
      role: 'option',
      'aria-selected': 'false',
      'aria-posinset': step.step,
      'aria-setsize': of,
      'aria-label': stepSentence(step, of, marks),
      'data-step': step.step,
    },
    h('span', { class: 'number' }, String(step.step)),
    h(
      'span',
      { class: 'signs', title: marks.map(({ words }) => words).join('; ') || undefined },
      marks.map(({ sign }) => sign).join(''),
    ),
    h(
      'span',
      {
        class: 'what',
        title: `${title} ${fields ?? ''}\n${from} → ${to}${status === undefined ? '' : `\n${status}`}`,
      },
      title,
      fields === undefined || fields === ''
        ? undefined
        : h('span', { class: 'more' }, ` ${fields}`),
    ),
    status === undefined || kind === 'good'
      ? undefined
      : cut(shortStatus(status), `status ${kind}`),
  );
  made.style.top = `${row * rowHeight}px`;
  return made;
}
