/** Tabs over panels, with the keys that tabs have. */
import { h } from '../dom.ts';

export interface Tab<K extends string> {
  readonly key: K;
  readonly title: string;
  readonly panel: HTMLElement;
}

export class Tabs<K extends string> {
  readonly element: HTMLElement;
  readonly #tabs: readonly Tab<K>[];
  readonly #buttons: readonly HTMLButtonElement[];

  constructor(label: string, tabs: readonly Tab<K>[], choose: (key: K) => void) {
    this.#tabs = tabs;
    this.#buttons = tabs.map(({ key, title, panel }) => {
      panel.id = `panel-${key}`;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', `tab-${key}`);
      const made = h(
        'button',
        { type: 'button', role: 'tab', id: `tab-${key}`, 'aria-controls': `panel-${key}` },
        title,
      );
      made.addEventListener('click', () => choose(key));
      return made;
    });
    const list = h(
      'div',
      { role: 'tablist', 'aria-label': label, class: 'tabs' },
      ...this.#buttons,
    );
    list.addEventListener('keydown', (event) => {
      const at = this.#buttons.indexOf(document.activeElement as HTMLButtonElement);
      const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[
        event.key
      ];
      if (to === undefined) return;
      event.preventDefault();
      const next = (to + tabs.length) % tabs.length;
      choose((tabs[next] as Tab<K>).key);
      this.#buttons[next]?.focus();
    });
    this.element = h('div', { class: 'tabbed' }, list, ...tabs.map(({ panel }) => panel));
  }

  show(key: K): void {
    this.#tabs.forEach((tab, n) => {
      const isShown = tab.key === key;
      tab.panel.hidden = !isShown;
      this.#buttons[n]?.setAttribute('aria-selected', isShown ? 'true' : 'false');
      this.#buttons[n]?.setAttribute('tabindex', isShown ? '0' : '-1');
    });
  }
}
