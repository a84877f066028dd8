/** Depth first, prefixes, and which reductions a search says that it used. */
import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { explore } from '../../src/explore/index.ts';
import type { StateProperty, SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';
import { replaySchedule } from '../../src/trace/replay.ts';
import { stackOf } from '../stack/run-scenario.ts';

const counter = (id: string) =>
  createMachine({
    initial: 'new',
    states: {
      new: { on: { Begin: { target: 'asked', actions: send('r', { type: id }) } } },
      asked: { on: { Begin: 'done' } },
      done: {},
    },
  });
const receiver = createMachine({
  initial: 'open',
  states: { open: { on: { A: 'a', B: {} } }, a: { on: { A: {}, B: 'late' } }, late: {} },
});
const begin = (to: string) => ({ from: 'environment', to, message: { type: 'Begin' } });
const system: SystemSpec = {
  actors: { a: { machine: counter('A') }, b: { machine: counter('B') }, r: { machine: receiver } },
  initial: ['a', 'a', 'b', 'b'].map(begin),
};
const neverLate: StateProperty = {
  kind: 'always',
  name: 'NeverLate',
  rule: 'B comes before A',
  source: 'this test',
  reads: ['r'],
  check: (view) => (view.r?.value === 'late' ? 'late' : undefined),
};

test('a reduced search finds a violation, and then a shortest way to it', () => {
  const reduced = explore(system, { properties: [neverLate] });
  const plain = explore(system, { properties: [neverLate], reduction: 'none' });
  expect(reduced).toMatchObject({ reduction: 'partial-order', shortest: true });
  if (reduced.verdict !== 'violated' || plain.verdict !== 'violated') throw new Error('holds');
  expect(reduced.schedule).toEqual(plain.schedule);
  expect(reduced.schedule).toHaveLength(4);
});

test('depth first finds it too, with a schedule that can be taken', () => {
  const deep = explore(system, { properties: [neverLate], strategy: 'depth-first' });
  expect(deep).toMatchObject({ verdict: 'violated', strategy: 'depth-first', shortest: false });
  if (deep.verdict !== 'violated') throw new Error('holds');
  expect(replaySchedule(system, deep.schedule)).toHaveLength(deep.schedule.length);
});

test('depth first has the states and transitions of breadth first', () => {
  const { spec } = stackOf('backchannel', { vfs: 1, vbd: false });
  const { states, transitions, restStates } = explore(spec, { reduction: 'none' });
  const deep = explore(spec, { reduction: 'none', strategy: 'depth-first' });
  expect(deep).toMatchObject({ verdict: 'holds', states, transitions, restStates });
});

test('a search begins after its prefix, and refuses one that cannot be', () => {
  const all = explore(system, { reduction: 'none' });
  const rest = explore(system, { reduction: 'none', prefix: [begin('a')] });
  expect(rest.verdict).toBe('holds');
  expect(rest.depth).toBe(all.depth - 1);
  expect(rest.states).toBeLessThan(all.states);
  expect(() => explore(system, { prefix: [begin('a'), begin('r')] })).toThrow(
    'step 2 of the prefix, Begin from environment to r, is not possible; possible: ' +
      'Begin from environment to a, Begin from environment to b, A from a to r',
  );
});

test('a reduction that is not possible is refused when it was asked for, else told', () => {
  const mailbox = explore(system, { channels: 'mailbox' });
  expect(mailbox.reduction).toBe('none');
  expect(mailbox.notReduced).toEqual([
    'no partial-order reduction: in the mailbox model messages of different senders to one receiver do not commute',
  ]);
  expect(() => explore(system, { channels: 'mailbox', reduction: 'partial-order' })).toThrow(
    "reduction 'partial-order' is not possible: in the mailbox model",
  );
  expect(() => explore(system, { reduction: 'symmetry' })).toThrow(
    "reduction 'symmetry' is not possible: no interchangeable copies are named",
  );
});
