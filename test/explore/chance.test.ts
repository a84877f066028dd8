/** A machine that asks chance or the clock, or writes into what it was given, is refused: its table proves nothing. */
import { describe, expect, test } from 'vitest';
import { assign, createMachine } from 'xstate';
import { otherwise, watched } from '../../src/explore/chance.ts';
import { explore } from '../../src/explore/index.ts';

/** Counts to 80, so that what comes then is none of the first questions; each message has a sender of its own. */
function afterMany(late: object) {
  const machine = createMachine({
    context: { n: 0, list: [] as number[], late: 0 as unknown },
    on: {
      COUNT: {
        guard: ({ context }) => context.n < 80,
        actions: assign({ n: ({ context }) => context.n + 1 }),
      },
      LATE: [late as { target?: string }, {}],
    },
  });
  const message = { type: 'COUNT' };
  const counts = Array.from({ length: 80 }, () => ({ from: 'counter', to: 'it', message }));
  const last = { from: 'counter', to: 'it', message: { type: 'LATE', list: [3, 1, 2] } };
  return () => explore({ actors: { it: { machine } }, initial: [...counts, last] });
}

describe('refused, however late it comes', () => {
  test.each([
    [
      'a guard that is seldom true',
      { guard: () => Math.random() < 0.01, actions: assign({ n: 0 }) },
    ],
    ['a number of chance', { actions: assign({ late: () => Math.random() }) }],
  ])('chance: %s', (_, late) => {
    expect(afterMany(late)).toThrow(
      "actor 'it' is not deterministic: it asks Math.random; with 'LATE'",
    );
  });

  const deadline = Date.now() + 3600 * 1000;
  test.each([
    ['Date.now()', { actions: assign({ late: () => Date.now() }) }],
    ['new Date()', { actions: assign({ late: () => new Date() }) }],
    ['Date()', { actions: assign({ late: () => Date() }) }],
    ['a deadline', { guard: () => Date.now() > deadline, actions: assign({ n: 0 }) }],
  ])('the clock: %s', (_, late) => {
    expect(afterMany(late)).toThrow("actor 'it' is not deterministic: it asks the clock");
  });

  test('performance.now()', () => {
    const late = { actions: assign({ late: () => performance.now() }) };
    expect(afterMany(late)).toThrow('it asks performance.now');
  });

  test('a context that is changed in place', () => {
    const push = ({ context: { list } }: { context: { list: number[] } }) => list.push(1);
    expect(afterMany({ actions: assign({ late: push as never }) })).toThrow(
      'it changes the context of an earlier state in place',
    );
  });

  test('a message that is changed in place', () => {
    const first = ({ event }: { event: { list: number[] } }) => event.list.sort()[0];
    expect(afterMany({ actions: assign({ late: first as never }) })).toThrow(
      'a machine changes a message that it receives: {"list":[3,1,2],"type":"LATE"} has become',
    );
  });
});

describe('allowed', () => {
  test('dates that are given, and a question whose answer changes nothing', () => {
    const late = {
      guard: () => Math.random() >= 0,
      actions: assign({ late: () => new Date(5) }),
    };
    expect(afterMany(late)()).toMatchObject({ verdict: 'holds', states: 82 });
  });
});

test('chance and clock are as before afterwards, also when a step throws', () => {
  const before = [Math.random, globalThis.Date, performance.now];
  const fail = () => {
    throw new Error('a step');
  };
  expect(() => watched(fail)).toThrow('a step');
  expect(() => [...otherwise(fail)]).toThrow('a step');
  expect([Math.random, globalThis.Date, performance.now]).toEqual(before);
  expect(watched(() => new Date(7)).made).toBeInstanceOf(Date);
});
