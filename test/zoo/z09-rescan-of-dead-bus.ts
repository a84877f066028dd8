/** Z09: the removal of the bus posts a list to the bus itself, whose handler rescans what is gone. */
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { on, toSelf, varied } from './bench.ts';
import { bugcheck, busContext, channelIs, revoke, runningGuest, stop } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** An empty list that the bus sends to itself, so that the usual handler drops the children. */
const postEmptyList = toSelf({ type: 'VPCI_BUS_RELATIONS2', children: [] });

/** The bus that drops its children this way when it is removed; the handler knows of removed buses, or not. */
function bus(knowsRemoved: boolean) {
  const rescan = knowsRemoved ? {} : { target: bugcheck, actions: 'stopRescan' };
  return varied(
    createVpciBus({ slots: 1 }),
    {
      'operating.channel.revoked': on({
        IRP_MN_REMOVE_DEVICE: {
          guard: 'forBus',
          target: 'stopped',
          actions: ['sendClose', 'closeLink', postEmptyList, 'completeIrp'],
        },
      }),
      'operating.channel.stopped': on({ VPCI_BUS_RELATIONS2: rescan }),
    },
    {
      actions: {
        stopRescan: stop(
          'PAGE_FAULT_IN_NONPAGED_AREA',
          'nothing walks the children of a bus that has been removed (Z09)',
          'the handler of the list rescans a bus whose device object is deleted',
        ),
      },
    },
  );
}

function system(knowsRemoved: boolean): ZooSystem {
  return runningGuest({
    vpci: bus(knowsRemoved),
    clients: { failover: [revoke] },
    situations: [
      cameUp(
        'BusRemoved',
        'the bus was removed after a rescind, and has its own list still to handle',
        ['vpci.g0'],
        (view) => channelIs(view, 'stopped') && busContext(view).link === 'closed',
      ),
    ],
  });
}

export const z09: ZooEntry = {
  id: 'Z09',
  title: 'bus removal posts its own relations message and rescans a dead bus',
  source:
    'Linux pci-hyperv, "Properly handle PCI bus remove" (lkml 2016/9/12/1127; seen as backport 9cc55f5c9409)',
  story:
    'SR-IOV is switched off on the host, and the guest removes the bus. To drop the children, the removal posts an ' +
    'empty list to the work queue of the bus, as if the host had sent it. When that work item runs, the root bus is ' +
    'gone; the handler does what it does for every list, and rescans the bus: a panic. The fix is a state "removed", in ' +
    'which the handler does not rescan. In general: a message of the normal path that is used in teardown needs a look ' +
    'at the state.',
  variation:
    'vpci-bus: its removal sends an empty BUS_RELATIONS2 to itself, and the handler rescans in every state',
  estimatedDepth: 1,
  measuredDelays: 0,
  caughtBy: 'NoBugcheck',
  broken: () => system(false),
  fixed: () => system(true),
};
