/** Z12: the way out of a child by ejection gives back one reference too few; its repair uses what it has just freed. */
import { assign } from 'xstate';
import type { VpciContext } from '../../machines/vpci/context.ts';
import { concerns } from '../../machines/vpci/guards.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import type { StateProperty } from '../../src/system/index.ts';
import { before, on, varied } from './bench.ts';
import { bugcheck, ofSlot, runningGuest, slotIs, stop, unassign } from './bench-guest.ts';
import { cameUp, contextOf } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

interface Counting extends VpciContext {
  /** References to the memory of the child; enumeration and the list of the bus hold one each. */
  readonly held: number;
}
interface Given {
  readonly context: Counting;
  readonly event: Parameters<typeof concerns>[0];
}

const childIsFreed: StateProperty = {
  kind: 'finally',
  name: 'ChildIsFreed',
  rule: 'who takes a reference to a child gives it back, so that its memory is freed when it has left',
  source: 'Z12; kernel-rules 50',
  reads: ['vpci.g0'],
  check(view) {
    const { held } = contextOf<Counting>(view, 'vpci.g0');
    return slotIs(view, 'absent') && held > 0
      ? `the child has left the bus, and its memory is never freed: ${held} reference is not given back`
      : undefined;
  },
};

const count = (by: number) => assign({ held: ({ context }: Given) => context.held + by } as never);

/** Ejecting takes a reference for its work; at its end so many are given back. */
function bus(givenBack: number, keepsBus: boolean) {
  const eject = {
    guard: ofSlot('forSlot'),
    target: '.ejecting',
    actions: [count(1), ofSlot('failOutstanding'), ofSlot('requestEject')],
  };
  return varied(
    createVpciBus({ slots: 1 }),
    {
      'operating.slot0.child': on({ VPCI_EJECT: eject }),
      'operating.slot0.child.ejecting': before(
        'IRP_MN_REMOVE_DEVICE',
        // The acknowledgement is sent on the channel of the bus, which is looked up in the child.
        {
          guard: ({ context, event }: Given) =>
            !keepsBus && concerns(event, 0) && context.held <= givenBack,
          target: bugcheck,
          actions: [count(-givenBack), 'stopUseAfterFree'],
        },
        {
          guard: ofSlot('forSlot'),
          target: '#vpci.operating.slot0.absent',
          actions: [
            ofSlot('releaseResources'),
            ofSlot('unlink'),
            count(-givenBack),
            ofSlot('acknowledgeEjection'),
            'completeIrp',
          ],
        },
      ),
    },
    {
      actions: {
        stopUseAfterFree: stop(
          'PAGE_FAULT_IN_NONPAGED_AREA',
          'nothing is read from an object after its last reference was given back (Z12)',
          'the acknowledgement looks the bus up in the child whose memory has just been freed',
        ),
      },
    },
  );
}

function system(givenBack: number, keepsBus: boolean): ZooSystem {
  return runningGuest({
    vpci: bus(givenBack, keepsBus),
    busAt: { context: () => ({ held: 2 }) },
    rules: [childIsFreed],
    clients: { administrator: [unassign] },
    situations: [
      cameUp(
        'EjectedWithReferences',
        'a child is being ejected, and three references to it are held',
        ['vpci.g0'],
        (view) =>
          slotIs(view, { child: 'ejecting' }) && contextOf<Counting>(view, 'vpci.g0').held === 3,
      ),
    ],
  });
}

const fixed = () => system(3, true);

export const z12: ZooEntry = {
  id: 'Z12',
  title: 'the eject path gives back one reference too few',
  source: 'Linux pci-hyperv, commit 05f151a73ec2 (Fix a memory leak in hv_eject_device_work())',
  story:
    'A child is created with two references, one for enumeration and one for the list of the bus. Ejecting takes a ' +
    'third for its work, and gives back two at the end: the memory of every ejected child leaks. No race is needed; ' +
    'the path that removes a bus with its children balances, so nobody saw it. The fix gives the third one back, and ' +
    'is the next bug (Z12b).',
  variation: 'vpci-bus: counts references to a child, and gives back two of three after EJECT',
  estimatedDepth: 0,
  measuredDelays: 0,
  caughtBy: 'ChildIsFreed',
  broken: () => system(2, true),
  fixed,
};

export const z12b: ZooEntry = {
  id: 'Z12b',
  title: 'the eject path reads a child after it has given the last reference back',
  source:
    'Linux pci-hyperv, commit 4df591b20b80cb77920953812d894db259d85bd7 (Fix a use-after-free bug in ' +
    'hv_eject_device_work()); a bug in the repair of Z12',
  story:
    'The leak of Z12 was mended: the work for EJECT gives back all three references, which frees the child. The next ' +
    'line still reads the child, to find the bus on whose channel the ejection is acknowledged. It is freed memory now; ' +
    'while one reference leaked, the line was harmless. The fix looks the bus up before the references are given back.',
  variation: 'vpci-bus: gives all references back, and then looks the bus up in the child',
  estimatedDepth: 0,
  measuredDelays: 0,
  caughtBy: 'NoBugcheck',
  broken: () => system(3, false),
  fixed,
};
