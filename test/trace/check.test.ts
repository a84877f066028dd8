import { describe, expect, test } from 'vitest';
import { assign, createMachine } from 'xstate';
import type { Envelope, Property, StateProperty, SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';
import type { CheckOptions } from '../../src/trace/check.ts';
import { checkRun } from '../../src/trace/check.ts';
import type { LiveOptions } from '../../src/trace/live.ts';
import { runLive } from '../../src/trace/live.ts';

/** Answers `Ask` with `Ask.done`; `Break` throws; `Later` is put off for ever. */
const answerer = createMachine({
  id: 'answerer',
  context: { asked: 0 },
  meta: { defer: ['Later'] },
  on: {
    Ask: {
      actions: [
        // Whether their types fit together depends on the order in which files are checked.
        assign({ asked: ({ context }) => (context as { asked: number }).asked + 1 }) as never,
        send('asker', { type: 'Ask.done', id: '1' }) as never,
      ],
    },
    Keep: {},
    Break: {
      actions: () => {
        throw new Error('out of order');
      },
    },
  },
});
const asker = createMachine({
  id: 'asker',
  on: { 'Ask.done': {}, Start: { actions: send('answerer', { type: 'Later', id: '2' }) } },
});

const toAnswerer = (type: string): Envelope => ({
  from: 'asker',
  to: 'answerer',
  message: { type, from: 'asker', ...{ id: '1' } },
});

function verdict(
  initial: readonly Envelope[],
  properties: readonly Property[] = [],
  options: CheckOptions & LiveOptions = {},
) {
  const spec: SystemSpec = {
    actors: { asker: { machine: asker }, answerer: { machine: answerer } },
    initial,
  };
  const check = checkRun(properties, options);
  let result: ReturnType<typeof check.finish> | undefined;
  runLive(spec, options).subscribe((event) => {
    if (event.kind === 'step') check.observe(event.step, event.view);
    else result = check.finish(event.end, event.view);
  });
  if (result === undefined) throw new Error('the run has not ended');
  return result;
}

const always = (name: string, limit: number): StateProperty => ({
  kind: 'always',
  name,
  rule: `at most ${limit} questions`,
  source: 'this test',
  bugcheck: '0x7C',
  reads: ['answerer'],
  check: (view) => {
    const asked: number = view.answerer?.context.asked ?? 0;
    return asked > limit ? `${asked} questions` : undefined;
  },
});

describe('a run without properties', () => {
  test('is without violations when everything is answered', () => {
    expect(verdict([toAnswerer('Ask')]).violations).toEqual([]);
  });

  test('shows a message that no state takes', () => {
    expect(verdict([toAnswerer('Surprise')], [], {}).violations[0]).toMatchInlineSnapshot(`
      {
        "detail": "'Surprise' from asker reached answerer in its only state, which does not take it",
        "property": "UnexpectedMessage",
        "rule": "every message is taken by the state that it finds its receiver in",
        "step": 1,
      }
    `);
  });

  test('shows a request that nobody answers, and who waits for whom', () => {
    expect(verdict([toAnswerer('Keep')]).violations).toMatchInlineSnapshot(`
      [
        {
          "detail": "asker waits for answerer: Keep (1), not answered since step 1",
          "property": "NothingLost",
          "rule": "when nothing can move any more, nobody waits for an answer",
        },
      ]
    `);
  });

  test('lets a request stay pending that may', () => {
    const mayStayPending = ({ request }: { request: string }) => request === 'Keep';
    expect(verdict([toAnswerer('Keep')], [], { mayStayPending }).violations).toEqual([]);
  });

  test('shows a message that is put off for ever', () => {
    const start: Envelope = { from: 'environment', to: 'asker', message: { type: 'Start' } };
    expect(verdict([start]).violations[0]?.detail).toMatchInlineSnapshot(
      `"answerer never takes 'Later' from asker, which its state puts off"`,
    );
  });

  test('shows a machine that throws, and does not call the rest a hang', () => {
    expect(verdict([toAnswerer('Keep'), toAnswerer('Break')]).violations).toMatchInlineSnapshot(`
      [
        {
          "detail": "answerer: out of order",
          "property": "NoException",
          "rule": "no machine throws",
        },
      ]
    `);
  });
});

describe('a run against properties', () => {
  test('reports a violated property once, at its first step', () => {
    const asks = Array.from({ length: 4 }, () => toAnswerer('Ask'));
    const { violations, held } = verdict(asks, [always('Few', 1), always('Many', 9)]);
    expect(violations).toMatchInlineSnapshot(`
      [
        {
          "bugcheck": "0x7C",
          "detail": "2 questions",
          "property": "Few",
          "rule": "at most 1 questions",
          "step": 2,
        },
      ]
    `);
    expect(held).toEqual(['Many']);
  });

  test('looks at the initial view', () => {
    expect(verdict([], [always('None', -1)]).violations[0]?.detail).toBe('0 questions');
  });

  test('says which wanted situations came up', () => {
    const sometimes = (name: string, count: number): Property => ({
      ...always(name, count - 1),
      kind: 'sometimes',
    });
    const { reached, notReached, violations } = verdict(
      [toAnswerer('Ask')],
      [sometimes('asked once', 1), sometimes('asked twice', 2)],
    );
    expect([reached, notReached, violations]).toEqual([['asked once'], ['asked twice'], []]);
  });

  test('checks `finally` only where nothing can move any more', () => {
    const atEnd: Property = { ...always('Ends', 0), kind: 'finally' };
    const asks = [toAnswerer('Ask'), toAnswerer('Ask')];
    expect(verdict(asks, [atEnd]).violations[0]?.detail).toBe('2 questions');
    const stopped = verdict(asks, [atEnd], { stepLimit: 1 });
    expect([stopped.violations, stopped.held]).toEqual([[], []]);
  });

  test('steps monitors with the messages that they name, and asks them at the end', () => {
    const answers = createMachine({
      id: 'answers',
      context: { detail: 'an answer' },
      initial: 'none',
      states: {
        none: { on: { observe: 'one' } },
        one: { on: { observe: 'two' } },
        two: { tags: 'error' },
      },
    });
    const property: Property = {
      kind: 'monitor',
      name: 'AtMostOneAnswer',
      rule: 'there is one answer',
      source: 'this test',
      observes: ['Ask.done'],
      machine: answers,
      finally: (snapshot) => (snapshot.matches('none') ? 'there was none' : undefined),
    };
    const ask = toAnswerer('Ask');
    expect(verdict([ask, ask], [property]).violations[0]).toMatchObject({ detail: 'an answer' });
    expect(verdict([ask], [property]).held).toEqual(['AtMostOneAnswer']);
    expect(verdict([], [property]).violations[0]?.detail).toBe('there was none');
  });
});
