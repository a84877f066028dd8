/** The PF miniport's suite, and PF miniports with one thing wrong. */
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { changed, driverTests } from './driver-tests.ts';

driverTests({
  part: 'pf',
  transitions: 208,
  covered: [164, 167, 162, 159],
  unreachable: {
    'pf.operating.adapter.initializing.announcing: NdisMSetMiniportAttributes.return #1':
      'keywords that ask for more VFs than TotalVFs: no topology is built with them',
    'idle: OID_PNP_QUERY_POWER #2': 'success is its only answer: it is never refused',
    'idle: OID_PNP_SET_POWER #2': 'success or NOT_ACCEPTED: it is never refused for its parameters',
    'pf.operating.adapter.initialized.reset.awaitingOid: MiniportResetEx #0':
      'the region of OIDs, which comes first, stops the machine',
    'pf.operating.adapter.initialized.hardware.stuck: MiniportResetEx #0':
      'the region of resets, which comes first, stops the machine',
    'asleep: OID_PNP_SET_POWER #0': 'the region of OIDs, which comes first, stops the machine',
    'pf.shutDown: * #0': 'nothing is delivered after the power-off',
    'pf.bugcheck: * #0': 'nothing is delivered after a bug check',
  },
  mutants: [
    {
      what: 'the guard on aborted OIDs is dropped',
      machine: () => pfMiniport.provide({ guards: { aborted: () => false } }),
    },
    {
      what: 'the guard on IRQL is dropped',
      machine: () => pfMiniport.provide({ guards: { overIrql: () => false } }),
    },
    {
      what: 'it halts with VFs enabled as if there were none',
      machine: () =>
        pfMiniport.provide({
          guards: { haltsWithVfsEnabled: () => false, haltsWithNothingEnabled: () => true },
        }),
    },
    {
      what: 'a pended OID is never completed',
      machine: () => pfMiniport.provide({ actions: { completeDone: () => {} } }),
    },
    {
      what: 'a pause leads to where it came from',
      machine: () =>
        changed(
          pfMiniport,
          [
            'states',
            'operating',
            'states',
            'adapter',
            'states',
            'initialized',
            'states',
            'flow',
            'states',
            'running',
            'on',
            'MiniportPause',
            1,
            'target',
          ],
          'running',
        ),
    },
    {
      what: 'a cancelled reset of a VF goes on to its timer',
      machine: () =>
        changed(pfMiniport, [
          'states',
          'operating',
          'states',
          'adapter',
          'states',
          'initialized',
          'states',
          'request',
          'states',
          'settling',
          'on',
          'MiniportCancelOidRequest',
          1,
          'target',
        ]),
    },
  ],
});
