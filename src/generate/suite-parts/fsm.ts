/** A behaviour as a deterministic machine of numbers, for the methods that identify states. */
import type { Behaviour, Fsm } from '../behaviour.ts';
import type { GraphIndex } from '../graph-index.ts';
import type { Observation } from '../suite.ts';

/** Equal outputs are those that a tester cannot tell apart: the reaction, and besides what `observes` says. */
export function fsmOf(graph: GraphIndex, observes: Observation): Fsm {
  const { behaviour } = graph;
  refuseChance(graph);
  const inputs = behaviour.stimuli.length;
  const next = new Int32Array(graph.states * inputs).fill(-1);
  const output = new Int32Array(graph.states * inputs).fill(-1);
  const numbers = new Map<string, number>();
  for (let move = 0; move < graph.moves; move += 1) {
    const to = graph.to[move] as number;
    const at = (graph.from[move] as number) * inputs + (graph.input[move] as number);
    const key = `${graph.output[move]} ${shown(behaviour, to, observes)}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    next[at] = to;
    output[at] = number;
  }
  return { states: graph.states, inputs, next, output };
}

/** A test as the moves that a sequence of stimuli makes. */
export function movesOf(graph: GraphIndex, inputs: readonly number[]): readonly number[] {
  const moves: number[] = [];
  let state = 0;
  for (const input of inputs) {
    let taken = -1;
    const end = graph.first[state + 1] as number;
    for (let move = graph.first[state] as number; move < end; move += 1) {
      if (graph.input[move] === input) taken = move;
    }
    if (taken < 0) throw new Error(`state ${state} does not take stimulus ${input}`);
    moves.push(taken);
    state = graph.to[taken] as number;
  }
  return moves;
}

function refuseChance(graph: GraphIndex): void {
  const move = graph.isChance.indexOf(1);
  if (move < 0) return;
  const { stimuli, name } = graph.behaviour;
  const { type = '' } = stimuli[graph.input[move] as number]?.message ?? {};
  throw new Error(
    `states of '${name}' cannot be identified: it answers '${type}' in more than one way, and W, Wp, HSI and H ` +
      `are for deterministic subjects; use method 'tour'`,
  );
}

function shown({ states }: Behaviour, state: number, observes: Observation): string {
  if (observes === 'outputs') return '';
  const it = states[state];
  return (observes === 'state' ? it?.values.join(' | ') : it?.status) ?? '';
}
