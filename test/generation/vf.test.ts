/** The VF miniport's suite, and VF miniports with one thing wrong. */
import { vfMiniport } from '../../machines/vf-miniport.ts';
import { changed, driverTests } from './driver-tests.ts';

driverTests({
  part: 'vf',
  transitions: 161,
  covered: [149, 149],
  unreachable: {
    'vfMiniport.operating.readIoctl: ReadBlock #1':
      'an adapter that is halted has no IOCTL under way: a pause waits for it',
    'vfMiniport.operating.readIoctl: ReadBlock #2':
      'an adapter that is initializing has no IOCTL under way',
    'vfMiniport.operating.writeIoctl: WriteBlock #1': 'the same for writes',
    'vfMiniport.operating.writeIoctl: WriteBlock #2': 'the same for writes',
    'vfMiniport.operating.configAccess: ReadConfig #0':
      'an adapter that is halted has no access to its configuration space under way',
    'vfMiniport.operating.configAccess: ReadConfig #1':
      'an adapter that is initializing has none either',
    'vfMiniport.operating.configAccess: WriteConfig #0': 'the same for writes',
    'vfMiniport.operating.configAccess: WriteConfig #1': 'the same for writes',
    'vfMiniport.bugcheck: * #0': 'nothing is delivered after a bug check',
  },
  mutants: [
    {
      what: 'a pause does not wait for what is under way',
      machine: () => vfMiniport.provide({ guards: { isDrained: () => true } }),
    },
    {
      what: 'the guard on IRQL is dropped',
      machine: () => vfMiniport.provide({ guards: { overIrql: () => false } }),
    },
    {
      what: 'applications are served while it sleeps',
      machine: () => vfMiniport.provide({ guards: { isAsleep: () => false } }),
    },
    {
      what: 'an invalidation is completed and the block not kept as read',
      machine: () => vfMiniport.provide({ actions: { storeBlock: () => {} } }),
    },
    {
      what: 'an IOCTL that was cancelled is taken for free at once',
      isHidden: true,
      machine: () =>
        changed(
          vfMiniport,
          [
            'states',
            'operating',
            'states',
            'readIoctl',
            'states',
            'pended',
            'on',
            'CancelBlock',
            'target',
          ],
          'idle',
        ),
    },
    {
      what: 'a removed adapter is there again after a second notification',
      machine: () =>
        changed(
          vfMiniport,
          [
            'states',
            'operating',
            'states',
            'removal',
            'states',
            'surpriseRemoved',
            'on',
            'MiniportDevicePnPEventNotify',
            1,
            'target',
          ],
          'present',
        ),
    },
  ],
});
