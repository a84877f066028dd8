/**
 * Every order of deliveries of the smaller scenarios at one VF, breadth first, on the pure step: no message is
 * unexpected, no machine goes down, and whenever nothing can move any more, every client has finished as expected.
 */
import { expect, test } from 'vitest';
import type { ClientResult } from '../../machines/client.ts';
import type { Views } from '../machines/explore-plain.ts';
import { explorePlain } from '../machines/explore-plain.ts';
import { stackOf } from './run-scenario.ts';

/** What is wrong with a state of rest. */
function unfinished(clients: readonly string[], views: Views): string | undefined {
  const wrong = clients.flatMap((id) => {
    const snapshot = views[id];
    if (snapshot?.value !== 'finished') return [`${id} waits`];
    return (snapshot.context.results as ClientResult[])
      .filter(({ expected }) => !expected)
      .map(({ step, status }) => `${id} step ${step + 1}: ${status}`);
  });
  return wrong.length === 0 ? undefined : wrong.join(', ');
}

test.each([
  ['bring-up', true],
  ['bring-up', false],
  ['config-space', true],
  ['config-space', false],
  ['vf-power', true],
  ['vf-power', false],
  ['query-remove', true],
  ['query-remove', false],
  ['pf-hang', true],
  ['pf-power', true],
  ['vf-reset', true],
  ['vf-reset', false],
  ['invalidate', false],
  ['backchannel', false],
  ['teardown', false],
  ['demo', true],
  ['demo', false],
] as const)('%s (VBD: %s) holds in every order', (name, vbd) => {
  const stack = stackOf(name, { vfs: 1, vbd });
  const clients = stack.options.clients.map(({ id }) => id);
  const result = explorePlain(stack.spec, {
    statesMax: 400_000,
    atRest: (views) => unfinished(clients, views),
  });
  expect({ wrong: result.wrong, truncated: result.truncated, schedule: result.schedule }).toEqual({
    wrong: undefined,
    truncated: false,
    schedule: [],
  });
  expect(result.restStates).toBeGreaterThan(0);
});
