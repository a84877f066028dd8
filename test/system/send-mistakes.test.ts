/** What is no message is refused where it is written or sent: without a type it would travel as something else. */
import { expect, test } from 'vitest';
import { createMachine, sendTo } from 'xstate';
import { explore } from '../../src/explore/index.ts';
import { reply, send } from '../../src/system/index.ts';

test.each([
  ['reply', () => reply('get' as never)],
  ['send', () => send('it', 'get' as never)],
])('%s of an event, which is that of messaging()', (name, make) => {
  expect(make).toThrow(new RegExp(`^${name}\\(.*'get': a message is an object with a type`));
});

test.each([
  ['send', send('it', () => ({ to: 'it', message: { type: 'X' } })), 'sends {"to":"it"'],
  [
    'sendTo',
    sendTo(
      ({ self }) => self,
      () => ({}) as never,
    ),
    "it sends {} to 'it'",
  ],
])('%s of what has no type', (_, action, what) => {
  const machine = createMachine({ on: { GO: { actions: action as never } } });
  const initial = [{ from: 'user', to: 'it', message: { type: 'GO' } }];
  expect(explore({ actors: { it: { machine } }, initial })).toMatchObject({
    property: 'NoException',
    violation: { detail: expect.stringContaining(what) },
  });
});
