/** A state space for Graphviz: a box for each state, an edge for each transition. */
import type { SpaceState, StateSpace } from '../../explore/index.ts';
import { quoted } from '../export/dot.ts';
import { markWords, stateWords, transitionWords } from './labels.ts';

export function dotSpaceText(space: StateSpace): string {
  const { states, transitions, truncated } = space;
  const title = `${states.length} states, ${transitions.length} transitions${truncated ? ', not all' : ''}`;
  return `${[
    `digraph ${quoted('states')} {`,
    `  graph [label=${quoted(title)}, rankdir=TB];`,
    '  node [shape=box, style="rounded,filled", fillcolor=white, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...states.map((state, n) => `  s${n} [${node(space, state, n)}];`),
    ...transitions.map((each) => {
      const words = each.delivery.lost === true ? ', style=dashed' : '';
      return `  s${each.from} -> s${each.to} [label=${quoted(transitionWords(each))}${words}];`;
    }),
    '}',
  ].join('\n')}\n`;
}

function node(space: StateSpace, state: SpaceState, n: number): string {
  const mark = markWords(state);
  const flight = state.inFlight === 0 ? [] : [`${state.inFlight} in flight`];
  const marks = mark === undefined ? [] : [mark];
  const label = quoted([`${n}`, ...stateWords(space, state), ...flight, ...marks].join('\n'));
  if (state.violation !== undefined) return `label=${label}, fillcolor="#ffcdd2", penwidth=2`;
  if (state.isRest) return `label=${label}, peripheries=2`;
  return state.isOpen ? `label=${label}, style="rounded,dashed"` : `label=${label}`;
}
