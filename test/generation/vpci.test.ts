/** The VPCI bus driver's suite, and VPCI bus drivers with one thing wrong. */
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { changed, driverTests } from './driver-tests.ts';

const vpciBus = createVpciBus({ slots: 1 });
const first = 'the region of the channel, which comes first, stops the machine';

driverTests({
  part: 'vpci',
  transitions: 335,
  covered: [310, 310],
  unreachable: {
    'vpci.operating.slot0.child: IRP_MN': first,
    'vpci.operating.slot0.child.surveying: IRP_MN_REMOVE_DEVICE #0': first,
    'vpci.operating.slot0.child.present: IRP_MN': first,
    'vpci.operating.slot0.child.reported: IRP_MN': first,
    'vpci.operating.slot0.child.started: IRP_MN_REMOVE_DEVICE #0': first,
    'vpci.operating.slot0.child.ejecting: IRP_MN': first,
    'vpci.operating.slot0.child.gone: IRP_MN': first,
    'vpci.operating.slot0.child.gone.known: IRP_MN': first,
    'vpci.operating.slot0.child.gone.removed: IRP_MN': first,
    'vpci.bugcheck: * #0': 'nothing is delivered after a bug check',
  },
  mutants: [
    {
      what: 'an IRP that a DPC owns is completed by its cancellation too',
      isHidden: true,
      machine: () => vpciBus.provide({ guards: { isCancellable: () => true } }),
    },
    {
      what: 'the guard on IRQL is dropped',
      machine: () => vpciBus.provide({ guards: { overIrql: () => false } }),
    },
    {
      what: 'blocks of any length go to the host',
      machine: () => vpciBus.provide({ guards: { isBadBlock: () => false } }),
    },
    {
      what: 'a transaction that was given up is free before the host has answered',
      machine: () => vpciBus.provide({ actions: { freeTransaction: () => {} } }),
    },
    {
      what: 'an ejection is not acknowledged',
      machine: () => vpciBus.provide({ actions: { acknowledgeEjection: () => {} } }),
    },
    {
      what: 'D0 is not left in a former owner’s place',
      machine: () =>
        changed(
          vpciBus,
          [
            'states',
            'operating',
            'states',
            'channel',
            'states',
            'enteringD0',
            'on',
            'VPCI_FDO_D0_ENTRY.completion',
            2,
            'target',
          ],
          'failed',
        ),
    },
    {
      what: 'a child that is gone is deleted while PnP still has it',
      machine: () =>
        changed(
          vpciBus,
          [
            'states',
            'operating',
            'states',
            'slot0',
            'states',
            'child',
            'states',
            'gone',
            'states',
            'known',
            'on',
            'IRP_MN_REMOVE_DEVICE',
            1,
            'target',
          ],
          '#vpci.operating.slot0.absent',
        ),
    },
  ],
});
