/** The bar that walks: first, back, play, forward, last, the slider, the speed, the steps of one actor. */
import { button, h, icon } from '../dom.ts';
import type { Walk } from '../walk.ts';
import type { Player } from './player.ts';
import type { Strip } from './strip.ts';

const speeds = [1, 2, 5, 15, 60] as const;

export class Transport {
  readonly element: HTMLElement;
  readonly #slider = h('input', {
    type: 'range',
    class: 'slider',
    min: 0,
    'aria-label': 'Step',
  });
  readonly #count = h('output', { class: 'count' });
  readonly #play: HTMLButtonElement;
  readonly #actorSteps: HTMLElement;
  readonly #player: Player;

  constructor(walk: Walk, player: Player, strip: Strip) {
    this.#player = player;
    this.#play = tool('play', 'Play (space)', () => player.toggle());
    const speed = h(
      'select',
      { 'aria-label': 'Speed', title: 'Speed', class: 'speed' },
      ...speeds.map((each) => h('option', { value: each, selected: each === 2 }, `${each}/s`)),
    );
    speed.addEventListener('change', () => {
      player.speed = Number(speed.value);
    });
    this.#slider.addEventListener('input', () => {
      player.stop();
      walk.to(Number(this.#slider.value), 'walk');
    });
    this.#actorSteps = h(
      'div',
      { class: 'group', role: 'group', 'aria-label': 'Steps of the selected actor' },
      tool('up', 'Previous step of this actor (k)', () => walk.ofActor(-1)),
      tool('down', 'Next step of this actor (j)', () => walk.ofActor(1)),
    );
    this.element = h(
      'div',
      { class: 'transport', role: 'group', 'aria-label': 'Walk through the run' },
      h(
        'div',
        { class: 'group' },
        tool('first', 'To the beginning (Home)', () => walk.to(0)),
        tool('back', 'One step back (left arrow)', () => walk.by(-1)),
        this.#play,
        tool('forward', 'One step forward (right arrow)', () => walk.by(1)),
        tool('last', 'To the end (End)', () => walk.toEnd()),
      ),
      speed,
      h('div', { class: 'track' }, this.#slider, strip.element),
      this.#count,
      this.#actorSteps,
    );
  }

  show(step: number, last: number, timeMs: number, sentence: string): void {
    this.#slider.max = String(last);
    this.#slider.value = String(step);
    this.#slider.setAttribute('aria-valuetext', sentence);
    const time = timeMs > 0 ? ` · ${timeMs} ms` : '';
    this.#count.textContent = `${step} / ${last}${time}`;
  }

  showActor(actor: string): void {
    this.#actorSteps.title = `Steps of ${actor}`;
  }

  showPlaying(): void {
    const { isPlaying } = this.#player;
    this.#play.replaceChildren(icon(isPlaying ? 'pause' : 'play'));
    this.#play.title = isPlaying ? 'Pause (space)' : 'Play (space)';
    this.#play.setAttribute('aria-label', this.#play.title);
  }
}

function tool(
  name: Parameters<typeof icon>[0],
  label: string,
  onClick: () => void,
): HTMLButtonElement {
  const made = button('', onClick, { class: 'tool', title: label, 'aria-label': label });
  made.append(icon(name));
  return made;
}
