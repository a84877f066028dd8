/** All actors at a glance: where each is, and which one this step moved. */
import { h } from '../dom.ts';
import { lastAtMost } from '../model/sorted.ts';
import { situation } from '../model/states.ts';
import type { Runs } from '../runs.ts';
import type { Store } from '../store.ts';
import type { Walk } from '../walk.ts';

interface Card {
  readonly actor: string;
  readonly element: HTMLButtonElement;
  readonly state: HTMLElement;
  readonly since: HTMLElement;
}

export class ActorsPanel {
  readonly element = h('div', { class: 'actors', tabindex: 0, 'data-scrolls': true });
  readonly #runs: Runs;
  readonly #store: Store;
  readonly #walk: Walk;
  readonly #cards: Card[] = [];

  constructor(runs: Runs, store: Store, walk: Walk) {
    this.#runs = runs;
    this.#store = store;
    this.#walk = walk;
    const { lanes } = runs.document;
    for (const group of new Set(lanes.map((lane) => lane.group))) {
      const cards = lanes.filter((lane) => lane.group === group).map(({ id }) => this.#card(id));
      this.#cards.push(...cards);
      this.element.append(
        h('h3', {}, group),
        h('div', { class: 'cards' }, ...cards.map(({ element }) => element)),
      );
    }
  }

  show(): void {
    const { run, step } = this.#store.place;
    const index = this.#runs.at(run);
    const delivered = index.step(step);
    for (const { actor, element, state, since } of this.#cards) {
      const received = index.received(actor);
      const last = received[lastAtMost(received, step)];
      set(state, situation(index.activeAt(actor, step)) || '–');
      set(since, last === undefined ? 'nothing yet' : `step ${last}`);
      element.classList.toggle('receives', delivered?.to === actor);
      element.classList.toggle('sends', delivered?.from === actor);
      element.setAttribute('aria-pressed', this.#walk.actor === actor ? 'true' : 'false');
    }
  }

  #card(actor: string): Card {
    const state = h('span', { class: 'state' });
    const since = h('span', { class: 'since' });
    const element = h(
      'button',
      { type: 'button', class: 'card', title: `${actor}: show its statechart` },
      h('b', { class: 'cut' }, actor),
      state,
      since,
    );
    element.addEventListener('click', () => this.#store.go({ actor, panel: 'chart' }));
    return { actor, element, state, since };
  }
}

function set(element: HTMLElement, text: string): void {
  if (element.textContent === text) return;
  element.textContent = text;
  element.title = text;
}
