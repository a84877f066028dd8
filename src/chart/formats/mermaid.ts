/**
 * A statechart as a mermaid `stateDiagram-v2`. Mermaid draws no lines between states inside of different states
 * (mermaid issue 5290), and no text in a state that has others inside. So a line goes between the two states
 * that lie next to each other, its label says which of the inner ones is meant, and the text of such states is a
 * note.
 */
import type { Chart, ChartState, ChartTransition } from '../chart.ts';
import { alikeOf, labelText } from '../label.ts';
import type { Plan } from '../plan.ts';
import { planOf } from '../plan.ts';
import { cutText, visibleText } from '../text.ts';
import type { Tree } from '../tree.ts';
import { groupedBy, treeOf } from '../tree.ts';
import { stateLines } from './listing.ts';

/** A format cannot carry this chart. */
export class ChartFormatError extends Error {
  override readonly name = 'ChartFormatError';
}

/** Mermaid's own bounds; a page may raise them. */
const mostCharacters = 50_000;
const mostEdges = 500;

export function chartMermaid(chart: Chart): string {
  const tree = treeOf(chart);
  const plan = planOf(chart, tree);
  const writer = new Writer(chart, tree, plan);
  const lines = writer.state(tree.root);
  const text = `${[
    'stateDiagram-v2',
    `  %% ${plain(short(chart.name))}: a line between inner states of different states is drawn between these`,
    '  %% (mermaid issue 5290); the label then begins with the inner state',
    ...lines.map((line) => `  ${line}`),
  ].join('\n')}\n`;
  if (text.length > mostCharacters) {
    throw new ChartFormatError(
      `${text.length} characters; mermaid draws at most ${mostCharacters}`,
    );
  }
  if (writer.edges > mostEdges) {
    throw new ChartFormatError(`${writer.edges} lines; mermaid draws at most ${mostEdges}`);
  }
  return text;
}

/** Transitions between two states that lie next to each other. */
interface Link {
  readonly source: string;
  readonly target: string;
  readonly transition: ChartTransition;
}

class Writer {
  edges = 0;
  readonly #tree: Tree;
  readonly #plan: Plan;
  readonly #names: ReadonlyMap<string, string>;
  /** By the state that both ends lie in. */
  readonly #links: ReadonlyMap<string | undefined, readonly Link[]>;

  constructor(chart: Chart, tree: Tree, plan: Plan) {
    this.#tree = tree;
    this.#plan = plan;
    this.#names = new Map(chart.states.map(({ id }, n) => [id, `s${n}`]));
    const links = chart.states.flatMap(({ id }) =>
      plan.edgesFrom(id).flatMap(({ target, transitions }) => {
        const ends = this.#neighbours(id, target);
        return transitions.map((transition): Link => ({ ...ends, transition }));
      }),
    );
    this.#links = groupedBy(links, ({ source }) => tree.state(source).parent);
  }

  state(state: ChartState): readonly string[] {
    const name = this.#name(state.id);
    const children = this.#tree.children(state.id);
    const title = `${history(state)}${short(state.key)}`;
    const lines = stateLines(state, this.#plan).map((line) => encoded(line));
    if (children.length === 0) {
      const own = [
        `state "${encoded(title)}" as ${name}`,
        ...lines.map((line) => `${name} : ${line}`),
      ];
      if (state.kind !== 'final') return own;
      this.edges += 1;
      return [...own, `${name} --> [*]`];
    }
    const note =
      lines.length === 0 ? [] : [`note right of ${name}`, ...indented(lines), 'end note'];
    const inside =
      state.kind === 'parallel'
        ? children.flatMap((child, n) => [...(n === 0 ? [] : ['--']), ...this.state(child)])
        : [...this.#initial(children), ...children.flatMap((child) => this.state(child))];
    return [
      `state "${encoded(title)}" as ${name} {`,
      ...indented(inside),
      ...indented(this.#linesIn(state.id)),
      '}',
      ...note,
    ];
  }

  #initial(children: readonly ChartState[]): readonly string[] {
    const initial = children.find(({ isInitial }) => isInitial);
    if (initial === undefined) return [];
    this.edges += 1;
    const { initialActions } = initial;
    const label =
      initialActions.length === 0 ? '' : ` : ${encoded(`/ ${initialActions.join(', ')}`)}`;
    return [`[*] --> ${this.#name(initial.id)}${label}`];
  }

  #linesIn(parent: string): readonly string[] {
    const pairs = groupedBy(this.#links.get(parent) ?? [], ({ source, target }) =>
      JSON.stringify([source, target]),
    );
    return [...pairs.values()].flatMap((links) => {
      const [first] = links;
      if (first === undefined) return [];
      this.edges += 1;
      const { source, target } = first;
      const transitions = links.map(({ transition }) => transition);
      const labels = alikeOf(transitions, (transition) => this.#told(transition, target));
      const text = labels.map((label) => {
        const [one] = label.transitions;
        const from = one === undefined || one.source === source ? '' : `${this.#key(one.source)}: `;
        return encoded(from + labelText(label));
      });
      return [`${this.#name(source)} --> ${this.#name(target)} : ${text.join('<br/>')}`];
    });
  }

  #told(transition: ChartTransition, end: string): readonly string[] {
    const { targets, source } = transition;
    if (targets.length === 1 && targets[0] === end) return [];
    return targets.map((target) => this.#tree.nameFrom(source, target));
  }

  #key(id: string): string {
    return this.#tree.state(id).key;
  }

  /** The states around the two, or they themselves, that have the same parent. */
  #neighbours(source: string, target: string): { source: string; target: string } {
    const above = [target, ...this.#tree.ancestors(target)];
    const parents = new Map(above.map((id) => [this.#tree.state(id).parent, id]));
    for (const id of [source, ...this.#tree.ancestors(source)]) {
      const other = parents.get(this.#tree.state(id).parent);
      if (other !== undefined) return { source: id, target: other };
    }
    return { source, target };
  }

  #name(id: string): string {
    return this.#names.get(id) as string;
  }
}

function history({ kind, history: depth }: ChartState): string {
  if (kind !== 'history') return '';
  return depth === 'deep' ? 'H* ' : 'H ';
}

function short(text: string): string {
  return cutText(visibleText(text), 60);
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/** In a comment: letters, digits and little else. */
function plain(text: string): string {
  return text.replace(/[^A-Za-z0-9 _.-]/g, '_');
}

/** What means something in mermaid's text is written by its code point. */
function encoded(text: string): string {
  return text.replace(/[^A-Za-z0-9 _.,=/*+→…-]|--/gu, (chars) =>
    [...chars].map((char) => `#${char.codePointAt(0)};`).join(''),
  );
}
