/**
 * Reset of the adapter, which overlaps everything else and changes no state of the adapter. NDIS
 * resets when it is told to, when MiniportCheckForHangEx says so, when an OID outlasts two
 * check-for-hang periods, and when the miniport itself asks for it. The filters survive our
 * miniport's reset (AddressingReset is FALSE), so that nothing has to be set again.
 */
import { tooHigh } from './pnp-steps.ts';

// The miniport broke its contract.
const oidAcrossReset = {
  guard: 'leavesOidPending',
  target: '#ndis.bugcheck',
  actions: 'stopOidAcrossReset',
} as const;

const reset = { target: 'none', actions: ['finishReset', 'forgetReset'] } as const;
const running = {
  ResetAdapter: { actions: 'resetInProgress' },
  CheckForHang: { actions: 'checkInProgress' },
  // One reset serves both.
  NdisMResetMiniport: [tooHigh, {}],
} as const;

export const resetRegion = {
  initial: 'none',
  states: {
    none: {
      on: {
        ResetAdapter: [
          { guard: 'isGone', actions: 'resetAdapterRemoved' },
          {
            guard: 'isUp',
            target: 'resetting',
            actions: ['rememberReset', 'callReset'],
            meta: { requirements: ['S17.5', 'kernel-rules 76'] },
          },
          { actions: 'resetAdapterNotReady' },
        ],
        CheckForHang: [
          { guard: 'isGone', actions: 'checkRemoved' },
          {
            guard: 'hasMissedTwice',
            target: 'resetting',
            actions: ['rememberReset', 'forgetPeriods', 'callReset'],
            meta: { requirements: ['MiniportOidRequest: two missed check-for-hang periods'] },
          },
          {
            guard: 'isUp',
            target: 'checking',
            actions: ['rememberCheck', 'countPeriod', 'callCheckForHang'],
            meta: { requirements: ['MiniportCheckForHangEx'] },
          },
          { actions: 'checkNotReady' },
        ],
        NdisMResetMiniport: [
          tooHigh,
          {
            guard: 'canBeReset',
            target: 'workItemQueued',
            actions: 'queueResetWorkItem',
            meta: { requirements: ['NdisMResetMiniport'] },
          },
          {}, // Pulled out, or on its way to be halted: a reset would come too late.
        ],
        'MiniportResetEx.return': { guard: 'isPending' }, // Completed before it returned.
      },
    },
    checking: {
      on: {
        ...running,
        'MiniportCheckForHangEx.return': [
          { guard: 'isGone', target: 'none', actions: ['answerCheck', 'forgetCheck'] },
          { guard: 'isHung', target: 'resetting', actions: ['takeCheck', 'callReset'] },
          { target: 'none', actions: ['answerCheck', 'forgetCheck'] },
        ],
      },
    },
    // NdisMResetMiniport may be called at DISPATCH_LEVEL; MiniportResetEx runs later.
    workItemQueued: {
      on: {
        ...running,
        IoQueueWorkItem: [
          { guard: 'canBeReset', target: 'resetting', actions: ['noteOwnReset', 'callReset'] },
          { target: 'none' },
        ],
      },
    },
    resetting: {
      meta: { requirements: ['C20'] },
      on: {
        ...running,
        'MiniportResetEx.return': [{ guard: 'isPending' }, oidAcrossReset, reset],
        NdisMResetComplete: [oidAcrossReset, reset],
      },
    },
  },
} as const;
