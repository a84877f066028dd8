/** Where the reader is: which run, which step, whose statechart. Everything on the page follows it. */

export interface Place {
  /** Index in the document's runs. */
  readonly run: number;
  /** 0: before the first step. */
  readonly step: number;
  /** Whose statechart is shown; empty: that of whoever receives the step. */
  readonly actor: string;
  /** One run, or two side by side. */
  readonly view: 'run' | 'compare';
  readonly panel: Panel;
}

export const panels = ['chart', 'actors', 'branches'] as const;
export type Panel = (typeof panels)[number];

/** `jump`: the browser's back button returns to where it came from. */
export type Move = 'jump' | 'walk';

type Listener = (now: Place, before: Place, move: Move) => void;

export class Store {
  #place: Place;
  readonly #listeners: Listener[] = [];

  constructor(place: Place) {
    this.#place = place;
  }

  get place(): Place {
    return this.#place;
  }

  /** Told after every change, in the order of subscription. */
  subscribe(listener: Listener): void {
    this.#listeners.push(listener);
  }

  go(change: Partial<Place>, move: Move = 'jump'): void {
    const before = this.#place;
    const now = { ...before, ...change };
    const keys = Object.keys(now) as (keyof Place)[];
    if (keys.every((key) => now[key] === before[key])) return;
    this.#place = now;
    for (const listener of this.#listeners) listener(now, before, move);
  }
}
