/** Says things to a screen reader, and shows what went wrong to everybody. */
import { button, h } from '../dom.ts';

export class Announcer {
  readonly #live = h('div', { class: 'sr', 'aria-live': 'polite', id: 'live' });
  readonly #warning = h('div', { class: 'warning', role: 'alert', hidden: true });

  get elements(): readonly HTMLElement[] {
    return [this.#live, this.#warning];
  }

  say(text: string): void {
    this.#live.textContent = text;
  }

  warn(text: string): void {
    const close = button('Close', () => {
      this.#warning.hidden = true;
    });
    this.#warning.replaceChildren(h('span', {}, text), close);
    this.#warning.hidden = false;
  }
}
