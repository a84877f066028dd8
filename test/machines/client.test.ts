/** A client runs its program: it waits where it is told to, records every answer, and is told of nothing twice. */
import { describe, expect, test } from 'vitest';
import type { ClientContext, ClientStep } from '../../machines/client.ts';
import { client } from '../../machines/client.ts';
import type { Line } from './stage.ts';
import { names, onStage } from './stage.ts';

const step = (type: string, wait: boolean, expected?: readonly string[]): ClientStep => ({
  to: 'stack',
  message: { type, vf: 1 },
  wait,
  ...(expected === undefined ? {} : { expect: expected }),
});
const newClient = (...steps: readonly ClientStep[]) =>
  onStage<ClientContext>('client', client, { steps }, ['stack', 'other', 'third', 'environment']);
const begin: Line = { type: 'Begin' };
const done = (type: string, n: number, status = 'STATUS_SUCCESS', more: object = {}): Line => ({
  type: `${type}.done`,
  id: `step${n}`,
  status,
  ...more,
});
const awaitClient: Line = { type: 'AwaitClient', id: 'step1' };

describe('a program', () => {
  test('does nothing before it begins, and its requests carry an id of their step', () => {
    const one = newClient(step('AssignVf', true), step('ResetVf', true));
    expect(one.state).toBe('ready');
    expect(one.tell('environment', begin)).toEqual([
      { to: 'stack', from: 'client', type: 'AssignVf', vf: 1, id: 'step1' },
    ]);
    expect(one.tell('stack', done('AssignVf', 1))).toMatchObject([
      { type: 'ResetVf', id: 'step2' },
    ]);
  });

  test('a step that waits is answered before the next one; others go on at once', () => {
    const mixed = newClient(step('A', false), step('B', true), step('C', false), step('D', false));
    expect(names(mixed.tell('environment', begin))).toEqual(['stack A', 'stack B']);
    // The answer to A is not the one that it waits for.
    expect(mixed.tell('stack', done('A', 1))).toEqual([]);
    expect(mixed.state).toBe('waiting');
    expect(names(mixed.tell('stack', done('B', 2)))).toEqual(['stack C', 'stack D']);
    expect(mixed.state).toBe('draining');
    mixed.tell('stack', done('D', 4));
    expect(mixed.state).toBe('draining');
    mixed.tell('stack', done('C', 3));
    expect(mixed.state).toBe('finished');
    expect(mixed.context.results.map((result) => result.step)).toEqual([0, 1, 2, 3]);
  });

  test('an empty program is finished as soon as it begins', () => {
    const idle = newClient();
    idle.tell('environment', begin);
    expect(idle.state).toBe('finished');
  });

  test('an answer is held against what its author expects, and its value is kept', () => {
    const strict = newClient(
      step('A', true, ['STATUS_SUCCESS', 'STATUS_CANCELLED']),
      step('B', true, ['STATUS_SUCCESS']),
      step('C', true),
    );
    strict.tell('environment', begin);
    strict.tell('stack', done('A', 1, 'STATUS_CANCELLED'));
    strict.tell('stack', done('B', 2, 'STATUS_UNSUCCESSFUL', { value: 7 }));
    strict.tell('stack', done('C', 3, 'STATUS_UNSUCCESSFUL'));
    expect(strict.context.results).toEqual([
      { step: 0, status: 'STATUS_CANCELLED', expected: true },
      { step: 1, status: 'STATUS_UNSUCCESSFUL', value: 7, expected: false },
      { step: 2, status: 'STATUS_UNSUCCESSFUL', expected: true },
    ]);
  });
});

describe('an answer that nobody waits for', () => {
  test('is unexpected: a second one, one to a step to come, one before the beginning or after the end', () => {
    const one = newClient(step('A', true), step('B', true));
    expect(one.takes('stack', done('A', 1))).toBe('unexpected');
    one.tell('environment', begin);
    expect(one.takes('stack', done('B', 2))).toBe('unexpected');
    expect(one.takes('stack', { ...done('A', 1), type: 'A.return' })).toBe('unexpected');
    one.tell('stack', done('A', 1));
    expect(one.takes('stack', done('A', 1))).toBe('unexpected');
    one.tell('stack', done('B', 2));
    expect(one.takes('stack', done('B', 2))).toBe('unexpected');
    expect(one.takes('environment', begin)).toBe('unexpected');
  });
});

describe('await-client', () => {
  const toldTo = (to: string) => ({
    to,
    from: 'client',
    type: 'AwaitClient.done',
    id: 'step1',
    status: 'STATUS_SUCCESS',
  });

  test.each(['ready', 'waiting', 'draining'])(
    'asked for while %s is answered at the end',
    (state) => {
      const slow = newClient(step('A', state === 'waiting'));
      if (state !== 'ready') slow.tell('environment', begin);
      expect(slow.state).toBe(state);
      expect(slow.tell('other', awaitClient)).toEqual([]);
      expect(slow.tell('third', awaitClient)).toEqual([]);
      if (state === 'ready') slow.tell('environment', begin);
      expect(slow.tell('stack', done('A', 1))).toEqual([toldTo('other'), toldTo('third')]);
    },
  );

  test('asked for after the end is answered at once, and nobody else is told again', () => {
    const quick = newClient();
    quick.tell('other', awaitClient);
    quick.tell('environment', begin);
    expect(quick.tell('third', awaitClient)).toEqual([toldTo('third')]);
  });
});
