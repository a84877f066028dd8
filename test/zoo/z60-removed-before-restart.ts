/** Z60: surprise removal comes before restart, and the next pause never ends. */
import type { AnyStateMachine } from 'xstate';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { reply } from '../../src/system/index.ts';
import { varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import {
  allFromRest,
  beginAll,
  calledAndReturned,
  caller,
  cameUp,
  fromRest,
} from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

const pauseEnds = calledAndReturned(
  {
    name: 'PauseEnds',
    rule: 'MiniportPause is completed',
    source: 'Z60; kernel-rules 75',
  },
  'pf',
  'MiniportPause',
  (message) =>
    message.type === 'NdisMPauseComplete' ||
    (message.type === 'MiniportPause.return' && message.status !== 'NDIS_STATUS_PENDING'),
);

const returned = (status: string) =>
  reply(({ event }: { readonly event: AnyMessage }) => ({
    type: `${event.type}.return`,
    id: event.id,
    status,
  }));

/** "Removed" is a state of the data path, beside paused and running. */
const removedIsAState = varied(pfMiniport, {
  'operating.adapter.initialized.flow': (state) => ({
    ...state,
    states: {
      ...state.states,
      paused: {
        ...state.states?.paused,
        on: { ...state.states?.paused?.on, MiniportDevicePnPEventNotify: 'removed' },
      },
      removed: {
        on: {
          // Ignored: there is nothing that could run.
          MiniportRestart: { actions: returned('NDIS_STATUS_SUCCESS') },
          // Not paused, so it runs: what is under way is awaited.
          MiniportPause: { target: 'draining', actions: returned('NDIS_STATUS_PENDING') },
          MiniportHaltEx: state.states?.paused?.on?.MiniportHaltEx,
        },
      },
      /** Left when the last buffer comes back; none was handed out since the pause before. */
      draining: {},
    },
  }),
});

function system(machine: AnyStateMachine): ZooSystem {
  const start = { type: 'IRP_MN_START_DEVICE', id: 'start', irql: 'PASSIVE_LEVEL' };
  const surprise = { type: 'IRP_MN_SURPRISE_REMOVAL', id: 'gone', irql: 'PASSIVE_LEVEL' };
  const quiet = { vfs: {}, vports: {}, filters: {} };
  const actors = {
    // A rebalance has stopped the device, and starts it again while somebody pulls it out.
    pnp: caller(
      [
        { to: 'ndis', message: { ...start, deviceObject: 'FDO' }, until: null },
        { to: 'ndis', message: { ...surprise, deviceObject: 'FDO' }, until: null },
      ],
      ['IoCallDriver.return', 'IoCompleteRequest'],
    ),
    ...allFromRest('device', 'vstack'),
    pci: fromRest('pci', {
      value: {
        operating: {
          pnp: 'stopped',
          interfaces: 'handingOut',
          virtualization: 'disabled',
          configSpace: 'idle',
          power: 'working',
        },
      },
      context: () => ({ numVFs: 0 }),
    }),
    ndis: fromRest('ndis', {
      value: {
        operating: {
          pnp: { stopped: 'resting' },
          adapter: 'paused',
          presence: 'present',
          oids: 'idle',
          reset: 'none',
          services: {},
        },
      },
      context: () => ({ ...quiet, adapter: 'paused', goal: 'paused', holdsOids: true }),
    }),
    pf: fromRest('pf', {
      machine,
      value: {
        operating: {
          adapter: {
            initialized: {
              flow: 'paused',
              request: 'idle',
              reset: 'none',
              hardware: 'responding',
              power: 'awake',
            },
          },
          presence: 'present',
        },
      },
      context: () => ({ ...quiet, enabled: false }),
    }),
    vstack: fromRest('vstack', {
      value: { operating: { binding: 'bound', adapter0: 'unassigned', channel0: 'closed' } },
      context: (context: { adapters: readonly object[] }) => ({
        adapters: context.adapters.map((each) => ({
          ...each,
          vfId: null,
          vport: null,
          filter: null,
          onBus: false,
          started: false,
        })),
        d0: [false],
      }),
    }),
  };
  return {
    spec: { actors, initial: beginAll('pnp') },
    properties: [
      pauseEnds,
      cameUp(
        'PausedAfterRemoval',
        'an adapter that was pulled out while paused is halted',
        ['ndis', 'pf'],
        (view) =>
          view.pf?.matches({ operating: { presence: 'surpriseRemoved', adapter: 'halted' } }) ===
          true,
      ),
    ],
  };
}

export const z60: ZooEntry = {
  id: 'Z60',
  title: 'surprise removal before restart makes the next pause hang',
  source: 'virtio-win NetKVM, commit 51e5c3f2147d (bz1830760, bz1837833)',
  story:
    'The adapter is paused when the device is pulled out, and the event makes "removed" its state. NDIS, which had ' +
    'begun to restart it, calls MiniportRestart, which is ignored in that state; then it calls MiniportPause, as it ' +
    'has to before it halts the adapter. The driver is not "paused", so it takes itself for running and waits for ' +
    'buffers that nobody ever handed out: the pause never completes, and no removal ends. The fix makes removal a ' +
    'flag beside the states of the adapter, as in our miniports.',
  variation: 'pf-miniport: surprise removal is a state of the data path, not a region of its own',
  estimatedDepth: 2,
  measuredDelays: 0,
  caughtBy: 'PauseEnds',
  broken: () => system(removedIsAState),
  fixed: () => system(pfMiniport),
};
