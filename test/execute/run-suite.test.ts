/** What a verdict says: what counts in a comparison, and what does not. */
import { describe, expect, test } from 'vitest';
import type { Implementation, Reaction } from '../../src/execute/index.ts';
import { inProcess, runSuite } from '../../src/execute/index.ts';
import type { Suite } from '../../src/generate/index.ts';
import type { Envelope } from '../../src/system/index.ts';
import {
  ask,
  close,
  door,
  doorSubject,
  doorSuite,
  doorTest,
  lock,
  open,
  refusedOpen,
  swing,
  wholeSuite,
} from './door.ts';

/** Answers each delivery with the next of these. */
function scripted(...answers: readonly Reaction[]): Implementation {
  let next = 0;
  return {
    name: 'scripted',
    reset: async () => {
      next = 0;
      return { sent: [] };
    },
    deliver: async () => answers[next++] ?? { sent: [] },
    close: async () => undefined,
  };
}

const sent = (to: string, type: string, fields: object = {}): Envelope => ({
  from: 'door',
  to,
  message: { type, ...fields },
});

async function resultOf(suite: Suite, implementation: Implementation) {
  const { results } = await runSuite(suite, implementation);
  return results[0];
}

const twoReceivers = doorSuite(
  doorTest('tells two', {
    ...ask('Open'),
    expect: [sent('a', 'One', { x: 1, y: 2 }), sent('a', 'Two'), sent('b', 'Three')],
  }),
);

describe('the comparison', () => {
  test('our own door passes, with its status looked at', async () => {
    const run = await runSuite(wholeSuite, inProcess(doorSubject));
    expect(run).toMatchObject({ verdict: 'pass', passed: 2, failed: 0, steps: 7, notes: [] });
    expect(run.showsChecked).toBe(true);
  });

  test('another order between different receivers, and of fields, is the same answer', async () => {
    const other = [
      sent('b', 'Three'),
      sent('a', 'One', { y: 2, x: 1, from: 'door' }),
      sent('a', 'Two'),
    ];
    expect(await resultOf(twoReceivers, scripted({ sent: other }))).toMatchObject({
      verdict: 'pass',
    });
  });

  test('another order at one receiver is another answer', async () => {
    const other = [sent('a', 'Two'), sent('a', 'One', { x: 1, y: 2 }), sent('b', 'Three')];
    expect(await resultOf(twoReceivers, scripted({ sent: other }))).toMatchObject({
      verdict: 'fail',
      step: 0,
      why: 'sent Two, One in this order; expected was One, Two',
    });
  });

  test.each([
    ['nothing', [], 'sent nothing; One to a, Two to a, Three to b were expected'],
    [
      'a wrong field',
      [sent('a', 'One', { x: 9, y: 2 }), sent('a', 'Two'), sent('b', 'Three')],
      'sent One to a with x 9 instead of 1',
    ],
    [
      'one too much',
      [sent('a', 'One', { x: 1, y: 2 }), sent('a', 'Two'), sent('a', 'Two'), sent('b', 'Three')],
      'sent Two to a, which was not expected',
    ],
    [
      'one too few',
      [sent('a', 'One', { x: 1, y: 2 }), sent('b', 'Three')],
      'did not send Two to a',
    ],
  ])('%s is told', async (_, answer, why) => {
    expect(await resultOf(twoReceivers, scripted({ sent: answer }))).toMatchObject({
      verdict: 'fail',
      why,
    });
  });

  test('a legal alternative ends the test without a verdict, and fails nothing', async () => {
    const choice = doorSuite(
      doorTest(
        'chooses',
        { ...open, alternatives: [[sent('tester', 'Open.return', { status: 'LATER' })]] },
        close,
      ),
    );
    const run = await runSuite(
      choice,
      scripted({ sent: [sent('tester', 'Open.return', { status: 'LATER' })] }),
    );
    expect(run).toMatchObject({ verdict: 'pass', passed: 0, inconclusive: 1 });
    expect(run.results[0]).toMatchObject({ verdict: 'inconclusive', step: 0 });
  });

  test('a test that is inconclusive is tried again', async () => {
    const later = [sent('tester', 'Open.return', { status: 'LATER' })];
    const choice = doorSuite(doorTest('chooses', { ...open, alternatives: [later] }));
    let tries = 0;
    const moody: Implementation = {
      name: 'moody',
      reset: async () => {
        tries += 1;
        return { sent: [] };
      },
      deliver: async () => ({ sent: tries < 3 ? later : open.expect }),
      close: async () => undefined,
    };
    expect(await runSuite(choice, moody)).toMatchObject({ passed: 1, inconclusive: 0, steps: 3 });
  });

  test('what came unasked fails the step at which it is seen', async () => {
    const late = { sent: open.expect, late: [sent('tester', 'Bang')] };
    expect(await resultOf(doorSuite(doorTest('opens', open)), scripted(late))).toMatchObject({
      verdict: 'fail',
      why: 'before this step, when it had been quiet: sent Bang to tester',
    });
  });
});

describe('a run', () => {
  test('an implementation that shows nothing is not held to it, and that is said once', async () => {
    const { status: _, ...mute } = doorSubject;
    const run = await runSuite(wholeSuite, inProcess(mute));
    expect(run).toMatchObject({ verdict: 'pass', showsChecked: false });
    expect(run.notes).toEqual([
      'the implementation does not show its status: only messages were checked, so the claim is weaker',
    ]);
  });

  test('a wrong status fails', async () => {
    const run = await runSuite(wholeSuite, inProcess({ ...doorSubject, status: () => 'on fire' }));
    expect(run.results[0]).toMatchObject({
      verdict: 'fail',
      why: "shows 'on fire'; that all is well was expected",
    });
  });

  test('what the state does not take is refused, with the state in the words', async () => {
    const suite = doorSuite(doorTest('closes what swings', open, close, close));
    expect(await resultOf(suite, inProcess(doorSubject))).toMatchObject({
      verdict: 'fail',
      step: 2,
      why: 'did not take it: door does not take Close in closing',
    });
  });

  test('a work item that the subject has not queued is not delivered', async () => {
    const suite = doorSuite(doorTest('swings by itself', swing));
    expect(await resultOf(suite, inProcess(doorSubject))).toMatchObject({
      verdict: 'fail',
      why: 'did not take it: door has not sent Swing to itself: nothing waits there',
    });
  });

  test('only the tests that are named; bail ends with the first failure', async () => {
    const suite = doorSuite(
      doorTest('one', refusedOpen),
      doorTest('two', open),
      doorTest('three', lock),
    );
    const named = await runSuite(suite, inProcess(doorSubject), { tests: ['two'] });
    expect(named).toMatchObject({ verdict: 'pass', passed: 1, notRun: 2 });
    const bailed = await runSuite(suite, inProcess(doorSubject), { bail: true });
    expect(bailed).toMatchObject({ verdict: 'fail', failed: 1, passed: 0, notRun: 2 });
  });

  test('an aborted run says so', async () => {
    const run = await runSuite(wholeSuite, inProcess(doorSubject), { signal: AbortSignal.abort() });
    expect(run).toMatchObject({ verdict: 'interrupted', results: [], notRun: 2 });
  });

  test('a suite for other actors is refused', async () => {
    const { door: spec } = doorSubject.actors;
    const window = {
      ...doorSubject,
      name: 'window',
      actors: { window: spec ?? { machine: door } },
    };
    await expect(runSuite(wholeSuite, inProcess(window))).rejects.toThrow(
      "the suite is for door; 'window' has no door, but window",
    );
  });
});
