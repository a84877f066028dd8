/** A failing test is shrunk to one that is proved to be minimal, and explained by running it. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { FailureExplanation, Implementation, Shrunk } from '../../src/execute/index.ts';
import { explainFailure, shrink, suiteOf, TestModel, TestRunner } from '../../src/execute/index.ts';
import type { Test } from '../../src/generate/index.ts';
import { behaviourOf, readSuite } from '../../src/generate/index.ts';
import { close, doorSubject, doorSuite, doorTest, lock, open, refusedOpen, swing } from './door.ts';

const behaviour = behaviourOf(doorSubject);
const round = [open, close, swing];
const locked = [lock, refusedOpen, lock];
const long = doorTest('much ado', ...round, ...locked, ...round, ...round, ...locked, ...round);

/** A door that forgets to close after it was locked and opened again: its second swing is silent. */
function forgetful(isRight: (history: string) => boolean): Implementation & { runs: number } {
  let state = 'closed';
  let history = '';
  const say = (type: string, status?: string) => ({
    from: 'door',
    to: type === 'Swing' ? 'door' : 'tester',
    message: { type, ...(status === undefined ? {} : { status }) },
  });
  const it = {
    name: 'forgetful',
    runs: 0,
    reset: async () => {
      it.runs += 1;
      state = 'closed';
      history = '';
      return { sent: [] };
    },
    deliver: async ({ message: { type } }: { message: { type: string } }) => {
      history += ` ${type}`;
      switch (type) {
        case 'Open': {
          const opens = state === 'closed';
          if (opens) state = 'open';
          return { sent: [say('Open.return', opens ? 'DONE' : 'REFUSED')] };
        }
        case 'Close':
          if (state !== 'open') return { sent: [say('Close.return', 'REFUSED')] };
          state = 'closing';
          return { sent: [say('Close.return', 'DONE'), say('Swing')] };
        case 'Lock':
          state = state === 'locked' ? 'closed' : 'locked';
          return { sent: [say('Lock.return', 'DONE')] };
        default:
          state = 'closed';
          return { sent: isRight(history) ? [say('Bang')] : [] };
      }
    },
    close: async () => undefined,
  };
  return it;
}

async function shrunkFrom(it: Test, implementation: Implementation): Promise<Shrunk> {
  const suite = doorSuite(it);
  const runner = await TestRunner.on(suite, implementation);
  const failure = await runner.run(it);
  if (failure?.verdict !== 'fail') throw new Error('it should fail');
  const shrunk = await shrink(it, failure, new TestModel(behaviour, 'status'), runner);
  if (shrunk === undefined) throw new Error('it should be shrunk');
  return shrunk;
}

const types = ({ steps }: Pick<Test, 'steps'>) =>
  steps.map(({ stimulus }) => stimulus.message.type);

describe('a door that is silent once it has been locked before', () => {
  let shrunk: Shrunk;
  let explanation: FailureExplanation;
  beforeAll(async () => {
    shrunk = await shrunkFrom(
      long,
      forgetful((history) => !/Lock/.test(history)),
    );
    explanation = await explainFailure(shrunk);
  });

  test('is shown by five steps of eighteen', () => {
    expect(types(shrunk)).toEqual(['Lock', 'Lock', 'Open', 'Close', 'Swing']);
    expect(shrunk).toMatchObject({ minimal: true, pairsTried: true, before: 18 });
  });

  test('leaving any one step out is no test, or passes', () => {
    expect(explanation.without).toHaveLength(4);
    expect(explanation.without).not.toContain('fails-otherwise');
  });

  test('says what is missing', () => {
    expect(explanation.differences).toMatchObject([
      { kind: 'missing', expected: { message: { type: 'Bang' } } },
    ]);
    expect(explanation.leftOut).toBe(13);
  });

  test('the transition of the failing step is named', () => {
    const model = new TestModel(behaviour, 'status');
    const last = model.test(shrunk.steps.map(({ stimulus }) => stimulus))?.at(-1);
    expect(last && model.touched(last)).toMatchObject({
      state: 'closing',
      transitions: ['door.closing: Swing #0'],
    });
  });

  test('the shrunk test is a suite of its own', () => {
    const suite = suiteOf(doorSuite(long), shrunk.steps, long.name);
    const again = readSuite(JSON.stringify(suite));
    expect(again.tests).toHaveLength(1);
    expect(again.claim).toBe('One test, which failed when it was written: much ado.');
  });
});

describe('which step decides', () => {
  test('an order of two steps: turned round, it passes', async () => {
    // Refuses to open after Close, Open in this order only.
    const shrunk = await shrunkFrom(
      doorTest(
        'closes first',
        {
          ...close,
          expect: [
            { ...open.expect[0], message: { type: 'Close.return', status: 'REFUSED' } } as never,
          ],
        },
        ...round,
      ),
      forgetful((history) => !/^ Close Open/.test(history)),
    );
    const explanation = await explainFailure(shrunk);
    expect(types(shrunk)).toEqual(['Close', 'Open', 'Close', 'Swing']);
    expect(explanation).toMatchObject({
      decisive: 0,
      without: ['passes', expect.anything(), expect.anything()],
    });
    expect(explanation.allSwapsTried).toBe(true);
  });

  test('one step that fails by itself', async () => {
    const refuses = forgetful(() => true);
    const deliver = async () => ({ sent: [] });
    const shrunk = await shrunkFrom(long, { ...refuses, deliver });
    const explanation = await explainFailure(shrunk);
    expect(types(shrunk)).toEqual(['Open']);
    expect(explanation).toMatchObject({ without: [], minimal: true });
    expect(explanation.decisive).toBeUndefined();
  });

  test('another failure on the way is not taken for this one', async () => {
    const shrunk = await shrunkFrom(
      long,
      forgetful((history) => (history.match(/Swing/g) ?? []).length < 3),
    );
    expect(types(shrunk).filter((each) => each === 'Swing')).toHaveLength(3);
    expect(types(shrunk)).toHaveLength(9);
  });
});

test('a bounded effort says that it could be shorter still', async () => {
  const suite = doorSuite(long);
  const implementation = forgetful((history) => (history.match(/Swing/g) ?? []).length < 3);
  const runner = await TestRunner.on(suite, implementation);
  const failure = await runner.run(long);
  if (failure === undefined) throw new Error('it should fail');
  const shrunk = await shrink(long, failure, new TestModel(behaviour, 'status'), runner, {
    runs: 2,
  });
  expect(shrunk).toMatchObject({ minimal: false });
  expect(implementation.runs).toBeLessThanOrEqual(3);
});

test('a suite of another model is not shrunk', async () => {
  const other = { ...behaviour, reactions: behaviour.reactions.map(() => []) };
  const suite = doorSuite(long);
  const runner = await TestRunner.on(
    suite,
    forgetful(() => false),
  );
  const failure = await runner.run(long);
  if (failure === undefined) throw new Error('it should fail');
  expect(await shrink(long, failure, new TestModel(other, 'status'), runner)).toBeUndefined();
});
