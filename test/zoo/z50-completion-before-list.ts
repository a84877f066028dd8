/** Z50: the completion of the D0 entry overtakes the list of devices. */
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { createVirtualizationStack } from '../../machines/vstack.ts';
import type { StateProperty, SystemView } from '../../src/system/index.ts';
import { on, varied } from './bench.ts';
import { awaitVf, busContext, channelIs, freshGuest, ofGuest } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** Completes first and lists afterwards. */
const completingFirst = varied(createVirtualizationStack({ vfs: 1, guests: 1 }), {
  'operating.channel0.versioned': on({
    VPCI_FDO_D0_ENTRY: {
      guard: ofGuest('isFromGuest'),
      target: 'd0',
      actions: [ofGuest('noteD0'), ofGuest('completeD0Entry'), ofGuest('sendRelations')],
    },
  }),
});

/** As OpenVMM's own client: when D0 is entered, the list is complete, and no list means no device. */
const trusting = varied(createVpciBus({ slots: 1 }), {
  'operating.channel.awaitingRelations': (state) => ({ ...state, always: 'surveying' }),
});

const isInstalled = (view: SystemView) => channelIs(view, 'installed');

const startedWithItsDevices: StateProperty = {
  kind: 'always',
  name: 'StartedWithItsDevices',
  rule: 'a bus whose start is complete has the devices that are on it',
  source: 'Z50; vpci-protocol 4',
  reads: ['vpci.g0'],
  check: (view) =>
    isInstalled(view) && busContext(view).children[0] === undefined
      ? 'the start of the bus is complete, and the VF that is on it was not found'
      : undefined,
};

function system(vstack?: typeof completingFirst): ZooSystem {
  return freshGuest({
    vpci: trusting,
    ...(vstack === undefined ? {} : { vstack }),
    rules: [startedWithItsDevices],
    clients: { application: [awaitVf] },
    situations: [
      cameUp(
        'BusStartedWithVf',
        'the bus is started, and the VF is on it',
        ['vpci.g0'],
        isInstalled,
      ),
    ],
  });
}

export const z50: ZooEntry = {
  id: 'Z50',
  title: 'the completion of the D0 entry overtakes the device list',
  source: 'OpenVMM, commit 146df4394d3cf44f8f1d2b5b8673049e150db35b (#1500)',
  story:
    'The guest enters D0. The host completes the entry first and sends the list of devices afterwards. A guest that ' +
    'takes the completion as "the list is complete" looks at its list at once, finds no device, and finishes its start ' +
    'without one; the list comes later and nobody looks any more. The fix is on the host side: the list goes first, ' +
    'then the completion, as Hyper-V does it. Our own bus waits for the first list in any case.',
  variation: 'vstack: completes FDO_D0_ENTRY before it sends BUS_RELATIONS2',
  estimatedDepth: 1,
  measuredDelays: 0,
  caughtBy: 'StartedWithItsDevices',
  broken: () => system(completingFirst),
  fixed: () => system(),
};
