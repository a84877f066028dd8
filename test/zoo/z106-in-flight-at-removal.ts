/** Z106: a device is pulled out, and what is in flight is never completed. */
import { act } from '../../machines/vpci/act.ts';
import { changed } from '../../machines/vpci/requests.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { busContext, revoke, runningGuest, writeSync } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** Notes that the child has gone, and leaves what is under way for it. */
const forgetful = createVpciBus({ slots: 1 }).provide({
  actions: {
    lose: act('*', ({ context, slot }) => ({
      change: changed(context, slot, { gone: true, assigned: false }),
    })),
  } as never,
});

function system(vpci?: typeof forgetful): ZooSystem {
  return runningGuest({
    ...(vpci === undefined ? {} : { vpci }),
    clients: { application: [writeSync], failover: [revoke] },
    situations: [
      cameUp(
        'RevokedDuringWrite',
        'a write was ended without the host, whose answer will not come',
        ['vpci.g0'],
        (view) => {
          const { abandoned, link } = busContext(view);
          return abandoned.length > 0 && link === 'lost';
        },
      ),
    ],
  });
}

export const z106: ZooEntry = {
  id: 'Z106',
  title: 'a device is pulled out, and what is in flight is never completed',
  source:
    'virtio_blk, Linux commit "virtio_blk: Fix disk deletion hang on device surprise removal"; virtio-win vioscsi, pull ' +
    'request #1351 (fix infinite loop on surprise removal)',
  story:
    'The device goes away without asking. The removal waits until nobody uses the driver any more; somebody waits for a ' +
    'request that only the device could answer. Neither ends. The fix: a driver that hears of a surprise removal ' +
    'completes what is in flight itself, before it waits for anybody.',
  variation:
    'vpci-bus: the loss of a child leaves its requests with the host, which no longer answers',
  estimatedDepth: 1,
  measuredDelays: 3,
  caughtBy: 'NothingLost',
  broken: () => system(forgetful),
  fixed: () => system(),
};
