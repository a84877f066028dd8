/** Z103: a periodic worker of a VF is not stopped before its adapter is torn down. */
import type { AnyStateMachine } from 'xstate';
import { noCallAfterHalt } from '../../actors/properties/halted-miniport.ts';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import { send } from '../../src/system/index.ts';
import { on, varied } from './bench.ts';
import { beginAll, cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import { guestWith } from './vf-in-guest.ts';

const read = send('ndis.vf0', {
  type: 'NdisMGetBusData',
  id: 'clock',
  irql: 'PASSIVE_LEVEL',
  offset: 0,
  length: 4,
});

/** A worker that reads the clock of the device now and then; halting has stopped it, or has not. */
function withWorker(stops: boolean): AnyStateMachine {
  const stopped = { guard: 'isHalted' };
  return varied(vfMiniport, {
    operating: on({
      IoQueueWorkItem: [...(stops ? [stopped] : []), { actions: read }],
      'NdisMGetBusData.return': {},
    }),
  });
}

function system(stops: boolean): ZooSystem {
  const actors = guestWith(withWorker(stops), {}, 'IRP_MN_REMOVE_DEVICE');
  const worker = { from: 'vf0', to: 'vf0', message: { type: 'IoQueueWorkItem' } };
  const host = {
    vstack: {
      ...actors.vstack,
      machine: varied(actors.vstack?.machine as AnyStateMachine, {
        '': on({
          VpciConfigRead: {
            actions: send('vpci.g0', ({ event }: { event: { readonly id?: string } }) => ({
              type: 'VpciConfigRead.return',
              id: event.id,
              count: 4,
              value: 1,
            })),
          },
        }),
      }),
    },
  };
  return {
    spec: { actors: { ...actors, ...host }, initial: [...beginAll('pnp.g0'), worker] },
    properties: [
      noCallAfterHalt,
      cameUp(
        'HaltedWithWorker',
        'the adapter is halted',
        ['vf0'],
        (view) => view.vf0?.matches({ operating: { adapter: 'Halted' } }) === true,
      ),
    ],
  };
}

export const z103: ZooEntry = {
  id: 'Z103',
  title: 'a worker that caches the clock runs on while its adapter is torn down',
  source: 'iavf, CVE-2026-43447 (PTP worker and reset)',
  story:
    'A worker of a VF driver reads the clock of the device every now and then. A reset, or the administrator who takes ' +
    'the VF back, tears the adapter down and frees its queue and its locks; nobody has stopped the worker, which runs ' +
    'once more and asks for the clock through what was freed. The fix stops the worker, and waits for it, before ' +
    'anything is torn down. In an NDIS miniport: timers, work items and DPCs have ended when MiniportHaltEx returns.',
  variation: 'vf-miniport: a work item asks NDIS for a register, also after MiniportHaltEx',
  estimatedDepth: 1,
  measuredDelays: 2,
  caughtBy: 'NoCallAfterHalt',
  broken: () => system(false),
  fixed: () => system(true),
};
