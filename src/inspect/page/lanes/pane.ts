/**
 * A run as lanes: a list of its steps, and beside it one column for each actor. Only the rows in view are in the page;
 * the list is the listbox that keyboard and screen reader use.
 */
import type { ViewLane } from '../../view-data.ts';
import { h, svg } from '../dom.ts';
import type { Rows } from '../model/align.ts';
import { Marks } from '../model/marks.ts';
import type { RunIndex } from '../model/run-index.ts';
import { ArrowIndex } from './arrows.ts';
import type { LaneChoice } from './columns.ts';
import { Columns } from './columns.ts';
import type { Drawing, Scene } from './draw.ts';
import { draw, rowHeight } from './draw.ts';
import { laneHead } from './head.ts';
import { listRow } from './list-row.ts';

export interface PaneActions {
  /** The reader chose a step. */
  chooseStep(step: number): void;
  chooseActor(actor: string): void;
  toggleGroup(name: string): void;
  /** The pane was scrolled by hand. */
  scrolled(top: number, left: number): void;
}

export interface PaneContent {
  readonly index: RunIndex;
  readonly rows: Rows;
  readonly title: string;
  /** Rows that differ from the other run; absent: there is no other. */
  readonly equal?: ReadonlySet<number>;
  /** First row that differs; -1: none. */
  readonly divergence?: number;
}

/** Rows that are drawn above and below what is in view. */
const margin = 16;

let panes = 0;

export class LanesPane {
  readonly element: HTMLElement;
  readonly #lanes: readonly ViewLane[];
  readonly #actions: PaneActions;
  readonly #id: string;
  readonly #inner = h('div', { class: 'inner' });
  readonly #corner = h('div', { class: 'corner' });
  readonly #head = h('div', { class: 'head' });
  readonly #body = h('div', { class: 'body' });
  readonly #list = h('div', { class: 'steps', role: 'listbox', tabindex: 0 });
  readonly #window = svg('svg', { class: 'lanes', 'aria-hidden': 'true' });
  readonly #current = svg('rect', { class: 'current', x: 0, height: rowHeight });
  /** Drawn above all: what is special about the current step stays visible. */
  readonly #edge = svg('rect', { class: 'current-edge', x: 0, height: rowHeight });
  #content: PaneContent | undefined;
  #scene: Scene | undefined;
  #choice: LaneChoice = { hidden: new Set(), collapsed: new Set() };
  #drawing: Drawing | undefined;
  #first = 0;
  #last = -1;
  #step = 0;
  #actor = '';
  #matches: ReadonlySet<number> | undefined;
  #room = { width: 0, height: 0 };
  #headHeight = 0;
  /** Width of the list. */
  #listRoom = 0;
  #pressed: HTMLElement | undefined;
  /** A scroll position that was set here, not by hand. */
  #set = -1;

  constructor(lanes: readonly ViewLane[], actions: PaneActions) {
    panes += 1;
    this.#id = `pane${panes}`;
    this.#lanes = lanes;
    this.#actions = actions;
    this.#head.append(this.#corner);
    this.#body.append(this.#list, this.#window);
    this.#inner.append(this.#head, this.#body);
    this.element = h('div', { class: 'pane', tabindex: -1 }, this.#inner);
    this.element.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    this.#body.addEventListener('click', (event) => this.#onClick(event));
    new ResizeObserver(() => this.#onResize()).observe(this.element);
  }

  show(content: PaneContent): void {
    this.#content = content;
    this.#list.setAttribute('aria-label', `Steps of ${content.title}`);
    this.#corner.replaceChildren(h('span', { class: 'cut', title: content.title }, content.title));
    this.#rebuild();
  }

  chooseLanes(choice: LaneChoice): void {
    this.#choice = choice;
    this.#rebuild();
  }

  /** `matches`: what a search found; the others are dimmed. */
  mark(matches: ReadonlySet<number> | undefined): void {
    this.#matches = matches;
    this.#window.classList.toggle('filtered', matches !== undefined);
    this.#list.classList.toggle('filtered', matches !== undefined);
    this.#redraw();
  }

  goTo(step: number, actor: string): void {
    const isOtherActor = actor !== this.#actor;
    this.#step = step;
    this.#actor = actor;
    this.#reveal();
    if (isOtherActor) this.#press();
    this.#drawWindow();
    this.#light();
  }

  /** Scrolls along with another pane. */
  follow(top: number, left: number): void {
    if (Math.abs(this.element.scrollTop - top) < 1 && Math.abs(this.element.scrollLeft - left) < 1)
      return;
    this.#set = top;
    this.element.scrollTo({ top, left, behavior: 'instant' });
    this.#drawWindow();
  }

  focus(): void {
    this.#list.focus({ preventScroll: true });
  }

  #onResize(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === this.#room.width && height === this.#room.height) return;
    this.#room = { width, height };
    this.#rebuild();
    this.#reveal();
    this.#drawWindow();
  }

  #rebuild(): void {
    const content = this.#content;
    const { width } = this.#room;
    if (content === undefined || width === 0) return;
    const { index, rows } = content;
    const listWidth = this.#listWidth(width);
    this.#listRoom = listWidth;
    this.#inner.style.setProperty('--list', `${listWidth}px`);
    const columns = new Columns(this.#lanes, this.#choice, width - listWidth - 14);
    this.#scene = {
      index,
      rows,
      columns,
      arrows: new ArrowIndex(index.run, rows),
      marks: new Marks(index.run),
    };
    this.#inner.style.width = `${listWidth + columns.width}px`;
    this.#body.style.height = `${rows.count * rowHeight + 12}px`;
    for (const rect of [this.#current, this.#edge])
      rect.setAttribute('width', String(columns.width));
    this.#drawHead();
    this.#redraw();
  }

  /** Wide where few actors leave room. */
  #listWidth(width: number): number {
    const lanes = this.#lanes.filter(({ id }) => !this.#choice.hidden.has(id)).length;
    const rest = width - lanes * 104;
    return Math.round(Math.min(460, Math.max(190, Math.min(290, width * 0.4), rest)));
  }

  #drawHead(): void {
    if (this.#scene === undefined) return;
    const head = laneHead(this.#scene.columns, {
      toggleGroup: (name) => this.#actions.toggleGroup(name),
      choose: (actor) => this.#actions.chooseActor(actor),
    });
    this.#head.replaceChildren(this.#corner, head);
    this.#headHeight = this.#head.offsetHeight;
    this.#press();
  }

  /** Marks the shown actor's name. */
  #press(): void {
    this.#pressed?.setAttribute('aria-pressed', 'false');
    const isShown = (each: HTMLElement) => each.dataset.actor === this.#actor;
    const names = this.#head.querySelectorAll<HTMLElement>('[data-actor]');
    this.#pressed = [...names].find(isShown);
    this.#pressed?.setAttribute('aria-pressed', 'true');
  }

  #redraw(): void {
    this.#last = -1;
    this.#drawWindow();
    this.#light();
  }

  /** Draws the rows in view, unless what is there covers them. */
  #drawWindow(): void {
    const scene = this.#scene;
    if (scene === undefined) return;
    const top = Math.floor(this.element.scrollTop / rowHeight);
    const bottom = top + Math.ceil(this.#room.height / rowHeight);
    const final = scene.rows.count - 1;
    const covers = this.#first <= Math.max(0, top - 2) && this.#last >= Math.min(final, bottom + 2);
    if (covers && this.#last >= 0) return;
    this.#first = Math.max(0, top - margin);
    this.#last = Math.max(0, Math.min(final, bottom + margin));
    if (final < 0) this.#last = -1;
    this.#drawing = draw(scene, this.#first, this.#last);
    const y = this.#first * rowHeight;
    const height = (this.#last - this.#first + 1) * rowHeight;
    const { width } = scene.columns;
    this.#window.setAttribute('viewBox', `0 ${y} ${width} ${height}`);
    this.#window.setAttribute('width', String(width));
    this.#window.setAttribute('height', String(height));
    this.#window.style.top = `${y}px`;
    this.#window.replaceChildren(this.#current, this.#drawing.group, this.#edge);
    this.#list.replaceChildren(...this.#listRows(scene));
    this.#light();
  }

  #listRows({ index, rows, marks }: Scene): readonly HTMLElement[] {
    const { equal, divergence } = this.#content ?? {};
    const made: HTMLElement[] = [];
    for (let row = this.#first; row <= this.#last; row += 1) {
      const number = rows.stepAt(row);
      const step = number === undefined ? undefined : index.step(number);
      const element =
        step === undefined
          ? h('div', { class: 'row gap', role: 'presentation' })
          : listRow({
              step,
              row,
              id: this.#idOf(step.step),
              of: index.last,
              marks: marks.of(step),
            });
      element.style.top = `${row * rowHeight}px`;
      if (equal !== undefined && !equal.has(row)) element.classList.add('differs');
      if (divergence === row) element.classList.add('divergence');
      made.push(element);
    }
    return made;
  }

  readonly #idOf = (step: number) => `${this.#id}-step-${step}`;

  #lit: readonly Element[] = [];

  /** Lights the current step in what is drawn. */
  #light(): void {
    const scene = this.#scene;
    if (scene === undefined) return;
    for (const element of this.#lit) {
      element.classList.remove('is-current');
      if (element.hasAttribute('aria-selected')) element.setAttribute('aria-selected', 'false');
    }
    const row = scene.rows.rowOf(this.#step);
    for (const rect of [this.#current, this.#edge]) {
      rect.setAttribute('y', String(row * rowHeight));
      rect.classList.toggle('none', row < 0);
    }
    const option = row < 0 ? null : this.#list.querySelector(`#${this.#idOf(this.#step)}`);
    const message = this.#drawing?.steps.get(this.#step);
    this.#lit = [option, message].filter((each) => each !== null && each !== undefined);
    for (const element of this.#lit) element.classList.add('is-current');
    option?.setAttribute('aria-selected', 'true');
    if (option === null) this.#list.removeAttribute('aria-activedescendant');
    else this.#list.setAttribute('aria-activedescendant', option.id);
    this.#dim();
  }

  #dim(): void {
    const matches = this.#matches;
    if (matches === undefined) return;
    for (const element of this.#list.children) {
      const step = Number((element as HTMLElement).dataset.step);
      element.classList.toggle('is-match', matches.has(step));
    }
    for (const [step, element] of this.#drawing?.steps ?? []) {
      element.classList.toggle('is-match', matches.has(step));
    }
  }

  /** Scrolls so that the current step is in view, with some of what is around it. */
  #reveal(): void {
    const scene = this.#scene;
    if (scene === undefined) return;
    const row = scene.rows.rowOf(Math.max(1, this.#step));
    if (row < 0) return;
    const room = this.#room.height - this.#headHeight;
    const margin = Math.min(4 * rowHeight, Math.max(0, room / 2 - rowHeight));
    const top = row * rowHeight;
    const { scrollTop } = this.element;
    let target = scrollTop;
    if (top - margin < scrollTop) target = top - margin;
    if (top + rowHeight + margin > scrollTop + room) target = top + rowHeight + margin - room;
    if (Math.abs(target - scrollTop) > room) target = top - room / 2;
    target = Math.max(0, target);
    const left = this.#revealedLeft(scene);
    if (target === scrollTop && left === this.element.scrollLeft) return;
    this.#set = target;
    this.element.scrollTo({ top: target, left, behavior: 'instant' });
    this.#actions.scrolled(target, left);
  }

  /** Where the receiver's lane is in view, and the sender's too if both have room. */
  #revealedLeft({ index, columns }: Scene): number {
    const { scrollLeft } = this.element;
    const step = index.step(this.#step);
    const to = columns.of(step?.to ?? '')?.x;
    if (step === undefined || to === undefined) return scrollLeft;
    const room = this.#room.width - this.#listRoom - columns.columnWidth;
    const from = columns.of(step.from)?.x ?? to;
    const [low, high] =
      Math.abs(from - to) <= room ? [Math.min(from, to), Math.max(from, to)] : [to, to];
    const half = columns.columnWidth / 2;
    if (low - half < scrollLeft) return Math.max(0, low - half);
    return high - half - room > scrollLeft ? high - half - room : scrollLeft;
  }

  #onScroll(): void {
    this.#drawWindow();
    const { scrollTop, scrollLeft } = this.element;
    const isOwn = Math.abs(scrollTop - this.#set) < 1;
    this.#set = -1;
    if (!isOwn) this.#actions.scrolled(scrollTop, scrollLeft);
  }

  #onClick(event: MouseEvent): void {
    const y = event.clientY - this.#body.getBoundingClientRect().top;
    const step = this.#content?.rows.stepAt(Math.floor(y / rowHeight));
    if (step === undefined) return;
    this.#actions.chooseStep(step);
    this.focus();
  }
}
