/** How the search branches along the run: at each step what else could have come, and what lies behind it. */
import type { ViewStep } from '../../view-data.ts';
import type { Actions } from '../actions.ts';
import { button, h, linkButton } from '../dom.ts';
import type { RunIndex } from '../model/run-index.ts';
import { outcomeSign, outcomeWords } from '../model/words.ts';
import type { Runs } from '../runs.ts';
import type { Store } from '../store.ts';
import type { Walk } from '../walk.ts';

/** Steps that are shown before and after the current one. */
const around = 7;
/** Branches that are shown at a step before the rest is folded. */
const most = 5;

export class BranchesPanel {
  readonly element = h('div', { class: 'branches', tabindex: 0, 'data-scrolls': true });
  readonly #runs: Runs;
  readonly #store: Store;
  readonly #walk: Walk;
  readonly #actions: Actions;

  constructor(runs: Runs, store: Store, walk: Walk, actions: Actions) {
    this.#runs = runs;
    this.#store = store;
    this.#walk = walk;
    this.#actions = actions;
  }

  show(): void {
    const { run, step } = this.#store.place;
    const index = this.#runs.at(run);
    const first = Math.max(1, Math.min(step - around, index.last - 2 * around));
    const last = Math.min(index.last, first + 2 * around);
    const steps = index.run.steps.slice(first - 1, last);
    this.element.replaceChildren(
      this.#summary(index, run, step),
      h(
        'ol',
        { class: 'trunk' },
        ...(first > 1
          ? [h('li', { class: 'more' }, this.#link(first - 1, `${first - 1} steps before`))]
          : []),
        ...steps.map((each) => this.#node(run, each, each.step === step)),
        ...(last < index.last
          ? [h('li', { class: 'more' }, this.#link(last + 1, `${index.last - last} steps after`))]
          : []),
      ),
    );
    // The current step in the middle, without moving the page.
    const current = this.element.querySelector<HTMLElement>('.is-current');
    if (current === null) return;
    const { clientHeight } = this.element;
    this.element.scrollTop = current.offsetTop - clientHeight / 2 + current.offsetHeight / 2;
  }

  #summary(index: RunIndex, run: number, step: number): HTMLElement {
    const moves =
      index.step(step) === undefined ? [] : this.#runs.movesAt(run, index.step(step) as ViewStep);
    const count = (verdict: string) =>
      moves.filter(({ outcome }) => (outcome?.verdict ?? 'unknown') === verdict).length;
    const parts = [
      [count('fails'), 'fails', '✕ fail'],
      [count('holds'), 'holds', '✓ hold'],
      [count('truncated'), 'truncated', '… not all looked at'],
      [count('unknown'), 'unknown', '· not looked at'],
    ] as const;
    return h(
      'div',
      { class: 'summary' },
      h(
        'span',
        {},
        `At step ${step}, ${moves.length} other ${moves.length === 1 ? 'delivery' : 'deliveries'} possible: `,
      ),
      ...parts
        .filter(([number]) => number > 0)
        .map(([number, kind, words]) => h('span', { class: `chip ${kind}` }, `${number} ${words}`)),
      this.#actions.isServed && moves.length > 0
        ? button('What lies behind each?', () => void this.#actions.askOutcomes(run, step), {
            class: 'action',
          })
        : undefined,
    );
  }

  #node(run: number, step: ViewStep, isCurrent: boolean): HTMLElement {
    const moves = this.#runs.movesAt(run, step);
    const taken = this.#runs.takenOutcome(run, step.step);
    const late = this.#runs.at(run).run.explanation?.tooLateFrom;
    const isLate = late !== undefined && step.step >= late;
    const violates = (step.violations ?? []).length > 0;
    const classes = [
      'node',
      isCurrent ? 'is-current' : '',
      isLate ? 'late' : '',
      violates ? 'fails' : '',
    ];
    return h(
      'li',
      {
        class: classes.filter((name) => name !== '').join(' '),
        'aria-current': isCurrent ? 'step' : undefined,
      },
      h(
        'div',
        { class: 'taken' },
        h('span', { class: 'dot', 'aria-hidden': 'true' }, violates ? '✕' : ''),
        this.#link(step.step, `${step.step}`),
        h('span', { class: 'cut', title: step.title }, step.title),
        h('span', { class: 'route' }, `${step.from} → ${step.to}`),
        taken === undefined
          ? undefined
          : h('span', { class: `chip ${taken.verdict}` }, outcomeWords(taken)),
      ),
      moves.length === 0
        ? undefined
        : h(
            'ul',
            {},
            ...moves.slice(0, most).map(({ title, from, to, outcome }, n) =>
              h(
                'li',
                { class: `move ${outcome?.verdict ?? 'unknown'}` },
                h(
                  'span',
                  { class: 'dot', title: outcomeWords(outcome) },
                  outcome === undefined ? '·' : outcomeSign[outcome.verdict],
                ),
                h('span', { class: 'cut', title }, title),
                h('span', { class: 'route' }, `${from} → ${to}`),
                h('span', { class: 'outcome' }, outcome === undefined ? '' : outcomeWords(outcome)),
                this.#actions.isServed
                  ? button('Take it', () => void this.#actions.branch(run, step.step, n), {
                      class: 'action',
                    })
                  : undefined,
              ),
            ),
            moves.length > most
              ? h('li', { class: 'more' }, `and ${moves.length - most} more`)
              : undefined,
          ),
    );
  }

  #link(step: number, text: string): HTMLElement {
    return linkButton(text, () => this.#walk.to(step), `Go to step ${step}`);
  }
}
