/** The lanes of one run, or of two side by side with their equal steps in the same rows. */
import { h } from '../dom.ts';
import type { Alignment, Rows } from '../model/align.ts';
import { align, allRows, rowsOf } from '../model/align.ts';
import type { Runs } from '../runs.ts';
import type { Store } from '../store.ts';
import type { Walk } from '../walk.ts';
import type { LaneChoice } from './columns.ts';
import { LanesPane } from './pane.ts';

export interface StageActions {
  toggleGroup(name: string): void;
}

export class Stage {
  readonly element = h('section', { class: 'stage', 'aria-label': 'Lanes' });
  readonly #runs: Runs;
  readonly #store: Store;
  readonly #walk: Walk;
  readonly #panes: readonly [LanesPane, LanesPane];
  readonly #note = h('p', { class: 'note', role: 'note' });
  /** The runs in the panes; one, or two. */
  #shown: readonly number[] = [];
  #rows: readonly Rows[] = [];
  #alignment: Alignment | undefined;
  #hits: readonly number[] | undefined;
  #only = false;

  constructor(runs: Runs, store: Store, walk: Walk, actions: StageActions) {
    this.#runs = runs;
    this.#store = store;
    this.#walk = walk;
    const pane = (side: 0 | 1) =>
      new LanesPane(runs.document.lanes, {
        chooseStep: (step) => this.#choose(side, step),
        chooseActor: (actor) => store.go({ actor: actor === store.place.actor ? '' : actor }),
        toggleGroup: (name) => actions.toggleGroup(name),
        scrolled: (top, left) => {
          if (this.#shown.length > 1) this.#panes[side === 0 ? 1 : 0].follow(top, left);
        },
      });
    this.#panes = [pane(0), pane(1)];
    this.element.append(this.#note, ...this.#panes.map(({ element }) => element));
  }

  /** What a search found; `only`: the other steps have no rows. */
  found(steps: readonly number[] | undefined, only: boolean): void {
    const isOther = only || this.#only;
    this.#hits = steps;
    this.#only = only;
    if (isOther) this.#shown = [];
    this.show();
    const side = this.#side();
    const hits = steps === undefined ? undefined : new Set(steps);
    this.#panes.forEach((pane, n) => {
      pane.mark(n === side ? hits : undefined);
    });
  }

  chooseLanes(choice: LaneChoice): void {
    for (const pane of this.#panes) pane.chooseLanes(choice);
  }

  show(): void {
    const { run, step, view } = this.#store.place;
    const partner = view === 'compare' ? this.#runs.partner(run) : undefined;
    const wanted = partner === undefined ? [run] : [run, partner].sort((a, b) => a - b);
    if (wanted.join() !== this.#shown.join()) this.#arrange(wanted);
    const { actor } = this.#walk;
    const side = this.#side();
    this.#panes[side].goTo(step, actor);
    const other = this.#otherStep(side, step);
    if (other !== undefined) this.#panes[side === 0 ? 1 : 0].goTo(other, actor);
    this.#panes.forEach((pane, n) => {
      pane.element.classList.toggle('is-active', this.#shown.length > 1 && n === side);
    });
  }

  focus(): void {
    this.#panes[this.#side()].focus();
  }

  #arrange(runs: readonly number[]): void {
    this.#shown = runs;
    const [left = 0, right] = runs;
    const isPair = right !== undefined;
    this.element.classList.toggle('pair', isPair);
    this.#panes[1].element.hidden = !isPair;
    this.#alignment = isPair ? this.#align(left, right) : undefined;
    this.#rows =
      this.#alignment === undefined
        ? [this.#rowsOf(left)]
        : [this.#alignment.left, this.#alignment.right];
    const { equal, divergence } = this.#alignment ?? {};
    runs.forEach((number, n) => {
      const index = this.#runs.at(number);
      const { title, verdict } = index.run;
      this.#panes[n as 0 | 1].show({
        index,
        rows: this.#rows[n] as Rows,
        title: isPair ? `${verdict.kind}: ${title}` : 'step',
        ...(equal === undefined || divergence === undefined ? {} : { equal, divergence }),
      });
    });
    this.#note.hidden = !isPair;
    if (divergence === undefined) return;
    const at = this.#rows[0]?.stepAt(divergence) ?? this.#rows[1]?.stepAt(divergence);
    this.#note.textContent =
      divergence < 0
        ? 'The two runs are the same.'
        : `The first ${divergence} ${divergence === 1 ? 'step is' : 'steps are'} the same; step ${at} is the first that differs.`;
  }

  #rowsOf(run: number): Rows {
    if (this.#only && this.#hits !== undefined) return rowsOf(this.#hits);
    return allRows(this.#runs.at(run).last);
  }

  #align(left: number, right: number): Alignment {
    const a = this.#runs.at(left).run;
    const b = this.#runs.at(right).run;
    return align(a, b, this.#runs.flipOf(left) === right ? (b.sameSteps ?? a.sameSteps ?? 0) : 0);
  }

  #side(): 0 | 1 {
    return this.#shown.indexOf(this.#store.place.run) === 1 ? 1 : 0;
  }

  /** The step of the other run in the same row, or above it. */
  #otherStep(side: 0 | 1, step: number): number | undefined {
    const own = this.#rows[side];
    const other = this.#rows[side === 0 ? 1 : 0];
    if (this.#alignment === undefined || own === undefined || other === undefined) return undefined;
    for (let row = own.rowOf(step); row >= 0; row -= 1) {
      const there = other.stepAt(row);
      if (there !== undefined) return there;
    }
    return 0;
  }

  #choose(side: 0 | 1, step: number): void {
    this.#store.go({ run: this.#shown[side] ?? 0, step });
  }
}
