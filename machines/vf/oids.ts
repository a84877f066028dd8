/** The VF miniport's regions for OIDs, and for the reset that ends a pended one. */
import { tooHigh } from './guards.ts';

const notAccepted = {
  guard: 'isRemoved',
  actions: 'returnOidNotAccepted',
  meta: { requirements: ['S14.3'] },
} as const;

export const oidRegions = {
  power: {
    initial: 'D0',
    on: {
      OID_PNP_QUERY_POWER: [
        tooHigh,
        notAccepted,
        // Success is the only answer of a miniport that is there.
        { actions: 'returnOidSuccess', meta: { requirements: ['S13.1'] } },
      ],
      OID_PNP_SET_POWER: [
        tooHigh,
        // Success or NOT_ACCEPTED: this OID ends in no other way.
        {
          guard: 'isRemoved',
          actions: 'returnOidNotAccepted',
          meta: { requirements: ['S14.3', 'kernel-rules 72'] },
        },
        {
          guard: 'powersDown',
          target: '.D3',
          actions: 'returnOidSuccess',
          meta: { requirements: ['S13.3'] },
        },
        { target: '.D0', actions: 'returnOidSuccess', meta: { requirements: ['S13.5'] } },
      ],
    },
    states: {
      D0: {},
      /** No access to the adapter from here on. */
      D3: { meta: { requirements: ['S13.4'] }, on: { MiniportHaltEx: 'D0' } },
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
            notAccepted,
            {
              guard: 'isTooShort',
              actions: 'returnOidInvalidLength',
              meta: { requirements: ['C07'] },
            },
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
            {
              guard: 'isPendedOid',
              actions: 'abortOid',
              meta: { requirements: ['S17.4'] },
            },
            // The cancellation of another request.
            {},
          ],
        },
      },
    },
  },

  /**
   * Overlaps pause, and changes no state of the adapter. NDIS does not abort what is pended: the
   * driver does, and completes it before the reset (C20).
   */
  reset: {
    initial: 'none',
    meta: { requirements: ['S17.5', 'C20', 'kernel-rules 76'] },
    states: {
      none: {
        on: {
          MiniportCheckForHangEx: [
            tooHigh,
            {
              guard: 'isUp',
              actions: 'returnNotHung',
              meta: { requirements: ['MiniportCheckForHangEx'] },
            },
          ],
          MiniportResetEx: [
            tooHigh,
            {
              guard: 'hasOid',
              target: 'awaitingOid',
              actions: ['abortOid', 'returnResetPending'],
            },
            { guard: 'isUp', actions: 'returnReset' },
          ],
        },
      },
      awaitingOid: {
        always: { guard: 'noOid', target: 'none', actions: 'completeReset' },
        on: {
          MiniportCheckForHangEx: [tooHigh, { actions: 'returnNotHung' }],
          MiniportResetEx: [tooHigh, { actions: 'returnResetInProgress' }],
        },
      },
    },
  },
} as const;
