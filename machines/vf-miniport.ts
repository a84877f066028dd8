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

export type { VfContext, VfInput } from './vf/context.ts';

const tooHigh = {
  guard: 'overIrql',
  target: '#vfMiniport.bugcheck',
  actions: 'stopOverIrql',
} as const;
/** Requests of applications that the adapter's state forbids, the most telling reason first. */
const refusals = [
  { guard: 'isHalted', actions: 'sayNotReady' },
  { guard: 'isInitializing', actions: 'sayNotReady' },
  { guard: 'isRemoved', actions: 'sayNotAccepted', meta: { requirements: ['S14.3'] } },
  { guard: 'isAsleep', actions: 'sayLowPower', meta: { requirements: ['S13.3'] } },
  { guard: 'isNotRunning', actions: 'sayPaused' },
] as const;
/** The request takes the other way, and another region serves it. */
const notForIoctl = { guard: 'viaNdis' } as const;
const notForNdis = { guard: 'viaIoctl' } as const;
const busy = { actions: 'sayNoResources' } as const;
const readReturned = { target: 'idle', actions: ['answerReadCall', 'forgetCall'] } as const;
const writeReturned = { target: 'idle', actions: ['answerWriteCall', 'forgetCall'] } as const;
const configReturned = { target: 'idle', actions: ['answerConfig', 'forgetConfig'] } as const;
const readIoctlDone = {
  guard: 'forReadIoctl',
  target: 'idle',
  actions: ['answerReadIoctl', 'forgetReadIoctl'],
} as const;
const writeIoctlDone = {
  guard: 'forWriteIoctl',
  target: 'idle',
  actions: ['answerWriteIoctl', 'forgetWriteIoctl'],
} as const;
const cancelRead = {
  guard: 'forReadIoctl',
  target: 'cancelling',
  actions: ['cancelReadIoctl', 'sayCancelled'],
  meta: { requirements: ['kernel-rules 31'] },
} as const;
const cancelWrite = {
  guard: 'forWriteIoctl',
  target: 'cancelling',
  actions: ['cancelWriteIoctl', 'sayCancelled'],
  meta: { requirements: ['kernel-rules 31'] },
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
                // The next adapter in this place is there again.
                MiniportHaltEx: 'present',
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

        /** One synchronous block call at a time, for an application or for an invalidation. */
        blockCall: {
          initial: 'idle',
          meta: { requirements: ['S6.1', 'S10'] },
          on: {
            ReadBlock: [notForNdis, ...refusals, busy],
            WriteBlock: [notForNdis, ...refusals, busy],
          },
          states: {
            idle: {
              always: {
                guard: 'hasStaleBlocks',
                target: 'readingAgain',
                actions: 'readStaleBlock',
                meta: { requirements: ['S8.7'] },
              },
              on: {
                ReadBlock: [
                  notForNdis,
                  ...refusals,
                  { target: 'reading', actions: ['noteCall', 'callBlock'] },
                ],
                WriteBlock: [
                  notForNdis,
                  ...refusals,
                  { target: 'writing', actions: ['noteCall', 'callBlock'] },
                ],
              },
            },
            reading: {
              on: {
                'NdisMReadConfigBlock.return': readReturned,
                'VbdCall.return': readReturned,
              },
            },
            writing: {
              on: {
                'NdisMWriteConfigBlock.return': writeReturned,
                'VbdCall.return': writeReturned,
              },
            },
            readingAgain: {
              on: {
                'NdisMReadConfigBlock.return': { target: 'idle', actions: 'storeBlock' },
                'VbdCall.return': { target: 'idle', actions: 'storeBlock' },
              },
            },
          },
        },

        /** IOCTL_VPCI_READ_BLOCK: asynchronous, one at a time. */
        readIoctl: {
          initial: 'idle',
          meta: { requirements: ['S7.3', 'C15', 'C16'] },
          on: { ReadBlock: [notForIoctl, ...refusals, busy] },
          states: {
            idle: {
              on: {
                ReadBlock: [
                  notForIoctl,
                  ...refusals,
                  { target: 'sent', actions: ['noteReadIoctl', 'sendReadIoctl'] },
                ],
                CancelBlock: { guard: 'forReadIoctl', actions: 'sayNothingToCancel' },
              },
            },
            sent: {
              on: {
                'IoCallDriver.return': { guard: 'forReadIoctl', target: 'pended' },
                CancelBlock: cancelRead,
                IoCompleteRequest: readIoctlDone,
              },
            },
            pended: { on: { CancelBlock: cancelRead, IoCompleteRequest: readIoctlDone } },
            /** The result may still be success: whoever took the cancel routine off decides. */
            cancelling: {
              on: {
                'IoCallDriver.return': { guard: 'forReadIoctl' },
                CancelBlock: { guard: 'forReadIoctl', actions: 'sayCancelled' },
                IoCompleteRequest: readIoctlDone,
              },
            },
          },
        },

        /** IOCTL_VPCI_WRITE_BLOCK: the same for writes. */
        writeIoctl: {
          initial: 'idle',
          meta: { requirements: ['S7.3', 'C15', 'C16'] },
          on: { WriteBlock: [notForIoctl, ...refusals, busy] },
          states: {
            idle: {
              on: {
                WriteBlock: [
                  notForIoctl,
                  ...refusals,
                  { target: 'sent', actions: ['noteWriteIoctl', 'sendWriteIoctl'] },
                ],
                CancelBlock: { guard: 'forWriteIoctl', actions: 'sayNothingToCancel' },
              },
            },
            sent: {
              on: {
                'IoCallDriver.return': { guard: 'forWriteIoctl', target: 'pended' },
                CancelBlock: cancelWrite,
                IoCompleteRequest: writeIoctlDone,
              },
            },
            pended: { on: { CancelBlock: cancelWrite, IoCompleteRequest: writeIoctlDone } },
            cancelling: {
              on: {
                'IoCallDriver.return': { guard: 'forWriteIoctl' },
                CancelBlock: { guard: 'forWriteIoctl', actions: 'sayCancelled' },
                IoCompleteRequest: writeIoctlDone,
              },
            },
          },
        },

        configAccess: {
          initial: 'idle',
          meta: { requirements: ['S9.1', 'C09', 'C12'] },
          on: {
            ReadConfig: [...refusals, busy],
            WriteConfig: [...refusals, busy],
          },
          states: {
            idle: {
              on: {
                ReadConfig: [
                  ...refusals,
                  { target: 'waiting', actions: ['noteConfig', 'accessConfig'] },
                ],
                WriteConfig: [
                  ...refusals,
                  { target: 'waiting', actions: ['noteConfig', 'accessConfig'] },
                ],
              },
            },
            waiting: {
              on: {
                'NdisMGetBusData.return': configReturned,
                'NdisMSetBusData.return': configReturned,
              },
            },
          },
        },

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
