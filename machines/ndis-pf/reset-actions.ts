/** What NDIS does to reset the adapter, to find out whether it hangs, and to shut it down. */
import { messaging, sender, to } from '../../src/system/index.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import type { NdisPfContext, NdisPfEvent, ResetReason } from './context.ts';
import { callMiniport } from './miniport-calls.ts';

const { send, reply, assign } = messaging<NdisPfContext, NdisPfEvent>();

const done = (type: 'ResetAdapter' | 'CheckForHang', status: NdisStatus) =>
  reply(type, ({ event }) => ({ type: `${type}.done`, id: event.id, status }));

/** The answer to the client, if it was one that led to the reset or the check. */
const answer = (reason: ResetReason | null, status: NdisStatus) =>
  reason === null || reason.client === null
    ? undefined
    : to(reason.client, { type: `${reason.request}.done`, id: reason.id, status } as never);

export const resetActions = {
  rememberReset: assign(['ResetAdapter', 'CheckForHang'], ({ event }) => ({
    reset: { client: sender(event), id: event.id, request: event.type },
  })),
  noteOwnReset: assign('*', () => ({
    reset: { client: null, id: '', request: 'NdisMResetMiniport' as const },
  })),
  callReset: callMiniport('MiniportResetEx'),
  finishReset: send(['MiniportResetEx.return', 'NdisMResetComplete'], ({ context, event }) =>
    answer(context.reset, event.status),
  ),
  forgetReset: assign('*', () => ({ reset: null })),
  resetAdapterRemoved: done('ResetAdapter', 'NDIS_STATUS_ADAPTER_REMOVED'),
  resetAdapterNotReady: done('ResetAdapter', 'NDIS_STATUS_ADAPTER_NOT_READY'),
  resetInProgress: done('ResetAdapter', 'NDIS_STATUS_RESET_IN_PROGRESS'),
  queueResetWorkItem: send('*', ({ self }) => to(self, { type: 'IoQueueWorkItem' })),
  stopOidAcrossReset: assign('*', ({ context, event }) => ({
    bugcheck: {
      code: 'BUGCODE_NDIS_DRIVER' as const,
      rule: 'MiniportResetEx: pending OIDs are completed before the reset completes',
      message: `${event.from} completed the reset with ${context.outstanding?.oid} still pending`,
    },
  })),

  // Check for hang.
  rememberCheck: assign('CheckForHang', ({ event }) => ({
    hangCheck: { client: sender(event), id: event.id, request: event.type },
  })),
  countPeriod: assign('*', ({ context }) => ({
    missedPeriods: context.outstanding === null ? 0 : context.missedPeriods + 1,
  })),
  forgetPeriods: assign('*', () => ({ missedPeriods: 0 })),
  callCheckForHang: callMiniport('MiniportCheckForHangEx'),
  takeCheck: assign('*', ({ context }) => ({
    reset: context.hangCheck,
    hangCheck: null,
    missedPeriods: 0,
  })),
  answerCheck: send('*', ({ context }) => answer(context.hangCheck, 'NDIS_STATUS_SUCCESS')),
  forgetCheck: assign('*', () => ({ hangCheck: null })),
  checkRemoved: done('CheckForHang', 'NDIS_STATUS_ADAPTER_REMOVED'),
  checkNotReady: done('CheckForHang', 'NDIS_STATUS_ADAPTER_NOT_READY'),
  checkInProgress: done('CheckForHang', 'NDIS_STATUS_RESET_IN_PROGRESS'),

  // The system powers off.
  rememberShutdown: assign('ShutDownSystem', ({ event }) => ({
    shutdown: { client: sender(event), id: event.id },
  })),
  callShutdown: callMiniport('MiniportShutdownEx', () => ({
    shutdownAction: 'NdisShutdownPowerOff',
  })),
  answerShutdown: send('*', ({ context }) =>
    context.shutdown === null
      ? undefined
      : to(context.shutdown.client, {
          type: 'ShutDownSystem.done',
          id: context.shutdown.id,
          status: 'NDIS_STATUS_SUCCESS',
        } as never),
  ),
};
