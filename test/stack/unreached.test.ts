/**
 * Every state of every statechart is visited in some order of some scenario, or has a reason why not. The scenarios are
 * those of the library at one VF, the largest of them in part, and some more.
 */
import { expect, test } from 'vitest';
import { stackProperties } from '../../actors/properties/index.ts';
import { scenarioNames } from '../../actors/scenario/index.ts';
import type { Stack } from '../../actors/topology.ts';
import { explore } from '../../src/explore/index.ts';
import { reachScenarios, reachStack } from './reach-scenarios.ts';
import { stackOf } from './run-scenario.ts';
import type { Charted } from './statecharts.ts';
import { chartOf, together } from './statecharts.ts';
import { unreached } from './unreached.ts';

/**
 * Enough for most of them; of the larger ones the deepest orders come first. What holds in every order is another
 * test's business, and that of `npm run prove`.
 */
const bounds = { strategy: 'depth-first', maxStates: 6_000 } as const;
const charts: Charted[] = [];

function look(stack: Stack, timers: 'idle' | 'any' = 'idle'): void {
  const properties = stackProperties(stack);
  const result = explore(stack.spec, { properties, coverage: true, timers, ...bounds });
  if (result.visited === undefined) throw new Error('nothing is said of what was visited');
  charts.push(chartOf(stack.spec, result.visited));
  expect(result.verdict).not.toBe('violated');
}

// The scenarios differ little with and without a VBD: these show all that there is.
const library = scenarioNames().map((name) => ({ name, vbd: true }));
const without = ['backchannel', 'demo', 'pf-hang', 'pf-power'].map((name) => ({
  name,
  vbd: false,
}));
const reach = reachScenarios.filter(({ name, vbd }) => !vbd || name.includes('taken back'));

test.each([...library, ...without])('$name (VBD: $vbd)', ({ name, vbd }) => {
  look(stackOf(name, { vfs: 1, vbd }));
});

test.each(reach)('$name (VBD: $vbd)', (scenario) => {
  look(reachStack(scenario), scenario.timers);
});

test('every state is visited, or has a reason why not', () => {
  const { all, visited } = together(charts);
  const missing = [...all.states].filter((state) => !visited.states.has(state));
  expect(missing.filter((state) => unreached[state] === undefined)).toEqual([]);
  expect(Object.keys(unreached).filter((state) => !missing.includes(state))).toEqual([]);
});
