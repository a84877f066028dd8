/**
 * ┌────────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ VF miniport: the network driver of one virtual function, in a guest.                           │
 * │                                                                                                │
 * │ NDIS initialises, restarts, pauses and halts it. It reads and writes configuration blocks over │
 * │ the backchannel to the PF miniport: synchronously through NDIS, or through the vendor's VBD    │
 * │ where there is one; asynchronously with IOCTL_VPCI_READ_BLOCK and IOCTL_VPCI_WRITE_BLOCK. When │
 * │ the PF invalidates blocks, an OID comes, and it reads them again.                              │
 * │                                                                                                │
 * │ Surprise removal is a flag beside the states of the adapter, not one of them: a pause that     │
 * │ follows it must find the adapter as it is.                                                     │
 * │                                                                                                │
 * │ Pages: network/backchannel-communication-from-a-vf-miniport-driver, ndis/nc-ndis-miniport_*,    │
 * │ network/oid-sriov-vf-invalidate-config-block, vpci/ni-vpci-ioctl_vpci_*.                        │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import { emptyMask } from './block-mask.ts';
import { vfActions } from './vf/actions.ts';
import type { VfContext, VfEvent, VfInput } from './vf/context.ts';
import { vfGuards } from './vf/guards.ts';
import { requestRegions } from './vf/requests.ts';

export type { VfContext, VfInput } from './vf/context.ts';

const tooHigh = {
  guard: 'overIrql',
  target: '#vfMiniport.bugcheck',
  actions: 'stopOverIrql',
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
    vf: input.vf,
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
            Initializing: {
              initial: 'registration',
              meta: { requirements: ['S1.6', 'S2.10'] },
              states: {
                registration: {
                  on: {
                    'NdisMSetMiniportAttributes.return': [
                      { guard: 'attributeRefused', target: 'failed' },
                      { target: 'general', actions: 'setGeneral' },
                    ],
                  },
                },
                general: {
                  on: {
                    'NdisMSetMiniportAttributes.return': [
                      { guard: 'attributeRefused', target: 'failed' },
                      { target: 'hardwareAssist', actions: 'setHardwareAssist' },
                    ],
                  },
                },
                hardwareAssist: {
                  on: {
                    'NdisMSetMiniportAttributes.return': [
                      { guard: 'attributeRefused', target: 'failed' },
                      {
                        target: '#vfMiniport.operating.adapter.Paused',
                        actions: ['returnInitialized', 'forgetInitialize'],
                      },
                    ],
                  },
                },
                failed: {
                  always: {
                    target: '#vfMiniport.operating.adapter.Halted',
                    actions: ['returnNotInitialized', 'forgetInitialize'],
                  },
                },
              },
            },
            Paused: {
              on: {
                MiniportRestart: [tooHigh, { target: 'Restarting' }],
                MiniportHaltEx: [
                  tooHigh,
                  { target: 'Halted', actions: ['returnHalted', 'forgetBlocks'] },
                ],
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
              },
            },
            /** Its own calls come back first. OIDs are still handled. */
            Pausing: {
              meta: { requirements: ['kernel-rules 74'] },
              always: { guard: 'isDrained', target: 'Paused', actions: 'completePause' },
            },
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

        power: {
          initial: 'D0',
          on: {
            OID_PNP_SET_POWER: [
              tooHigh,
              // Success or NOT_ACCEPTED: this OID ends in no other way.
              {
                guard: 'isRemoved',
                actions: 'returnOidNotAccepted',
                meta: { requirements: ['kernel-rules 72'] },
              },
              { guard: 'powersDown', target: '.D3', actions: 'returnOidSuccess' },
              { target: '.D0', actions: 'returnOidSuccess' },
            ],
          },
          states: {
            D0: {},
            /** No access to the adapter from here on. */
            D3: { meta: { requirements: ['S13.4'] }, on: { MiniportHaltEx: 'D0' } },
          },
        },

        ...requestRegions,

        /** OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK: pended until every masked block was read again. */
        invalidation: {
          initial: 'idle',
          meta: { requirements: ['S8.6', 'S8.7', 'kernel-rules 71'] },
          states: {
            idle: {
              on: {
                OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK: [
                  tooHigh,
                  { guard: 'isRemoved', actions: 'returnOidNotAccepted' },
                  { guard: 'namesNoBlock', actions: 'returnOidSuccess' },
                  { target: 'pended', actions: ['noteOid', 'returnOidPending'] },
                ],
                // It was completed before the cancellation came.
                MiniportCancelOidRequest: {},
              },
            },
            pended: {
              always: {
                guard: 'isReadAgain',
                target: 'idle',
                actions: ['completeOid', 'forgetOid'],
              },
              on: {
                MiniportCancelOidRequest: [
                  tooHigh,
                  { guard: 'isPendedOid', actions: 'abortOid' },
                  // The cancellation of another request.
                  {},
                ],
              },
            },
          },
        },
      },
    },
    /** The machine is down: whatever still arrives meets nobody. */
    bugcheck: { tags: ['bugcheck'], on: { '*': {} } },
  },
});
