/** Z13: a child is unlinked first, and what its driver frees later is not found by its slot. */
import { act } from '../../machines/vpci/act.ts';
import { changed } from '../../machines/vpci/requests.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { before, varied } from './bench.ts';
import { busContext, runningGuest, slotIs, unassign } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** EJECT unlinks the child at once (it can no longer be found by its slot), and leaves its IRPs to their owner. */
const unlinkFirst = act('*', ({ context, slot }) => ({
  change: changed(context, slot, { gone: true }),
}));
const leaveIrps = act('*', () => ({}));

/** The bus; an IRP of a child that is not found is cancelled all the same, or not. */
function bus(frees: boolean) {
  return varied(
    createVpciBus({ slots: 1 }),
    {
      'operating.packets.listening': before('IoCancelIrp', { guard: 'isNotFound' }),
    },
    {
      guards: {
        isNotFound: ({ context }: { context: ReturnType<typeof busContext> }) =>
          !frees && context.children[0]?.gone === true,
      },
      actions: { failOutstanding: unlinkFirst, lose: leaveIrps },
    },
  );
}

function system(frees: boolean): ZooSystem {
  return runningGuest({
    vpci: bus(frees),
    clients: { administrator: [unassign] },
    situations: [
      cameUp(
        'IrpOutlivesItsChild',
        'the IRP of a driver is pended at a bus that can no longer find its child',
        ['vpci.g0'],
        (view) =>
          slotIs(view, { child: 'ejecting' }) &&
          busContext(view).outstanding.some((each) => each.pending === true),
      ),
    ],
  });
}

export const z13: ZooEntry = {
  id: 'Z13',
  title: 'the child is unlinked before its interrupts are freed',
  source:
    'Linux pci-hyperv, commit 0c6e617f656ec259162a41c0849e3a7557c99d95 (Fix interrupt cleanup path)',
  story:
    'EJECT unlinks the child from the list of the bus, and then the driver above is taken down. It gives back what it ' +
    'holds of the bus (interrupts there, the IRP that NDIS keeps pended here); the routine looks the child up by its ' +
    'slot, finds none, and returns. What was to be freed never is: a leak there, a driver that waits for its IRP for ' +
    'ever here. The fix: a failed lookup does not excuse from freeing what the caller owns.',
  variation:
    'vpci-bus: EJECT unlinks the child at once, and the cancel of an IRP looks its child up first',
  estimatedDepth: 1,
  measuredDelays: 0,
  caughtBy: 'IrpCancelField',
  broken: () => system(false),
  fixed: () => system(true),
};
