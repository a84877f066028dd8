/**
 * Every entry of the host side: the broken system is caught by the property that the entry names, by a shortest
 * schedule in which the published race can be read; the mended one holds in every order, and is put to the test.
 */
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/index.ts';
import { find, missingFrom, search } from '../zoo-search.ts';
import { hostEntries } from './host.ts';

interface Expected {
  /** Deliveries of the shortest schedule. */
  readonly steps: number;
  /** The decisive deliveries, `from>to type`, in the order in which they must stand in the schedule. */
  readonly story: readonly string[];
}

const expected: Readonly<Record<string, Expected>> = {
  Z21: {
    steps: 10,
    story: ['ndis.vf0>vf0 MiniportPause', 'ndis.vf0>vf0 MiniportHaltEx', 'vf0>vf0 IoQueueWorkItem'],
  },
  Z23: {
    steps: 12,
    story: [
      'hotplug>pci HotUnplug',
      'ndis>pci EnableVirtualization',
      'pci>pci IoQueueWorkItem',
      'pci>pci IoQueueWorkItem',
    ],
  },
  Z24: {
    steps: 9,
    story: [
      'configAccess>functionReset Granted',
      'deviceLock>pci Granted',
      'pci>configAccess Acquire',
    ],
  },
  Z25: {
    steps: 10,
    story: [
      'buses>pciA FindBus.return',
      'buses>pciB FindBus.return',
      'pciA>buses CreateBus',
      'pciB>buses CreateBus',
    ],
  },
  Z26: {
    steps: 10,
    story: ['pf>pci RemoveVf', 'ndis>pci EnableVirtualization'],
  },
  Z27: {
    steps: 7,
    story: [
      'treeLock>hotplug Granted',
      'link>vbd LinkDown',
      'vbd>treeLock Acquire',
      'hotplug>vbd IRP_MN_REMOVE_DEVICE',
    ],
  },
  Z28: {
    steps: 5,
    story: ['errors>pci ErrorInterrupt', 'hotplug>pci HotUnplug', 'pci>pci IoQueueWorkItem'],
  },
  Z29: {
    steps: 11,
    story: [
      'ndis.vf0>vf0 MiniportDevicePnPEventNotify',
      'ndis.vf0>vf0 MiniportHaltEx',
      'application>vf0 CloseHandle',
    ],
  },
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
  Z34: {
    steps: 11,
    story: ['groupLock>resetTask Granted', 'resetTask>vfLock Acquire', 'pf>groupLock Acquire'],
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
  Z38: {
    steps: 9,
    story: ['application>vf0 SetQueues', 'ndis.vf0>vf0 MiniportHaltEx'],
  },
  Z39: {
    steps: 23,
    story: [
      'ndis>pf OID_SRIOV_READ_VF_CONFIG_BLOCK',
      'application>pf UpdateBlock',
      'application>vf0 ReadBlock',
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
  Z44: {
    steps: 17,
    story: [
      'ndis>pf OID_NIC_SWITCH_ALLOCATE_VF',
      'ndis>pf MiniportResetEx',
      'pf>ndis NdisMOidRequestComplete',
      'pf>pf IoQueueWorkItem',
      'pf>ndis NdisMResetComplete',
    ],
  },
  Z45: {
    steps: 7,
    story: [
      'ndis>pci EnableVirtualization',
      'timer>pci xstate.after.afterVfEnableSet.pci.operating.virtualization.enabling.settling',
    ],
  },
  Z47: {
    steps: 6,
    story: [
      'application>vbd CloseHandle',
      'pnp>vbd IRP_MN_REMOVE_DEVICE',
      'vbd>vbd ReleaseVf',
      'vbd>vbd ReleaseVf',
    ],
  },
  Z47b: {
    steps: 8,
    story: ['deviceLock>pnp Granted', 'vbd>deviceLock Acquire', 'pnp>vbd IRP_MN_REMOVE_DEVICE'],
  },
  Z54: {
    steps: 7,
    story: [
      'vpci.g0>vstack VPCI_READ_BLOCK',
      'vstack>ndis Stop',
      'ndis>vstack Stopped',
      'vstack>ndis NdisOidRequest',
    ],
  },
  Z56: {
    steps: 5,
    story: [
      'ndis.vf0>vstack SwitchDataPath',
      'ndis>vstack ProtocolOidRequestComplete',
      'vstack>vstack IoQueueWorkItem',
    ],
  },
  Z60: {
    steps: 14,
    story: [
      'ndis>pf MiniportDevicePnPEventNotify',
      'ndis>pf MiniportRestart',
      'ndis>pf MiniportPause',
      'pf>ndis MiniportPause.return',
    ],
  },
  Z62: {
    steps: 6,
    story: [
      'allocator>vf0 AddBuffer',
      'ndis.vf0>vf0 MiniportDevicePnPEventNotify',
      'vf0>vf0 IoQueueWorkItem',
    ],
  },
  Z68: {
    steps: 11,
    story: [
      'application>vf0 CloseHandle',
      'ndis.vf0>vf0 MiniportHaltEx',
      'vf0>vf0 IoQueueWorkItem',
      'vf0>vf0 IoQueueWorkItem',
    ],
  },
  Z69: {
    steps: 10,
    story: [
      'ndis>pf OID_RECEIVE_FILTER_SET_FILTER',
      'ndis>pf MiniportPause',
      'vstack>ndis NdisOidRequest',
      'ndis>vstack ProtocolOidRequestComplete',
    ],
  },
  Z71: {
    steps: 10,
    story: ['ndis.vf0>vf0 MiniportHaltEx', 'loader>vf0 DriverUnload', 'vf0>vf0 IoQueueWorkItem'],
  },
};

test('every entry has its expectation, and is there once', () => {
  expect(hostEntries.map(({ id }) => id).sort()).toEqual(Object.keys(expected).sort());
});

describe.each(hostEntries.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  test(`is found: ${entry.title}`, () => {
    const system = entry.broken();
    const result = find(system);
    if (result.verdict !== 'violated') throw new Error(`not found: ${result.verdict}`);
    expect(result.property).toBe(entry.caughtBy);
    expect(result.shortest).toBe(true);
    expect(result.schedule).toHaveLength(expected[id]?.steps ?? 0);
    const steps = result.schedule.map(({ from, to, message }) => `${from}>${to} ${message.type}`);
    expect(missingFrom(steps, expected[id]?.story ?? [])).toEqual([]);
  });

  test(`is found with ${entry.measuredDelays} delays and no fewer`, () => {
    const { spec, properties, timers = 'idle' } = entry.broken();
    const bounds = { maxDelays: entry.measuredDelays ?? 0, maxStates: 10_000 };
    const strategy = 'delay-bounded';
    const result = explore(spec, { properties, timers, strategy, ...bounds });
    if (result.verdict !== 'violated') throw new Error(`not found: ${result.verdict}`);
    expect(result.property).toBe(entry.caughtBy);
    expect(result.delays).toBe(entry.measuredDelays);
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
