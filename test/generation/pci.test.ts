/** The PCI bus driver's suite, and PCI bus drivers with one thing wrong. */
import { pciBus } from '../../machines/pci-bus.ts';
import { changed, driverTests } from './driver-tests.ts';

driverTests({
  part: 'pci',
  transitions: 168,
  covered: [163, 158],
  unreachable: {
    'pci.operating.pnp.starting.walkingCapabilities: ConfigRead.return #3':
      'a device without an SR-IOV capability: no topology is built over one',
    'pci.operating.configSpace.accessing: ConfigWrite.return #1':
      'a read is tried out behind another read, so that none waits behind a write',
    'pci.operating.power.working: IRP_MN_SET_POWER #2':
      'a PF without a power management capability: no device of ours is one',
    'pci.operating.power.asleep: IRP_MN_SET_POWER #2':
      'a PF without a power management capability: no device of ours is one',
    'pci.bugcheck: * #0': 'nothing is delivered after a bug check',
  },
  mutants: [
    {
      what: 'a query-remove passes with references out',
      machine: () => pciBus.provide({ guards: { isReferenced: () => false } }),
    },
    {
      what: 'the guard on IRQL is dropped',
      machine: () => pciBus.provide({ guards: { overIrql: () => false } }),
    },
    {
      what: 'an access beyond config space is carried out',
      machine: () => pciBus.provide({ guards: { canBeAccessed: () => true } }),
    },
    {
      what: 'the BARs are not restored after they were sized',
      machine: () => pciBus.provide({ actions: { restoreVfBars: () => {} } }),
    },
    {
      what: 'a PF that wakes up has lost its VFs',
      machine: () => pciBus.provide({ guards: { wakesWithVfs: () => false } }),
    },
    {
      what: 'a stop leads back to started',
      isHidden: true,
      machine: () =>
        changed(
          pciBus,
          [
            'states',
            'operating',
            'states',
            'pnp',
            'states',
            'stopPending',
            'on',
            'IRP_MN_STOP_DEVICE',
            1,
            'target',
          ],
          'started',
        ),
    },
  ],
});
