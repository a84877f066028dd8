/**
 * NDIS resets an adapter that is told to, or that MiniportCheckForHangEx finds hung. The reset
 * overlaps everything else and changes no state of the adapter; the adapter is not halted before
 * it has ended.
 */
import { messaging, sender, to } from '../../src/system/index.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import type { NdisVfContext, NdisVfEvent } from './context.ts';

const { send, reply, assign, when } = messaging<NdisVfContext, NdisVfEvent>();

const asks = ['ResetAdapter', 'CheckForHang'] as const;

const call = (type: 'MiniportResetEx' | 'MiniportCheckForHangEx') =>
  send('*', ({ context }) =>
    to(context.miniport, { type, id: type, irql: 'PASSIVE_LEVEL' } as never),
  );
const answer = (status: NdisStatus) =>
  reply(asks, ({ event }) => ({ type: `${event.type}.done`, id: event.id, status }));
const done = ({ reset }: NdisVfContext, status: string) =>
  reset === null
    ? undefined
    : to(reset.from, { type: `${reset.request}.done`, id: reset.id, status } as never);

export const resetActions = {
  rememberReset: assign(asks, ({ event }) => ({
    reset: { from: sender(event), id: event.id, request: event.type },
  })),
  callReset: call('MiniportResetEx'),
  callCheckForHang: call('MiniportCheckForHangEx'),
  answerNotReady: answer('NDIS_STATUS_ADAPTER_NOT_READY'),
  answerInProgress: answer('NDIS_STATUS_RESET_IN_PROGRESS'),
  finishCheck: send('*', ({ context }) => done(context, 'NDIS_STATUS_SUCCESS')),
  finishReset: send(['MiniportResetEx.return', 'NdisMResetComplete'], ({ context, event }) =>
    done(context, event.status),
  ),
  forgetReset: assign('*', () => ({ reset: null })),
};

export const resetGuards = {
  // In D0, and no PnP or power IRP under way that would take it there or away.
  canBeReset: ({ context }: { context: NdisVfContext }) =>
    context.adapter !== 'Halted' && context.power === 'D0' && context.irp === null,
  isHung: when('MiniportCheckForHangEx.return', ({ event }) => event.hung),
  // From NDIS 6.30 on a pended OID is completed before the reset is (C20).
  leavesOidPending: ({ context }: { context: NdisVfContext }) => context.oid !== null,
};

const oidAcrossReset = {
  guard: 'leavesOidPending',
  target: '#ndisVf.bugcheck',
  actions: 'stopOidAcrossReset',
} as const;
const ended = { target: 'none', actions: ['finishReset', 'forgetReset'] } as const;
const inProgress = {
  ResetAdapter: { actions: 'answerInProgress' },
  CheckForHang: { actions: 'answerInProgress' },
} as const;

export const resetRegion = {
  initial: 'none',
  states: {
    none: {
      on: {
        ResetAdapter: [
          {
            guard: 'canBeReset',
            target: 'resetting',
            actions: ['rememberReset', 'callReset'],
            meta: { requirements: ['S17.5', 'kernel-rules 76'] },
          },
          { actions: 'answerNotReady' },
        ],
        CheckForHang: [
          {
            guard: 'canBeReset',
            target: 'checking',
            actions: ['rememberReset', 'callCheckForHang'],
          },
          { actions: 'answerNotReady' },
        ],
        // It was completed before it returned.
        'MiniportResetEx.return': { guard: 'isPending' },
      },
    },
    checking: {
      on: {
        ...inProgress,
        'MiniportCheckForHangEx.return': [
          { guard: 'isHung', target: 'resetting', actions: 'callReset' },
          { target: 'none', actions: ['finishCheck', 'forgetReset'] },
        ],
      },
    },
    resetting: {
      meta: { requirements: ['C20'] },
      on: {
        ...inProgress,
        'MiniportResetEx.return': [{ guard: 'isPending' }, oidAcrossReset, ended],
        NdisMResetComplete: [oidAcrossReset, ended],
      },
    },
  },
} as const;
