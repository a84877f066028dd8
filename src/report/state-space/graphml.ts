/** A state space as GraphML, for Gephi, yEd, NetworkX and others: what the states are is data of the nodes. */
import type { SpaceState, StateSpace } from '../../explore/index.ts';
import { short } from '../export/text.ts';
import { markWords, transitionWords } from './labels.ts';

const fields = [
  ['node', 'inFlight', 'int'],
  ['node', 'initial', 'boolean'],
  ['node', 'rest', 'boolean'],
  ['node', 'open', 'boolean'],
  ['node', 'mark', 'string'],
  ['edge', 'label', 'string'],
  ['edge', 'from', 'string'],
  ['edge', 'to', 'string'],
  ['edge', 'type', 'string'],
] as const;

export function graphmlText(space: StateSpace): string {
  const { actors, states, transitions } = space;
  const locals = actors.map((id, n) => key('node', `local${n}`, short(id, 200), 'string'));
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...fields.map(([what, name, type]) => key(what, `${what}.${name}`, name, type)),
    ...locals,
    '  <graph id="states" edgedefault="directed">',
    ...states.map(node),
    ...transitions.map((each, n) => {
      const { from, to, message } = each.delivery;
      return element('edge', `id="t${n}" source="s${each.from}" target="s${each.to}"`, [
        ['edge.label', transitionWords(each)],
        ['edge.from', short(from, 200)],
        ['edge.to', short(to, 200)],
        ['edge.type', short(message.type, 200)],
      ]);
    }),
    '  </graph>',
    '</graphml>',
  ].join('\n')}\n`;
}

function node(state: SpaceState, n: number): string {
  const mark = markWords(state);
  return element('node', `id="s${n}"`, [
    ['node.inFlight', `${state.inFlight}`],
    ['node.initial', `${n === 0}`],
    ['node.rest', `${state.isRest}`],
    ['node.open', `${state.isOpen}`],
    ...(mark === undefined ? [] : [['node.mark', mark] as const]),
    ...state.local.map((text, actor) => [`local${actor}`, short(text, 1000)] as const),
  ]);
}

function element(
  name: string,
  attributes: string,
  data: readonly (readonly [key: string, value: string])[],
): string {
  const inside = data.map(([id, value]) => `<data key="${id}">${xml(value)}</data>`).join('');
  return `    <${name} ${attributes}>${inside}</${name}>`;
}

function key(what: string, id: string, name: string, type: string): string {
  return `  <key id="${id}" for="${what}" attr.name="${xml(name)}" attr.type="${type}"/>`;
}

function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\ufffe\uffff]/g, '\ufffd');
}
