/** A system as one actor logic, in the hands of XState's own graph utilities, has the explorer's states. */
import { getAdjacencyMap, getShortestPaths } from '@xstate/test';
import { expect, test } from 'vitest';
import { explore } from '../../src/explore/index.ts';
import type { SystemState } from '../../src/system/index.ts';
import { systemLogic } from '../../src/system/index.ts';
import { smallStack } from '../bench/small-stack.ts';

test.each([
  { vfs: 2, writes: 1 },
  { vfs: 2, writes: 2 },
])('$vfs VFs, $writes writes each: as many states and transitions', ({ vfs, writes }) => {
  const spec = smallStack(vfs, writes);
  const logic = systemLogic(spec);
  const map = getAdjacencyMap(logic, {
    events: (state) => logic.events(state),
    serializeState: (state) => logic.serialize(state) as never,
    limit: Number.POSITIVE_INFINITY,
  });
  const transitions = Object.values(map).flatMap((each) => Object.keys(each.transitions)).length;
  const found = explore(spec, { reduction: 'none' });
  expect({ states: Object.keys(map).length, transitions }).toEqual({
    states: found.states,
    transitions: found.transitions,
  });
});

test('a shortest path to the end delivers every message once', () => {
  const logic = systemLogic(smallStack(1, 1));
  const ended = (state: SystemState) => state.status === 'done';
  const paths = getShortestPaths(logic, {
    events: (state) => logic.events(state),
    serializeState: (state) => logic.serialize(state) as never,
    toState: ended,
  });
  expect(paths.map(({ steps }) => steps.at(-1)?.event.type)).toContain('deliver');
  expect(paths.every(({ state }) => ended(state))).toBe(true);
});

test('a delivery that is not possible changes nothing', () => {
  const logic = systemLogic(smallStack(1, 1));
  const scope = undefined as never;
  const initial = logic.getInitialSnapshot(scope, undefined);
  const event = { type: 'deliver', from: 'pf', to: 'pci', message: 'SetBusData' } as const;
  expect(logic.transition(initial, event, scope)).toBe(initial);
});
