/** Z02: the ejection is acknowledged before the child is unlinked, and the host's answer finds it. */
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { all, on, toSelf, varied } from './bench.ts';
import {
  adapterIs,
  isLinked,
  ofSlot,
  runningGuest,
  slotIs,
  stop,
  unassign,
} from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

const slot0 = '#vpci.operating.slot0';

/** Acknowledges in the remove IRP and unlinks in a work item. */
const early = varied(
  createVpciBus({ slots: 1 }),
  {
    'operating.slot0.child.ejecting': on({
      IRP_MN_REMOVE_DEVICE: {
        guard: ofSlot('forSlot'),
        target: `${slot0}.retiring`,
        actions: [
          ofSlot('releaseResources'),
          ofSlot('acknowledgeEjection'),
          'completeIrp',
          toSelf({ type: 'IoQueueWorkItem', irql: 'PASSIVE_LEVEL' }),
        ],
      },
    }),
    'operating.slot0': (state) => ({
      ...state,
      states: {
        ...state.states,
        retiring: all(
          on({
            // Whoever the list leaves out is moved to a list of its own, to be deleted.
            VPCI_BUS_RELATIONS2: { actions: ofSlot('unlink') },
            VMBUS_RESCIND_CHANNEL_OFFER: {},
            IoQueueWorkItem: [
              { guard: 'isLinked', target: `${slot0}.absent`, actions: ofSlot('unlink') },
              { target: '#vpci.bugcheck', actions: 'stopDoubleUnlink' },
            ],
          }),
        )({}),
      },
    }),
  },
  {
    guards: { isLinked },
    actions: {
      stopDoubleUnlink: stop(
        'PNP_DETECTED_FATAL_ERROR',
        'a physical device object leaves the list of children once (Z02)',
        'the ejection unlinks a child that the list of the host has unlinked already',
      ),
    },
  },
);

function system(vpci?: typeof early): ZooSystem {
  return runningGuest({
    ...(vpci === undefined ? {} : { vpci }),
    clients: { administrator: [unassign] },
    situations: [
      cameUp(
        'ListAnswersAcknowledgement',
        'the host has taken the acknowledgement and sends its new list',
        ['vstack', 'vpci.g0'],
        (view) => adapterIs(view, 'detaching') && slotIs(view, 'absent'),
      ),
    ],
  });
}

export const z02: ZooEntry = {
  id: 'Z02',
  title: 'EJECTION_COMPLETE is sent before the child is unlinked',
  source:
    'Linux pci-hyperv, commit e74d2ebdda33b3bdd1826b5b92e9aa45bdf92bb3 (Delete the device earlier from ' +
    'hbus->children for hot-remove)',
  story:
    'The driver has removed the function and tells the host so; unlinking the child from its own list is the next line. ' +
    'The host answers at once with a list without the child, and the handler of that list, on another processor, finds ' +
    'the child still linked and unlinks it. The first thread goes on and unlinks it again: a corrupted list. The fix ' +
    'turns the two lines round. In general: your last own write comes before the message that lets the peer act.',
  variation: 'vpci-bus: acknowledges EJECT before it unlinks the child',
  estimatedDepth: 1,
  measuredDelays: 0,
  caughtBy: 'NoBugcheck',
  broken: () => system(early),
  fixed: () => system(),
};
