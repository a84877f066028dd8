/** Which lanes are shown: a list with a box for each actor, and the choices that people make most. */
import type { ViewLane } from '../../view-data.ts';
import { button, h } from '../dom.ts';
import type { LaneChoice } from './columns.ts';
import { repeatedGroups } from './columns.ts';

/** More lanes than this are not shown side by side at first. */
const manyLanes = 24;

export class LaneMenu {
  readonly element: HTMLDetailsElement;
  readonly #lanes: readonly ViewLane[];
  readonly #changed: (choice: LaneChoice) => void;
  readonly #summary = h('summary', {});
  readonly #boxes = new Map<string, HTMLInputElement>();
  /** Actors that something happens to in the run. */
  #busy: ReadonlySet<string> = new Set();
  #hidden = new Set<string>();
  #collapsed = new Set<string>();

  constructor(lanes: readonly ViewLane[], changed: (choice: LaneChoice) => void) {
    this.#lanes = lanes;
    this.#changed = changed;
    const groups = [...new Set(lanes.map(({ group }) => group))];
    this.element = h(
      'details',
      { class: 'lane-menu' },
      this.#summary,
      h(
        'div',
        { class: 'popover' },
        h(
          'div',
          { class: 'actions' },
          button('All', () => this.#hide([]), { class: 'action' }),
          button('Those that take part', () => this.#hideQuiet(), { class: 'action' }),
          button('Collapse groups', () => this.#collapse(groups), { class: 'action' }),
          button('Expand groups', () => this.#collapse([]), { class: 'action' }),
        ),
        ...groups.map((group) => this.#group(group)),
      ),
    );
  }

  get choice(): LaneChoice {
    return { hidden: this.#hidden, collapsed: this.#collapsed };
  }

  /** Begins with the actors that take part. */
  begin(busy: ReadonlySet<string>): void {
    this.#busy = busy;
    const lanes = this.#lanes.filter(({ id }) => busy.has(id));
    if (lanes.length > manyLanes) this.#collapsed = new Set(repeatedGroups(lanes));
    this.#hideQuiet();
  }

  toggleGroup(name: string): void {
    const collapsed = new Set(this.#collapsed);
    if (!collapsed.delete(name)) collapsed.add(name);
    this.#collapse([...collapsed]);
  }

  /** Shows an actor that is hidden. */
  reveal(actor: string): void {
    if (!this.#hidden.has(actor)) return;
    this.#hide([...this.#hidden].filter((each) => each !== actor));
  }

  #group(group: string): HTMLElement {
    const members = this.#lanes.filter((lane) => lane.group === group);
    const boxes = members.map(({ id }) => {
      const box = h('input', { type: 'checkbox', checked: true });
      box.addEventListener('change', () => {
        const hidden = new Set(this.#hidden);
        if (box.checked) hidden.delete(id);
        else hidden.add(id);
        this.#hide([...hidden]);
      });
      this.#boxes.set(id, box);
      return h('label', {}, box, id);
    });
    return h('fieldset', {}, h('legend', {}, group), ...boxes);
  }

  #hideQuiet(): void {
    this.#hide(this.#lanes.map(({ id }) => id).filter((id) => !this.#busy.has(id)));
  }

  #hide(actors: readonly string[]): void {
    // With nothing to show there is nothing to choose from.
    this.#hidden = new Set(actors.length === this.#lanes.length ? [] : actors);
    for (const [id, box] of this.#boxes) box.checked = !this.#hidden.has(id);
    this.#tell();
  }

  #collapse(groups: readonly string[]): void {
    this.#collapsed = new Set(groups);
    this.#tell();
  }

  #tell(): void {
    const hidden = this.#hidden.size;
    const shown = this.#lanes.length - hidden;
    this.#summary.textContent =
      hidden === 0 ? `${shown} actors` : `${shown} of ${this.#lanes.length} actors`;
    this.#changed(this.choice);
  }
}
