/** Wrong implementations, made from the model by one small change each. */
import type { Fsm } from '../../../src/generate/index.ts';

export type Below = (limit: number) => number;
export type Fault = 'transfer' | 'output' | 'extra-state' | 'random';
export const faults: readonly Fault[] = ['transfer', 'output', 'extra-state', 'random'];

const copyOf = (fsm: Fsm, states = fsm.states): Fsm => {
  const next = new Int32Array(states * fsm.inputs);
  const output = new Int32Array(states * fsm.inputs);
  next.set(fsm.next);
  output.set(fsm.output);
  return { states, inputs: fsm.inputs, next, output };
};

/** A place of the table where the machine takes the input. */
function transition({ next }: Fsm, below: Below): number {
  for (;;) {
    const place = below(next.length);
    if ((next[place] as number) >= 0) return place;
  }
}

const other = (value: number, limit: number, below: Below) =>
  (value + 1 + below(Math.max(limit - 1, 1))) % Math.max(limit, 1);

/** One transition leads to another state. */
export function transferFault(model: Fsm, below: Below): Fsm {
  const made = copyOf(model);
  const place = transition(model, below);
  made.next[place] = other(made.next[place] as number, model.states, below);
  return made;
}

/** One transition answers something else. */
export function outputFault(model: Fsm, outputs: number, below: Below): Fsm {
  const made = copyOf(model);
  const place = transition(model, below);
  made.output[place] = other(made.output[place] as number, outputs, below);
  return made;
}

/**
 * Some transitions lead to a copy of their state, which differs from it in one transition: what it remembers of
 * its past is wrong. Repeated for each extra state.
 */
export function extraStateFault(model: Fsm, extra: number, outputs: number, below: Below): Fsm {
  let made = model;
  for (let turn = 0; turn < extra; turn++) {
    const { states, inputs } = made;
    const larger = copyOf(made, states + 1);
    const entered = transition(made, below);
    const original = made.next[entered] as number;
    for (let input = 0; input < inputs; input++) {
      larger.next[states * inputs + input] = made.next[original * inputs + input] as number;
      larger.output[states * inputs + input] = made.output[original * inputs + input] as number;
    }
    larger.next[entered] = states;
    made = larger;
  }
  if (extra === 0) return made;
  const last = made.states - 1;
  const taken = Array.from(
    { length: made.inputs },
    (_, input) => last * made.inputs + input,
  ).filter((place) => (made.next[place] as number) >= 0);
  const place = taken[below(taken.length)];
  if (place === undefined) return made;
  if (below(4) === 0) made.output[place] = other(made.output[place] as number, outputs, below);
  else made.next[place] = below(made.states);
  return made;
}

/** Several transitions at once, and new states besides. */
export function randomFault(model: Fsm, extra: number, outputs: number, below: Below): Fsm {
  let made = extraStateFault(model, extra, outputs, below);
  const changes = 1 + below(3);
  for (let turn = 0; turn < changes; turn++)
    made = below(2) === 0 ? transferFault(made, below) : outputFault(made, outputs, below);
  return made;
}

export function faulty(
  fault: Fault,
  model: Fsm,
  extra: number,
  outputs: number,
  below: Below,
): Fsm {
  if (fault === 'transfer') return transferFault(model, below);
  if (fault === 'output') return outputFault(model, outputs, below);
  if (fault === 'extra-state') return extraStateFault(model, extra, outputs, below);
  return randomFault(model, extra, outputs, below);
}
