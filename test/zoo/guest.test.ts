/**
 * Every entry of the guest side: the broken system is caught by the property that the entry names, by a shortest
 * schedule in which the published race can be read; the mended one holds in every order, and is put to the test.
 */
import { describe, expect, test } from 'vitest';
import { find, missingFrom, search } from '../zoo-search.ts';
import { guestEntries } from './guest.ts';

interface Expected {
  /** Deliveries of the shortest schedule. */
  readonly steps: number;
  /** The decisive deliveries, `from>to type`, in the order in which they must stand in the schedule. */
  readonly story: readonly string[];
}

const eject = 'vstack>vpci.g0 VPCI_EJECT';
const list = 'vstack>vpci.g0 VPCI_BUS_RELATIONS2';
const rescind = 'vstack>vpci.g0 VMBUS_RESCIND_CHANNEL_OFFER';
const release = 'vpci.g0>vpci.g0 ReleaseChannel';
const removeChild = 'ndis.vf0>vpci.g0 IRP_MN_REMOVE_DEVICE';

const expected: Readonly<Record<string, Expected>> = {
  Z01: {
    steps: 26,
    story: [
      eject,
      removeChild,
      list,
      'worker0>vpci.g0 FindChild',
      'worker1>vpci.g0 FindChild',
      'worker0>vpci.g0 UnlinkChild',
      'worker1>vpci.g0 UnlinkChild',
    ],
  },
  Z02: {
    steps: 20,
    story: [
      eject,
      removeChild,
      'vpci.g0>vstack VPCI_EJECTION_COMPLETE',
      list,
      'vpci.g0>vpci.g0 IoQueueWorkItem',
    ],
  },
  Z04: {
    // The acknowledgement is sent in the step of EJECT, the use of the device in that of the start.
    steps: 20,
    story: ['vpci.g0>pnp.g0 IoCompleteRequest', eject, 'ndis.vf0>vpci.g0 IRP_MN_START_DEVICE'],
  },
  Z05: {
    steps: 8,
    story: ['vf0>vpci.g0 IOCTL_VPCI_READ_BLOCK', eject, 'vpci.g0>vf0 IoCompleteRequest'],
  },
  Z07: {
    steps: 25,
    story: [
      eject,
      'ndis.vf0>vpci.g0 IRP_MN_SURPRISE_REMOVAL',
      'pnp.g0>vpci.g0 IRP_MN_SURPRISE_REMOVAL',
      'pnp.g0>vpci.g0 IRP_MN_REMOVE_DEVICE',
      'vpci.g0>vpci.g0 EjectWork',
    ],
  },
  Z08: {
    steps: 18,
    story: ['pnp.g0>vpci.g0 IRP_MN_QUERY_DEVICE_RELATIONS', eject, 'vpci.g0>vpci.g0 WalkChildren'],
  },
  Z09: {
    steps: 25,
    story: [
      'vstack>vpci.g0 VMBUS_RESCIND_CHANNEL_OFFER',
      'pnp.g0>vpci.g0 IRP_MN_REMOVE_DEVICE',
      'vpci.g0>vpci.g0 VPCI_BUS_RELATIONS2',
    ],
  },
  Z10: {
    steps: 30,
    story: [
      'administrator>vstack UnassignVf',
      'vpci.g0>vstack VPCI_WRITE_BLOCK',
      eject,
      'ndis.vf0>vf0 MiniportPause',
      'vstack>pnp.g0 VMBUS_RESCIND_CHANNEL_OFFER',
    ],
  },
  Z12: {
    // Nothing overtakes anything: the whole life of an ejection, to its end.
    steps: 40,
    story: [eject, removeChild, 'vpci.g0>vstack VPCI_EJECTION_COMPLETE'],
  },
  Z12b: {
    // The acknowledgement would be sent in the step of the removal.
    steps: 16,
    story: [eject, removeChild],
  },
  Z13: {
    steps: 31,
    story: [eject, 'pnp.g0>ndis.vf0 IRP_MN_REMOVE_DEVICE', 'ndis.vf0>vpci.g0 IoCancelIrp'],
  },
  Z15: {
    steps: 12,
    story: [
      'vpci.g0>vstack VPCI_FDO_D0_ENTRY',
      'vstack>vpci.g0 VPCI_FDO_D0_ENTRY.completion',
      'vpci.g0>pnp.g0 IoCompleteRequest',
      'vpci.g0>vstack VMBUS_CLOSE_CHANNEL',
    ],
  },
  Z16: {
    steps: 9,
    story: [
      'pnp.g0>vpci.g0 IRP_MN_SET_POWER',
      eject,
      'vpci.g0>vpci.g0 WorkQueueIsEmpty',
      'vstack>vpci.g0 VPCI_FDO_D0_EXIT.completion',
      'vpci.g0>vpci.g0 EjectWork',
    ],
  },
  Z17: {
    steps: 6,
    story: ['fault>vstack Crash', 'vpci.g0>vstack VPCI_READ_BLOCK'],
  },
  Z18: {
    steps: 7,
    story: [rescind, rescind, release, release],
  },
  Z19: {
    steps: 43,
    story: [
      'vf0>ndis.vf0 MiniportRestart.return',
      'ndis.vf0>netvsc SwitchDataPath',
      'vstack>netvsc VF_ASSOCIATION',
    ],
  },
  Z20: {
    steps: 44,
    story: [
      'netvsc>vstack NDIS_CONFIG_SRIOV',
      'vf0>ndis.vf0 MiniportRestart.return',
      'ndis.vf0>netvsc SwitchDataPath',
      'netvsc>netvsc ProbeGoesOn',
    ],
  },
  Z43: {
    // The flush completes the IRP in the step of the list, the DPC in its own.
    steps: 11,
    story: [
      'vf0>vpci.g0 IOCTL_VPCI_READ_BLOCK',
      'vstack>vpci.g0 VPCI_READ_BLOCK.completion',
      list,
      'vpci.g0>vpci.g0 KeInsertQueueDpc',
    ],
  },
  Z46: {
    steps: 19,
    story: [eject, 'vcpu>vpci.g0 TrappedRead', removeChild, 'vpci.g0>vpci.g0 TakeLock'],
  },
  Z48: {
    steps: 13,
    story: ['vstack>ndis NdisOidRequest', eject, 'ndis.vf0>vf0 MiniportPause'],
  },
  Z50: {
    steps: 6,
    story: ['vpci.g0>vstack VPCI_FDO_D0_ENTRY', 'vstack>vpci.g0 VPCI_FDO_D0_ENTRY.completion'],
  },
  Z51: {
    steps: 7,
    story: ['ndis.vf0>vpci.g0 GetBusData', 'vf0>vpci.g0 IOCTL_VPCI_WRITE_BLOCK'],
  },
  Z52: {
    steps: 10,
    story: ['vpci.g0>vstack VPCI_READ_BLOCK', eject, 'vstack>vpci.g0 VPCI_READ_BLOCK.completion'],
  },
  Z55: {
    steps: 47,
    story: [
      'ndis>vstack NdisMInvalidateConfigBlock',
      'vstack>vpci.g0 VPCI_INVALIDATE_BLOCK',
      'ndis.vf0>vpci.g0 IOCTL_VPCI_INVALIDATE_BLOCK',
    ],
  },
  Z58: {
    steps: 29,
    story: [
      'servicing>vstack Restore',
      'queue1>store StoreBlock',
      'vf0>application WriteBlock.done',
      'queue1>store StoreBlock',
      'vf0>application WriteBlock.done',
      'queue0>store StoreBlock',
    ],
  },
  Z59: {
    steps: 8,
    story: [
      'pnp.g0>vpci.g0 IRP_MN_START_DEVICE',
      rescind,
      'vpci.g0>pnp.g0 IoCompleteRequest',
      'pnp.g0>vpci.g0 IRP_MN_REMOVE_DEVICE',
      'vpci.g0>vpci.g0 CleanUpProbe',
    ],
  },
  Z63: {
    steps: 12,
    story: [
      'vpci.g0>vstack VPCI_READ_BLOCK',
      'vf0>vpci.g0 IoCancelIrp',
      'vstack>vpci.g0 VPCI_READ_BLOCK.completion',
      'vpci.g0>vpci.g0 CancelRoutine',
    ],
  },
  Z65: {
    steps: 21,
    story: [
      'vstack>vpci.g0 VPCI_INVALIDATE_BLOCK',
      eject,
      removeChild,
      'vpci.g0>vpci.g0 ReferenceChild',
    ],
  },
};

test('every entry has its expectation, and is there once', () => {
  expect(guestEntries.map(({ id }) => id).sort()).toEqual(Object.keys(expected).sort());
});

describe.each(guestEntries.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  test(`is found: ${entry.title}`, () => {
    const result = find(entry.broken());
    if (result.verdict !== 'violated') throw new Error(`not found: ${result.verdict}`);
    expect(result.property).toBe(entry.caughtBy);
    expect(result.shortest).toBe(true);
    expect(result.schedule).toHaveLength(expected[id]?.steps ?? 0);
    const steps = result.schedule.map(({ from, to, message }) => `${from}>${to} ${message.type}`);
    expect(missingFrom(steps, expected[id]?.story ?? [])).toEqual([]);
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
