/**
 * Every published bug that is not in the collection: the broken system is caught by the property that the entry names,
 * by a shortest schedule in which the race can be read, with so many delays and no fewer; the mended one holds.
 */
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/index.ts';
import { find, missingFrom, search } from '../zoo-search.ts';
import { furtherEntries } from './further.ts';

interface Expected {
  /** Deliveries of the shortest schedule. */
  readonly steps: number;
  /** The decisive deliveries, `from>to type`, in the order in which they must stand in the schedule. */
  readonly story: readonly string[];
}

const expected: Readonly<Record<string, Expected>> = {
  Z101: {
    steps: 13,
    story: ['ndis>pf MiniportResetEx', 'ndis>pf NdisMGetVirtualFunctionBusData.return'],
  },
  Z102: {
    steps: 8,
    story: ['vf0>vpci.g0 IoCancelIrp', 'vf0>vpci.g0 IOCTL_VPCI_WRITE_BLOCK'],
  },
  Z103: {
    steps: 8,
    story: ['ndis.vf0>vf0 MiniportHaltEx', 'vf0>vf0 IoQueueWorkItem'],
  },
  Z104: {
    steps: 5,
    story: ['otherVf>pf VflrInterrupt', 'ndis>pf OID_SRIOV_RESET_VF'],
  },
  Z105: {
    // The start is completed in the step in which it comes; nobody has answered what the child needs.
    steps: 12,
    story: ['vpci.g0>pnp.g0 IoCompleteRequest', 'ndis.vf0>vpci.g0 IRP_MN_START_DEVICE'],
  },
  Z106: {
    steps: 29,
    story: [
      'vpci.g0>vstack VPCI_WRITE_BLOCK',
      'vstack>vpci.g0 VPCI_BUS_RELATIONS2',
      'ndis.vf0>vf0 MiniportPause',
    ],
  },
  Z107: {
    // The adapter is paused in the step of the question; the path is still where it was.
    steps: 5,
    story: ['vstack>vpci.g0 VPCI_EJECT', 'pnp.g0>ndis.vf0 IRP_MN_QUERY_REMOVE_DEVICE'],
  },
  Z108: {
    steps: 27,
    story: [
      'vpci.g0>vpci.g0 KeInsertQueueDpc',
      'pnp.g0>ndis.vf0 IRP_MN_REMOVE_DEVICE',
      'vpci.g0>ndis.vf0 IoCompleteRequest',
      'ndis.vf0>vpci.g0 IOCTL_VPCI_INVALIDATE_BLOCK',
    ],
  },
  Z109: {
    steps: 8,
    story: ['ndis>pf OID_RECEIVE_FILTER_CLEAR_FILTER', 'pf>pf IoQueueWorkItem'],
  },
  Z110: {
    steps: 5,
    story: [
      'timer>vpci.g0 xstate.after.10000.vpci.operating.channel.leavingD0',
      'vstack>vpci.g0 VPCI_FDO_D0_EXIT.completion',
    ],
  },
};

test('every entry has its expectation, and is there once', () => {
  expect(furtherEntries.map(({ id }) => id).sort()).toEqual(Object.keys(expected).sort());
});

describe.each(furtherEntries.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  test(`is found: ${entry.title}`, () => {
    const result = find(entry.broken());
    if (result.verdict !== 'violated') throw new Error(`not found: ${result.verdict}`);
    expect(result.property).toBe(entry.caughtBy);
    expect(result.shortest).toBe(true);
    expect(result.schedule).toHaveLength(expected[id]?.steps ?? 0);
    const steps = result.schedule.map(({ from, to, message }) => `${from}>${to} ${message.type}`);
    expect(missingFrom(steps, expected[id]?.story ?? [])).toEqual([]);
  });

  test(`is found with ${entry.measuredDelays} delays and no fewer`, () => {
    const { spec, properties, timers = 'idle' } = entry.broken();
    const result = explore(spec, { properties, timers, strategy: 'delay-bounded' });
    if (result.verdict !== 'violated') throw new Error(`not found: ${result.verdict}`);
    expect(result.property).toBe(entry.caughtBy);
    expect(result.delays).toBe(entry.measuredDelays);
  });

  test('holds in every order when mended', () => {
    const result = search(entry.fixed());
    expect(result.verdict === 'violated' ? result.violation : undefined).toBeUndefined();
    expect(result.verdict).toBe('holds');
    expect(result.notReached).toEqual([]);
    expect(result.reached.length).toBeGreaterThan(0);
    expect(result.states).toBeLessThan(200_000);
  });
});
