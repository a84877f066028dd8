/** A machine and a suite that are small enough to be checked by hand, for the tests of the measurement itself. */
import { setup } from 'xstate';
import type { Suite, TestStep } from '../../src/generate/index.ts';
import type { Message } from '../../src/system/index.ts';
import { reply } from '../../src/system/index.ts';

const answer = (status: string) => reply({ type: 'Open.return', status } as never) as never;

/** A door that opens unless it is locked. */
export const door = setup({
  types: {} as { context: { locked: boolean } },
  guards: { isLocked: ({ context }) => context.locked },
  actions: {
    refuse: answer('STATUS_ACCESS_DENIED'),
    accept: answer('STATUS_SUCCESS'),
    log: () => undefined,
  },
}).createMachine({
  id: 'door',
  context: ({ input }) => input as never,
  initial: 'closed',
  states: {
    closed: {
      on: {
        Open: [
          { guard: 'isLocked', actions: 'refuse' },
          { target: 'open', actions: ['accept'] },
        ],
      },
    },
    open: { entry: 'log', on: { Close: 'closed' } },
  },
});

const send = (type: string) => ({
  from: 'visitor',
  to: 'door',
  message: { type, from: 'visitor' },
});
const open = (status: string): TestStep => ({
  stimulus: send('Open'),
  expect: [{ from: 'door', to: 'visitor', message: { type: 'Open.return', status } as Message }],
});
const close: TestStep = { stimulus: send('Close'), expect: [] };

/** A suite of one test for the door with this input. */
export function doorSuite(locked: boolean, steps: readonly TestStep[]): Suite {
  return {
    format: 'sriov-sim-suite',
    version: 1,
    subject: {
      name: 'door',
      kind: 'open',
      actors: ['door'],
      inputs: { door: { locked } },
      initial: [],
    },
    criteria: ['transitions'],
    method: 'tour',
    observes: 'outputs',
    claim: 'none',
    assumptions: [],
    tests: [{ name: 'the only one', covers: [], steps }],
    coverage: [],
    leftOut: [],
    stoppedBecause: 'complete',
    truncated: false,
  };
}

export const refused = open('STATUS_ACCESS_DENIED');
export const accepted = open('STATUS_SUCCESS');
export { close };
