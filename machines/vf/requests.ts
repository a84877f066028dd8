/**
 * The VF miniport's regions for requests of applications: synchronous block calls, the two
 * asynchronous IOCTLs, and access to its own configuration space. Each serves one request at a
 * time.
 */

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

export const requestRegions = {
  /**
   * One synchronous block call at a time, for an application or for an invalidation. C37: the
   * overview lets a driver wait at PASSIVE_LEVEL only, the page of the routine up to APC_LEVEL.
   * Taken: the latter, so a block call at APC_LEVEL is legal.
   */
  blockCall: {
    initial: 'idle',
    meta: { requirements: ['S6.1', 'S7.2', 'S10', 'C37'] },
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

  /**
   * IOCTL_VPCI_READ_BLOCK: asynchronous, one at a time. C16: the page allows DISPATCH_LEVEL, and has
   * the sender wait, which that level forbids. Taken: both, since this sender never waits: the IRP
   * is its own, and its completion is a message.
   */
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

  /**
   * Its own configuration space. C09: NdisMGetBusData is for any level, the routine beneath for
   * APC_LEVEL at most; C12: at DISPATCH_LEVEL a VF driver has no legal way.
   */
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
          ReadConfig: [...refusals, { target: 'waiting', actions: ['noteConfig', 'accessConfig'] }],
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
} as const;
