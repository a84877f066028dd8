/** A door with a lock, as the smallest subject that has everything: states, a refusal, a work item, a status. */
import { setup } from 'xstate';
import type { OpenSubject, Suite, Test, TestStep } from '../../src/generate/index.ts';
import { messaging, to } from '../../src/system/index.ts';

type Ask = { readonly type: 'Open' | 'Close' | 'Lock' | 'Swing' | 'Burn'; readonly from?: string };

const { send } = messaging<object, Ask>();
const answer = (status: string) =>
  send('*', ({ event }) => to('tester', { type: `${event.type}.return`, status } as never));

export const door = setup({
  types: {} as { context: object; events: Ask },
  actions: {
    done: answer('DONE'),
    refused: answer('REFUSED'),
    swing: send('*', () => to('door', { type: 'Swing' } as never)),
    bang: send('*', () => to('tester', { type: 'Bang' } as never)),
  },
}).createMachine({
  id: 'door',
  initial: 'closed',
  on: { Burn: '.burnt' },
  states: {
    closed: {
      on: {
        Open: { target: 'open', actions: 'done' },
        Close: { actions: 'refused' },
        Lock: { target: 'locked', actions: 'done' },
      },
    },
    locked: { on: { Open: { actions: 'refused' }, Lock: { target: 'closed', actions: 'done' } } },
    open: { on: { Close: { target: 'closing', actions: ['done', 'swing'] } } },
    closing: { on: { Swing: { target: 'closed', actions: 'bang' } } },
    burnt: { on: { '*': {} } },
  },
});

export const doorSubject: OpenSubject = {
  name: 'door',
  actors: { door: { machine: door } },
  stimuli: [
    ...(['Open', 'Close', 'Lock', 'Burn'] as const).map((type) => ({
      from: 'tester',
      to: 'door',
      message: { type },
    })),
    { from: 'door', to: 'door', message: { type: 'Swing' } },
  ],
  status: ({ door: now }) => (now?.value === 'burnt' ? 'on fire' : undefined),
};

export function ask(type: Ask['type'], ...expect: readonly string[]): TestStep {
  const from = type === 'Swing' ? 'door' : 'tester';
  return {
    stimulus: { from, to: 'door', message: { type } },
    expect: expect.map((each) => {
      const [name = '', status] = each.split(' ');
      const message = { type: name, ...(status === undefined ? {} : { status }) };
      return { from: 'door', to: name === 'Swing' ? 'door' : 'tester', message };
    }),
  };
}

export const open = ask('Open', 'Open.return DONE');
export const close = ask('Close', 'Close.return DONE', 'Swing');
export const swing = ask('Swing', 'Bang');
export const lock = ask('Lock', 'Lock.return DONE');
export const refusedOpen = ask('Open', 'Open.return REFUSED');
export const burn: TestStep = { ...ask('Burn'), shows: 'on fire' };

export function doorTest(name: string, ...steps: readonly TestStep[]): Test {
  return { name, covers: [], steps };
}

export function doorSuite(...tests: readonly Test[]): Suite {
  return {
    format: 'sriov-sim-suite',
    version: 1,
    subject: { name: 'door', kind: 'open', actors: ['door'], inputs: {}, initial: [] },
    criteria: ['transitions'],
    method: 'tour',
    observes: 'status',
    claim: 'Every transition was taken once.',
    assumptions: [],
    tests,
    coverage: [],
    leftOut: [],
    stoppedBecause: 'complete',
    truncated: false,
  };
}

export const wholeSuite = doorSuite(
  doorTest('opens, closes, is locked', open, close, swing, lock, refusedOpen, lock),
  doorTest('burns', burn),
);
