/**
 * ┌───────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ VF miniport: the network driver of one virtual function, in a guest.                          │
 * │                                                                                               │
 * │ NDIS initialises, restarts, pauses and halts it. It reads and writes configuration blocks     │
 * │ over the backchannel to the PF miniport: synchronously through NDIS, or through the vendor's  │
 * │ VBD where there is one; asynchronously with IOCTL_VPCI_READ_BLOCK and IOCTL_VPCI_WRITE_BLOCK. │
 * │ When the PF invalidates blocks, an OID comes, and it reads them again.                        │
 * │                                                                                               │
 * │ The chart is one region per concern, all of them at work at the same time. `adapter` has the  │
 * │ states of NDIS. Surprise removal, power and reset stand beside it: a pause that follows them  │
 * │ must find the adapter as it is. Regions of requests are in vf/requests.ts, those of OIDs in   │
 * │ vf/oids.ts; what guards and actions do is in the files of their names.                        │
 * │                                                                                               │
 * │ Pages: network/backchannel-communication-from-a-vf-miniport-driver, ndis/nc-ndis-miniport_*,  │
 * │ network/adapter-states-of-a-miniport-driver, network/oid-sriov-vf-invalidate-config-block,    │
 * │ vpci/ni-vpci-ioctl_vpci_*.                                                                    │
 * └───────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import { emptyMask } from './block-mask.ts';
import { vfActions } from './vf/actions.ts';
import type { VfContext, VfEvent, VfInput } from './vf/context.ts';
import { tooHigh, vfGuards } from './vf/guards.ts';
import { initializing } from './vf/initializing.ts';
import { oidRegions } from './vf/oids.ts';
import { requestRegions } from './vf/requests.ts';

export type { VfContext, VfInput } from './vf/context.ts';

const shutDown = {
  target: 'Shutdown',
  actions: 'returnShutDown',
  meta: { requirements: ['MiniportShutdownEx'] },
} as const;

export const vfMiniport = setup({
  types: {} as { context: VfContext; events: VfEvent; input: VfInput },
  guards: vfGuards,
  actions: vfActions,
}).createMachine({
  id: 'vfMiniport',
  context: ({ input }) => ({
    ndis: input.ndis,
    bus: input.bus,
    vbd: input.vbd,
    slot: input.slot,
    initialize: null,
    call: null,
    readIoctl: null,
    writeIoctl: null,
    config: null,
    oid: null,
    stale: emptyMask,
    aborted: null,
    blocks: {},
    bugcheck: null,
  }),
  initial: 'operating',
  states: {
    operating: {
      type: 'parallel',
      states: {
        /** The adapter states of NDIS. */
        adapter: {
          initial: 'Halted',
          states: {
            Halted: {
              on: {
                MiniportInitializeEx: [
                  tooHigh,
                  { target: 'Initializing', actions: ['noteInitialize', 'setRegistration'] },
                ],
              },
            },
            Initializing: initializing,
            Paused: {
              on: {
                MiniportRestart: [tooHigh, { target: 'Restarting' }],
                MiniportHaltEx: [
                  tooHigh,
                  { target: 'Halted', actions: ['returnHalted', 'forgetBlocks'] },
                ],
                MiniportShutdownEx: shutDown,
              },
            },
            Restarting: { always: { target: 'Running', actions: 'returnRestarted' } },
            Running: {
              on: {
                MiniportPause: [
                  tooHigh,
                  { guard: 'isDrained', target: 'Paused', actions: 'returnPaused' },
                  {
                    target: 'Pausing',
                    actions: 'returnPausePending',
                    meta: { requirements: ['kernel-rules 75'] },
                  },
                ],
                MiniportShutdownEx: shutDown,
              },
            },
            /** Its own calls come back first. OIDs are still handled. */
            Pausing: {
              meta: { requirements: ['kernel-rules 74'] },
              always: { guard: 'isDrained', target: 'Paused', actions: 'completePause' },
              on: { MiniportShutdownEx: shutDown },
            },
            /** The system powers off: NDIS calls nothing more. */
            Shutdown: {},
          },
        },

        /** A flag, orthogonal to the adapter: restart, pause and halt go on as usual (Z60). */
        removal: {
          initial: 'present',
          states: {
            present: {
              on: {
                MiniportDevicePnPEventNotify: [
                  tooHigh,
                  {
                    target: 'surpriseRemoved',
                    actions: ['cancelOwnIrps', 'refuseOid', 'returnNotified'],
                    meta: { requirements: ['S14.3', 'Z60', 'Z62'] },
                  },
                ],
              },
            },
            surpriseRemoved: {
              on: {
                // The next adapter in this place is there again. A halt in another state is
                // nobody's to take.
                MiniportHaltEx: { guard: 'isPaused', target: 'present' },
                MiniportDevicePnPEventNotify: [tooHigh, { actions: 'returnNotified' }],
              },
            },
          },
        },

        ...oidRegions,
        ...requestRegions,
      },
    },
    /** The machine is down: whatever still arrives meets nobody. */
    bugcheck: { tags: ['bugcheck'], on: { '*': {} } },
  },
});
