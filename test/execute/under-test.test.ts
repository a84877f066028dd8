/** `underTest`: what it accepts, and in which words it refuses. */
import { AssertionError } from 'node:assert';
import { expect, test } from 'vitest';
import { assign, createMachine } from 'xstate';
import type { TestSubject } from '../../src/execute/index.ts';
import { stateAndContext, statusOf, underTest } from '../../src/execute/index.ts';
import { reply, send } from '../../src/system/index.ts';

const pauseReturn = { type: 'MiniportPause.return', status: 'NDIS_STATUS_SUCCESS' };

const driver = createMachine({
  id: 'pf',
  initial: 'running',
  entry: send('ndis', { type: 'Hello' }),
  states: {
    running: {
      on: {
        MiniportPause: { target: 'paused', actions: reply(pauseReturn) },
        Both: { actions: [send('ndis', { type: 'A' }), send('vbd', { type: 'B' })] },
        Twice: { actions: [send('ndis', { type: 'A' }), send('ndis', { type: 'B' })] },
        Later: { actions: send('pf', { type: 'WorkItem' }) },
        WorkItem: { actions: send('ndis', { type: 'Worked' }) },
        Break: 'broken',
        Throw: {
          actions: assign(() => {
            throw new Error('boom');
          }),
        },
      },
      after: { 100: 'broken' },
    },
    paused: {},
    broken: {},
  },
});
const subject: TestSubject = {
  actors: { pf: { machine: driver } },
  status: statusOf('pf', ({ value }) => (value === 'broken' ? 'bug check 0xD1' : undefined)),
};

/** The words of the AssertionError that is thrown. */
function wordsOf(work: () => void): string {
  try {
    work();
  } catch (error) {
    if (error instanceof AssertionError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('what is as expected passes, and reads as a chain', () => {
  const pf = underTest(subject).sends('ndis', { type: 'Hello' });
  pf.receives('ndis', { type: 'Both' }).sends(['vbd', { type: 'B' }], ['ndis', { type: 'A' }]);
  pf.receives('ndis', { type: 'Twice' }).sends('ndis', { type: 'A' }, { type: 'B' });
  pf.receives('ndis', { type: 'Later' }).sends('pf', { type: 'WorkItem' });
  pf.runs({ type: 'WorkItem' }).sends('ndis', { type: 'Worked' }).isIn('running');
  pf.timerFires('xstate.after.100.pf.running').shows('bug check 0xD1').isQuietIn('broken');
  underTest(subject).receives('ndis', { type: 'Break' }).showsOnly('bug check 0xD1');
});

test.each<readonly [string, (pf: ReturnType<typeof underTest>) => void]>([
  [
    'after MiniportPause from ndis: expected to send nothing; it sent MiniportPause.return with status ' +
      'NDIS_STATUS_SUCCESS to ndis',
    (pf) => pf.receives('ndis', { type: 'MiniportPause' }).sendsNothing(),
  ],
  [
    'after WorkItem from ndis: expected to send MiniportPause.return with status NDIS_STATUS_SUCCESS to ndis; ' +
      'it sent Worked to ndis',
    (pf) => pf.receives('ndis', { type: 'WorkItem' }).sends('ndis', pauseReturn),
  ],
  [
    'after Break with id 1: expected to send Worked to ndis; it sent nothing',
    (pf) => pf.receives({ type: 'Break', id: 1 }).sends('ndis', { type: 'Worked' }),
  ],
  [
    'after Twice: expected to send B to ndis, and A to ndis; it sent A to ndis, and B to ndis',
    (pf) => pf.receives({ type: 'Twice' }).sends('ndis', { type: 'B' }, { type: 'A' }),
  ],
  [
    "after Break: expected all to be well; it shows 'bug check 0xD1'",
    (pf) => pf.receives({ type: 'Break' }).sendsNothing(),
  ],
  [
    "after Both: expected to show 'bug check 0xD1'; all is well",
    (pf) => pf.receives({ type: 'Both' }).shows('bug check 0xD1'),
  ],
  [
    'after Later: expected to be in paused; it is in running',
    (pf) => pf.receives({ type: 'Later' }).isIn('paused'),
  ],
  [
    'after Unknown from ndis: expected it to be taken; pf does not take Unknown in running',
    (pf) => pf.receives('ndis', { type: 'Unknown' }),
  ],
  ['after Throw: expected it to be taken; pf threw: boom', (pf) => pf.receives({ type: 'Throw' })],
  [
    "after the timer xstate.after.5.x: expected it to be taken; pf has no armed timer 'xstate.after.5.x'",
    (pf) => pf.timerFires('xstate.after.5.x'),
  ],
  ['at the start: expected to send nothing; it sent Hello to ndis', (pf) => pf.sendsNothing()],
])('%s', (words, work) => {
  expect(wordsOf(() => work(underTest(subject)))).toBe(words);
});

test('the difference is there for the test runner, and the stack begins at the test', () => {
  try {
    underTest(subject).receives('ndis', { type: 'MiniportPause' }).sends('ndis', { type: 'Other' });
  } catch (error) {
    expect(error).toMatchObject({
      expected: [{ to: 'ndis', type: 'Other', from: 'pf' }],
      actual: [{ to: 'ndis', ...pauseReturn, from: 'pf' }],
    });
    expect((error as Error).stack?.split('\n    at ')[1]).toContain('under-test.test.ts');
    return;
  }
  throw new Error('it passed');
});

test('a state ignores what it does not take, where the subject says so', () => {
  underTest({ ...subject, ignoresUnexpected: true })
    .receives({ type: 'Unknown' })
    .isQuietIn('running');
});

test('of several actors what happens inside may come in any order', () => {
  const sender = (id: string) =>
    createMachine({ id, on: { Go: { actions: send('c', { type: id }) } } });
  const last = createMachine({
    id: 'c',
    on: {
      a: { actions: send('x', { type: 'GotA' }) },
      b: { actions: send('x', { type: 'GotB' }) },
    },
  });
  const both = createMachine({
    id: 'both',
    on: { Start: { actions: [send('a', { type: 'Go' }), send('b', { type: 'Go' })] } },
  });
  const actors = {
    both: { machine: both },
    a: { machine: sender('a') },
    b: { machine: sender('b') },
    c: { machine: last },
  };
  const gotA = ['x', { type: 'GotA', from: 'c' }] as const;
  const gotB = ['x', { type: 'GotB', from: 'c' }] as const;
  const start = () => underTest({ actors }).at('both').receives({ type: 'Start' });
  start().sendsOneOf([gotA, gotB], [gotB, gotA]);
  expect(wordsOf(() => start().sends(gotA, gotB))).toBe(
    'after Start: expected to send GotA from c to x, and GotB from c to x; it sent GotB from c to x, and GotA from c to x',
  );
  expect(() => start().sends('x', { type: 'GotA' })).toThrow('GotA: say who sends it (from)');
  expect(() => underTest({ actors }).at('d')).toThrow(
    "'d' is not of the subject: it has both, a, b, c",
  );
});

test('state and context in words', () => {
  const machine = createMachine({
    initial: 'locked',
    context: { coins: 1, list: ['a b'], none: undefined },
    states: { locked: {} },
  });
  underTest({ actors: { it: { machine } }, status: stateAndContext, ignoresUnexpected: true })
    .receives({ type: 'X' })
    .showsOnly('locked, coins 1, list ["a b"]');
});
