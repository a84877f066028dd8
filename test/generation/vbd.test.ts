/** The virtual bus driver's suites, and virtual bus drivers with one thing wrong. */
import { vbd } from '../../machines/vbd.ts';
import { changed, driverTests } from './driver-tests.ts';

driverTests({
  part: 'vbd',
  transitions: 112,
  covered: [100, 103],
  unreachable: {
    'vbd.operating.requests: VbdCall #0':
      'the private channel is the vendor’s own: no level is documented',
    'vbd.operating.requests.idle: VbdCall #0':
      'the private channel is the vendor’s own: no level is documented',
    'vbd.bugcheck: * #0': 'nothing is delivered after a bug check',
  },
  mutants: [
    {
      what: 'a query-remove passes with requests of the miniport under way',
      machine: () => vbd.provide({ guards: { busyFdo: () => false } }),
    },
    {
      what: 'the guard on IRQL is dropped',
      machine: () => vbd.provide({ guards: { overIrql: () => false } }),
    },
    {
      what: 'the interfaces are not given back before a remove',
      machine: () => vbd.provide({ actions: { dropInterfaces: () => {} } }),
    },
    {
      what: 'a reference that is granted after the removal is kept',
      machine: () => vbd.provide({ guards: { serviceGrantedTooLate: () => false } }),
    },
    {
      what: 'the second interface is never asked for',
      machine: () =>
        changed(
          vbd,
          [
            'states',
            'operating',
            'states',
            'function',
            'states',
            'starting',
            'states',
            'queryingFirst',
            'on',
            'IoCompleteRequest',
            0,
            'actions',
          ],
          'holdFirst',
        ),
    },
    {
      what: 'a failed start is a start',
      isHidden: true,
      machine: () =>
        changed(
          vbd,
          [
            'states',
            'operating',
            'states',
            'function',
            'states',
            'starting',
            'states',
            'forwarding',
            'on',
            'IoCompleteRequest',
            1,
            'target',
          ],
          '#vbd.operating.function.started',
        ),
    },
  ],
});
