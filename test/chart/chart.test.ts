/** A machine as data: what of it a chart has, and under which names. */
import { describe, expect, test } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { and, assign, createMachine, not, raise, sendTo, stateIn } from 'xstate';
import { chartOf } from '../../src/chart/index.ts';
import { explore } from '../../src/explore/index.ts';
import { stackOf } from '../stack/run-scenario.ts';
import { everyKind, ourMachines } from './our-machines.ts';

const kinds = chartOf(everyKind);
const stateNamed = (id: string) => kinds.states.find((state) => state.id === `kinds${id}`);
const transitionsFrom = (id: string) =>
  kinds.transitions
    .filter(({ source }) => source === `kinds${id}`)
    .map(({ event, guard, actions, targets }) => ({ event, guard, actions, targets }));

describe('a machine of every kind', () => {
  test('has its states in document order, each below its parent', () => {
    expect(
      kinds.states.map(({ id, kind, isInitial }) => `${id} ${kind}${isInitial ? ' initial' : ''}`),
    ).toEqual([
      'kinds compound',
      'kinds.work parallel initial',
      'kinds.work.left compound',
      'kinds.work.left.first atomic initial',
      'kinds.work.left.second atomic',
      'kinds.work.left.end final',
      'kinds.work.right compound',
      'kinds.work.right.on atomic initial',
      'kinds.work.right.off atomic',
      'kinds.work.right.past history',
      'kinds.paused atomic',
      'kinds.past history',
      'kinds.finished final',
    ]);
  });

  test('has actions, tags, actors and descriptions, but not the timers that XState adds', () => {
    expect(stateNamed('.work')).toMatchObject({
      entry: ['begin'],
      exit: ['stop', 'tidy'],
      tags: ['busy'],
    });
    expect(stateNamed('.work.left.second')).toMatchObject({ entry: [], exit: [] });
    expect(stateNamed('.work.right.on')?.invokes).toEqual(['clock as ticker']);
    expect(stateNamed('.work.right.past')).toMatchObject({
      history: 'deep',
      defaultTargets: ['kinds.work.right.off'],
    });
    expect(stateNamed('.finished')?.description).toBe('All is done.');
  });

  test('has its transitions in words', () => {
    expect(transitionsFrom('.work.left.second')).toEqual([
      { event: 'after 100 ms', guard: undefined, actions: [], targets: ['kinds.work.left.end'] },
      { event: 'after slow', guard: undefined, actions: [], targets: ['kinds.work.left.first'] },
      { event: 'always', guard: 'hurry', actions: [], targets: ['kinds.work.left.end'] },
    ]);
    expect(transitionsFrom('.work').map(({ event }) => event)).toEqual(['ABORT', 'LOG.*', 'done']);
    expect(transitionsFrom('.work.right.on').map(({ event }) => event)).toEqual([
      'TOGGLE',
      'done: ticker',
    ]);
    expect(transitionsFrom('.work.right.off').map(({ event }) => event)).toEqual([
      'TOGGLE',
      'any event',
    ]);
  });

  test('tells what stays, what enters anew and what is ignored', () => {
    const told = kinds.transitions
      .filter(({ source }) => source === 'kinds.work.left.first')
      .map(({ id, isInternal, reenter, isForbidden }) => ({
        id,
        isInternal,
        reenter,
        isForbidden,
      }));
    const of = (id: string) => told.find((one) => one.id === `kinds.work.left.first: ${id}`);
    expect(of('GO #1')).toMatchObject({ isInternal: true, isForbidden: false });
    expect(of('STAY #0')).toMatchObject({ isInternal: true, isForbidden: true });
    expect(of('AGAIN #0')).toMatchObject({ isInternal: false, reenter: true });
  });
});

test('guards and actions that are no names are told in words', () => {
  const machine = createMachine({
    initial: 'a',
    entry: [
      assign({}),
      raise({ type: 'NEXT' }),
      sendTo('boss', { type: 'HELLO' }),
      function named() {},
    ],
    on: {
      X: [
        { guard: and(['p', not('q')]), target: '.a' },
        { guard: stateIn({ b: 'c' }), target: '.a' },
        { guard: () => true, target: '.a', actions: () => {} },
      ],
    },
    states: { a: {} },
  });
  const { states, transitions } = chartOf(machine);
  expect(states[0]?.entry).toEqual(['assign', 'raise(NEXT)', 'send(HELLO) to boss', 'named']);
  expect(transitions.map(({ guard }) => guard)).toEqual(['p and not q', 'in b.c', 'inline']);
  expect(transitions[2]?.actions).toEqual(['inline']);
});

test.each(ourMachines)(
  '%s: each state and each transition of the machine is there once',
  (_, machine) => {
    const { states, transitions } = chartOf(machine);
    const nodes = nodesOf(machine.root);
    expect(states.map(({ id }) => id)).toEqual(nodes.map(({ id }) => id));
    expect(new Set(states.map(({ id }) => id)).size).toBe(states.length);
    expect(new Set(transitions.map(({ id }) => id)).size).toBe(transitions.length);
    const definitions = nodes.flatMap(({ definition }) => definition.transitions);
    const always = nodes.flatMap((node) => node.always ?? []);
    expect(transitions.length).toBe(definitions.length + always.length);
  },
);

test('what an exploration visits is named in the charts: bring-up, without a VBD, first 4000 states', () => {
  const { spec } = stackOf('bring-up', { vfs: 1, vbd: false });
  const { visited } = explore(spec, { coverage: true, maxStates: 4000 });
  const actors = Object.entries(spec.actors);
  expect(actors.length).toBeGreaterThan(5);
  for (const [id, { machine }] of actors) {
    const chart = chartOf(machine);
    const known = {
      states: chart.states.map((one) => one.id),
      transitions: chart.transitions.map((one) => one.id),
    };
    expect(known.states).toEqual(expect.arrayContaining([...(visited?.states[id] ?? [])]));
    expect(known.transitions).toEqual(
      expect.arrayContaining([...(visited?.transitions[id] ?? [])]),
    );
  }
  expect(visited?.transitions.pf?.length).toBeGreaterThan(3);
});

function nodesOf(node: AnyStateNode): readonly AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}
