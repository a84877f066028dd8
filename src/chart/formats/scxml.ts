/**
 * A statechart as SCXML (W3C). What SCXML cannot carry, or only in another way:
 *
 * - Guards and actions are names: `cond="isReady"` and `<script>start()</script>`. Whoever runs the document defines
 *   them.
 * - `X` in SCXML also takes `X.y`, in XState only `X`. Where the machine has both, the dots of the longer are colons.
 * - `after` becomes a sent event and its cancellation, as SCXML does it; a named delay is an expression.
 * - What stays inside unless told to re-enter is `type="internal"`; where that means nothing, it has no target.
 * - Context, input, output, tags and what an actor is asked are left out.
 */
import type { Chart, ChartState, ChartTransition } from '../chart.ts';
import { visibleText } from '../text.ts';
import type { Tree } from '../tree.ts';
import { groupedBy, treeOf } from '../tree.ts';
import { xmlText } from '../xml.ts';
import { namesFor } from './xml-names.ts';

export function chartScxml(chart: Chart): string {
  const tree = treeOf(chart);
  const writer = new Writer(chart, tree);
  const root = writer.id(tree.root.id);
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!-- Guards (cond) and actions (script) are names: whoever runs this defines them. -->',
    `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript" ` +
      `name="${xmlText(chart.name)}" initial="${root}">`,
    ...indented(writer.state(tree.root)),
    '</scxml>',
  ].join('\n')}\n`;
}

class Writer {
  readonly #tree: Tree;
  readonly #transitions: ReadonlyMap<string, readonly ChartTransition[]>;
  readonly #ids: ReadonlyMap<string, string>;
  readonly #events: ReadonlyMap<string, string>;

  constructor(chart: Chart, tree: Tree) {
    this.#tree = tree;
    this.#transitions = groupedBy(chart.transitions, ({ source }) => source);
    this.#ids = namesFor(chart.states.map(({ id }) => id));
    this.#events = eventNames(chart, (id) => this.id(id));
  }

  id(state: string): string {
    return this.#ids.get(state) as string;
  }

  state(state: ChartState): readonly string[] {
    const { id, kind, description } = state;
    const children = this.#tree.children(id);
    const element =
      { parallel: 'parallel', final: 'final', history: 'history' }[kind as string] ?? 'state';
    const depth = kind === 'history' ? ` type="${state.history}"` : '';
    const content = [
      ...(description === undefined ? [] : [comment(description)]),
      ...(kind === 'history' ? [this.#historyDefault(state)] : this.#content(state, children)),
    ];
    const head = `${element} id="${this.id(id)}"${depth}`;
    return content.length === 0
      ? [`<${head}/>`]
      : [`<${head}>`, ...indented(content), `</${element}>`];
  }

  #content(state: ChartState, children: readonly ChartState[]): readonly string[] {
    const own = this.#transitions.get(state.id) ?? [];
    const delays = new Map(
      own.flatMap(({ eventType, delay }) =>
        delay === undefined ? [] : [[eventType, delay] as const],
      ),
    );
    const timers = [...delays].map(([type, delay]) => {
      const event = this.#event(type);
      const time = typeof delay === 'number' ? `delay="${delay}ms"` : `delayexpr="${word(delay)}"`;
      return {
        send: `<send id="${event}" event="${event}" ${time}/>`,
        cancel: `<cancel sendid="${event}"/>`,
      };
    });
    const initial = children.find(({ isInitial }) => isInitial);
    return [
      ...(initial === undefined ? [] : this.#initial(initial)),
      ...block('onentry', [...state.entry.map(script), ...timers.map(({ send }) => send)]),
      ...block('onexit', [...state.exit.map(script), ...timers.map(({ cancel }) => cancel)]),
      ...state.invokes.map((source) => `<invoke src="${xmlText(source)}"/>`),
      ...(state.kind === 'final'
        ? []
        : inOrder(own).flatMap((one) => this.#transition(one, state))),
      ...children.flatMap((child) => this.state(child)),
    ];
  }

  #initial({ id, initialActions }: ChartState): readonly string[] {
    return block('initial', element('transition', `target="${this.id(id)}"`, initialActions));
  }

  #historyDefault({ parent, defaultTargets }: ChartState): string {
    const siblings = this.#tree.children(parent ?? '').filter(({ kind }) => kind !== 'history');
    const isParallel = this.#tree.state(parent ?? '').kind === 'parallel';
    const beginning = siblings
      .filter(({ isInitial }) => isParallel || isInitial)
      .map(({ id }) => id);
    const targets = defaultTargets.length > 0 ? defaultTargets : beginning;
    return `<transition target="${targets.map((id) => this.id(id)).join(' ')}"/>`;
  }

  #transition(transition: ChartTransition, state: ChartState): readonly string[] {
    const { eventType, guard, actions, reenter, targets, description } = transition;
    const isWithin = targets.every((target) => this.#tree.isWithin(target, state.id));
    const stays = !reenter && isWithin && targets.length > 0;
    const inner = stays ? targets.flatMap((target) => this.#inside(target, state)) : targets;
    const attributes = [
      ...(eventType === '' ? [] : [`event="${this.#event(eventType)}"`]),
      ...(guard === undefined ? [] : [`cond="${word(guard)}"`]),
      ...(inner.length === 0 ? [] : [`target="${inner.map((id) => this.id(id)).join(' ')}"`]),
      ...(stays && inner.length > 0 ? ['type="internal"'] : []),
    ].join(' ');
    const note = description === undefined ? [] : [comment(description)];
    return [...note, ...element('transition', attributes, actions)];
  }

  /** A state that leads to itself without being left: its beginning is entered. */
  #inside(target: string, state: ChartState): readonly string[] {
    if (target !== state.id) return [target];
    const children = this.#tree.children(target).filter(({ kind }) => kind !== 'history');
    return children
      .filter(({ isInitial }) => isInitial || state.kind === 'parallel')
      .map(({ id }) => id);
  }

  #event(type: string): string {
    return this.#events.get(type) as string;
  }
}

/** XState looks for the event's own name first, then for the longest pattern; SCXML takes the first that fits. */
function inOrder(transitions: readonly ChartTransition[]): readonly ChartTransition[] {
  const rank = ({ eventType }: ChartTransition) =>
    eventType.endsWith('*') ? 1 / (eventType.length + 1) : 1;
  return [...transitions].sort((a, b) => rank(b) - rank(a));
}

/** What SCXML calls the events. */
function eventNames(chart: Chart, idOf: (state: string) => string): ReadonlyMap<string, string> {
  const types = [...new Set(chart.transitions.map(({ eventType }) => eventType))].filter(
    (type) => type !== '',
  );
  const known = new Set(types);
  const states = new Map(
    chart.states.map(({ id }) => [`xstate.done.state.${id}`, `done.state.${idOf(id)}`]),
  );
  const startsWithAnother = (type: string) =>
    [...type.matchAll(/\./g)].some(({ index }) => known.has(type.slice(0, index)));
  return new Map(
    types.map((type) => {
      const own = states.get(type);
      if (own !== undefined) return [type, own];
      if (type === '*') return [type, '*'];
      const body = type
        .replace(/\.\*$/, '')
        .replace(/^xstate\.(done|error)\.actor\./, '$1.invoke.');
      const dotted = startsWithAnother(type) ? body.replaceAll('.', ':') : body;
      const name = dotted.split('.').map(token).join('.');
      return [type, type.endsWith('.*') ? `${name}.*` : name];
    }),
  );
}

/** One part of an event's name: letters, digits, `-`, `_` and `:`. */
function token(text: string): string {
  return text.replace(/[^\p{L}\p{N}_:-]/gu, '_') || '_';
}

/** A name as ECMAScript can have it, so that somebody may define it. */
function word(name: string): string {
  const letters = name.replace(/[^\p{L}\p{N}_$]+/gu, '_');
  return xmlText(/^\p{N}/u.test(letters) ? `_${letters}` : letters || '_');
}

function script(action: string): string {
  const raised = /^raise\((.+)\)$/s.exec(action)?.[1];
  if (raised !== undefined) return `<raise event="${raised.split('.').map(token).join('.')}"/>`;
  return `<script>${word(action)}()</script>`;
}

function element(name: string, attributes: string, actions: readonly string[]): readonly string[] {
  const head = attributes === '' ? name : `${name} ${attributes}`;
  if (actions.length === 0) return [`<${head}/>`];
  return [`<${head}>`, ...indented(actions.map(script)), `</${name}>`];
}

function block(name: string, content: readonly string[]): readonly string[] {
  return content.length === 0 ? [] : [`<${name}>`, ...indented(content), `</${name}>`];
}

function comment(text: string): string {
  return `<!-- ${xmlText(visibleText(text)).replace(/-(?=-|$)/g, '- ')} -->`;
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
