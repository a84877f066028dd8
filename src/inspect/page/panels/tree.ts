/** A value as a tree that opens where the reader wants; what is closed is not in the page yet. */
import { h } from '../dom.ts';

/** Members that are shown at first; the rest on demand. */
const most = 100;

export function valueTree(value: unknown, name: string, depth = 1): HTMLElement {
  if (typeof value !== 'object' || value === null) {
    return h('div', { class: 'leaf' }, h('span', { class: 'key' }, `${name}: `), scalar(value));
  }
  const entries = Object.entries(value);
  const summary = h(
    'summary',
    {},
    h('span', { class: 'key' }, name),
    h('span', { class: 'size' }, sizeOf(value, entries.length)),
  );
  const details = h('details', { class: 'branch', open: depth > 0 }, summary);
  const fill = () => {
    if (details.childElementCount > 1) return;
    details.append(members(entries, 0, depth));
  };
  if (depth > 0) fill();
  else details.addEventListener('toggle', fill, { once: true });
  return details;
}

/** A value in one line, as in a table. */
export function scalar(value: unknown): HTMLElement {
  if (value === undefined) return h('span', { class: 'value none' }, 'not there');
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return h('span', { class: `value ${value === null ? 'none' : typeof value}`, title: text }, text);
}

function members(
  entries: readonly (readonly [string, unknown])[],
  from: number,
  depth: number,
): HTMLElement {
  const shown = entries.slice(from, from + most);
  const box = h('div', { class: 'members' });
  box.append(...shown.map(([key, each]) => valueTree(each, key, depth - 1)));
  const rest = entries.length - from - shown.length;
  if (rest > 0) {
    const more = h('button', { type: 'button', class: 'link' }, `${rest} more`);
    more.addEventListener('click', () => more.replaceWith(members(entries, from + most, depth)));
    box.append(more);
  }
  return box;
}

function sizeOf(value: object, count: number): string {
  if (Array.isArray(value)) return ` [${count}]`;
  return count === 0 ? ' {}' : ` {${count}}`;
}
