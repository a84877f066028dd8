/** What is held at the end of a schedule: the exporters' own counts, and nothing that is not there. */
import { expect, test } from 'vitest';
import { stackHoldings } from '../../actors/holdings.ts';
import type { SystemView } from '../../src/system/index.ts';
import { runStack, stackOf } from './run-scenario.ts';

const viewOf = (contexts: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(contexts).map(([id, context]) => [id, { context }]),
  ) as unknown as SystemView;

test('references are told by holder, count and exporter', () => {
  const view = viewOf({
    pci: { references: { 'ndis GUID_BUS_INTERFACE_STANDARD': 2 } },
    'vpci.g0': { children: { 0: { references: { 'ndis.vf0 GUID_VPCI_INTERFACE_STANDARD': 1 } } } },
    pf: undefined,
    odd: { references: 7, children: 'none' },
  });
  expect(stackHoldings(view)).toEqual([
    'ndis holds 2 references to GUID_BUS_INTERFACE_STANDARD of pci',
    'ndis.vf0 holds 1 reference to GUID_VPCI_INTERFACE_STANDARD of vpci.g0, slot 0',
  ]);
});

test('in a running stack NDIS holds the two interfaces of the bus; after the removal nobody holds any', () => {
  const running = runStack(stackOf('bring-up', { vfs: 1, vbd: false }));
  expect(stackHoldings(running.view).filter((line) => line.endsWith(' of pci'))).toHaveLength(2);
  const removed = runStack(stackOf('demo', { vfs: 1, vbd: false }));
  expect(stackHoldings(removed.view)).toEqual([]);
});
