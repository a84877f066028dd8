/**
 * VFs of a stack are interchangeable once they are all assigned; before that they are not, because the administrator
 * assigns one after the other.
 */
import { expect, test } from 'vitest';
import { stackProperties } from '../../actors/properties/index.ts';
import { stackSymmetry } from '../../actors/symmetry.ts';
import type { Stack } from '../../actors/topology.ts';
import { Cursor } from '../../src/explore/cursor.ts';
import type { Symmetry } from '../../src/explore/symmetry/index.ts';
import { buildSymmetry } from '../../src/explore/symmetry/index.ts';
import { buildTables } from '../../src/explore/tables.ts';
import type { Choice } from './run-scenario.ts';
import { stackOf } from './run-scenario.ts';

/**
 * The state in which every VF runs and its clients go on: everything but what the clients are answered has been
 * delivered.
 */
function settled(cursor: Cursor, clients: ReadonlySet<string>): Int32Array {
  const { vocabulary } = cursor.tables;
  for (;;) {
    const move = cursor.moves().find((each) => {
      const { type } = cursor.envelope(each).message;
      return type === 'Begin' || !clients.has(vocabulary.actors[each.actor] as string);
    });
    if (move === undefined) return cursor.columns;
    const violation = cursor.take(move);
    if (violation !== undefined) throw new Error(violation.detail);
  }
}

/** How many states there are from `start`, up to renaming when there is a symmetry. */
function count(cursor: Cursor, start: Int32Array, symmetry: Symmetry | undefined): number {
  const known = new Set([start.join()]);
  const states = [start];
  symmetry?.visit(start);
  for (const state of states) {
    cursor.load(state);
    for (const move of cursor.moves()) {
      cursor.load(state);
      const violation = cursor.take(move);
      if (violation !== undefined) throw new Error(violation.detail);
      const next = Int32Array.from(cursor.columns);
      symmetry?.canonicalize(next);
      if (known.has(next.join())) continue;
      known.add(next.join());
      symmetry?.visit(next);
      states.push(next);
    }
  }
  return states.length;
}

function symmetryFrom(stack: Stack, isLate: boolean) {
  const symmetry = stackSymmetry(stack);
  if (symmetry === undefined) throw new Error('the VFs of this stack are not alike');
  const options = { symmetry, properties: stackProperties(stack) };
  const tables = buildTables(stack.spec, options);
  const cursor = new Cursor(tables);
  const clients = stack.options.clients.map(({ id }) => id);
  const own = new Set(symmetry.actors.flat().filter((id) => clients.includes(id)));
  const start = isLate ? settled(cursor, own) : cursor.columns;
  const built = buildSymmetry(stack.spec, options, tables, start);
  if ('refused' in built) throw new Error(built.refused);
  return { cursor, start, symmetry: built };
}

test.each([
  ['config-space', { vfs: 2, vbd: false }, 2932, 1479],
  ['pf-hang', { vfs: 2, vbd: false }, 2092, 1059],
  ['pf-surprise-removal', { vfs: 2, vbd: false }, 32, 26],
] as const)(
  '%s with %o: %i states once all VFs run, %i up to renaming',
  (name, choice, plain, least) => {
    const stack = stackOf(name, choice);
    const { cursor, start, symmetry } = symmetryFrom(stack, true);
    expect(count(cursor, start, symmetry)).toBe(least);
    const again = symmetryFrom(stack, true);
    expect(count(again.cursor, again.start, undefined)).toBe(plain);
  },
);

test.each([true, false])('from the very beginning the administrator breaks it (VBD: %s)', (vbd) => {
  const { cursor, start, symmetry } = symmetryFrom(stackOf('bring-up', { vfs: 2, vbd }), false);
  const because = /^'administrator' in 'waiting', 'StartDevice.done' from pnp: .*"vf":0.*"vf":1/;
  expect(() => count(cursor, start, symmetry)).toThrow(because);
});

test.each<[string, Choice]>([
  ['one VF', { vfs: 1, vbd: true }],
  ['two VFs in one guest', { vfs: 2, guests: 1, vbd: true }],
])('%s: nothing is interchangeable', (_, choice) => {
  expect(stackSymmetry(stackOf('config-space', choice))).toBeUndefined();
});

test('a copy is everything that belongs to one VF', () => {
  expect(stackSymmetry(stackOf('config-space', { vfs: 2, vbd: true }))?.actors).toEqual([
    ['pnp.g0', 'vpci.g0', 'vbd.vf0', 'ndis.vf0', 'vf0', 'application.vf0'],
    ['pnp.g1', 'vpci.g1', 'vbd.vf1', 'ndis.vf1', 'vf1', 'application.vf1'],
  ]);
});

test('messages are renamed by the numbers that stand for a VF in them', () => {
  const rename = stackSymmetry(stackOf('config-space', { vfs: 2, vbd: true }))?.rename;
  const message = { type: 'NdisOidRequest', id: 'g0.VpciConfigRead.1', parameters: { vf: 0 } };
  expect(rename?.(message, [1, 0])).toEqual({
    type: 'NdisOidRequest',
    id: 'g1.VpciConfigRead.1',
    parameters: { vf: 1 },
  });
  // Routing ids and serial numbers; the default VPort is nobody's.
  const others = { type: 'X', rid: 384, serial: 2, vport: 0, filter: 1 };
  expect(rename?.(others, [1, 0])).toEqual({ type: 'X', rid: 386, serial: 4, vport: 0, filter: 2 });
});
