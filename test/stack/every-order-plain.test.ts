/**
 * The explorer against a plain search that is written without it: for small scenarios of the stack both find the same
 * states when nothing is left out, and the same visited states of each statechart when something is.
 */
import { expect, test } from 'vitest';
import { explore } from '../../src/explore/index.ts';
import { explorePlain } from '../machines/explore-plain.ts';
import { stackOf } from './run-scenario.ts';

const small = ['bring-up', 'config-space', 'vf-power', 'query-remove', 'pf-power'].flatMap((name) =>
  [true, false].map((vbd) => ({ name, vbd })),
);

test.each(small)('$name (VBD: $vbd): the plain search finds as much', ({ name, vbd }) => {
  const { spec } = stackOf(name, { vfs: 1, vbd });
  const plain = explorePlain(spec, { statesMax: 400_000 });
  const { verdict, states, transitions, restStates } = explore(spec, { reduction: 'none' });
  expect(plain).toMatchObject({ wrong: undefined, truncated: false });
  expect({ verdict, states, transitions, restStates }).toEqual({
    verdict: 'holds',
    states: plain.states,
    transitions: plain.deliveries,
    restStates: plain.restStates,
  });
});

test.each(small)('$name (VBD: $vbd): a reduction hides nothing of the statecharts', (size) => {
  const { spec } = stackOf(size.name, { vfs: 1, vbd: size.vbd });
  const [all, reduced] = (['none', 'partial-order'] as const).map((reduction) =>
    explore(spec, { reduction, coverage: true }),
  );
  expect(reduced?.states).toBeLessThan(all?.states ?? 0);
  expect(reduced?.visited).toEqual(all?.visited);
});
