/** Z63: the cancel routine and the completion each leave a pended IRP to the other. */

import { act } from '../../machines/vpci/act.ts';
import type { Outstanding, VpciContext } from '../../machines/vpci/context.ts';
import {
  byTransaction,
  completion,
  excluding,
  including,
  irpOf,
} from '../../machines/vpci/requests.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { all, before, on, toSelf, varied } from './bench.ts';
import { busContext, ofSlot, readIoctl, runningGuest } from './bench-guest.ts';
import type { AnyMessage } from './bench-host.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** The I/O manager's side of a cancel, and the routine that it calls, are two steps: in between, others run. */
interface CancelRoutine {
  readonly requester: string;
  readonly irp: string;
}
interface At {
  readonly context: VpciContext;
  readonly event: AnyMessage;
}

/** The cancel routine was taken off, and has not run. */
const isBeingCancelled = (irp: Outstanding | undefined) =>
  irp?.pending === true && irp.cancelRoutine === false && irp.completion === undefined;
const cancelled = ({ context, event }: At) => {
  const { requester, irp } = event as unknown as CancelRoutine;
  return irpOf(context, requester, irp);
};
const replaced = (context: VpciContext, irp: Outstanding, change: Partial<Outstanding>) => ({
  outstanding: including(excluding(context.outstanding, irp), { ...irp, ...change }),
});

const takeRoutine = act(['IoCancelIrp'], ({ context, event }) => {
  const irp = irpOf(context, event.from, event.id);
  return irp === undefined ? {} : { change: replaced(context, irp, { cancelRoutine: false }) };
});
/**
 * IoSetCancelRoutine gave NULL: the cancel routine will complete the IRP. The driver only notes that it was answered.
 */
const leaveToCancel = act(['VPCI_READ_BLOCK.completion'], ({ context, event }) => {
  const irp = byTransaction(context, event.id);
  return irp === undefined ? {} : { change: replaced(context, irp, { transaction: null }) };
});
const completeCancelled = act('*', ({ context, event }) => {
  const irp = cancelled({ context, event: event as unknown as AnyMessage });
  if (irp === undefined) return {};
  const { transaction, slot } = irp;
  const ids = transaction === null ? [] : [transaction];
  return {
    change: {
      outstanding: excluding(context.outstanding, irp),
      abandoned: [...context.abandoned, ...ids],
    },
    sent: [completion(irp, irp.request, 'STATUS_CANCELLED', { information: 0, slot })],
  };
});

/** The bus whose cancel routine completes the IRP: in any case, or only while no answer was noted. */
function bus(always: boolean) {
  return varied(
    createVpciBus({ slots: 1 }),
    {
      'operating.packets.listening': all(
        on({
          IoCancelIrp: [
            {
              guard: 'isCancellable',
              actions: [
                ofSlot('takeRoutine'),
                toSelf(({ event }: At) => ({
                  type: 'CancelRoutine',
                  irql: 'DISPATCH_LEVEL',
                  requester: event.from,
                  irp: event.id,
                })),
              ],
            },
            {},
          ],
          CancelRoutine: [
            { guard: 'isStillMine', actions: ofSlot('completeCancelledNow') },
            // "The DPC has completed it."
            {},
          ],
        }),
        before('VPCI_READ_BLOCK.completion', {
          guard: 'isBeingCancelled',
          actions: ofSlot('leaveToCancel'),
        }),
      ),
    },
    {
      guards: {
        isBeingCancelled: ({ context, event }: At) =>
          isBeingCancelled(byTransaction(context, String(event.id))),
        isStillMine: (at: At) => always || cancelled(at)?.transaction !== null,
      },
      actions: { takeRoutine, leaveToCancel, completeCancelledNow: completeCancelled },
    },
  );
}

function system(vpci: ReturnType<typeof bus>): ZooSystem {
  return runningGuest({
    vpci,
    clients: {
      application: [
        [...readIoctl, 'go on'],
        ['vf0', { type: 'CancelBlock', request: 'IOCTL_VPCI_READ_BLOCK' }],
      ],
    },
    situations: [
      cameUp(
        'AnswerBetweenCancelAndItsRoutine',
        'the answer to an IRP comes when its cancel routine was taken off and has not run',
        ['vpci.g0'],
        (view) =>
          busContext(view).outstanding.some(
            (irp) => isBeingCancelled(irp) && irp.transaction === null,
          ),
      ),
    ],
  });
}

export const z63: ZooEntry = {
  id: 'Z63',
  title: 'cancel and completion each leave the IRP to the other',
  source:
    'virtio-win vioserial, commits 4fa32a7b671b5cc272b1f8ea2f29471bebf0ccf7 (read) and ' +
    '7cde90d744c55e26d6adf0d39f31876a5f5a1c71 (write), bz1296099',
  story:
    'The I/O manager takes the cancel routine off a pended IRP and is about to call it. The answer arrives: the driver ' +
    'clears its note of the pending request, is told by IoSetCancelRoutine that the IRP is being cancelled, and rightly ' +
    'leaves it to the cancel routine. The cancel routine finds the note cleared, takes it that the completion was ' +
    'faster, and does nothing. Nobody completes the IRP; its thread never ends. The fix: the cancel routine always ' +
    'completes the IRP, and takes the lock only to clear the note.',
  variation:
    'vpci-bus: the cancel routine runs later, and completes the IRP only while no answer was noted',
  estimatedDepth: 2,
  measuredDelays: 1,
  caughtBy: 'NothingLost',
  broken: () => system(bus(false)),
  fixed: () => system(bus(true)),
};
