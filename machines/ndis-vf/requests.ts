/**
 * NDIS's regions beside PnP: OIDs to the miniport, the invalidation IRP, and the miniport's service
 * calls.
 */

const tooHigh = { guard: 'overIrql', target: '#ndisVf.bugcheck', actions: 'stopOverIrql' } as const;
const service = [
  tooHigh,
  { guard: 'hasInterface', actions: ['callBelow', 'noteCall'] },
  { guard: 'isBusData', actions: 'returnNothing' },
  // A VBD that keeps the interface for itself: the miniport has to ask the VBD instead (S10).
  { actions: 'refuseBlock', meta: { requirements: ['S10', 'S6.4'] } },
] as const;
const returned = { guard: 'isOwnCall', actions: ['returnService', 'dropCall'] } as const;

export const requestRegions = {
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
            { guard: 'serialBufferTooShort', actions: 'refuseShortBuffer' },
            { guard: 'asksSerialNumber', actions: 'answerSerialNumber' },
            { actions: 'refuseProtocolOid' },
          ],
        },
      },
    },
  },
} as const;
