/**
 * A statechart for Graphviz: states with others inside are clusters. It lists and draws the same as the SVG.
 * Graphviz knows no lines between clusters: such a line goes between states in them and is cut at their borders
 * (`compound`).
 */
import type { Chart, ChartState } from '../chart.ts';
import type { Plan } from '../plan.ts';
import { planOf } from '../plan.ts';
import { cutText, visibleText } from '../text.ts';
import type { Tree } from '../tree.ts';
import { treeOf } from '../tree.ts';
import { edgeLines, stateLines } from './listing.ts';

export function chartDot(chart: Chart): string {
  const tree = treeOf(chart);
  const plan = planOf(chart, tree);
  const names = new Map(chart.states.map(({ id }, n) => [id, `s${n}`]));
  const writer = new Writer(tree, plan, (id) => names.get(id) as string);
  return `${[
    `digraph ${quoted(short(chart.name))} {`,
    '  graph [compound=true, fontname="sans-serif", labeljust=l, rankdir=TB];',
    '  node [shape=box, style="rounded,filled", fillcolor=white, fontname="sans-serif"];',
    '  edge [fontname="sans-serif"];',
    ...indented(writer.state(tree.root)),
    ...indented(chart.states.flatMap(({ id }) => writer.edgesFrom(id))),
    '}',
  ].join('\n')}\n`;
}

class Writer {
  readonly #tree: Tree;
  readonly #plan: Plan;
  readonly #name: (state: string) => string;

  constructor(tree: Tree, plan: Plan, name: (state: string) => string) {
    this.#tree = tree;
    this.#plan = plan;
    this.#name = name;
  }

  state(state: ChartState): readonly string[] {
    const name = this.#name(state.id);
    const label = this.#label(state);
    const children = this.#tree.children(state.id);
    if (children.length === 0) {
      const shape = { final: ', peripheries=2', history: ', shape=circle' }[state.kind as string];
      return [`${name} [label=${label}${shape ?? ''}];`];
    }
    const initial = children.find(({ isInitial }) => isInitial);
    const isRegion = this.#isRegion(state);
    return [
      `subgraph cluster_${name} {`,
      `  label=${label}; style=${isRegion ? '"dashed"' : '"rounded"'};`,
      ...(initial === undefined
        ? []
        : [
            `  ${name}_initial [shape=point, label="", width=0.12];`,
            `  ${this.#edge(`${name}_initial`, undefined, initial.id, initial.initialActions)}`,
          ]),
      ...indented(children.flatMap((child) => this.state(child))),
      '}',
    ];
  }

  /** The lines that begin at the state. */
  edgesFrom(id: string): readonly string[] {
    return this.#plan.edgesFrom(id).map((edge) => {
      const lines = edgeLines(edge, this.#plan);
      return this.#edge(this.#name(this.#leaf(id)), id, edge.target, lines);
    });
  }

  #edge(
    from: string,
    source: string | undefined,
    target: string,
    lines: readonly string[],
  ): string {
    const attributes = [
      ...(lines.length === 0 ? [] : [`label=${quotedLines(lines)}`]),
      ...(source === undefined || this.#leaf(source) === source
        ? []
        : [`ltail=cluster_${this.#name(source)}`]),
      ...(this.#leaf(target) === target ? [] : [`lhead=cluster_${this.#name(target)}`]),
    ];
    const list = attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`;
    return `${from} -> ${this.#name(this.#leaf(target))}${list};`;
  }

  /** A state in the cluster, for the end of a line. */
  #leaf(id: string): string {
    const [first, ...others] = this.#tree.children(id);
    if (first === undefined) return id;
    return this.#leaf((others.find(({ isInitial }) => isInitial) ?? first).id);
  }

  #label(state: ChartState): string {
    const kind = state.kind === 'parallel' ? ' (parallel)' : '';
    const mark = state.kind === 'history' ? (state.history === 'deep' ? 'H* ' : 'H ') : '';
    const lines = [`${mark}${short(state.key)}${kind}`, ...stateLines(state, this.#plan)];
    return quotedLines(lines);
  }

  #isRegion({ parent }: ChartState): boolean {
    return parent !== undefined && this.#tree.state(parent).kind === 'parallel';
  }
}

function short(text: string): string {
  return cutText(visibleText(text), 100);
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/** Left-justified lines. */
function quotedLines(lines: readonly string[]): string {
  const [only] = lines;
  if (lines.length === 1 && only !== undefined) return quoted(only);
  return `"${lines.map((line) => `${escaped(line)}\\l`).join('')}"`;
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

/** A backslash begins an escape, and `&` the name of a character. */
function escaped(text: string): string {
  return text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
