/** Z51: a second request is deferred into a pending slot that has room for one. */
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { all, before, varied } from './bench.ts';
import { bugcheck, busContext, runningGuest, stop, writeIoctl } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

const isTaken = ({ context }: { context: ReturnType<typeof busContext> }) =>
  context.outstanding.some(({ transaction }) => transaction !== null);
const assertion = { guard: 'isTaken', target: bugcheck, actions: 'stopSlotTaken' };

/** Remembers one request that waits for the host, and takes it for impossible that there are two. */
const oneDeep = varied(
  createVpciBus({ slots: 1 }),
  {
    'operating.slot0.child.started': before('IOCTL_VPCI_WRITE_BLOCK', assertion),
    'operating.slot0.child': all(
      before('GetBusData', assertion),
      before('IRP_MN_READ_CONFIG', assertion),
    ),
  },
  {
    guards: { isTaken },
    actions: {
      stopSlotTaken: stop(
        'SYSTEM_THREAD_EXCEPTION_NOT_HANDLED',
        'whatever can be asked twice at once has room for two (Z51)',
        'assertion failed: the slot for the pending request is empty',
      ),
    },
  },
);

function system(vpci?: typeof oneDeep): ZooSystem {
  return runningGuest({
    ...(vpci === undefined ? {} : { vpci }),
    clients: {
      application: [['vf0', { type: 'ReadConfig', offset: 0, length: 2 }]],
      worker: [writeIoctl],
    },
    situations: [
      cameUp(
        'TwoRequestsWait',
        'two requests of one VF wait for the host',
        ['vpci.g0'],
        (view) =>
          busContext(view).outstanding.filter(({ transaction }) => transaction !== null).length > 1,
      ),
    ],
  });
}

export const z51: ZooEntry = {
  id: 'Z51',
  title: 'a second accessor slips in before the deferred one is polled',
  source: 'OpenVMM, commit cc83d55265c2112977901440b0fa430ec251b6f7 (#2650)',
  story:
    'An access of one processor is deferred, and its token stored in the one slot that there is for it. Before the ' +
    'token is polled, a second processor (here a second thread of the VF driver) has an access deferred as well. ' +
    'The slot is taken; the assertion that it is empty fails, or the first access is forgotten where there is no ' +
    'assertion. The fix is a list of tokens. The same goes for every one-deep "pending" field that nothing serialises.',
  variation: 'vpci-bus: has room for one request that waits for the host',
  estimatedDepth: 2,
  measuredDelays: 0,
  caughtBy: 'NoBugcheck',
  broken: () => system(oneDeep),
  fixed: () => system(),
};
