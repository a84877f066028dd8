/** Mistakes of whoever calls `explore` are said in words, and never look like a proof. */
import { describe, expect, test } from 'vitest';
import type { AnyActorRef, AnyStateMachine } from 'xstate';
import { assign, createMachine, sendParent, sendTo, setup } from 'xstate';
import { explore } from '../../src/explore/index.ts';
import type { SystemSpec } from '../../src/system/index.ts';

const toggle = createMachine({
  initial: 'a',
  states: { a: { on: { X: 'b' } }, b: { on: { X: 'a' } } },
});
/** A request carries who asks, as XState users write it. */
interface Asked {
  readonly sender: AnyActorRef;
}
const x = { from: 'user', to: 'it', message: { type: 'X' } };
const system = (machine: AnyStateMachine): SystemSpec => ({
  actors: { it: { machine }, other: { machine: toggle } },
  initial: [x, x],
});
const property = { name: 'P', kind: 'always', reads: ['it'], check: () => undefined };

/** What JavaScript allows. */
const loosely = explore as (system: unknown, options?: unknown) => ReturnType<typeof explore>;

describe('is refused with what is legal:', () => {
  test.each<[object, string]>([
    [{ maxState: 3 }, "there is no option 'maxState'; there are properties"],
    [{ timers: 'never' }, `option 'timers' is 'idle', 'any'; not "never"`],
    [{ channels: 'lifo' }, "option 'channels' is 'fifo'"],
    [{ unexpected: 'ignore' }, "option 'unexpected' is 'violation', 'ignored'"],
    [{ reduction: 'por' }, "option 'reduction' is 'none', 'partial-order'"],
    [{ strategy: 'bfs' }, "there is no strategy 'bfs'; there are breadth-first"],
    [{ maxStates: -1 }, "option 'maxStates' is a number from 0 on, not -1"],
    [{ maxSeconds: '3' }, `option 'maxSeconds' is a number from 0 on, not "3"`],
    [{ lossy: 'yes' }, "option 'lossy' is true or false"],
    [
      { properties: [{ ...property, kind: undefined }] },
      "kind of property 'P' is absent; there are always",
    ],
    [{ properties: [{ ...property, kind: 'eventually' }] }, "kind of property 'P' is 'eventually'"],
    [
      { properties: [{ ...property, reads: undefined }] },
      "property 'P' does not say which actors it reads",
    ],
    [
      { properties: [{ ...property, reads: ['nobody'] }] },
      "there is no actor 'nobody'; there are it, other",
    ],
    [
      { properties: [{ ...property, check: () => true }] },
      "property 'P' answers true: it must be a text, or undefined when",
    ],
    [
      { properties: [{ ...property, kind: 'sometimes', check: () => false }] },
      "property 'P' answers false",
    ],
    [
      { properties: [{ kind: 'monitor', name: 'M', machine: toggle }] },
      "monitor 'M' does not say what it observes",
    ],
  ])('%o', (options, text) => {
    expect(() => loosely(system(toggle), options)).toThrow(text);
  });

  test.each<[string, unknown, string]>([
    ['nothing', {}, 'it has no actors'],
    [
      'a machine as an actor',
      { actors: { it: toggle }, initial: [] },
      "actor 'it' is a machine: write it: { machine }",
    ],
    [
      'no machine',
      { actors: { it: { machine: {} } }, initial: [] },
      "actor 'it' has no XState machine",
    ],
    ['no initial messages', { actors: { it: { machine: toggle } } }, 'initial is a list of'],
    [
      'no sender',
      { actors: { it: { machine: toggle } }, initial: [{ to: 'it', message: { type: 'X' } }] },
      'initial message 1 is not',
    ],
    [
      'an unknown parent',
      { actors: { it: { machine: toggle, parent: 'p' } }, initial: [] },
      "parent of actor 'it': there is no actor 'p'",
    ],
  ])('a system with %s', (_, given, text) => {
    expect(() => loosely(given)).toThrow(text);
  });
});

test('a predicate that throws is named', () => {
  const check = () => {
    throw new Error('oops');
  };
  const properties = [{ ...property, check }];
  expect(() => loosely(system(toggle), { properties })).toThrow(
    "property 'P', which reads it, throws: oops",
  );
});

describe('a machine that is not deterministic is refused:', () => {
  let calls = 0;
  const counting = setup({ types: {} as { context: { n: number } } });
  const changed = setup({ types: {} as { context: { list: number[] } } });
  test.each<[string, AnyStateMachine]>([
    [
      'a variable outside',
      counting.createMachine({
        context: { n: 0 },
        on: { X: { actions: assign({ n: () => (calls += 1) }) } },
      }),
    ],
    [
      'chance at the start',
      counting.createMachine({ context: () => ({ n: Math.random() }), on: { X: {} } }),
    ],
    [
      'an old context that is changed',
      changed.createMachine({
        context: () => ({ list: [] }),
        on: {
          X: {
            actions: assign(({ context }) => {
              context.list.push(1);
              return context;
            }),
          },
        },
      }),
    ],
  ])('%s', (_, machine) => {
    expect(() => explore(system(machine))).toThrow("actor 'it' is not deterministic:");
  });
});

describe('what fails in a machine is a finding, with a hint:', () => {
  const sending = (actions: object): AnyStateMachine =>
    createMachine({ id: 'm', on: { X: { actions: actions as never } } });
  const detail = (machine: AnyStateMachine) => {
    const result = explore(system(machine));
    return result.verdict === 'violated' ? result.violation.detail : result.verdict;
  };

  test('a peer that is sent to like a child, and a parent that nobody has named', () => {
    expect(detail(sending(sendTo('other', { type: 'X' })))).toContain(
      "a peer is reached with send('other', ...), or with sendTo(({ system }) => system.get('other'), ...)",
    );
    expect(detail(sending(sendParent({ type: 'X' })))).toContain("'parent' beside its machine");
    const spec = system(sending(sendParent({ type: 'X' })));
    const it = { machine: sending(sendParent({ type: 'X' })), parent: 'other' };
    expect(explore({ ...spec, actors: { ...spec.actors, it } })).toMatchObject({
      verdict: 'holds',
    });
  });

  test('an id that nobody has: XState sends to the sender', () => {
    const lost = sending(sendTo(({ system: all }) => all.get('nobody'), { type: 'Y' }));
    expect(detail(lost)).toContain('was it meant for an id that nobody has?');
  });

  test('a start that throws, and a circle without an end', () => {
    const failing = createMachine({
      context: () => {
        throw new Error('no input');
      },
    });
    expect(detail(failing)).toBe('it: no input');
    const circle = { a: { always: 'b' }, b: { always: 'a' } } as const;
    expect(detail(createMachine({ initial: 'a', states: circle }))).toContain(
      'go round in a circle',
    );
  });
});

test('references can be sent and kept, and a delayed message comes later or is cancelled', () => {
  const asks = createMachine({
    initial: 'idle',
    states: {
      idle: {
        on: {
          X: {
            target: 'asked',
            actions: sendTo(
              ({ system: all }) => all.get('b'),
              ({ self }) => ({ type: 'ASK', sender: self }),
              { delay: 100 },
            ),
          },
        },
      },
      asked: { on: { ANSWER: 'answered' } },
      answered: { type: 'final' },
    },
  });
  const answers = createMachine({
    on: {
      ASK: {
        actions: sendTo(({ event }) => (event as unknown as Asked).sender, { type: 'ANSWER' }),
      },
    },
  });
  const result = explore(
    { actors: { it: { machine: asks }, b: { machine: answers } }, initial: [x] },
    {
      properties: [
        {
          kind: 'finally',
          name: 'Answered',
          rule: 'who asks is answered',
          source: 'test',
          reads: ['it'],
          check: ({ it }) => (it?.matches('answered') ? undefined : 'no answer'),
        },
      ],
    },
  );
  expect(result).toMatchObject({ verdict: 'holds', states: 5, restStates: 1 });
});
