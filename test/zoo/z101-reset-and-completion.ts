/** Z101: a reset completes what is pending, and the device completes it once more. */
import { ndisDoubleComplete } from '../../actors/properties/ndis-double-complete.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { on, varied } from './bench.ts';
import { allFromRest, beginAll, caller, cameUp, clientOf, fromRest, oid } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** The reset completes the OID whose call is still at the bus driver, and leaves everything else as it is. */
const hasty = varied(pfMiniport, {
  'operating.adapter.initialized.request.calling': on({
    MiniportResetEx: { actions: 'completeAborted' },
  }),
});

function system(machine: typeof hasty): ZooSystem {
  const read = { vf: 0, offset: 0, length: 4 };
  const actors = {
    administrator: clientOf([['ndis', { type: 'ResetAdapter' }]]),
    vstack: caller([oid('read', 'OID_SRIOV_READ_VF_CONFIG_SPACE', read)]),
    ...allFromRest('pci', 'device', 'ndis'),
    pf: fromRest('pf', { machine }),
  };
  return {
    spec: { actors, initial: beginAll('administrator', 'vstack') },
    properties: [
      ndisDoubleComplete,
      cameUp(
        'ResetMeetsOid',
        'a reset waits for an OID that was pended',
        ['pf'],
        (view) =>
          view.pf?.matches({
            operating: { adapter: { initialized: { reset: 'awaitingOid', request: 'calling' } } },
          }) === true,
      ),
    ],
  };
}

export const z101: ZooEntry = {
  id: 'Z101',
  title: 'a reset completes what is pending, and the device completes it again',
  source: 'virtio-win viostor, pull request #1493 (Reimplement bus reset operation)',
  story:
    'The operating system resets an adapter that seems to hang. The driver completes everything that is pending, and ' +
    'goes on; but the device still has those requests, and completes them later. Their memory is in use for something ' +
    'else by then. The fix takes the requests away from the device first (a device reset there); our PF only marks the ' +
    'OID as given up, and completes it when its call has come back, before it completes the reset.',
  variation:
    'pf-miniport: MiniportResetEx completes a pended OID whose call is still at the bus driver',
  estimatedDepth: 1,
  measuredDelays: 1,
  caughtBy: 'NdisDoubleComplete',
  broken: () => system(hasty),
  fixed: () => system(pfMiniport as never),
};
