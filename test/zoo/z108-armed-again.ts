/** Z108: what was asked for again while everything is being torn down is never given back. */
import type { AnyStateMachine } from 'xstate';
import { ndisVf } from '../../machines/ndis-vf.ts';
import { on, varied } from './bench.ts';
import { runningGuest } from './bench-guest.ts';
import { calledAndReturned, caller, cameUp, fromRest } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** An invalidation that comes while the IRP is being cancelled: its IRP is sent again, as always. */
const rearming = varied(ndisVf, {
  'operating.invalidation.cancelling': on({
    IoCompleteRequest: [
      { guard: 'invalidated', actions: ['queueInvalidation', 'sendInvalidateIoctl'] },
      { guard: 'invalidateEnded', target: 'unarmed' },
    ],
  }),
});

const remove = {
  to: 'ndis.vf0',
  message: {
    type: 'IRP_MN_REMOVE_DEVICE',
    id: 'pnp',
    irql: 'PASSIVE_LEVEL',
    deviceObject: 'FDO',
    slot: 0,
  },
  until: 'IoCompleteRequest',
};

function system(machine: AnyStateMachine): ZooSystem {
  return runningGuest({
    rules: [
      calledAndReturned(
        {
          name: 'RemoveIrpGoesDown',
          rule: 'IRP_MN_REMOVE_DEVICE is passed down when the driver has finished',
          source: 'Z108; kernel-rules 37',
        },
        'ndis.vf0',
        'IRP_MN_REMOVE_DEVICE',
        ({ type }) => type === 'IRP_MN_REMOVE_DEVICE',
      ),
    ],
    others: {
      'ndis.vf0': fromRest('ndis.vf0', { machine }),
      'pnp.g0': caller([remove], ['IoSetDeviceInterfaceState', 'IoCallDriver.return']),
    },
    initial: [{ from: 'environment', to: 'pnp.g0', message: { type: 'Begin' } }],
    clients: { hardware: [['ndis', { type: 'UpdateBlock', vf: 0, blockId: 0, block: 'new' }]] },
    situations: [
      cameUp(
        'CancelMeetsInvalidation',
        'the IRP is being cancelled, and an invalidation has completed it',
        ['ndis.vf0', 'vpci.g0'],
        (view) => {
          const cancelling = view['ndis.vf0']?.matches({
            operating: { invalidation: 'cancelling' },
          });
          const { outstanding } = (view['vpci.g0']?.context ?? {}) as {
            readonly outstanding: readonly { readonly completion?: object }[];
          };
          return (
            cancelling === true && outstanding.some(({ completion }) => completion !== undefined)
          );
        },
      ),
    ],
  });
}

export const z108: ZooEntry = {
  id: 'Z108',
  title: 'a notification is asked for again while everything is being torn down',
  source:
    'nvme, Linux commit 0fa0f99fc84e (fix a possible use-after-free in controller reset during load)',
  story:
    'A driver keeps a request pending with which the device tells it news, and sends it again after each. Teardown takes ' +
    'the request back; news comes in that moment, its handler sends the request again as always, and nobody takes that ' +
    'one back: it reaches a queue that is torn down there, and the removal waits for it for ever here. The fix looks at ' +
    'the state before it asks again.',
  variation:
    'ndis-vf: sends IOCTL_VPCI_INVALIDATE_BLOCK again although it is cancelling it for a removal',
  estimatedDepth: 2,
  measuredDelays: 2,
  caughtBy: 'RemoveIrpGoesDown',
  broken: () => system(rearming),
  fixed: () => system(ndisVf as never),
};
