/** Search and filter: by driver, VF, request and text; how many there are, the next and the one before. */
import { button, h, icon } from '../dom.ts';
import type { Query } from '../model/search.ts';
import { emptyQuery, isEmpty, nameOf, Search } from '../model/search.ts';
import { neighbour } from '../model/sorted.ts';
import type { Runs } from '../runs.ts';
import type { Store } from '../store.ts';
import type { Walk } from '../walk.ts';

export interface Found {
  /** Absent: nothing is searched for. */
  readonly steps: readonly number[] | undefined;
  /** Only these are to be shown. */
  readonly only: boolean;
}

export class SearchBar {
  readonly element: HTMLElement;
  readonly #runs: Runs;
  readonly #store: Store;
  readonly #walk: Walk;
  readonly #changed: (found: Found) => void;
  readonly #text = h('input', {
    type: 'search',
    placeholder: 'Search (/)',
    'aria-label': 'Search the steps',
    spellcheck: 'false',
  });
  readonly #driver = h('select', { 'aria-label': 'Driver' });
  readonly #vf = h('select', { 'aria-label': 'VF' });
  readonly #request = h('select', { 'aria-label': 'Request' });
  readonly #only = h('input', { type: 'checkbox' });
  readonly #count = h('output', { class: 'hits', 'aria-live': 'polite' });
  readonly #searches = new Map<number, Search>();
  #hits: readonly number[] | undefined;
  #run = -1;

  constructor(runs: Runs, store: Store, walk: Walk, changed: (found: Found) => void) {
    this.#runs = runs;
    this.#store = store;
    this.#walk = walk;
    this.#changed = changed;
    const again = () => this.#search();
    this.#text.addEventListener('input', again);
    for (const select of [this.#driver, this.#vf, this.#request, this.#only]) {
      select.addEventListener('change', again);
    }
    this.#text.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.next(event.shiftKey ? -1 : 1);
      else if (event.key === 'Escape') this.clear();
      else return;
      event.preventDefault();
    });
    const previous = button('', () => this.next(-1), {
      class: 'tool',
      'aria-label': 'Previous hit',
      title: 'Previous hit (N)',
    });
    previous.append(icon('up'));
    const next = button('', () => this.next(1), {
      class: 'tool',
      'aria-label': 'Next hit',
      title: 'Next hit (n)',
    });
    next.append(icon('down'));
    this.element = h(
      'search',
      { class: 'search', 'aria-label': 'Steps' },
      this.#text,
      this.#driver,
      this.#vf,
      this.#request,
      h('label', { class: 'only' }, this.#only, 'only these'),
      h('div', { class: 'group' }, previous, next),
      this.#count,
    );
  }

  /** The run that is shown. */
  show(run: number): void {
    if (run === this.#run) return;
    this.#run = run;
    const { lanes } = this.#runs.document;
    const { steps } = this.#runs.at(run).run;
    const vfs = new Set(lanes.flatMap(({ vf }) => (vf === undefined ? [] : [vf])));
    fill(this.#driver, vfs.size === 0 ? 'any actor' : 'any driver', [
      ...new Set(lanes.map(({ label }) => label)),
    ]);
    this.#vf.hidden = vfs.size === 0;
    fill(this.#vf, 'any VF', [...vfs].sort((a, b) => a - b).map(String), 'VF ');
    fill(this.#request, 'any request', [...new Set(steps.map(nameOf))].sort());
    this.#search();
  }

  focus(): void {
    this.#text.focus();
    this.#text.select();
  }

  clear(): void {
    this.#text.value = '';
    for (const select of [this.#driver, this.#vf, this.#request]) select.value = '';
    this.#only.checked = false;
    this.#text.blur();
    this.#search();
  }

  next(direction: 1 | -1): void {
    const hits = this.#hits;
    if (hits === undefined || hits.length === 0) return;
    const { step } = this.#store.place;
    const there = neighbour(hits, step, direction) ?? (direction === 1 ? hits[0] : hits.at(-1));
    if (there !== undefined) this.#walk.to(there);
  }

  /** How many hits, and which one the step is. */
  showStep(step: number): void {
    const hits = this.#hits;
    if (hits === undefined) this.#count.textContent = '';
    else if (hits.length === 0) this.#count.textContent = 'no hit';
    else {
      const at = hits.indexOf(step);
      const place = at < 0 ? '' : `${at + 1} of `;
      this.#count.textContent = `${place}${hits.length} ${hits.length === 1 ? 'hit' : 'hits'}`;
    }
  }

  #search(): void {
    const query: Query = {
      ...emptyQuery,
      text: this.#text.value,
      driver: this.#driver.value,
      vf: this.#vf.value,
      request: this.#request.value,
    };
    this.#hits = isEmpty(query) ? undefined : this.#searchOf(this.#run).find(query);
    this.showStep(this.#store.place.step);
    this.#changed({ steps: this.#hits, only: this.#only.checked && this.#hits !== undefined });
  }

  #searchOf(run: number): Search {
    const search =
      this.#searches.get(run) ?? new Search(this.#runs.at(run).run, this.#runs.document.lanes);
    this.#searches.set(run, search);
    return search;
  }
}

function fill(
  select: HTMLSelectElement,
  any: string,
  values: readonly string[],
  prefix = '',
): void {
  const { value: chosen } = select;
  select.replaceChildren(
    h('option', { value: '' }, any),
    ...values.map((value) => h('option', { value }, `${prefix}${value}`)),
  );
  select.value = values.includes(chosen) ? chosen : '';
}
