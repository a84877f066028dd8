/** Z15: the bus cannot enter D0, because its previous owner never left it. */

import { createVpciBus } from '../../machines/vpci-bus.ts';
import type { VstackContext } from '../../machines/vstack/context.ts';
import { createVirtualizationStack } from '../../machines/vstack.ts';
import { all, before, on, varied } from './bench.ts';
import { awaitVf, busContext, channelIs, freshGuest, ofGuest } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** A host that remembers D0 beyond the channel, and keeps its list of devices when D0 is left. */
const rememberingHost = varied(createVirtualizationStack({ vfs: 1, guests: 1 }), {
  'operating.channel0.versioned': all(
    before('VPCI_FDO_D0_ENTRY', {
      guard: ({ context }: { context: VstackContext }) => context.d0[0] === true,
      actions: ofGuest('refuseD0Entry'),
    }),
    on({
      VPCI_FDO_D0_EXIT: {
        guard: ofGuest('isFromGuest'),
        actions: [ofGuest('noteNoD0'), ofGuest('completeD0Exit')],
      },
    }),
  ),
});

/** Takes the refusal for the end of the matter. */
const resigning = createVpciBus({ slots: 1 }).provide({ guards: { leftInD0: () => false } });

function system(vpci?: typeof resigning): ZooSystem {
  return freshGuest({
    vstack: rememberingHost,
    leftInD0: true,
    ...(vpci === undefined ? {} : { vpci: vpci as never }),
    clients: { application: [awaitVf] },
    situations: [
      cameUp(
        'StartedAfterStaleD0',
        'the bus is started although its previous owner had left it in D0',
        ['vpci.g0'],
        (view) => channelIs(view, 'installed') && busContext(view).d0Retried,
      ),
    ],
  });
}

export const z15: ZooEntry = {
  id: 'Z15',
  title: 'D0 entry is refused because the previous owner never exited D0',
  source:
    'Linux pci-hyperv, commit c81992e7f4aa (Retry PCI bus D0 entry on invalid device state); d6af2ed29c7c (Fix a timing ' +
    'issue), reverted by a847234e24d0',
  story:
    "A guest crashed, or its driver was reloaded, without taking the bus out of D0: the host's state outlives it. The " +
    'next owner enters D0 and is refused. The fix: leave D0 in the place of the previous owner, and try once more. A ' +
    'second commit claimed that this exit loses the list of devices, so that the retry races with a second list; it was ' +
    'reverted, because the exit keeps the list. So the retry must be found good: this entry is also a false alarm that ' +
    'must not be raised.',
  variation: 'vpci-bus: a refused D0 entry fails the start of the bus',
  estimatedDepth: 1,
  measuredDelays: 0,
  caughtBy: 'NothingLost',
  broken: () => system(resigning),
  fixed: () => system(),
};
