/** A line between lanes and the rest that can be moved, by pointer and by keys. */
import { h } from '../dom.ts';

const least = 25;
const most = 85;
const begin = 59;

/** `frame` takes the share of the left side, in percent, as `--split`. */
export function splitter(frame: HTMLElement): HTMLElement {
  const made = h('div', {
    class: 'splitter',
    role: 'separator',
    tabindex: 0,
    'aria-orientation': 'vertical',
    'aria-label': 'Width of the lanes',
    'aria-valuemin': least,
    'aria-valuemax': most,
  });
  made.setAttribute('aria-valuenow', String(begin));
  let share = begin;
  const set = (wanted: number) => {
    share = Math.min(most, Math.max(least, wanted));
    frame.style.setProperty('--split', `${share}%`);
    made.setAttribute('aria-valuenow', String(Math.round(share)));
  };
  made.addEventListener('pointerdown', (event) => {
    made.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  made.addEventListener('pointermove', (event) => {
    if (!made.hasPointerCapture(event.pointerId)) return;
    const { left, width } = frame.getBoundingClientRect();
    set(((event.clientX - left) / width) * 100);
  });
  made.addEventListener('dblclick', () => {
    set(begin);
    frame.style.removeProperty('--split');
  });
  made.addEventListener('keydown', (event) => {
    const by = { ArrowLeft: -4, ArrowRight: 4 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    set(share + by);
  });
  return made;
}
