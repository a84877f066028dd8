/** Walking through the run that is shown. */
import { neighbour } from './model/sorted.ts';
import type { Runs } from './runs.ts';
import type { Move, Store } from './store.ts';

export class Walk {
  readonly #runs: Runs;
  readonly #store: Store;

  constructor(runs: Runs, store: Store) {
    this.#runs = runs;
    this.#store = store;
  }

  to(step: number, move: Move = 'jump'): void {
    const { run } = this.#store.place;
    this.#store.go({ step: Math.max(0, Math.min(step, this.#runs.at(run).last)) }, move);
  }

  by(steps: number): void {
    this.to(this.#store.place.step + steps, 'walk');
  }

  toEnd(): void {
    this.to(Number.MAX_SAFE_INTEGER);
  }

  /** To the next or previous step that the shown actor receives. */
  ofActor(direction: 1 | -1): void {
    const { run, step } = this.#store.place;
    const next = neighbour(this.#runs.at(run).received(this.actor), step, direction);
    if (next !== undefined) this.#store.go({ step: next, actor: this.actor }, 'walk');
  }

  /** Whose statechart is shown: the chosen actor, or whoever receives the step. */
  get actor(): string {
    const { run, step, actor } = this.#store.place;
    if (actor !== '') return actor;
    const index = this.#runs.at(run);
    const { to } = index.step(step) ?? index.step(1) ?? {};
    return to ?? this.#runs.document.lanes[0]?.id ?? '';
  }
}
