/** The names above the lanes. A group's name collapses it, an actor's name shows its statechart. */
import { button, h } from '../dom.ts';
import type { Columns } from './columns.ts';

export interface HeadActions {
  toggleGroup(name: string): void;
  choose(actor: string): void;
}

/** Narrower columns have their names upright. */
const uprightBelow = 74;

export function laneHead(columns: Columns, actions: HeadActions): HTMLElement {
  const isUpright = columns.columnWidth < uprightBelow;
  const groups = columns.groups.map(({ name, x, width, collapsed, actors }) => {
    const made = button('', () => actions.toggleGroup(name), {
      class: 'group',
      'aria-expanded': collapsed ? 'false' : 'true',
      title: `${name}: ${actors} ${actors === 1 ? 'actor' : 'actors'}; click to ${collapsed ? 'show each' : 'collapse'}`,
    });
    made.append(
      h('span', { class: 'twist', 'aria-hidden': 'true' }, collapsed ? '▸' : '▾'),
      // Its column has the name of a collapsed group already.
      h('span', { class: collapsed ? 'sr' : 'cut' }, name),
    );
    made.style.left = `${x + 1}px`;
    made.style.width = `${width - 2}px`;
    return made;
  });
  const names = columns.columns.map(({ label, title, actor, group, x }) => {
    const choose = () => (actor === undefined ? actions.toggleGroup(group) : actions.choose(actor));
    const made = button('', choose, {
      class: `lane${isUpright ? ' upright' : ''}`,
      title,
      'aria-label': title,
      'aria-pressed': 'false',
      'data-actor': actor,
    });
    made.append(h('span', {}, label));
    made.style.left = `${x - columns.columnWidth / 2}px`;
    made.style.width = `${columns.columnWidth}px`;
    return made;
  });
  const head = h('div', { class: `lane-head${isUpright ? ' tall' : ''}` }, ...groups, ...names);
  head.style.width = `${columns.width}px`;
  return head;
}
