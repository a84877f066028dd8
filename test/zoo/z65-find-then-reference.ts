/** Z65: a child is found under the lock and referenced after it. */
import { raise } from 'xstate';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { all, before, on, toSelf, varied } from './bench.ts';
import { bugcheck, runningGuest, slotIs, stop, unassign } from './bench-guest.ts';
import type { AnyMessage } from './bench-host.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

interface At {
  readonly event: AnyMessage;
}

/** Finds the child of a packet by its slot, lets the lock go, and takes the reference in a second step. */
const unlocking = varied(
  createVpciBus({ slots: 1 }),
  {
    'operating.slot0.child': all(
      before('VPCI_INVALIDATE_BLOCK', {
        guard: ({ event }: At) => event.found !== true,
        actions: toSelf(({ event }: At) => ({
          ...event,
          from: 'vpci.g0',
          type: 'ReferenceChild',
          irql: 'DISPATCH_LEVEL',
        })),
      }),
      on({
        ReferenceChild: {
          actions: raise(
            ({ event }: At) => ({ ...event, type: 'VPCI_INVALIDATE_BLOCK', found: true }) as never,
          ),
        },
      }),
    ),
    'operating.slot0.absent': on({
      ReferenceChild: { target: bugcheck, actions: 'stopUseAfterFree' },
    }),
  },
  {
    actions: {
      stopUseAfterFree: stop(
        'PAGE_FAULT_IN_NONPAGED_AREA',
        'a device object is referenced under the lock under which it was found (Z65)',
        'the packet handler references a child that has been deleted since it was found',
      ),
    },
  },
);

function system(vpci?: typeof unlocking): ZooSystem {
  return runningGuest({
    ...(vpci === undefined ? {} : { vpci }),
    clients: {
      administrator: [unassign],
      hardware: [['ndis', { type: 'UpdateBlock', vf: 0, blockId: 0, block: 'new' }]],
    },
    situations: [
      cameUp(
        'InvalidatedWhileEjected',
        'a block was invalidated of a child that is on its way out',
        ['hardware', 'vpci.g0'],
        (view) => view.hardware?.value === 'finished' && slotIs(view, { child: 'ejecting' }),
      ),
    ],
  });
}

export const z65: ZooEntry = {
  id: 'Z65',
  title: 'find, unlock, then reference',
  source: 'virtio-win viosock, commit 8972f8384433a3009cd2c2fac4755a1bc2136491',
  story:
    'A packet names an object by its handle (a slot of the bus here). The handler finds the object under the lock, ' +
    'releases the lock, and then takes a reference. In between, the last reference goes elsewhere: the device is ' +
    'ejected, its remove IRP arrives, its object is deleted. The reference is taken on freed memory. The fix: take the ' +
    'reference before the lock is released; a pointer without a reference is worth nothing outside the lock.',
  variation: 'vpci-bus: references the child of INVALIDATE_BLOCK one step after it has found it',
  estimatedDepth: 2,
  measuredDelays: 9,
  caughtBy: 'NoBugcheck',
  broken: () => system(unlocking),
  fixed: () => system(),
};
