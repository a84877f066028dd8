/** Z05: EJECT cuts a request short, which ends as a success without its result. */
import { monitor, text, wrong } from '../../actors/properties/monitor.ts';
import { act, both } from '../../machines/vpci/act.ts';
import { completion, excluding, failAll } from '../../machines/vpci/requests.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import { busContext, readIoctl, runningGuest, unassign } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

const successHasResult: MonitorProperty = monitor<null>({
  name: 'SuccessCarriesResult',
  rule: 'a read that is completed with success brings what was read',
  source: 'Z05; vpci/ni-vpci-ioctl_vpci_read_block',
  bugcheck: bugcheckText('PAGE_FAULT_IN_NONPAGED_AREA'),
  observes: ['IoCompleteRequest'],
  each: true,
  initial: null,
  next(memory, { from, message }) {
    const isRead = text(message, 'request') === 'IOCTL_VPCI_READ_BLOCK';
    if (!isRead || text(message, 'status') !== 'STATUS_SUCCESS') return memory;
    return message.value === undefined
      ? wrong(`${from} completed a read with success and nothing in it; who asked will use it`)
      : memory;
  },
});

/** EJECT ends the wait of a read, and nobody says that it has failed. */
const abortive = createVpciBus({ slots: 1 }).provide({
  actions: {
    failOutstanding: act('*', ({ context, slot }) => {
      const read = context.outstanding.find(
        ({ request, completion: owned }) =>
          request === 'IOCTL_VPCI_READ_BLOCK' && owned === undefined,
      );
      if (read === undefined) return failAll(context, slot);
      const cut = {
        change: {
          outstanding: excluding(context.outstanding, read),
          abandoned: [
            ...context.abandoned,
            ...(read.transaction === null ? [] : [read.transaction]),
          ],
        },
        sent: [completion(read, read.request, 'STATUS_SUCCESS', { information: 0 })],
      };
      return both(context, cut, (after) => failAll(after, slot));
    }),
  } as never,
});

function system(vpci?: typeof abortive): ZooSystem {
  return runningGuest({
    ...(vpci === undefined ? {} : { vpci }),
    rules: [successHasResult],
    clients: { administrator: [unassign], application: [readIoctl] },
    situations: [
      cameUp(
        'EjectCutsReadShort',
        'the bus has ended a read because of EJECT, and its answer is still to come',
        ['vpci.g0'],
        (view) => busContext(view).abandoned.length > 0,
      ),
    ],
  });
}

export const z05: ZooEntry = {
  id: 'Z05',
  title: 'the eject flag aborts the creation of an interrupt, which is used later',
  source:
    'Linux pci-hyperv, commit 2738d5ab7929a845b654cd171a1e275c37eb428e (Fix a race condition in hv_irq_unmask() that ' +
    'can cause panic); a bug in the repair of Z10',
  story:
    'The bus driver asks the host and waits. EJECT arrives in the same polling loop; the loop sees it and gives up, ' +
    'without a result and without an error. The caller takes this for success and uses what it did not get (an ' +
    'interrupt descriptor there, the content of a block here): a page fault. The fix: the eject flag does not cut a ' +
    'request short, or else the request fails; a request that succeeded carries its result. The mended driver had ' +
    'hung before (Z10): keep the two together.',
  variation: 'vpci-bus: EJECT ends a pended read with STATUS_SUCCESS and no content',
  estimatedDepth: 2,
  measuredDelays: 2,
  caughtBy: 'SuccessCarriesResult',
  broken: () => system(abortive as never),
  fixed: () => system(),
};
