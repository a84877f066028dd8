/**
 * A model of the BEEM benchmark, with handshakes instead of messages: states, transitions and deadlocks as LTSmin's
 * test suite gives them.
 */
import { expect, test } from 'vitest';
import { explore } from '../../src/explore/index.ts';
import { allAgree, everyWay } from './every-way.ts';
import { gearControl } from './gear-control.ts';
import { handshake } from './handshake.ts';
import { invariant, labelledSteps } from './labelled-steps.ts';

test('gear.1: 2,689 states, 3,567 transitions, 16 deadlocks', () => {
  const found = explore(labelledSteps(gearControl), { reduction: 'none' });
  const { verdict, states, transitions, restStates } = found;
  expect({ verdict, states, transitions, restStates }).toEqual({
    verdict: 'holds',
    states: 2_689,
    transitions: 3_567,
    restStates: 16,
  });
});

test('gear.1: every way of searching finds the same', () => {
  const { plain, ...ways } = everyWay(labelledSteps(gearControl));
  expect(ways).toEqual(allAgree(plain));
});

test('two go together or not at all, and a value passes from one to the other', () => {
  const edge = { from: 'a', to: 'b' } as const;
  const system = handshake<{ readonly got: number }>(
    [
      { begin: 'a', edges: [{ ...edge, sync: 'c!', value: 7 }] },
      { begin: 'a', edges: [{ ...edge, sync: 'c?', effect: (_, got) => ({ got }) }] },
      { begin: 'a', edges: [{ ...edge, sync: 'nobody!' }] },
    ],
    { got: 0 },
  );
  const never = invariant<{ readonly variables: { readonly got: number } }>(
    'NeverGot',
    ({ variables }) => variables.got !== 7,
  );
  const found = explore(labelledSteps(system), { properties: [never] });
  expect(found).toMatchObject({ verdict: 'violated', property: 'NeverGot' });
  expect(found.verdict === 'violated' && found.schedule).toHaveLength(1);
});
