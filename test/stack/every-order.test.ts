/**
 * Every order of deliveries of every scenario of the library at one VF, and of the smaller ones at two, with all
 * properties: they hold, and every situation that a scenario asks for comes up. The removals by surprise and the
 * failover take millions of states: `npm run prove` looks at those.
 */
import { expect, test } from 'vitest';
import { stackProperties } from '../../actors/properties/index.ts';
import { scenarioNames } from '../../actors/scenario/index.ts';
import type { ClientResult } from '../../machines/client.ts';
import { explore } from '../../src/explore/index.ts';
import type { StateProperty } from '../../src/system/index.ts';
import { stackOf } from './run-scenario.ts';

const larger = /surprise-removal|failover/;
const bothWays = [true, false];
const sizes = [
  ...scenarioNames()
    .filter((name) => !larger.test(name))
    .flatMap((name) => bothWays.map((vbd) => ({ name, vbd, vfs: 1 }))),
  ...['bring-up', 'config-space', 'query-remove'].flatMap((name) =>
    bothWays.map((vbd) => ({ name, vbd, vfs: 2 })),
  ),
];

/** When nothing can move any more, every client has gone through its steps and got what it expected. */
function clientsAreContent(clients: readonly string[]): StateProperty {
  return {
    kind: 'finally',
    name: 'ClientsAreContent',
    rule: 'at the end every client has finished, with the answers that its scenario expects',
    source: 'the scenario',
    reads: clients,
    each: true,
    check(view) {
      const wrong = clients.flatMap((id) => {
        const snapshot = view[id];
        if (snapshot?.value !== 'finished') return [`${id} waits`];
        return (snapshot.context.results as ClientResult[])
          .filter(({ expected }) => !expected)
          .map(({ step, status }) => `${id} step ${step + 1}: ${status}`);
      });
      return wrong.length === 0 ? undefined : wrong.join(', ');
    },
  };
}

test.each(sizes)('$name at $vfs VF (VBD: $vbd) holds in every order', ({ name, vbd, vfs }) => {
  const stack = stackOf(name, { vfs, vbd });
  const clients = stack.options.clients.map(({ id }) => id);
  const properties = [...stackProperties(stack), clientsAreContent(clients)];
  const result = explore(stack.spec, { properties });
  if (result.verdict === 'violated') expect(result.violation).toBeUndefined();
  expect([result.verdict, result.notReached]).toEqual(['holds', []]);
  expect(result.restStates).toBeGreaterThan(0);
});
