/** Z07: a queued work item runs after the bus that queued it is deleted. */
import { createVpciBus } from '../../machines/vpci-bus.ts';
import type { StateConfig } from './bench.ts';
import { before, on, renamed, toSelf, varied } from './bench.ts';
import {
  bugcheck,
  busContext,
  channelIs,
  revoke,
  runningGuest,
  stop,
  unassign,
} from './bench-guest.ts';
import type { AnyMessage } from './bench-host.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

interface At {
  readonly event: AnyMessage;
}
const used = { EjectWork: { target: bugcheck, actions: 'stopUseAfterFree' } };
/** The remove IRP goes to the end of the queue once: when it comes out, all work that was before it is done. */
const flush = before('IRP_MN_REMOVE_DEVICE', {
  guard: ({ event }: At) => event.deviceObject === 'FDO' && event.flushed !== true,
  actions: toSelf(({ event }: At) => ({ ...event, flushed: true })),
});
const keep = (state: StateConfig) => state;

/** The bus that ejects in a work item; before its removal the queue is flushed, or not. */
function bus(flushes: boolean) {
  const removing = flushes ? flush : keep;
  return varied(
    createVpciBus({ slots: 1 }),
    {
      'operating.slot0': renamed('VPCI_EJECT', 'EjectWork'),
      'operating.packets.listening': on({
        VPCI_EJECT: [
          {
            guard: 'isOpen',
            actions: toSelf(({ event }: At) => ({
              ...event,
              from: 'vpci.g0',
              type: 'EjectWork',
              irql: 'PASSIVE_LEVEL',
            })),
          },
          // The channel is gone: the callback has nothing to queue any more.
          {},
        ],
      }),
      'operating.channel.stopped': on(used),
      'operating.channel.removed': on(used),
      'operating.channel.revoked': removing,
      'operating.channel.vanished': removing,
    },
    {
      guards: { isOpen: ({ context }: { context: { link: string } }) => context.link === 'open' },
      actions: {
        stopUseAfterFree: stop(
          'DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS',
          'no work item is left when the device object is deleted (Z07)',
          'the work item for EJECT runs on a bus that has been removed',
        ),
      },
    },
  );
}

function system(flushes: boolean): ZooSystem {
  return runningGuest({
    vpci: bus(flushes),
    clients: { administrator: [[...unassign, 'go on'], revoke] },
    situations: [
      cameUp(
        'BusRemovedAfterEject',
        'a bus that was asked to eject has been removed',
        ['vpci.g0'],
        (view) => channelIs(view, 'stopped') && busContext(view).link === 'closed',
      ),
    ],
  });
}

export const z07: ZooEntry = {
  id: 'Z07',
  title: 'queued eject work runs after bus removal has freed the bus',
  source:
    'Linux pci-hyperv, commit 94d22763207a (Fix a race condition when removing the device; seen as stable 7680ae29086a)',
  story:
    'The host sends EJECT and rescinds the channel right away. The channel callback has queued a work item for EJECT; ' +
    'before it runs, the PnP manager, which has heard of the rescind too, removes the bus, and the device extension is ' +
    'freed. Then the work item runs on freed memory: 0xCE if the driver is unloaded, corruption otherwise. The fix ' +
    'drains the queue before the bus is torn down (a remove lock that each work item holds does the same).',
  variation: 'vpci-bus: handles EJECT in a work item, and its removal does not wait for it',
  estimatedDepth: 1,
  measuredDelays: 8,
  caughtBy: 'NoBugcheck',
  broken: () => system(false),
  fixed: () => system(true),
};
