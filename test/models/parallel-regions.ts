/**
 * k parallel regions, each with three states and two event types of its own: six transitions, one of them a self
 * transition. The model of the comparison of test generators: 3^k configurations, 2 * k * 3^k transitions.
 */
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';

export function parallelRegions(k: number): AnyStateMachine {
  const regions = Array.from({ length: k }, (_, n) => [
    `r${n}`,
    {
      initial: 'a',
      states: {
        a: { on: { [`X${n}`]: 'b', [`Y${n}`]: 'c' } },
        b: { on: { [`X${n}`]: 'c', [`Y${n}`]: 'a' } },
        c: { on: { [`X${n}`]: 'a', [`Y${n}`]: { target: 'c', reenter: true } } },
      },
    },
  ]);
  return createMachine({ id: 'regions', type: 'parallel', states: Object.fromEntries(regions) });
}
