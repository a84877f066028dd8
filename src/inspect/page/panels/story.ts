/** The first thing on the page: what went wrong, why, what to change, and how to see it again. */
import type {
  ViewDocument,
  ViewExplanation,
  ViewProperty,
  ViewRun,
  ViewViolation,
} from '../../view-data.ts';
import type { Actions } from '../actions.ts';
import { button, h, icon } from '../dom.ts';
import type { Runs } from '../runs.ts';
import type { Walk } from '../walk.ts';

const badgeWords = {
  violated: 'violated',
  holds: 'holds',
  stopped: 'stopped',
  failed: 'failed',
} as const;

export function badge({ kind, text }: ViewRun['verdict']): HTMLElement {
  const word = badgeWords[kind] ?? 'unknown';
  const said = text.startsWith(word) ? text.slice(word.length).replace(/^[:\s]+/, '') : text;
  // What is behind the colon is told below.
  const rest = kind === 'violated' ? said.replace(/(:| at the end| in step ).*$/s, '') : said;
  const made = h('span', { class: `badge ${word}`, title: text }, h('b', {}, word));
  made.prepend(icon(kind === 'holds' ? 'check' : 'cross'));
  if (rest !== '') made.append(` ${rest}`);
  return made;
}

/** Text in which every `step 12` is a way to that step. */
export function withSteps(text: string, walk: Walk): readonly (Node | string)[] {
  return text.split(/(\bsteps? \d+|(?<=\bsteps \d.*)\band \d+)/i).map((part, n) => {
    if (n % 2 === 0) return part;
    const step = Number(part.replace(/\D+/g, ''));
    return button(part, () => walk.to(step), { class: 'link' });
  });
}

export class Story {
  readonly element = h('section', { class: 'story', 'aria-labelledby': 'story-title' });
  readonly #document: ViewDocument;
  readonly #runs: Runs;
  readonly #walk: Walk;
  readonly #actions: Actions;
  #isOpen = true;

  constructor(runs: Runs, walk: Walk, actions: Actions) {
    this.#document = runs.document;
    this.#runs = runs;
    this.#walk = walk;
    this.#actions = actions;
  }

  show(number: number): void {
    const { run } = this.#runs.at(number);
    const { explanation } = run;
    this.element.className = `story ${run.verdict.kind}${explanation === undefined ? ' plain' : ''}`;
    const columns =
      explanation === undefined
        ? [this.#outcome(run, number)]
        : [this.#what(run, explanation), this.#why(explanation, number)];
    const body = h('div', { class: 'story-body' }, ...columns, this.#again(run));
    const isWrong = run.verdict.kind === 'violated' || run.verdict.kind === 'failed';
    const title = isWrong ? 'What went wrong' : run.title;
    const fold = h(
      'details',
      { open: this.#isOpen },
      h('summary', {}, h('h2', { id: 'story-title' }, title)),
      body,
    );
    fold.addEventListener('toggle', () => {
      this.#isOpen = fold.open;
    });
    this.element.replaceChildren(fold);
  }

  /** A run that nobody had to explain: what it shows, and what is wrong with it. */
  #outcome({ verdict, atEnd = [], steps }: ViewRun, number: number): HTMLElement {
    const inSteps = steps.flatMap(({ step, violations = [] }) =>
      violations.map((each) => [each, `in step ${step}`] as const),
    );
    const found = [...inSteps, ...atEnd.map((each) => [each, 'at the end'] as const)];
    const [first, ...others] = found;
    if (first === undefined) {
      const count = steps.length.toLocaleString('en');
      const words =
        verdict.kind === 'holds'
          ? `Nothing is violated in ${count} steps. ${verdict.text}`
          : verdict.text;
      return h(
        'div',
        { class: 'what' },
        h('p', {}, ...withSteps(words, this.#walk)),
        this.#flip(number),
      );
    }
    return h(
      'div',
      { class: 'what' },
      this.#violation(first[0], first[1]),
      this.#others(others),
      this.#flip(number),
    );
  }

  #what(run: ViewRun, { violation, violationStep }: ViewExplanation): HTMLElement {
    const others = (run.atEnd ?? []).filter(({ property }) => property !== violation.property);
    const where = violationStep === undefined ? 'at the end' : `in step ${violationStep}`;
    return h(
      'div',
      { class: 'what' },
      this.#violation(violation, where),
      this.#others(others.map((each) => [each, 'at the end'] as const)),
    );
  }

  /** What is violated besides, in a line each. */
  #others(found: readonly (readonly [ViewViolation, string])[]): HTMLElement | undefined {
    if (found.length === 0) return undefined;
    const lines = found.map(([{ property, detail, rule }, where]) =>
      h(
        'li',
        { title: rule },
        h('b', {}, property),
        ' ',
        ...withSteps(where, this.#walk),
        ': ',
        ...withSteps(detail, this.#walk),
      ),
    );
    return h(
      'div',
      { class: 'others' },
      h('span', { class: 'label' }, 'Besides'),
      h('ul', {}, ...lines),
    );
  }

  #violation({ property, rule, bugcheck, detail }: ViewViolation, where: string): HTMLElement {
    return h(
      'div',
      { class: 'violation' },
      h(
        'p',
        { class: 'property' },
        h('strong', {}, property),
        ' ',
        ...withSteps(where, this.#walk),
      ),
      h('p', { class: 'detail' }, ...withSteps(detail, this.#walk)),
      h('p', { class: 'rule' }, h('span', { class: 'label' }, 'Rule'), ` ${rule}`),
      bugcheck === undefined
        ? undefined
        : h('p', { class: 'rule' }, h('span', { class: 'label' }, 'Bug check'), ` ${bugcheck}`),
    );
  }

  #why(explanation: ViewExplanation, number: number): HTMLElement {
    const { violation, racingPair, channelFault, sentences, held } = explanation;
    const decisive = racingPair?.sentence ?? channelFault?.sentence;
    const isSaid = (sentence: string) =>
      sentence === decisive ||
      (sentence.includes(violation.detail) && sentence.includes(violation.rule));
    const rest = sentences.filter((sentence) => !isSaid(sentence));
    return h(
      'div',
      { class: 'why' },
      decisive === undefined
        ? undefined
        : h('p', { class: 'decisive' }, ...withSteps(decisive, this.#walk)),
      this.#flip(number),
      h('ul', {}, ...rest.map((each) => h('li', {}, ...withSteps(each, this.#walk)))),
      held.length === 0
        ? undefined
        : h(
            'details',
            { class: 'held' },
            h('summary', {}, `Held at the end: ${held.length}`),
            h('ul', {}, ...held.map((each) => h('li', {}, ...withSteps(each, this.#walk)))),
          ),
    );
  }

  /** Swaps the pair, or goes back to the run in which it is as it was. */
  #flip(number: number): HTMLElement | undefined {
    if (!this.#actions.canFlip(number)) return undefined;
    const { explanation } = this.#runs.at(number).run;
    const { racingPair, channelFault } = explanation ?? {};
    let words = 'Back to the run that fails';
    if (racingPair !== undefined) {
      const { first, second } = racingPair;
      words = second === undefined ? `Deliver ${first} later` : `Swap ${first} and ${second}`;
    } else if (channelFault !== undefined) words = `Deliver ${channelFault.step} plainly`;
    const flip = button('', () => void this.#actions.flip(number), {
      class: 'action flip',
      title: `${words} (f)`,
    });
    flip.append(icon('swap'), words);
    const compare = button('Side by side', () => void this.#actions.compare(number), {
      class: 'action',
      title: 'Both runs, side by side (c)',
    });
    return h('div', { class: 'actions' }, flip, compare);
  }

  #again(run: ViewRun): HTMLElement {
    const { facts, command, properties = [] } = this.#document;
    const copied = h('span', { class: 'copied', 'aria-live': 'polite' });
    const copy = (text: string) =>
      button('Copy', () => void copyText(text).then((word) => copied.replaceChildren(word)), {
        class: 'action',
        'aria-label': 'Copy the command',
      });
    return h(
      'div',
      { class: 'again' },
      command === undefined
        ? undefined
        : h(
            'div',
            { class: 'command' },
            h('span', { class: 'label' }, 'Again'),
            h('code', { title: command }, command),
            copy(command),
            copied,
          ),
      h(
        'dl',
        { class: 'facts' },
        ...[...facts, ['shown', `${run.title}, ${run.steps.length} steps`] as const].flatMap(
          ([label, value]) => [h('dt', {}, label), h('dd', { title: value }, value)],
        ),
      ),
      properties.length === 0 ? undefined : propertyList(properties),
    );
  }
}

const outcomeSigns = {
  held: '✓',
  violated: '✕',
  reached: '✓',
  notReached: '✕',
  open: '·',
} as const;
const outcomeTexts = {
  held: 'held',
  violated: 'violated',
  reached: 'reached',
  notReached: 'not reached',
  open: 'not decided',
} as const;

/** What was to hold, and what is known of it. */
function propertyList(properties: readonly ViewProperty[]): HTMLElement {
  const lines = properties.map(({ name, rule, source, outcome }) =>
    h(
      'li',
      { class: outcome, title: source ?? '' },
      `${outcomeSigns[outcome]} `,
      h('b', {}, name),
      ` ${outcomeTexts[outcome]}: ${rule}`,
    ),
  );
  return h(
    'details',
    { class: 'held' },
    h('summary', {}, `Properties: ${properties.length}`),
    h('ul', { class: 'properties' }, ...lines),
  );
}

async function copyText(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return 'copied';
  } catch {
    return 'the browser does not allow it';
  }
}
