/** Z43: what is outstanding is completed by force while its real completion is already under way. */
import { act, both } from '../../machines/vpci/act.ts';
import { completionDpc } from '../../machines/vpci/bus-actions.ts';
import type { VpciContext } from '../../machines/vpci/context.ts';
import { byTransaction, changed, completion, failed } from '../../machines/vpci/requests.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { send } from '../../src/system/index.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import { toSelf, varied } from './bench.ts';
import { aboveTheBus, busContext, readIoctl, revoke, runningGuest, slotIs } from './bench-guest.ts';
import type { AnyMessage } from './bench-host.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** Ends every request of the child, those too that a DPC is about to complete. */
function flush(context: VpciContext, slot: number) {
  const ended = context.outstanding.filter((each) => each.slot === slot);
  return {
    change: {
      outstanding: context.outstanding.filter((each) => each.slot !== slot),
      abandoned: [...context.abandoned, ...ended.flatMap(({ transaction }) => transaction ?? [])],
    },
    sent: ended.flatMap(failed),
  };
}

interface OwnedIrp {
  readonly requester: string;
  readonly irp: string;
  readonly request: string;
  readonly status: NtStatus;
  readonly value: string;
}

const flushing = varied(
  createVpciBus({ slots: 1 }),
  {},
  {
    guards: { isQueuedIrp: () => true },
    actions: {
      lose: act('*', ({ context, slot }) =>
        both(context, flush(context, slot), (after) => ({
          change: changed(after, slot, { gone: true, assigned: false }),
        })),
      ),
      // The DPC is given the IRP, and completes it without a look at the queue.
      queueDpc: toSelf(({ context, event }: { context: VpciContext; event: AnyMessage }) => {
        const irp = byTransaction(context, String(event.id));
        if (irp === undefined) throw new Error('the answer to nothing has no DPC');
        const { status, block } = event;
        return { ...completionDpc(irp), request: irp.request, status, value: block };
      }),
      completePended: send(
        ({ event }: { event: OwnedIrp }) => event.requester,
        ({ event: { irp, request, status, value } }: { event: OwnedIrp }) =>
          completion({ from: '', id: irp }, request, status, { value }).message,
      ),
    },
  },
);

function system(vpci?: typeof flushing): ZooSystem {
  return runningGuest({
    ...(vpci === undefined ? {} : { vpci }),
    // How the stacks above are removed afterwards is not part of the story.
    others: aboveTheBus,
    clients: { application: [readIoctl], failover: [revoke] },
    situations: [
      cameUp(
        'FlushMeetsCompletion',
        'a child is lost while a DPC owns one of its IRPs',
        ['vpci.g0'],
        (view) => {
          const owned = busContext(view).outstanding.some((each) => each.completion !== undefined);
          return owned && slotIs(view, { child: 'gone' });
        },
      ),
    ],
  });
}

export const z43: ZooEntry = {
  id: 'Z43',
  title: 'a forced flush and the real completion both complete a request',
  source: 'mlx5, Linux commits db9b31aa9bc5 (CVE-2024-38555) and 8f5100da56b3',
  story:
    'The answer to a pended IRP has arrived, and its completion is queued as a DPC. Before the DPC runs, the host takes ' +
    'the device away, and the bus completes everything in its queue by force, this IRP too. Then the DPC runs and ' +
    'completes it again: bug check 0x44, or the memory of the next IRP is corrupted. The fix gives each request one ' +
    'owner: who takes the cancel routine off completes it, and a flush leaves what has an owner alone.',
  variation:
    'vpci-bus: a lost child completes also the IRPs that a DPC owns, and the DPC does not look again',
  estimatedDepth: 2,
  measuredDelays: 5,
  caughtBy: 'DoubleCompletion',
  broken: () => system(flushing),
  fixed: () => system(),
};
