/** Z31: the VF table is freed while a mailbox message of that VF is being processed. */
import type { AnyStateMachine } from 'xstate';
import { noBugcheck } from '../../actors/properties/bugchecks.ts';
import type { ClientContext } from '../../machines/client.ts';
import type { PfMiniportContext } from '../../machines/pf-miniport.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { send } from '../../src/system/index.ts';
import { all, before, on, toSelf, varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import {
  answersFor,
  beginAll,
  caller,
  cameUp,
  clientOf,
  contextOf,
  fromRest,
  oid,
  stops,
} from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

interface Dpc extends AnyMessage {
  readonly asked: AnyMessage & { readonly vf: number };
}
type Asked = {
  readonly context: PfMiniportContext;
  readonly event: AnyMessage & { readonly vf: number };
};
type Given = { readonly context: PfMiniportContext; readonly event: Dpc };

/** The interrupt routine looks the VF up and queues a DPC, which uses what was found without another look. */
const lookThenUse = varied(pfMiniport, {
  operating: all(
    before('UpdateBlock', {
      guard: ({ context, event }: Asked) => String(event.vf) in context.vfs,
      actions: toSelf(({ event }: Asked) => ({
        type: 'KeInsertQueueDpc',
        irql: 'DISPATCH_LEVEL',
        asked: event,
      })),
    }),
    on({
      KeInsertQueueDpc: [
        {
          guard: ({ context, event }: Given) => !(String(event.asked.vf) in context.vfs),
          target: '#pf.bugcheck',
          actions: stops(
            'memory is not used after it was freed',
            'the DPC of the mailbox interrupt used the entry of a VF that was freed',
          ),
        },
        {
          actions: [
            send('ndis', ({ event }: Given) => ({
              type: 'NdisMInvalidateConfigBlock',
              irql: 'DISPATCH_LEVEL',
              vf: event.asked.vf,
              blockMask: '0x2',
            })),
            send('hardware', ({ event }: Given) => ({
              type: 'UpdateBlock.done',
              id: event.asked.id,
              status: 'NDIS_STATUS_SUCCESS',
            })),
          ],
        },
      ],
    }),
  ),
});

function system(machine: AnyStateMachine): ZooSystem {
  // The VPort is deleted and the VF is reset: freeing it is what remains of the teardown.
  const tornDown = () => ({ vports: {}, filters: {} });
  const actors = {
    hardware: clientOf([['pf', { type: 'UpdateBlock', vf: 0, blockId: 1, block: 'news' }]]),
    vstack: caller(
      [oid('free', 'OID_NIC_SWITCH_FREE_VF', { vf: 0 })],
      ['NdisMInvalidateConfigBlock'],
    ),
    ndis: fromRest('ndis', { context: tornDown }),
    pf: fromRest('pf', { machine, context: tornDown }),
  };
  return {
    spec: { actors, initial: beginAll('hardware', 'vstack') },
    properties: [
      noBugcheck(['ndis', 'pf']),
      answersFor(actors),
      cameUp(
        'NewsForFreedVf',
        'the hardware has news for a VF that was freed',
        ['hardware'],
        (view) =>
          contextOf<ClientContext>(view, 'hardware').results.some(
            ({ status }) => status === 'NDIS_STATUS_INVALID_PARAMETER',
          ),
      ),
    ],
  };
}

export const z31: ZooEntry = {
  id: 'Z31',
  title: 'the VF table is freed while a mailbox message is processed',
  source: 'ixgbe, Linux commit 1e53834ce541 (CVE-2022-49584); igb, Linux commit 6faee3d4ee8b',
  story:
    'The mailbox interrupt of the PF finds the entry of the VF that sent the message, and its DPC goes on to use it. ' +
    'In between the administrator takes the VFs away and the PF driver frees the table: a page fault at ' +
    'DISPATCH_LEVEL. That NDIS hands out one OID at a time does not help, because the interrupt is no OID. The fix ' +
    'takes one spin lock around looking up and using an entry and around freeing it; in our PF both are one step.',
  variation: 'pf-miniport: looks the VF up in the interrupt and uses it in a DPC',
  estimatedDepth: 2,
  measuredDelays: 0,
  caughtBy: 'NoBugcheck',
  broken: () => system(lookThenUse),
  fixed: () => system(pfMiniport),
};
