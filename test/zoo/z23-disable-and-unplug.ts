/** Z23: switching SR-IOV off and hot-unplug remove the same VF. */
import { assign } from 'xstate';
import { noBugcheck } from '../../actors/properties/bugchecks.ts';
import { toSelf } from './bench.ts';
import {
  allFromRest,
  beginAll,
  caller,
  cameUp,
  contextOf,
  fromRest,
  responder,
} from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import type { ChildArgs, Removal, WithChildren } from './pci-children.ts';
import { isDisable, pciFromRest, unlink, withChildren } from './pci-children.ts';

const removeLater = toSelf(({ context }: ChildArgs) => ({
  type: 'IoQueueWorkItem',
  found: context.children,
}));
const removeFound = unlink(({ event }) => (event as Removal).found);

/** Both routes note which VFs are there, and remove them later. */
const unlocked = withChildren({
  EnableVirtualization: { guard: isDisable, actions: removeLater },
  HotUnplug: { actions: removeLater },
  IoQueueWorkItem: removeFound,
});
/** Whoever comes first takes the VFs off the list in the step in which it finds them. */
const takeAll = [removeLater, assign({ children: [] } as never)];
const locked = withChildren({
  EnableVirtualization: { guard: isDisable, actions: takeAll },
  HotUnplug: { actions: takeAll },
  IoQueueWorkItem: {},
});

function system(pci: Parameters<typeof pciFromRest>[0]): ZooSystem {
  const freed = () => ({ vfs: {}, vports: {}, filters: {} });
  const remove = { type: 'IRP_MN_REMOVE_DEVICE', id: 'pnp', irql: 'PASSIVE_LEVEL' };
  const actors = {
    pnp: caller(
      [{ to: 'ndis', message: { ...remove, deviceObject: 'FDO' }, until: 'IoCompleteRequest' }],
      ['IoCallDriver.return'],
    ),
    hotplug: caller([{ to: 'pci', message: { type: 'HotUnplug' }, until: null }]),
    vstack: responder({
      ProtocolUnbindAdapterEx: ({ id }) => ({
        type: 'ProtocolUnbindAdapterEx.return',
        id,
        status: 'NDIS_STATUS_SUCCESS',
      }),
    }),
    ndis: fromRest('ndis', { context: freed }),
    pf: fromRest('pf', { context: freed }),
    pci: pciFromRest(pci),
    ...allFromRest('device'),
  };
  return {
    spec: { actors, initial: beginAll('pnp', 'hotplug') },
    properties: [
      noBugcheck(['ndis', 'pf', 'pci']),
      cameUp(
        'DisabledAndUnplugged',
        'SR-IOV is off, and the VFs were unplugged',
        ['pci', 'hotplug'],
        (view) => {
          const { children, numVFs } = contextOf<WithChildren>(view, 'pci');
          return children.length === 0 && numVFs === 0 && view.hotplug?.value === 'finished';
        },
      ),
    ],
  };
}

export const z23: ZooEntry = {
  id: 'Z23',
  title: 'SR-IOV disable races hot-unplug',
  source:
    'Linux commits 0570327 (reverted) and a5338e3 (Fix race between SR-IOV enable/disable and hotplug)',
  story:
    'The PF driver goes and switches SR-IOV off, for which the bus removes the VFs one by one. At the same time the ' +
    'hot-plug interrupt finds the slot empty and removes the same VFs. Both have looked at the list before either ' +
    'has changed it, so the device object of a VF is unlinked twice, and the list is corrupt. The first repair took ' +
    'the removal lock inside the deletion and locked itself out, because a PF removal already holds it when its ' +
    'driver switches SR-IOV off; the second takes it at the outermost entry of both routes.',
  variation:
    'pci-bus: has VF device objects, and both routes look the list up and remove in a later work item',
  estimatedDepth: 2,
  measuredDelays: 2,
  caughtBy: 'NoBugcheck',
  broken: () => system(unlocked),
  fixed: () => system(locked),
};
