/** The statechart of one actor: where it is, what it took in this step, what has been visited. */
import type { ViewChart } from '../../view-data.ts';
import { button, h } from '../dom.ts';
import type { RunIndex } from '../model/run-index.ts';
import { lastAtMost } from '../model/sorted.ts';
import { leaves, situation } from '../model/states.ts';
import type { Runs } from '../runs.ts';
import type { Store } from '../store.ts';
import type { Walk } from '../walk.ts';
import { ChartDrawing } from './drawing.ts';
import { Zoom } from './zoom.ts';

const coverages = [
  ['none', 'coverage: off'],
  ['here', 'visited up to here'],
  ['run', 'visited in this run'],
  ['exploration', 'visited by the exploration'],
] as const;
type Coverage = (typeof coverages)[number][0];

export class ChartPanel {
  readonly element: HTMLElement;
  readonly #runs: Runs;
  readonly #store: Store;
  readonly #walk: Walk;
  readonly #actors = h('select', { 'aria-label': 'Actor', class: 'actor' });
  readonly #states = h('select', { 'aria-label': 'Go to the next step in state', class: 'goto' });
  readonly #coverage = h('select', { 'aria-label': 'Coverage', class: 'coverage' });
  readonly #caption = h('p', { class: 'situation' });
  readonly #frame = h('div', {
    class: 'chart-frame',
    tabindex: 0,
    role: 'group',
    'data-scrolls': true,
  });
  readonly #zoom = new Zoom(this.#frame);
  readonly #drawings = new Map<string, ChartDrawing | undefined>();
  readonly #missing = h('p', { class: 'none' }, 'There is no drawing of this actor.');
  #shown: { readonly chart: string; readonly drawing: ChartDrawing | undefined } | undefined;

  constructor(runs: Runs, store: Store, walk: Walk) {
    this.#runs = runs;
    this.#store = store;
    this.#walk = walk;
    this.#fillActors();
    this.#frame.append(this.#missing);
    this.#coverage.append(...coverages.map(([value, text]) => h('option', { value }, text)));
    this.#coverage.addEventListener('change', () => this.show());
    this.#actors.addEventListener('change', () => store.go({ actor: this.#actors.value }));
    this.#states.addEventListener('change', () => {
      this.#goToState(this.#states.value);
      this.#states.value = '';
    });
    this.#frame.addEventListener('click', (event) => {
      const state = this.#shown?.drawing?.stateOf(event.target as Element);
      if (state !== undefined) this.#goToState(state);
    });
    this.element = h(
      'div',
      { class: 'chart-panel' },
      h('div', { class: 'bar' }, this.#actors, this.#coverage, this.#states),
      h(
        'div',
        { class: 'caption' },
        this.#caption,
        h(
          'div',
          { class: 'group zoom', role: 'group', 'aria-label': 'Zoom' },
          button('−', () => this.#zoom.out(), { 'aria-label': 'Smaller', title: 'Smaller (-)' }),
          button('+', () => this.#zoom.in(), { 'aria-label': 'Larger', title: 'Larger (+)' }),
          button('Fit', () => this.#zoom.fit(), { title: 'The whole chart (0)' }),
        ),
      ),
      this.#frame,
    );
  }

  show(): void {
    const { run, step } = this.#store.place;
    const { actor } = this.#walk;
    const index = this.#runs.at(run);
    const lane = this.#runs.lane(actor);
    const chart = lane === undefined ? undefined : this.#runs.document.charts[lane.chart];
    this.#actors.value = this.#store.place.actor;
    const follow = this.#actors.options[0];
    if (follow !== undefined) follow.textContent = `${this.#receiver(index, step)} (receiver)`;
    this.#draw(lane?.chart ?? '', chart);
    const active = index.activeAt(actor, step);
    this.#caption.replaceChildren(
      h('b', {}, actor),
      active.length === 0 ? ' has no state' : ` is in ${situation(active) || 'its only state'}`,
    );
    this.#frame.setAttribute('aria-label', `Statechart of ${actor}: in ${situation(active)}`);
    const drawing = this.#shown?.drawing;
    if (drawing === undefined || lane === undefined) return;
    const delivered = index.step(step);
    const visited = this.#visited(index, lane.chart, actor, step, chart);
    drawing.light({
      active: new Set(active),
      innermost: new Set(leaves(active)),
      taken: new Set(delivered?.to === actor ? delivered.transitions : []),
      ...(visited === undefined ? {} : { visited }),
    });
    this.#reveal(drawing, this.#scene(index, actor, step));
  }

  /** All of the scene where it fits, else what comes first. */
  #reveal(drawing: ChartDrawing, scene: readonly string[]): void {
    const whole = drawing.place(scene);
    const { clientWidth, clientHeight } = this.#frame;
    const fits = whole !== undefined && whole.width < clientWidth && whole.height < clientHeight;
    const place = fits ? whole : drawing.place(scene.slice(0, 1));
    if (place === undefined) this.#zoom.fit();
    else this.#zoom.reveal(place);
  }

  /** What the actor did last: the state that it came to, then the transition that it took. */
  #scene(index: RunIndex, actor: string, step: number): readonly string[] {
    const received = index.received(actor);
    for (let n = lastAtMost(received, step); n >= 0; n -= 1) {
      const at = received[n] as number;
      const { transitions = [], active } = index.step(at) ?? {};
      const before = index.activeAt(actor, at - 1);
      const entered = leaves(active ?? []).filter((id) => !before.includes(id));
      const scene = [...entered.slice(0, 1), ...transitions.slice(0, 1)];
      if (scene.length > 0) return scene;
    }
    return leaves(index.activeAt(actor, step)).slice(0, 1);
  }

  #receiver(index: RunIndex, step: number): string {
    return (index.step(step) ?? index.step(1))?.to ?? 'the';
  }

  /** A large drawing takes long to lay out: each is made once and stays in the page. */
  #draw(key: string, chart: ViewChart | undefined): void {
    if (this.#shown?.chart === key) return;
    this.#shown?.drawing?.element.setAttribute('aria-hidden', 'true');
    if (chart !== undefined && !this.#drawings.has(key)) {
      this.#drawings.set(key, ChartDrawing.from(chart.svg));
    }
    const drawing = this.#drawings.get(key);
    this.#shown = { chart: key, drawing };
    this.#states.replaceChildren(
      h('option', { value: '' }, 'next step in state …'),
      ...(chart?.states ?? []).map((id) =>
        h('option', { value: id }, id.slice(id.indexOf('.') + 1)),
      ),
    );
    const exploration = this.#coverage.options[coverages.length - 1];
    if (exploration !== undefined) exploration.disabled = chart?.visited === undefined;
    this.#missing.hidden = drawing !== undefined;
    if (drawing === undefined) return;
    if (!drawing.element.isConnected) this.#frame.append(drawing.element);
    drawing.element.removeAttribute('aria-hidden');
    this.#zoom.show(drawing.element);
  }

  #visited(
    index: RunIndex,
    key: string,
    actor: string,
    step: number,
    chart: ViewChart | undefined,
  ): { states: ReadonlySet<string>; transitions: ReadonlySet<string> } | undefined {
    const coverage = this.#coverage.value as Coverage;
    if (coverage === 'here') return index.visited([actor], step);
    if (coverage === 'run') return index.visited(this.#runs.sharing(key), index.last);
    if (coverage === 'none' || chart?.visited === undefined) return undefined;
    const { states, transitions } = chart.visited;
    return { states: new Set(states), transitions: new Set(transitions) };
  }

  #goToState(state: string): void {
    if (state === '') return;
    const { actor } = this.#walk;
    const { run, step } = this.#store.place;
    const found = this.#runs.at(run).nextIn(state, [actor], step);
    if (found !== undefined) {
      this.#store.go({ step: found.step, actor });
      return;
    }
    const name = state.slice(state.indexOf('.') + 1);
    this.#caption.replaceChildren(h('b', {}, actor), ` never is in ${name} in this run`);
  }

  #fillActors(): void {
    const { lanes } = this.#runs.document;
    const groups = [...new Set(lanes.map(({ group }) => group))];
    this.#actors.append(
      h('option', { value: '' }, 'the receiver'),
      ...groups.map((group) =>
        h(
          'optgroup',
          { label: group },
          ...lanes
            .filter((lane) => lane.group === group)
            .map(({ id }) => h('option', { value: id }, id)),
        ),
      ),
    );
  }
}
