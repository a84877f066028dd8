/** How long the suites of W, Wp, HSI and H are, and how long it takes to make them: random machines, seed 1. */
import type { IdentificationMethod } from '../../src/generate/identification/index.ts';
import { identify } from '../../src/generate/identification/index.ts';
import type { RandomFsm } from '../generate/identification/random-fsm.ts';
import { randomFsm } from '../generate/identification/random-fsm.ts';

const methods: readonly IdentificationMethod[] = ['w', 'wp', 'hsi', 'h'];
/** The floor of the project: at k = 1 Wp is at most so long, against W. */
const maxWp = 0.55;

type Shape = Omit<RandomFsm, 'seed'> & { readonly extraStates: number };

const shapes: readonly Shape[] = [
  { states: 30, inputs: 6, outputs: 6, extraStates: 0 },
  { states: 30, inputs: 6, outputs: 6, extraStates: 1 },
  { states: 30, inputs: 6, outputs: 6, sameAnswers: 85, extraStates: 1 },
  { states: 300, inputs: 6, outputs: 6, extraStates: 0 },
  { states: 300, inputs: 6, outputs: 6, extraStates: 1 },
];

/** Prints a table. False if Wp is longer than it may be. */
export function compareMethods(print: (text: string) => void, times: number): boolean {
  const whole = (value: number) => value.toLocaleString('en-US').padStart(11);
  print(
    '\nstate identification (identify of src/generate/identification)          steps      resets  of W   seconds',
  );
  let isShort = true;
  for (const { extraStates, ...shape } of shapes) {
    const machine = randomFsm({ ...shape, seed: 1 });
    const same = shape.sameAnswers === undefined ? '' : `, ${shape.sameAnswers} % answers the same`;
    const { states, inputs, outputs } = shape;
    const model = `${states} states, ${inputs} inputs, ${outputs} outputs${same}, k = ${extraStates}`;
    let w = 0;
    for (const method of methods) {
      let seconds = Number.POSITIVE_INFINITY;
      let found = { steps: 0, sequences: 0 };
      for (let turn = 0; turn < times; turn++) {
        const begin = performance.now();
        const limits = { maxSteps: 10_000_000 };
        const { steps, sequences } = identify(machine, { method, extraStates, limits });
        seconds = Math.min(seconds, (performance.now() - begin) / 1000);
        found = { steps, sequences: sequences.length };
      }
      if (method === 'w') w = found.steps;
      const ratio = found.steps / w;
      if (method === 'wp' && extraStates === 1 && ratio > maxWp) isShort = false;
      print(
        `${method.padEnd(4)} ${model.padEnd(62)}${whole(found.steps)} ${whole(found.sequences)} ${ratio.toFixed(2).padStart(5)} ${seconds.toFixed(3).padStart(9)}`,
      );
    }
  }
  if (!isShort) print(`  Wp IS LONGER than ${maxWp} of W at k = 1`);
  return isShort;
}
