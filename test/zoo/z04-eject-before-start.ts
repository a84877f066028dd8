/** Z04: an ejection is acknowledged while the child is known to PnP and not started, and then it is started. */
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { on, varied } from './bench.ts';
import { askingHost, freshGuest, ofSlot, slotIs, unassign } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** "There is no function to stop yet": forgets nothing that PnP knows, and acknowledges. */
const careless = varied(createVpciBus({ slots: 1 }), {
  'operating.slot0.child.reported': on({
    VPCI_EJECT: { guard: ofSlot('forSlot'), actions: ofSlot('acknowledgeEjection') },
  }),
});

function system(vpci?: typeof careless): ZooSystem {
  return freshGuest({
    vstack: askingHost,
    ...(vpci === undefined ? {} : { vpci }),
    clients: { administrator: [unassign] },
    situations: [
      cameUp(
        'EjectedBetweenReportAndStart',
        'a child that PnP is told of, and that is not started, is being ejected',
        ['vpci.g0', 'pnp.g0'],
        (view) => {
          const starts = view['pnp.g0']?.matches({ operating: { worker: 'starting' } } as never);
          return slotIs(view, { child: 'ejecting' }) && starts === true;
        },
      ),
    ],
  });
}

export const z04: ZooEntry = {
  id: 'Z04',
  title: 'an ejection completes before the bus exists; the VF driver probes a dead device',
  source:
    'Linux pci-hyperv, commit 067d6ec7ed5b49380688e06c1e5f883a71bef4fe (Add a per-bus mutex state_lock)',
  story:
    'The bus has reported a child, and its function driver is about to be started. EJECT arrives in between: there is no ' +
    'driver to stop yet, so the bus acknowledges at once. The host takes the VF away. The start, which was on its way ' +
    'all the time, goes on: the driver talks to hardware that is gone, into time-outs at best. The fix there is a lock ' +
    'over bring-up and ejection; here the child is ejecting from then on, and its start fails.',
  variation:
    'vpci-bus: acknowledges EJECT of a child that is reported and not started, and leaves it startable',
  estimatedDepth: 3,
  measuredDelays: 7,
  caughtBy: 'NoAccessAfterEjection',
  broken: () => system(careless),
  fixed: () => system(),
};
