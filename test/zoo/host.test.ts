/**
 * Every entry of the host side: the broken system is caught by the property that the entry names, by a shortest
 * schedule in which the published race can be read; the mended one holds in every order, and is put to the test.
 */
import { describe, expect, test } from 'vitest';
import type { ExploreResult } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { ZooSystem } from './entry.ts';
import { hostEntries } from './host.ts';

interface Expected {
  /** Deliveries of the shortest schedule. */
  readonly steps: number;
  /** The decisive deliveries, `from>to type`, in the order in which they must stand in the schedule. */
  readonly story: readonly string[];
}

const expected: Readonly<Record<string, Expected>> = {
  Z31: {
    steps: 6,
    story: ['hardware>pf UpdateBlock', 'ndis>pf OID_NIC_SWITCH_FREE_VF', 'pf>pf KeInsertQueueDpc'],
  },
  Z33: {
    steps: 8,
    story: [
      'ndis>pf OID_SRIOV_WRITE_VF_CONFIG_BLOCK',
      'ndis>pf OID_NIC_SWITCH_DELETE_VPORT',
      'pf>pf IoQueueWorkItem',
    ],
  },
  Z35: {
    steps: 17,
    story: [
      'ndis>pf OID_SRIOV_RESET_VF',
      'ndis>pf MiniportCancelOidRequest',
      'pf>ndis NdisMOidRequestComplete',
      'ndis>pf OID_NIC_SWITCH_FREE_VF',
      'timer>pf xstate.after.functionLevelReset.pf.operating.adapter.initialized.parkedReset.waiting',
    ],
  },
  Z37: {
    steps: 15,
    story: [
      'vstack>vpci.g0 VPCI_EJECT',
      'pnp.g0>ndis.vf0 IRP_MN_SURPRISE_REMOVAL',
      'ndis.vf0>vf0 MiniportDevicePnPEventNotify',
      'ndis.vf0>vf0 MiniportHaltEx',
    ],
  },
  Z39: {
    steps: 23,
    story: [
      'vf0>vpci.g0 IoCancelIrp',
      'application>pf UpdateBlock',
      'vf0>vpci.g0 IOCTL_VPCI_READ_BLOCK',
      'vstack>vpci.g0 VPCI_READ_BLOCK.completion',
      'vf0>application ReadBlock.done',
    ],
  },
  Z40: {
    steps: 30,
    story: [
      'application>vf0 WriteBlock',
      'hardware>pf UpdateBlock',
      'pf>ndis NdisMInvalidateConfigBlock',
      'ndis>pf OID_SRIOV_WRITE_VF_CONFIG_BLOCK',
      'ndis>pf OID_SRIOV_READ_VF_CONFIG_BLOCK',
      'ndis.vf0>vf0 NdisMReadConfigBlock.return',
    ],
  },
};

const search = ({ spec, properties, timers = 'idle' }: ZooSystem): ExploreResult =>
  explore(spec, { properties, timers, strategy: 'breadth-first' });

test('every entry has its expectation, and is there once', () => {
  expect(hostEntries.map(({ id }) => id).sort()).toEqual(Object.keys(expected).sort());
});

describe.each(hostEntries.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  test(`is found: ${entry.title}`, () => {
    const system = entry.broken();
    const result = search(system);
    if (result.verdict !== 'violated') throw new Error(`not found: ${result.verdict}`);
    expect(result.property).toBe(entry.caughtBy);
    expect(result.shortest).toBe(true);
    expect(result.schedule).toHaveLength(expected[id]?.steps ?? 0);
    const steps = result.schedule.map(({ from, to, message }) => `${from}>${to} ${message.type}`);
    expect(missingFrom(steps, expected[id]?.story ?? [])).toEqual([]);
  });

  test('holds in every order when mended', () => {
    const system = entry.fixed();
    const result = search(system);
    expect(result.verdict === 'violated' ? result.violation : undefined).toBeUndefined();
    expect(result.verdict).toBe('holds');
    expect(result.notReached).toEqual([]);
    expect(result.reached.length).toBeGreaterThan(0);
    expect(result.states).toBeLessThan(200_000);
  });
});

/** What of the story does not stand in the schedule in its order. */
function missingFrom(steps: readonly string[], story: readonly string[]): readonly string[] {
  let at = 0;
  return story.filter((wanted) => {
    const found = steps.indexOf(wanted, at);
    if (found < 0) return true;
    at = found + 1;
    return false;
  });
}
