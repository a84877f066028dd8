/**
 * ┌───────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ PF miniport: the vendor's NDIS driver of the physical function (parent partition).            │
 * │                                                                                               │
 * │ Halted, it is initialised by NDIS: attributes, and for a static switch the switch hardware    │
 * │ and VF Enable. Paused and Running it serves OIDs, one at a time: the NIC switch, VFs, virtual │
 * │ ports, filters, and for the guests config space, configuration blocks, reset and power of     │
 * │ their VFs. What needs the bus driver returns NDIS_STATUS_PENDING and is finished by a work    │
 * │ item. The hardware may have news for a VF at any time: its block is stored and invalidated;   │
 * │ or get stuck, which ends with a reset.                                                        │
 * │ Halt comes last, with no OID outstanding and every VF freed, unless the device was pulled     │
 * │ out.                                                                                          │
 * │                                                                                               │
 * │ Pages: network/miniportinitializeex-guidelines-for-pf-miniport-drivers,                       │
 * │ handling-oid-nic-switch-*, halting-a-pf-miniport-driver, oid-sriov-*;                         │
 * │ ndis/nc-ndis-miniport_oid_request.                                                            │
 * └───────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup, stateIn } from 'xstate';
import { pfActions } from './pf/actions.ts';
import type { PfEvent, PfMiniportContext, PfMiniportInput } from './pf/context.ts';
import { pfGuards } from './pf/guards.ts';
import { requestRegion, returned, tooHigh } from './pf/request-region.ts';

export type { PfEvent, PfMiniportContext, PfMiniportInput } from './pf/context.ts';

export const pfMiniport = setup({
  types: {} as { context: PfMiniportContext; events: PfEvent; input: PfMiniportInput },
  guards: {
    ...pfGuards,
    surpriseRemoved: stateIn('#surpriseRemoved'),
    isAsleep: stateIn('#asleep'),
  },
  actions: pfActions,
  // PCIe: software waits 100 ms after Initiate Function Level Reset.
  delays: { functionLevelReset: 100 },
}).createMachine({
  id: 'pf',
  context: ({ input }) => ({
    ...input,
    built: null,
    enabled: false,
    nicSwitch: null,
    vfs: {},
    vports: {},
    filters: {},
    oid: null,
    call: null,
    bugcheck: null,
  }),
  initial: 'operating',
  states: {
    operating: {
      type: 'parallel',
      states: {
        adapter: {
          initial: 'halted',
          states: {
            halted: {
              id: 'halted',
              entry: 'forgetCall',
              on: {
                // C26: the routine that tells the partition is deprecated. Taken: none is called,
                // the topology puts this driver into the parent.
                MiniportInitializeEx: [
                  tooHigh,
                  {
                    target: 'initializing',
                    actions: 'rememberCall',
                    meta: { requirements: ['S1.3', 'S1.4', 'S1.5'] },
                  },
                ],
              },
            },

            initializing: {
              initial: 'registering',
              meta: { requirements: ['S1.3', 'S1.6', 'S1.7', 'S1.8'] },
              states: {
                registering: {
                  entry: 'setRegistrationAttributes',
                  on: {
                    'NdisMSetMiniportAttributes.return': [
                      { guard: 'refused', target: '#halted', actions: 'returnInitializeFailed' },
                      { target: 'describing' },
                    ],
                  },
                },
                describing: {
                  entry: 'setGeneralAttributes',
                  on: {
                    'NdisMSetMiniportAttributes.return': [
                      { guard: 'refused', target: '#halted', actions: 'returnInitializeFailed' },
                      { target: 'announcing' },
                    ],
                  },
                },
                announcing: {
                  entry: 'setHardwareAssistAttributes',
                  on: {
                    'NdisMSetMiniportAttributes.return': [
                      { guard: 'refused', target: '#halted', actions: 'returnInitializeFailed' },
                      {
                        guard: 'asksTooManyVfs',
                        target: '#halted',
                        actions: 'returnKeywordsRefused',
                      },
                      {
                        guard: 'buildsStaticSwitch',
                        target: 'enabling',
                        actions: 'buildStaticSwitch',
                      },
                      { target: '#initialized', actions: 'returnInitialized' },
                    ],
                  },
                },
                // VFs appear on PCIe only when this succeeds. All that was taken is released when
                // it does not.
                enabling: {
                  entry: 'enableForAdapter',
                  on: returned(
                    'NdisMEnableVirtualization',
                    {
                      guard: 'failed',
                      target: '#halted',
                      actions: ['releaseAll', 'returnInitializeFailed'],
                    },
                    {
                      target: '#initialized',
                      actions: ['noteEnabled', 'returnInitialized'],
                    },
                  ),
                },
              },
            },

            initialized: {
              id: 'initialized',
              type: 'parallel',
              entry: 'forgetCall',
              meta: { requirements: ['kernel-rules 74'] },
              // No callback follows, whatever the adapter is doing.
              on: {
                MiniportShutdownEx: {
                  target: '#pf.shutDown',
                  actions: 'returnShutDown',
                  meta: { requirements: ['MiniportShutdownEx'] },
                },
              },
              states: {
                // OIDs go on in Paused as in Running. Surprise removal is no state of this region
                // (Z60).
                flow: {
                  initial: 'paused',
                  states: {
                    paused: {
                      on: {
                        MiniportRestart: [
                          tooHigh,
                          { target: 'running', actions: 'returnRestarted' },
                        ],
                        // NDIS halts only with no OID and no reset outstanding.
                        MiniportHaltEx: [
                          tooHigh,
                          {
                            guard: 'haltsWithVfsEnabled',
                            target: '#halting',
                            actions: 'rememberCall',
                            meta: { requirements: ['S5.3'] },
                          },
                          {
                            guard: 'haltsWithNothingEnabled',
                            target: '#halted',
                            actions: ['rememberCall', 'returnHalted', 'releaseAll'],
                          },
                        ],
                      },
                    },
                    running: {
                      // Nothing has to be waited for: no packets here. Pause cannot fail.
                      on: {
                        MiniportPause: [
                          tooHigh,
                          {
                            target: 'paused',
                            actions: 'returnPaused',
                            meta: { requirements: ['kernel-rules 75'] },
                          },
                        ],
                      },
                    },
                  },
                },
                request: requestRegion,
                // Overlaps pause; does not change the adapter's state. A pended OID is completed
                // first (C20).
                reset: {
                  initial: 'none',
                  states: {
                    none: {
                      on: {
                        MiniportResetEx: [
                          tooHigh,
                          { guard: 'hasOid', target: 'awaitingOid', actions: 'returnResetPending' },
                          { guard: 'surpriseRemoved', actions: 'returnResetFailed' },
                          { actions: 'returnReset' },
                        ],
                      },
                    },
                    awaitingOid: {
                      meta: { requirements: ['S17.5', 'C20', 'kernel-rules 76'] },
                      always: { guard: 'noOid', target: 'none', actions: 'completeReset' },
                      on: { MiniportResetEx: [tooHigh, { actions: 'returnResetInProgress' }] },
                    },
                  },
                },
                // The mailbox to the firmware. What the driver's own tables can serve goes on.
                hardware: {
                  initial: 'responding',
                  states: {
                    responding: {
                      on: {
                        MiniportCheckForHangEx: [tooHigh, { actions: 'returnNotHung' }],
                        HangHardware: [
                          {
                            guard: 'isNoticed',
                            target: 'stuck',
                            actions: ['askForReset', 'hangDone'],
                            meta: { requirements: ['NdisMResetMiniport'] },
                          },
                          { target: 'stuck', actions: 'hangDone' },
                        ],
                      },
                    },
                    stuck: {
                      meta: { requirements: ['MiniportCheckForHangEx'] },
                      on: {
                        MiniportCheckForHangEx: [tooHigh, { actions: 'returnHung' }],
                        MiniportResetEx: [tooHigh, { target: 'responding' }],
                        HangHardware: { actions: 'hangDone' },
                      },
                    },
                  },
                },
                // As OID_PNP_SET_POWER has it. Asleep, the hardware brings no news.
                power: {
                  initial: 'awake',
                  meta: { requirements: ['S13.3', 'S13.4', 'S13.5'] },
                  states: {
                    awake: {
                      on: {
                        OID_PNP_SET_POWER: [tooHigh, { guard: 'isToLowPower', target: 'asleep' }],
                      },
                    },
                    asleep: {
                      id: 'asleep',
                      on: {
                        OID_PNP_SET_POWER: [tooHigh, { guard: 'isToFullPower', target: 'awake' }],
                      },
                    },
                  },
                },
              },
            },

            // Static: here, and only here. Dynamic: when a surprise removal left the switch behind.
            // A failure is ignored.
            halting: {
              id: 'halting',
              entry: 'disableForAdapter',
              meta: { requirements: ['S5.3', 'S5.4', 'S14.5'] },
              on: returned('NdisMEnableVirtualization', {
                target: 'halted',
                actions: ['returnHalted', 'releaseAll'],
              }),
            },
          },
        },

        presence: {
          initial: 'present',
          states: {
            present: {
              on: {
                MiniportDevicePnPEventNotify: [
                  tooHigh,
                  {
                    target: 'surpriseRemoved',
                    actions: 'returnNotified',
                    meta: { requirements: ['S14.3'] },
                  },
                ],
              },
            },
            surpriseRemoved: { id: 'surpriseRemoved' },
          },
        },
      },
      on: {
        // A mailbox interrupt of the hardware comes when it likes; the table is looked at in the
        // same step (Z31).
        UpdateBlock: [
          { guard: 'surpriseRemoved', actions: 'updateNotAccepted' },
          { guard: 'isAsleep', actions: 'updateAsleep' },
          { guard: 'noSuchVf', actions: 'updateInvalid' },
          { guard: 'noSuchBlock', actions: 'updateInvalid' },
          {
            actions: ['storeNews', 'invalidateBlock', 'updateDone'],
            meta: { requirements: ['S8.2', 'S8.7'] },
          },
        ],
        // Nobody has initialised it: there is nobody who could notice.
        HangHardware: { actions: 'hangUnnoticed' },
        // A cancel crosses the completion on its way: the OID is gone.
        MiniportCancelOidRequest: [tooHigh, {}],
      },
    },
    /** The system powers off: what still arrives is not looked at. */
    shutDown: { on: { '*': {} } },
    /** The machine is down: whatever still arrives meets nobody. */
    bugcheck: { tags: ['bugcheck'], on: { '*': {} } },
  },
});
