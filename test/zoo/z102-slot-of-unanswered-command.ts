/** Z102: the slot of a command that was given up is used for the next one, while the firmware still has the first. */
import { assign } from 'xstate';
import { noStaleAnswer, transactionIds } from '../../actors/properties/answers.ts';
import type { VpciContext } from '../../machines/vpci/context.ts';
import { excluding, irpOf } from '../../machines/vpci/requests.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { busContext, readIoctl, runningGuest, writeIoctl } from './bench-guest.ts';
import type { AnyMessage } from './bench-host.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

type Given = { readonly context: VpciContext; readonly event: AnyMessage };

/** A cancelled request gives its transaction id back at once. */
const hasty = createVpciBus({ slots: 1 }).provide({
  actions: {
    dropCancelled: assign({
      outstanding: ({ context, event }: Given) => {
        const irp = irpOf(context, event.from, String(event.id));
        return irp === undefined ? context.outstanding : excluding(context.outstanding, irp);
      },
    } as never),
  } as never,
});

function system(vpci?: typeof hasty): ZooSystem {
  return runningGuest({
    ...(vpci === undefined ? {} : { vpci }),
    rules: [transactionIds, noStaleAnswer],
    clients: {
      application: [
        [...readIoctl, 'go on'],
        ['vf0', { type: 'CancelBlock', request: 'IOCTL_VPCI_READ_BLOCK' }],
        writeIoctl,
      ],
    },
    situations: [
      cameUp(
        'WriteAfterCancel',
        'a write is under way, and the answer to a cancelled read is still to come',
        ['vpci.g0'],
        (view) => {
          const { abandoned, outstanding } = busContext(view);
          const writes = outstanding.some(({ request }) => request === 'IOCTL_VPCI_WRITE_BLOCK');
          return writes && abandoned.length > 0;
        },
      ),
    ],
  });
}

export const z102: ZooEntry = {
  id: 'Z102',
  title: 'the slot of a command that was given up is used again too early',
  source:
    'mlx5, Linux commit "net/mlx5: Avoid using pending command interface slots" (73dd3a4839c1)',
  story:
    'A command takes too long, and the driver gives it up: it fails the command and frees its slot. The next command ' +
    'gets the same slot, while the firmware still works on the first one; what the firmware does with the slot then is ' +
    'anybody’s guess, and its answer belongs to the wrong command. The fix: the caller is told at once, but the slot ' +
    'stays taken until the firmware has answered. Our bus does so with transaction ids.',
  variation:
    'vpci-bus: a cancelled request gives its transaction id back before the host has answered',
  estimatedDepth: 1,
  measuredDelays: 0,
  caughtBy: 'TransactionIdReuse',
  broken: () => system(hasty),
  fixed: () => system(),
};
