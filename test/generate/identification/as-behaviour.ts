/** A machine of numbers as a behaviour, so that tours of it are those that `generateSuite` makes. */
import type { Behaviour, Fsm, Limits, Method } from '../../../src/generate/index.ts';
import { generateSuite } from '../../../src/generate/index.ts';
import type { Suite } from './oracle.ts';

export function behaviourOfFsm({ states, inputs, next, output }: Fsm): Behaviour {
  const message = (from: string, to: string, type: string) => ({ from, to, message: { type } });
  const outputs = output.reduce((most, each) => Math.max(most, each), 0) + 1;
  return {
    name: 'fsm',
    kind: 'open',
    actors: ['fsm'],
    inputs: {},
    charts: {},
    initial: [],
    initialTaken: [],
    stimuli: Array.from({ length: inputs }, (_, input) => message('tester', 'fsm', `${input}`)),
    reactions: Array.from({ length: outputs }, (_, each) => [message('fsm', 'tester', `${each}`)]),
    states: Array.from({ length: states }, (_, state) => ({
      values: [`s${state}`],
      nodes: [`fsm.s${state}`],
      isOpen: false,
      moves: Array.from({ length: inputs }, (_, input) => state * inputs + input)
        .filter((place) => (next[place] as number) >= 0)
        .map((place) => ({
          input: place % inputs,
          output: output[place] as number,
          to: next[place] as number,
          taken: [],
        })),
    })),
    goals: [],
    leftOut: [],
    stoppedBecause: 'complete',
  };
}

export interface Choice {
  readonly criterion: 'transitions' | 'transition-pairs';
  readonly method?: Method;
  readonly extraStates?: number;
  readonly limits?: Limits;
}

/** The input sequences of the suite that `generateSuite` makes. */
export function suiteOf(fsm: Fsm, { criterion, ...options }: Choice): Suite {
  const suite = generateSuite(behaviourOfFsm(fsm), {
    ...options,
    criteria: [criterion],
    observes: 'outputs',
  });
  if (suite.truncated) throw new Error(`a suite was cut short by ${suite.stoppedBecause}`);
  return suite.tests.map(({ steps }) => steps.map(({ stimulus }) => Number(stimulus.message.type)));
}
