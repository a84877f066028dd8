/** What a subject may be: its own messages, timers, orders inside, what is refused; limits are honoured and told. */
import { describe, expect, test } from 'vitest';
import { assign, createMachine, fromPromise } from 'xstate';
import type { Behaviour, Criterion, Suite } from '../../src/generate/index.ts';
import { behaviourOf, closedBehaviour, generateSuite } from '../../src/generate/index.ts';
import type { Message } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';
import { parallelRegions } from '../models/parallel-regions.ts';

/** Each move as `state: stimulus from sender / what is sent > state`. */
function moves({ states, stimuli, reactions }: Behaviour): string[] {
  return states.flatMap((state) =>
    state.moves.map(({ input, output, to }) => {
      const { from, message } = stimuli[input] as { from: string; message: Message };
      const sent = (reactions[output] ?? []).map((each) => `${each.message.type} to ${each.to}`);
      const answer = sent.length === 0 ? '' : ` / ${sent.join(', ')}`;
      return `${state.values.join()}: ${message.type} of ${from}${answer} > ${states[to]?.values.join()}`;
    }),
  );
}

function counts(suite: Suite, criterion: Criterion): Record<string, number> {
  const items = suite.coverage.find((each) => each.criterion === criterion)?.items ?? [];
  const found: Record<string, number> = {};
  for (const { status } of items) found[status] = (found[status] ?? 0) + 1;
  return found;
}

const stepsOf = ({ tests }: Suite) => tests.reduce((sum, { steps }) => sum + steps.length, 0);

test('one plain machine: its event types are the stimuli', () => {
  const machine = createMachine({
    initial: 'off',
    states: {
      off: { on: { PUSH: 'on' } },
      on: { on: { PUSH: 'off', BREAK: 'broken' } },
      broken: {},
    },
  });
  const suite = generateSuite(behaviourOf({ name: 'lamp', actors: { lamp: { machine } } }));
  expect(suite.tests.map(({ name }) => name)).toEqual([
    'off: PUSH leads to on, then BREAK and 1 more',
  ]);
  expect(suite.tests[0]?.steps.map(({ stimulus }) => stimulus.message.type)).toEqual([
    'PUSH',
    'PUSH',
    'PUSH',
    'BREAK',
  ]);
  expect(suite.claim).toContain("'lamp'");
  expect(suite.claim).toContain('all 3 transitions');
});

test('its own messages wait with the tester, oldest first; a timer fires when the tester says', () => {
  const machine = createMachine({
    initial: 'idle',
    states: {
      idle: { on: { GO: { target: 'queued', actions: send('m', { type: 'Dpc' }) } } },
      queued: {
        on: { Dpc: { target: 'idle', actions: send('client', { type: 'Done' }) } },
        after: { 100: { target: 'late', actions: send('client', { type: 'Late' }) } },
      },
      late: { on: { Dpc: 'idle' } },
    },
  });
  const stimuli = [{ from: 'client', to: 'm', message: { type: 'GO' } }];
  const behaviour = behaviourOf({ name: 'm', actors: { m: { machine } }, stimuli });
  expect(moves(behaviour)).toEqual([
    'idle: GO of client / Dpc to m > queued',
    'queued: Dpc of m / Done to client > idle',
    'queued: xstate.after.100.(machine).queued of timer / Late to client > late',
    'late: Dpc of m > idle',
  ]);
});

test('where the subject ignores what it does not take, that is silence, and own messages are gone', () => {
  const machine = createMachine({
    initial: 'idle',
    states: {
      idle: { on: { GO: { target: 'off', actions: send('m', { type: 'Dpc' }) } } },
      off: {},
    },
  });
  const subject = { name: 'm', actors: { m: { machine } }, ignoresUnexpected: true };
  const behaviour = behaviourOf(subject);
  expect(moves(behaviour)).toEqual([
    'idle: GO of environment / Dpc to m > off',
    'off: GO of environment > off',
    'off: Dpc of m > off',
    'off: GO of environment > off',
  ]);
  expect(behaviour.leftOut).toEqual([]);
});

test('an own message that nobody takes is left out, with the reason', () => {
  const machine = createMachine({
    initial: 'idle',
    states: {
      idle: { on: { GO: { target: 'off', actions: send('m', { type: 'Dpc' }) } } },
      off: {},
    },
  });
  const suite = generateSuite(behaviourOf({ name: 'm', actors: { m: { machine } } }));
  expect(suite.leftOut).toContainEqual({
    what: "a delivery of 'Dpc' from m to m",
    why:
      "'Dpc' from m reached m in off, which does not take it " +
      '(was it meant for an id that nobody has?)',
    count: 1,
  });
});

describe('orders inside', () => {
  const ask = (to: string) => send(to, { type: 'Ask' });
  const worker = (name: string) =>
    createMachine({
      initial: 'here',
      states: { here: { on: { Ask: { actions: send('boss', { type: name }) } } } },
    });
  const boss = (same: boolean) =>
    createMachine({
      context: { first: '' },
      initial: 'idle',
      states: {
        idle: { on: { Go: { target: 'waiting', actions: [ask('left'), ask('right')] } } },
        waiting: {
          on: {
            Left: { target: 'last', actions: assign({ first: () => 'left' }) },
            Right: { target: 'last', actions: assign({ first: () => 'right' }) },
          },
        },
        last: {
          on: {
            '*': {
              target: 'done',
              actions: send('client', ({ context }: { context: { first: string } }) => ({
                type: same ? 'Done' : `Done.${context.first}`,
              })),
            },
          },
        },
        done: {
          on: {
            Who: {
              actions: send('client', ({ context }: { context: { first: string } }) => ({
                type: context.first,
              })),
            },
          },
        },
      },
    } as never);
  const subject = (same: boolean) => ({
    name: 'office',
    actors: {
      boss: { machine: boss(same) },
      left: { machine: worker('Left') },
      right: { machine: worker('Right') },
    },
    stimuli: ['Go', 'Who'].map((type) => ({ from: 'client', to: 'boss', message: { type } })),
  });

  test('different answers are alternatives of one another', () => {
    const suite = generateSuite(behaviourOf(subject(false)));
    const [first] = suite.tests[0]?.steps ?? [];
    expect(first?.expect.map(({ message }) => message.type)).toEqual(['Done.left']);
    const others = first?.alternatives?.map((each) => each.map(({ message }) => message.type));
    expect(others).toEqual([['Done.right']]);
    expect(counts(suite, 'transitions')).toEqual({ covered: 4 });
  });

  test('the same answer leads to one state, whose next answer tells', () => {
    const behaviour = behaviourOf(subject(true));
    expect(behaviour.states.length).toBe(4);
    expect(behaviour.states[0]?.moves.length).toBe(1);
    expect(behaviour.states[1]?.moves.length).toBe(2);
    const suite = generateSuite(behaviour);
    const asking = suite.tests
      .flatMap(({ steps }) => steps)
      .filter(({ stimulus }) => stimulus.message.type === 'Who');
    expect(asking.some(({ alternatives }) => alternatives?.length === 1)).toBe(true);
  });

  test('states of a subject that chooses cannot be identified', () => {
    expect(() => generateSuite(behaviourOf(subject(false)), { method: 'wp' })).toThrow(
      /'Go' in more than one way.*use method 'tour'/,
    );
  });

  test('talking for ever is an error that says after what', () => {
    const ping = (peer: string) =>
      createMachine({
        initial: 'on',
        states: { on: { on: { Ping: { actions: send(peer, { type: 'Ping' }) } } } },
      });
    const actors = { a: { machine: ping('b') }, b: { machine: ping('a') } };
    expect(() => behaviourOf({ name: 'two', actors })).toThrow(
      /after 'Ping' from environment to a .* for ever/,
    );
  });
});

describe('refused', () => {
  test('a machine that throws: who, and at what', () => {
    const machine = createMachine({
      initial: 'on',
      states: {
        on: {
          on: {
            X: {
              actions: assign(() => {
                throw new Error('oops');
              }),
            },
          },
        },
      },
    });
    expect(() => behaviourOf({ name: 'm', actors: { bad: { machine } } })).toThrow(
      "actor 'bad' throws at 'X': oops",
    );
  });

  test('a machine that invokes, in a closed system', () => {
    const machine = createMachine({
      initial: 'on',
      states: { on: { invoke: { src: fromPromise(async () => 1) } } },
    });
    expect(() => closedBehaviour('m', { actors: { m: { machine } }, initial: [] })).toThrow(
      "actor 'm' invokes an actor in (machine).on",
    );
  });

  test('a stimulus for nobody', () => {
    const actors = { r: { machine: parallelRegions(1) } };
    const stimuli = [{ from: 'tester', to: 'x', message: { type: 'X0' } }];
    expect(() => behaviourOf({ name: 'm', actors, stimuli })).toThrow("'X0' is for 'x'");
  });
});

describe('limits', () => {
  const subject = { name: 'regions', actors: { r: { machine: parallelRegions(4) } } };

  test.each([
    [{ maxStates: 40 }, 'max-states'],
    [{ maxDepth: 3 }, 'max-depth'],
    [{ maxSeconds: 0 }, 'max-seconds'],
  ] as const)('a graph of %j says so', (limits, why) => {
    const behaviour = behaviourOf(subject, limits);
    expect(behaviour.stoppedBecause).toBe(why);
    expect(behaviour.states.length).toBeLessThan(81);
    expect(behaviour.states.some(({ isOpen }) => isOpen)).toBe(true);
    const suite = generateSuite(behaviour);
    expect(suite.truncated).toBe(true);
    expect(suite.stoppedBecause).toBe(why);
    expect(counts(suite, 'chart-transitions').unreachable).toBeUndefined();
  });

  test('a limit that is just enough is none', () => {
    expect(behaviourOf(subject, { maxStates: 81 }).stoppedBecause).toBe('complete');
    expect(behaviourOf(subject, { maxDepth: 5 }).stoppedBecause).toBe('complete');
  });

  test('steps and tests', () => {
    const behaviour = behaviourOf(subject);
    const short = generateSuite(behaviour, { limits: { maxSteps: 100 } });
    expect(short.stoppedBecause).toBe('max-steps');
    expect(stepsOf(short)).toBeLessThanOrEqual(100);
    const { covered = 0, uncovered = 0 } = counts(short, 'transitions');
    expect(covered + uncovered).toBe(648);
    expect(covered).toBeGreaterThan(50);
    expect(short.leftOut.some(({ count }) => count === uncovered)).toBe(true);
    const few = generateSuite(behaviour, { limits: { maxTests: 2 } });
    expect([few.stoppedBecause, few.tests.length]).toEqual(['max-tests', 2]);
    const long = generateSuite(behaviour, { limits: { maxStepsPerTest: 10 } });
    expect(Math.max(...long.tests.map(({ steps }) => steps.length))).toBeLessThanOrEqual(10);
    expect(counts(long, 'transitions')).toEqual({ covered: 648 });
  });
});

test('a closed system: its deliveries are the stimuli, and nothing is left over', () => {
  const machine = (peer: string) =>
    createMachine({
      context: { left: 2 },
      initial: 'on',
      states: {
        on: {
          on: {
            Ball: {
              guard: ({ context }: { context: { left: number } }) => context.left > 0,
              actions: [
                assign({ left: ({ context }: { context: { left: number } }) => context.left - 1 }),
                send(peer, { type: 'Ball' }),
              ],
            },
            Stop: 'off',
          },
        },
        off: { on: { Ball: {} } },
      },
    } as never);
  const initial = [
    { from: 'referee', to: 'a', message: { type: 'Ball' } },
    { from: 'referee', to: 'b', message: { type: 'Stop' } },
  ];
  const actors = { a: { machine: machine('b') }, b: { machine: machine('a') } };
  const behaviour = closedBehaviour('tennis', { actors, initial });
  expect(behaviour.kind).toBe('closed');
  expect(behaviour.initial).toEqual(initial);
  const suite = generateSuite(behaviour);
  expect(suite.truncated).toBe(false);
  // The last ball finds a player who has no stroke left and does not take it.
  expect(suite.leftOut.map(({ why }) => why)).toContain(
    "'Ball' from b reached a in on, which does not take it",
  );
});
