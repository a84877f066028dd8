/** The step: who says what to whom, what changed, who owns what, what could have come instead. */

import { pathNames } from '../../view/pack.ts';
import type { ViewStep } from '../../view-data.ts';
import type { Actions } from '../actions.ts';
import { button, h, linkButton } from '../dom.ts';
import { Marks } from '../model/marks.ts';
import type { RunIndex } from '../model/run-index.ts';
import { difference, situation } from '../model/states.ts';
import { outcomeSign, outcomeWords, statusKind } from '../model/words.ts';
import type { Runs } from '../runs.ts';
import type { Store } from '../store.ts';
import type { Walk } from '../walk.ts';
import { scalar, valueTree } from './tree.ts';

/** Lists that may be long, and how much of them is shown at first: a step must not take long to draw. */
type List = 'pending' | 'instead';
const most = 10;

export class Details {
  readonly element = h('section', {
    class: 'details',
    'aria-labelledby': 'details-title',
    tabindex: 0,
    'data-scrolls': true,
  });
  readonly #runs: Runs;
  readonly #store: Store;
  readonly #walk: Walk;
  readonly #actions: Actions;
  /** Sections that the reader has opened or closed. */
  readonly #open = new Map<string, boolean>();
  /** Lists that the reader wants whole. */
  readonly #whole = new Set<List>();

  constructor(runs: Runs, store: Store, walk: Walk, actions: Actions) {
    this.#runs = runs;
    this.#store = store;
    this.#walk = walk;
    this.#actions = actions;
  }

  show(): void {
    const { run, step: number } = this.#store.place;
    const index = this.#runs.at(run);
    const step = index.step(number);
    const { scrollTop } = this.element;
    this.element.replaceChildren(
      ...(step === undefined ? this.#beginning(index) : this.#step(index, run, step)),
    );
    this.element.scrollTop = scrollTop;
  }

  #beginning(index: RunIndex): readonly (HTMLElement | string)[] {
    return [
      h('h2', { id: 'details-title' }, 'Before the first step'),
      h('p', {}, 'Nothing has been delivered yet.'),
      this.#held(index, 0) ?? '',
    ];
  }

  #step(index: RunIndex, run: number, step: ViewStep): readonly (HTMLElement | string)[] {
    const parts = [
      this.#heading(index, step),
      this.#warnings(index, step),
      this.#changes(index, step),
      this.#pending(index, step.step),
      this.#instead(run, step),
      this.#held(index, step.step),
      this.#sent(index, step),
      this.#section('message', 'Message', true, () => [valueTree(step.message, 'message', 2)]),
      this.#section('context', `Context of ${step.to}`, false, () => [
        valueTree(index.contextAt(step.to, step.step), 'context', 2),
      ]),
    ];
    return parts.filter((part) => part !== undefined);
  }

  #heading(index: RunIndex, step: ViewStep): HTMLElement {
    const { from, to, title, fields, irql, status, sentIn, timeMs } = step;
    const chip = (text: string, kind: string, tip: string) =>
      h('span', { class: `chip ${kind}`, title: tip }, text);
    return h(
      'header',
      {},
      h(
        'h2',
        { id: 'details-title' },
        h('span', { class: 'number' }, `Step ${step.step}`),
        ' ',
        title,
      ),
      h(
        'p',
        { class: 'route' },
        this.#actor(from),
        ' → ',
        this.#actor(to),
        irql === undefined ? undefined : chip(irql, 'irql', `IRQL ${irql}`),
        status === undefined ? undefined : chip(status, statusKind(status), 'status'),
        fields === undefined || fields === '' ? undefined : h('span', { class: 'fields' }, fields),
      ),
      h(
        'p',
        { class: 'when' },
        ...(sentIn === undefined
          ? ['not sent in a step of this run']
          : ['sent in ', this.#link(sentIn), this.#overtaken(index, step)]),
        timeMs > 0 ? `, at ${timeMs} ms` : '',
      ),
    );
  }

  /** Messages that were sent earlier to the same receiver, and came later. */
  #overtaken(index: RunIndex, { sentIn, to, step }: ViewStep): string {
    if (sentIn === undefined) return '';
    const behind = index
      .received(to)
      .filter((each) => each > step && (index.step(each)?.sentIn ?? step) < sentIn);
    if (behind.length === 0) return '';
    return `; overtakes ${behind.length} ${behind.length === 1 ? 'message' : 'messages'} to ${to}`;
  }

  #warnings(index: RunIndex, step: ViewStep): HTMLElement | undefined {
    const marks = new Marks(index.run).of(step);
    if (marks.length === 0) return undefined;
    const violations = step.violations ?? [];
    return h(
      'ul',
      { class: 'marks' },
      ...marks.map(({ kind, sign, words }) => h('li', { class: kind }, `${sign} ${words}`)),
      ...violations.map(({ detail, bugcheck }) =>
        h(
          'li',
          { class: 'violation' },
          bugcheck === undefined ? detail : `${detail} (${bugcheck})`,
        ),
      ),
      step.error === undefined ? undefined : h('li', { class: 'error' }, step.error),
    );
  }

  #changes(index: RunIndex, { step, to, active, changes }: ViewStep): HTMLElement | undefined {
    const before = index.activeAt(to, step - 1);
    const states = h('p', { class: 'states' });
    if (active === undefined) {
      states.append(`${to} stays in `, h('b', {}, situation(before) || 'its state'));
    } else {
      const { left, entered, stays } = difference(before, active);
      const also =
        stays === 0 ? '' : `; ${stays} other ${stays === 1 ? 'region stays' : 'regions stay'}`;
      states.title = situation(active);
      states.append(h('s', {}, left), ' → ', h('b', {}, entered), also);
    }
    return this.#section('changes', `What changes in ${to}`, true, () => [
      states,
      ...(changes.length === 0
        ? []
        : [
            table(
              'Changes of the context',
              ['field', 'before', 'after'],
              changes.map(({ path, before, after }) => [
                h('code', { title: path }, pathText(path)),
                scalar(before),
                scalar(after),
              ]),
              'diff',
            ),
          ]),
    ]);
  }

  #pending(index: RunIndex, step: number): HTMLElement | undefined {
    const pending = index.pendingAt(step);
    return this.#section('pending', `Outstanding requests (${pending.length})`, true, () =>
      pending.length === 0
        ? [h('p', { class: 'none' }, 'Nobody waits for anything.')]
        : [
            table(
              'Outstanding requests',
              ['request', 'of', 'owner', 'since', ''],
              pending
                .slice(0, this.#most('pending'))
                .map(({ id, request, requester, owner, since, pended }) => [
                  h('span', { class: 'cut', title: `${request}, id ${id}` }, request),
                  this.#actor(requester),
                  this.#actor(owner),
                  this.#link(since),
                  pended
                    ? h('span', { class: 'chip waits', title: 'marked pending' }, 'pended')
                    : '',
                ]),
              'pending',
            ),
            this.#rest('pending', pending.length),
          ],
    );
  }

  #held(index: RunIndex, step: number): HTMLElement | undefined {
    const held = index.heldAt(step);
    if (held.length === 0) return undefined;
    return this.#section('held', `References held (${held.length})`, held.length <= 6, () => [
      h('ul', {}, ...held.map((line) => h('li', {}, line))),
    ]);
  }

  #sent(index: RunIndex, step: ViewStep): HTMLElement | undefined {
    if (step.sent.length === 0) return undefined;
    return this.#section('sent', `Sent in this step (${step.sent.length})`, true, () => [
      h(
        'ul',
        {},
        ...step.sent.map(({ to, title }, n) => {
          const at = index.deliveryOf(step, n);
          return h(
            'li',
            {},
            `${title} to `,
            this.#actor(to),
            ...(at === undefined
              ? [', not delivered in this run']
              : [', delivered in ', this.#link(at)]),
          );
        }),
      ),
    ]);
  }

  #instead(run: number, step: ViewStep): HTMLElement | undefined {
    const moves = this.#runs.movesAt(run, step);
    if (moves.length === 0) return undefined;
    const { isServed } = this.#actions;
    const taken = this.#runs.takenOutcome(run, step.step);
    return this.#section('instead', `Could have come instead (${moves.length})`, true, () => [
      taken === undefined ? '' : h('p', {}, `After what was taken: ${outcomeWords(taken)}.`),
      h(
        'ul',
        { class: 'moves' },
        ...moves.slice(0, this.#most('instead')).map(({ from, to, title, outcome }, n) =>
          h(
            'li',
            { class: outcome?.verdict ?? 'unknown' },
            h(
              'span',
              { class: 'sign', title: outcomeWords(outcome) },
              outcome === undefined ? '·' : outcomeSign[outcome.verdict],
            ),
            h('span', { class: 'move' }, title, h('span', { class: 'route' }, ` ${from} → ${to}`)),
            h('span', { class: 'outcome' }, outcome === undefined ? '' : outcomeWords(outcome)),
            isServed
              ? button('Take it', () => void this.#actions.branch(run, step.step, n), {
                  class: 'action',
                  title: `Deliver ${title} to ${to} in place of step ${step.step}`,
                })
              : undefined,
          ),
        ),
      ),
      this.#rest('instead', moves.length),
      isServed
        ? button('What lies behind each?', () => void this.#actions.askOutcomes(run, step.step), {
            class: 'action ask',
          })
        : '',
    ]);
  }

  #most(list: List): number {
    return this.#whole.has(list) ? Number.POSITIVE_INFINITY : most;
  }

  /** Shows what is left out of a long list. */
  #rest(list: List, length: number): HTMLElement | string {
    const rest = length - this.#most(list);
    if (rest <= 0) return '';
    return linkButton(`${rest} more`, () => {
      this.#whole.add(list);
      this.show();
    });
  }

  #actor(actor: string): HTMLElement | string {
    if (this.#runs.lane(actor) === undefined) return actor;
    return linkButton(actor, () => this.#store.go({ actor }), `Show the statechart of ${actor}`);
  }

  #link(step: number): HTMLElement {
    return linkButton(`step ${step}`, () => this.#walk.to(step));
  }

  /** What is closed is made when it is opened. */
  #section(
    key: string,
    title: string,
    isOpen: boolean,
    content: () => readonly (HTMLElement | string)[],
  ): HTMLElement {
    const open = this.#open.get(key) ?? isOpen;
    const made = h('details', { open, class: `part ${key}` }, h('summary', {}, h('h3', {}, title)));
    if (open) made.append(...content());
    made.addEventListener('toggle', () => {
      if (made.open === (this.#open.get(key) ?? isOpen)) return;
      this.#open.set(key, made.open);
      if (made.open && made.childElementCount === 1) made.append(...content());
    });
    return made;
  }
}

/** `requests.0["vf0 read"]`: names that are no words are in quotes. */
function pathText(path: string): string {
  const names = pathNames(path).map((name) =>
    /^[\w$]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`,
  );
  return names.length === 0 ? 'context' : names.join('').replace(/^\./, '');
}

function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (HTMLElement | string)[])[],
  kind: string,
): HTMLTableElement {
  return h(
    'table',
    { class: kind },
    h('caption', { class: 'sr' }, caption),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        ...head.map((name) =>
          h('th', { scope: 'col' }, name === '' ? h('span', { class: 'sr' }, 'pended') : name),
        ),
      ),
    ),
    h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map((cell) => h('td', {}, cell))))),
  );
}
