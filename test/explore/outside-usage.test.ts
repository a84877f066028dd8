/** What is said wrongly of a system is refused in words: a typing error must not look like a proof. */
import { expect, test } from 'vitest';
import { createMachine, fromPromise, sendTo } from 'xstate';
import { explore } from '../../src/explore/index.ts';

const machine = createMachine({
  initial: 'a',
  states: {
    a: { invoke: { id: 'p', src: fromPromise(async () => 1), onDone: 'b' }, on: { GO: {} } },
    b: {},
  },
});

const invoked = { p: { done: [1] } };

/** As somebody writes it without a type checker. */
function exploring(actor: object, message: object = { type: 'GO' }) {
  const actors = { m: { machine, invoked, ...actor } };
  return () => explore({ actors, initial: [{ from: 'u', to: 'm', message }] } as never);
}

test.each([
  ['an unknown field', { event: [] }, "actor 'm' has no 'event'; there are machine, input, events"],
  ['texts for events', { events: ['GO'] }, "events of actor 'm' are messages"],
  ['an event that is no list', { events: { type: 'GO' } }, "events of actor 'm' is a list"],
  ['a function without a list', { events: () => ({ type: 'GO' }) }, 'answers with a list'],
  [
    'onDone for done',
    { invoked: { p: { onDone: [1] } } },
    "invoked 'p' of actor 'm' has no 'onDone'",
  ],
  [
    'an output that is no list',
    { invoked: { p: { done: 1 } } },
    "done of invoked 'p' of actor 'm'",
  ],
  ['an Error', { invoked: { p: { error: [new Error('off')] } } }, "{ message: 'off' }"],
])('%s', (_, actor, words) => {
  expect(exploring(actor)).toThrow(words);
});

test('messages and contexts that cannot be compared say where they are', () => {
  const loop: { self?: object } = {};
  loop.self = loop;
  expect(exploring({}, { type: 'GO', loop })).toThrow(
    'initial message 1: an object that is part of itself',
  );
  expect(exploring({}, { type: 'GO', of: () => 1 })).toThrow('initial message 1: a function');
  const round = createMachine({ context: { loop } });
  expect(exploring({ machine: round })).toThrow(
    "actor 'm' in its only state: an object that is part of itself",
  );
});

test('lists where objects are wanted, and the other way round', () => {
  expect(() => explore({ actors: [{ machine }], initial: [] } as never)).toThrow('no list');
  const system = { actors: { m: { machine, invoked } }, initial: [] };
  expect(() => explore(system, { properties: {} } as never)).toThrow("'properties' is a list");
});

test('a text that names neither a child nor an actor', () => {
  const lost = createMachine({ on: { GO: { actions: sendTo('stokc', { type: 'X' }) } } });
  const stock = createMachine({});
  const actors = { m: { machine: lost }, stock: { machine: stock } };
  const result = explore({ actors, initial: [{ from: 'u', to: 'm', message: { type: 'GO' } }] });
  expect(result).toMatchObject({
    verdict: 'violated',
    violation: { detail: expect.stringContaining('the system no actor: there are m, stock') },
  });
});
