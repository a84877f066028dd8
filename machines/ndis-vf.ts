/**
 * ┌────────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ NDIS in the guest, around the adapter of one VF: the function driver above the VPCI bus, or    │
 * │ above a vendor's VBD, with the VF miniport as its plug-in.                                     │
 * │                                                                                                │
 * │ It takes the PnP and power IRPs of the adapter one at a time and turns them into the           │
 * │ miniport's entry points, keeps one IOCTL_VPCI_INVALIDATE_BLOCK pending below and turns its     │
 * │ completion into OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK, issues one OID at a time, and carries     │
 * │ NdisMRead/WriteConfigBlock and NdisMGet/SetBusData down through the interfaces that it holds.  │
 * │                                                                                                │
 * │ Pages: network/backchannel-communication-from-a-vf-miniport-driver, ndis/nf-ndis-ndism*,        │
 * │ network/adapter-states-of-a-miniport-driver, network/processing-the-surprise-removal-of-a-nic.  │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import { ndisVfActions } from './ndis-vf/actions.ts';
import type { NdisVfContext, NdisVfEvent, NdisVfInput } from './ndis-vf/context.ts';
import { ndisVfGuards } from './ndis-vf/guards.ts';

export type { NdisVfContext, NdisVfInput } from './ndis-vf/context.ts';

const tooHigh = { guard: 'overIrql', target: '#ndisVf.bugcheck', actions: 'stopOverIrql' } as const;
const inTurn = [tooHigh, { actions: 'queueIrp' }] as const;
const atOnce = [tooHigh, { actions: 'passThrough' }] as const;
const pass = ['takeIrp', 'passIrpDown', 'forgetIrp'] as const;
const passed = ['passIrpDown', 'forgetIrp'] as const;
/** Nothing for NDIS to do here but to let the bus driver know. */
const otherwisePassed = { guard: 'irpWaits', actions: pass } as const;
const leaveTraffic = ['takeIrp', 'switchBack', 'disableInterface', 'noteDisabled'] as const;
const stopApplications = ['takeIrp', 'disableInterface', 'noteDisabled'] as const;

/** A settled adapter that is already paused: how it leaves. */
const leavePaused = [
  { guard: 'queryRemoveWaits', target: 'leaving.draining', actions: stopApplications },
  {
    guard: 'removeWaits',
    target: 'leaving.disarming',
    actions: [...stopApplications, 'wantNoInvalidations'],
  },
  {
    guard: 'surpriseWaits',
    target: 'leaving.notifying',
    actions: [...stopApplications, 'notifySurprise'],
  },
] as const;

const service = [
  tooHigh,
  { guard: 'hasInterface', actions: ['callBelow', 'noteCall'] },
  { guard: 'isBusData', actions: 'returnNothing' },
  // A VBD that keeps the interface for itself: the miniport has to ask the VBD instead (S10).
  { actions: 'refuseBlock', meta: { requirements: ['S10', 'S6.4'] } },
] as const;
const returned = { guard: 'isOwnCall', actions: ['returnService', 'dropCall'] } as const;

export const ndisVf = setup({
  types: {} as { context: NdisVfContext; events: NdisVfEvent; input: NdisVfInput },
  guards: ndisVfGuards,
  actions: ndisVfActions,
}).createMachine({
  id: 'ndisVf',
  context: ({ input }) => ({
    miniport: input.miniport,
    bus: input.bus,
    slot: input.slot,
    vf: input.vf,
    pnp: input.pnp,
    host: input.host,
    irps: [],
    irp: null,
    adapter: 'Halted',
    attributes: 0,
    held: [],
    retired: [],
    serialNumber: null,
    calls: [],
    oids: [],
    oid: null,
    wantsInvalidations: false,
    interfaceEnabled: false,
    power: 'D0',
    bugcheck: null,
  }),
  initial: 'operating',
  states: {
    operating: {
      type: 'parallel',
      states: {
        /** PnP and power: one IRP at a time, the others wait in `irps`. */
        adapter: {
          initial: 'added',
          on: {
            IRP_MN_START_DEVICE: inTurn,
            IRP_MN_QUERY_REMOVE_DEVICE: inTurn,
            IRP_MN_REMOVE_DEVICE: inTurn,
            IRP_MN_CANCEL_REMOVE_DEVICE: inTurn,
            IRP_MN_SURPRISE_REMOVAL: inTurn,
            IRP_MN_SET_POWER: inTurn,
            // Handed down at once: never queued or blocked.
            IRP_MN_QUERY_INTERFACE: atOnce,
            IRP_MN_QUERY_DEVICE_RELATIONS: atOnce,
            IRP_MN_QUERY_STOP_DEVICE: atOnce,
            IRP_MN_CANCEL_STOP_DEVICE: atOnce,
            IRP_MN_STOP_DEVICE: atOnce,
            // Only in MiniportInitializeEx.
            NdisMSetMiniportAttributes: [tooHigh, { actions: 'refuseAttributes' }],
            // The completion overtook the return of a call that was pended.
            'MiniportPause.return': { guard: 'isPending' },
            'MiniportRestart.return': { guard: 'isPending' },
          },
          states: {
            /** AddDevice was called; not started, or no longer. Surprise removal can come here too. */
            added: {
              always: [
                {
                  guard: 'startWaits',
                  target: 'starting',
                  actions: ['takeIrp', 'sendIrpDown'],
                  meta: { requirements: ['kernel-rules 49'] },
                },
                {
                  guard: 'surpriseWaits',
                  target: 'surpriseRemoved',
                  actions: pass,
                  meta: { requirements: ['kernel-rules 42'] },
                },
                otherwisePassed,
              ],
            },

            starting: {
              initial: 'bus',
              states: {
                bus: {
                  on: {
                    IoCompleteRequest: [
                      {
                        guard: 'lowerSucceeded',
                        target: 'vpciInterface',
                        actions: 'queryVpciInterface',
                        meta: { requirements: ['S11.1'] },
                      },
                      {
                        guard: 'lowerDone',
                        target: '#ndisVf.operating.adapter.added',
                        actions: ['finishIrp', 'forgetIrp'],
                      },
                    ],
                  },
                },
                vpciInterface: {
                  on: {
                    IoCompleteRequest: [
                      {
                        guard: 'vpciInterfaceGranted',
                        target: 'busInterface',
                        actions: ['holdVpciInterface', 'queryBusInterface'],
                        meta: { requirements: ['S11.3'] },
                      },
                      {
                        guard: 'vpciInterfaceAnswered',
                        target: 'busInterface',
                        actions: 'queryBusInterface',
                      },
                    ],
                  },
                },
                busInterface: {
                  on: {
                    IoCompleteRequest: [
                      {
                        guard: 'busInterfaceGranted',
                        target: 'interfacesQueried',
                        actions: 'holdBusInterface',
                      },
                      { guard: 'busInterfaceAnswered', target: 'interfacesQueried' },
                    ],
                  },
                },
                interfacesQueried: {
                  always: [
                    { guard: 'isStart', target: 'initializing', actions: 'initialize' },
                    // A cancelled remove: the miniport is there already, only paused.
                    {
                      guard: 'isAsleep',
                      target: '#ndisVf.operating.adapter.lowPower',
                      actions: [
                        'wantInvalidations',
                        'succeedIrp',
                        'forgetIrp',
                        'enableInterface',
                        'noteEnabled',
                      ],
                    },
                    {
                      target: '#ndisVf.operating.adapter.restarting',
                      actions: ['wantInvalidations', 'succeedIrp', 'forgetIrp', 'restart'],
                    },
                  ],
                },
                initializing: {
                  on: {
                    NdisMSetMiniportAttributes: [
                      tooHigh,
                      {
                        guard: 'isNextAttribute',
                        actions: ['acceptAttributes', 'countAttributes'],
                      },
                      { actions: 'refuseAttributes', meta: { requirements: ['S1.6'] } },
                    ],
                    'MiniportInitializeEx.return': [
                      {
                        guard: 'forgotAttributes',
                        target: '#ndisVf.bugcheck',
                        actions: 'stopNoAttributes',
                      },
                      // Armed before anything can be read, so before the adapter runs.
                      {
                        guard: 'initialized',
                        target: '#ndisVf.operating.adapter.restarting',
                        actions: [
                          'notePaused',
                          'wantInvalidations',
                          'succeedIrp',
                          'forgetIrp',
                          'restart',
                        ],
                        meta: { requirements: ['S8.1', 'C17', 'Z20', 'Z55'] },
                      },
                      { target: 'failing', actions: 'retireInterfaces' },
                    ],
                  },
                },
                failing: {
                  always: {
                    guard: 'callsDone',
                    target: '#ndisVf.operating.adapter.added',
                    actions: [
                      'dropInterfaces',
                      'forgetInterfaces',
                      'noteHalted',
                      'failIrp',
                      'forgetIrp',
                    ],
                  },
                },
              },
            },

            restarting: {
              on: {
                'MiniportRestart.return': [
                  { guard: 'restarted', target: 'running' },
                  { guard: 'isPending' },
                  { target: 'paused' },
                ],
                NdisMRestartComplete: [
                  { guard: 'restarted', target: 'running' },
                  { target: 'paused' },
                ],
              },
            },
            running: {
              entry: ['noteRunning', 'enableInterface', 'noteEnabled', 'switchToVf'],
              always: [
                {
                  guard: 'queryRemoveWaits',
                  target: 'leaving.pausing',
                  actions: [...leaveTraffic, 'pause'],
                  meta: { requirements: ['S3.2', 'observed-orders'] },
                },
                {
                  guard: 'removeWaits',
                  target: 'leaving.pausing',
                  actions: [...leaveTraffic, 'pause'],
                },
                {
                  guard: 'surpriseWaits',
                  target: 'leaving.notifying',
                  actions: [...leaveTraffic, 'notifySurprise'],
                  meta: { requirements: ['S14.3', 'kernel-rules 42'] },
                },
                {
                  guard: 'powerDownWaits',
                  target: 'poweringDown',
                  actions: ['takeIrp', 'switchBack', 'pause'],
                  meta: { requirements: ['S13.2', 'kernel-rules 66'] },
                },
                otherwisePassed,
              ],
            },
            /** MiniportRestart failed: back to Paused. */
            paused: {
              always: [
                ...leavePaused,
                {
                  guard: 'powerDownWaits',
                  target: 'poweringDown.oid',
                  actions: ['takeIrp', 'queuePowerDown'],
                },
                otherwisePassed,
              ],
            },

            poweringDown: {
              initial: 'pausing',
              states: {
                pausing: {
                  on: {
                    'MiniportPause.return': [
                      { guard: 'paused', target: 'oid', actions: ['notePaused', 'queuePowerDown'] },
                      { guard: 'isPending' },
                      { target: '#ndisVf.bugcheck', actions: 'stopPauseFailed' },
                    ],
                    NdisMPauseComplete: {
                      target: 'oid',
                      actions: ['notePaused', 'queuePowerDown'],
                    },
                  },
                },
                oid: {
                  always: {
                    guard: 'powerOidDone',
                    target: '#ndisVf.operating.adapter.lowPower',
                    actions: ['noteAsleep', ...passed],
                    meta: { requirements: ['S13.3', 'S13.4'] },
                  },
                },
              },
            },
            lowPower: {
              always: [
                ...leavePaused,
                {
                  guard: 'powerUpWaits',
                  target: 'poweringUp',
                  actions: ['takeIrp', 'sendIrpDown'],
                  meta: { requirements: ['S13.5', 'kernel-rules 64', 'kernel-rules 66'] },
                },
                otherwisePassed,
              ],
            },
            poweringUp: {
              initial: 'bus',
              states: {
                bus: {
                  on: {
                    IoCompleteRequest: [
                      { guard: 'lowerSucceeded', target: 'oid', actions: 'queuePowerUp' },
                      {
                        guard: 'lowerDone',
                        target: '#ndisVf.operating.adapter.lowPower',
                        actions: ['finishIrp', 'forgetIrp'],
                        meta: { requirements: ['kernel-rules 67'] },
                      },
                    ],
                  },
                },
                oid: {
                  always: {
                    guard: 'powerOidDone',
                    target: '#ndisVf.operating.adapter.restarting',
                    actions: ['noteAwake', 'succeedIrp', 'forgetIrp', 'restart'],
                  },
                },
              },
            },

            /** Query-remove, remove or surprise removal of a started adapter, step by step. */
            leaving: {
              initial: 'notifying',
              states: {
                notifying: {
                  on: {
                    'MiniportDevicePnPEventNotify.return': [
                      { guard: 'isRunning', target: 'pausing', actions: 'pause' },
                      { target: 'disarming', actions: 'wantNoInvalidations' },
                    ],
                  },
                },
                pausing: {
                  meta: { requirements: ['kernel-rules 75', 'Z60'] },
                  on: {
                    'MiniportPause.return': [
                      { guard: 'paused', target: 'paused', actions: 'notePaused' },
                      { guard: 'isPending' },
                      { target: '#ndisVf.bugcheck', actions: 'stopPauseFailed' },
                    ],
                    NdisMPauseComplete: { target: 'paused', actions: 'notePaused' },
                  },
                },
                paused: {
                  always: [
                    { guard: 'isQueryRemove', target: 'draining' },
                    { target: 'disarming', actions: 'wantNoInvalidations' },
                  ],
                },
                disarming: {
                  // Its own IRP comes back before the miniport is halted.
                  always: {
                    guard: 'isUnarmed',
                    target: 'finishingOids',
                    actions: 'dropSleepingOids',
                  },
                },
                finishingOids: {
                  always: {
                    guard: 'oidsDone',
                    target: 'halting',
                    actions: 'halt',
                    meta: { requirements: ['kernel-rules 74', 'S14.5'] },
                  },
                },
                halting: {
                  on: { 'MiniportHaltEx.return': { target: 'draining', actions: 'noteHalted' } },
                },
                /** No call through an interface after its dereference: the calls under way come first. */
                draining: {
                  entry: 'retireInterfaces',
                  always: [
                    {
                      guard: 'removalIsAsked',
                      target: '#ndisVf.operating.adapter.removePending',
                      actions: ['dropInterfaces', 'forgetInterfaces', ...passed],
                      meta: { requirements: ['kernel-rules 51', 'kernel-rules 41', 'S16.1'] },
                    },
                    {
                      guard: 'surpriseIsDone',
                      target: '#ndisVf.operating.adapter.surpriseRemoved',
                      actions: ['dropInterfaces', 'forgetInterfaces', ...passed],
                      meta: { requirements: ['S14.6', 'kernel-rules 43'] },
                    },
                    {
                      guard: 'callsDone',
                      target: '#ndisVf.operating.adapter.added',
                      actions: ['dropInterfaces', 'forgetInterfaces', ...passed],
                      meta: { requirements: ['kernel-rules 37', 'kernel-rules 48'] },
                    },
                  ],
                },
              },
            },

            removePending: {
              always: [
                {
                  guard: 'cancelRemoveWaits',
                  target: 'starting.bus',
                  actions: ['takeIrp', 'sendIrpDown'],
                  meta: { requirements: ['kernel-rules 49', 'kernel-rules 52'] },
                },
                {
                  guard: 'removeWaits',
                  target: 'leaving.disarming',
                  actions: ['takeIrp', 'wantNoInvalidations'],
                },
                {
                  guard: 'surpriseWaits',
                  target: 'leaving.notifying',
                  actions: ['takeIrp', 'notifySurprise'],
                },
                otherwisePassed,
              ],
            },
            /** Stays attached until the remove IRP, which may never come. */
            surpriseRemoved: {
              meta: { requirements: ['kernel-rules 43', 'kernel-rules 44', 'S14.7'] },
              always: [{ guard: 'removeWaits', target: 'added', actions: pass }, otherwisePassed],
            },
          },
        },

        /** One OID at a time; a power OID goes before an invalidation. */
        oids: {
          initial: 'idle',
          meta: { requirements: ['kernel-rules 70', 'kernel-rules 71', 'S17'] },
          states: {
            idle: {
              always: { guard: 'mayIssueOid', target: 'issued', actions: ['takeOid', 'issueOid'] },
              on: {
                NdisMOidRequestComplete: {
                  target: '#ndisVf.bugcheck',
                  actions: 'stopDoubleCompletion',
                },
              },
            },
            issued: {
              on: {
                'MiniportOidRequest.return': [
                  { guard: 'isPending', target: 'pended' },
                  { target: 'idle', actions: 'forgetOid' },
                ],
                // On another thread, before the handler has returned (S17.3).
                NdisMOidRequestComplete: [
                  {
                    guard: 'completesAsPending',
                    target: '#ndisVf.bugcheck',
                    actions: 'stopPendingCompletion',
                  },
                  { target: 'completedEarly' },
                ],
              },
            },
            completedEarly: {
              on: {
                'MiniportOidRequest.return': [
                  { guard: 'isPending', target: 'idle', actions: 'forgetOid' },
                  { target: '#ndisVf.bugcheck', actions: 'stopDoubleCompletion' },
                ],
                NdisMOidRequestComplete: {
                  target: '#ndisVf.bugcheck',
                  actions: 'stopDoubleCompletion',
                },
              },
            },
            pended: {
              on: {
                NdisMOidRequestComplete: [
                  {
                    guard: 'completesAsPending',
                    target: '#ndisVf.bugcheck',
                    actions: 'stopPendingCompletion',
                  },
                  { target: 'idle', actions: 'forgetOid' },
                ],
              },
            },
          },
        },

        /** IOCTL_VPCI_INVALIDATE_BLOCK belongs to NDIS: the miniport must not send it (C17). */
        invalidation: {
          initial: 'unarmed',
          on: {
            // Says only that the IRP is pended; its completion counts.
            'IoCallDriver.return': {},
          },
          states: {
            unarmed: {
              always: {
                guard: 'wantsInvalidations',
                target: 'armed',
                actions: 'sendInvalidateIoctl',
              },
            },
            armed: {
              always: {
                guard: 'wantsNoInvalidations',
                target: 'cancelling',
                actions: 'cancelInvalidateIoctl',
                meta: { requirements: ['kernel-rules 31'] },
              },
              on: {
                IoCompleteRequest: [
                  {
                    guard: 'invalidated',
                    actions: ['queueInvalidation', 'sendInvalidateIoctl'],
                    meta: { requirements: ['S8.6'] },
                  },
                  // The child leaves: there is nothing to wait for any more.
                  { guard: 'invalidateEnded', target: 'unarmed', actions: 'wantNoInvalidations' },
                ],
              },
            },
            cancelling: {
              on: {
                IoCompleteRequest: [
                  // The completion was faster; its mask is delivered all the same.
                  { guard: 'invalidated', target: 'unarmed', actions: 'queueInvalidation' },
                  { guard: 'invalidateEnded', target: 'unarmed' },
                ],
              },
            },
          },
        },

        services: {
          initial: 'serving',
          states: {
            serving: {
              meta: { requirements: ['S6', 'S9'] },
              on: {
                NdisMReadConfigBlock: service,
                NdisMWriteConfigBlock: service,
                NdisMGetBusData: service,
                NdisMSetBusData: service,
                'ReadVfConfigBlock.return': returned,
                'WriteVfConfigBlock.return': returned,
                'GetBusData.return': returned,
                'SetBusData.return': returned,
                // Answered by NDIS, from the interface; the miniport is not asked.
                NdisOidRequest: [
                  tooHigh,
                  { guard: 'asksSerialNumber', actions: 'answerSerialNumber' },
                  { actions: 'refuseProtocolOid' },
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
