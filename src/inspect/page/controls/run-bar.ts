/** The title, the verdict, and the runs that there are. */
import { button, h } from '../dom.ts';
import { badge } from '../panels/story.ts';
import type { Runs } from '../runs.ts';
import type { Store } from '../store.ts';

export class RunBar {
  readonly element: HTMLElement;
  readonly #runs: Runs;
  readonly #store: Store;
  readonly #badge = h('div', { class: 'verdict' });
  readonly #list = h('nav', { class: 'runs', 'aria-label': 'Runs' });
  readonly #compare: HTMLButtonElement;

  constructor(runs: Runs, store: Store, tools: readonly HTMLElement[], compare: () => void) {
    this.#runs = runs;
    this.#store = store;
    this.#compare = button('Side by side', compare, { title: 'Two runs side by side (c)' });
    const { title } = runs.document;
    this.element = h(
      'header',
      { class: 'top' },
      h('h1', { title }, title),
      this.#badge,
      this.#list,
      h('div', { class: 'tools' }, this.#compare, ...tools),
    );
  }

  show(): void {
    const { run, view } = this.#store.place;
    this.#badge.replaceChildren(badge(this.#runs.at(run).run.verdict));
    this.#compare.hidden = this.#runs.count < 2;
    this.#compare.setAttribute('aria-pressed', view === 'compare' ? 'true' : 'false');
    this.#list.hidden = this.#runs.count < 2;
    this.#list.replaceChildren(
      ...this.#runs.all().map(({ run: each }, n) => {
        const sign = each.verdict.kind === 'holds' ? '✓' : '✕';
        const made = button(`${sign} ${each.title}`, () => this.#show(n), {
          title: `${each.title}: ${each.verdict.text}`,
          class: each.verdict.kind,
        });
        if (n === run) made.setAttribute('aria-current', 'true');
        return made;
      }),
    );
  }

  #show(run: number): void {
    const { last } = this.#runs.at(run);
    this.#store.go({ run, step: Math.min(this.#store.place.step, last) });
  }
}
