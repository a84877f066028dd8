/**
 * ┌───────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ NDIS around the PF's adapter (parent partition).                                              │
 * │                                                                                               │
 * │ On start it passes the IRP down, queries the bus driver's interfaces, initialises and         │
 * │ restarts the miniport, creates the NIC switch and binds the virtualization stack. It hands    │
 * │ OIDs to the miniport one at a time, checks some itself and answers others from what the       │
 * │ miniport has confirmed; it wraps the bus driver's routines; it lets the adapter sleep and     │
 * │ wake, and may reset it at any time: when it is told to, when a check finds that it hangs, or  │
 * │ when the miniport asks. On remove it undoes all in reverse; when the device was pulled out,   │
 * │ without asking anybody.                                                                       │
 * │                                                                                               │
 * │ Regions: the adapter's documented states; PnP, which says where the adapter is to be;         │
 * │ presence (surprise removal is orthogonal to both); OIDs; reset and check for hang, which      │
 * │ overlap everything; services.                                                                 │
 * │ Pages: network/miniport-adapter-oid-request-serialization,                                    │
 * │ adapter-states-of-a-miniport-driver, processing-the-surprise-removal-of-a-nic,                │
 * │ halting-a-pf-miniport-driver; ndis/nf-ndis-ndism*.                                            │
 * └───────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import { ndisActions } from './ndis-pf/actions.ts';
import { emptyCache } from './ndis-pf/cache.ts';
import type { NdisPfContext, NdisPfEvent, NdisPfInput } from './ndis-pf/context.ts';
import { ndisGuards } from './ndis-pf/guards.ts';
import { pnpRegion } from './ndis-pf/pnp-region.ts';
import { tooHigh } from './ndis-pf/pnp-steps.ts';
import { resetRegion } from './ndis-pf/reset-region.ts';
import { servicesRegion } from './ndis-pf/services-region.ts';

export type { NdisPfContext, NdisPfEvent, NdisPfInput } from './ndis-pf/context.ts';

// The miniport broke its contract.
const doubleCompletion = { target: '#ndis.bugcheck', actions: 'stopDoubleCompletion' } as const;
const forbiddenStatus = {
  guard: 'endsInForbiddenStatus',
  target: '#ndis.bugcheck',
  actions: 'stopForbiddenStatus',
} as const;
const completed = ['keepResult', 'completeOid'] as const;

export const ndisPf = setup({
  types: {} as { context: NdisPfContext; events: NdisPfEvent; input: NdisPfInput },
  guards: ndisGuards,
  actions: ndisActions,
  delays: {
    oidTimeout: ({ context }) => (context.outstanding?.timeout ?? 0) * 1000,
  },
}).createMachine({
  id: 'ndis',
  context: ({ input }) => ({
    ...input,
    ...emptyCache,
    adapter: 'halted',
    goal: 'halted',
    interfaces: { virtualization: false, standard: false },
    attributes: 0,
    sriov: false,
    bound: 'no',
    gone: false,
    irp: null,
    heldIrps: [],
    queue: [],
    outstanding: null,
    holdsOids: false,
    own: null,
    services: [],
    reset: null,
    hangCheck: null,
    missedPeriods: 0,
    shutdown: null,
    bugcheck: null,
  }),
  initial: 'operating',
  states: {
    operating: {
      type: 'parallel',
      states: {
        pnp: pnpRegion,

        adapter: {
          initial: 'halted',
          on: {
            // A miniport may complete what it pended before its entry point has returned.
            'MiniportRestart.return': { guard: 'isPending' },
            'MiniportPause.return': { guard: 'isPending' },
          },
          states: {
            halted: {
              entry: 'noteHalted',
              always: { guard: 'shouldInitialize', target: 'initializing' },
            },
            initializing: {
              entry: ['noteInitializing', 'callInitialize'],
              meta: { requirements: ['S1.3', 'S1.8'] },
              on: {
                'MiniportInitializeEx.return': [
                  { guard: 'succeeded', target: 'paused' },
                  { target: 'halted', actions: ['stayHalted', 'forgetAdapter'] },
                ],
              },
            },
            paused: {
              entry: 'notePaused',
              always: [
                { guard: 'shouldRestart', target: 'restarting' },
                {
                  guard: 'shouldHalt',
                  target: 'halting',
                  meta: { requirements: ['S5.3', 'kernel-rules 74'] },
                },
              ],
            },
            restarting: {
              entry: ['noteRestarting', 'callRestart'],
              meta: { requirements: ['S1.8'] },
              on: {
                'MiniportRestart.return': [
                  { guard: 'succeeded', target: 'running' },
                  { guard: 'isPending' },
                  { target: 'paused', actions: 'stayPaused' },
                ],
                NdisMRestartComplete: [
                  { guard: 'succeeded', target: 'running' },
                  { target: 'paused', actions: 'stayPaused' },
                ],
              },
            },
            running: {
              entry: 'noteRunning',
              always: { guard: 'shouldPause', target: 'pausing' },
            },
            pausing: {
              entry: ['notePausing', 'callPause'],
              meta: { requirements: ['kernel-rules 75', 'kernel-rules 76'] },
              on: {
                'MiniportPause.return': [
                  { guard: 'succeeded', target: 'paused' },
                  { guard: 'isPending' },
                  { target: '#ndis.bugcheck', actions: 'stopPauseFailed' },
                ],
                NdisMPauseComplete: { target: 'paused' },
              },
            },
            halting: {
              entry: ['noteHalting', 'callHalt'],
              meta: { requirements: ['S5.3', 'S14.5'] },
              on: {
                'MiniportHaltEx.return': { target: 'halted', actions: 'forgetAdapter' },
              },
            },
          },
        },

        // Whatever PnP and the adapter are doing, a device that was pulled out is told of at once
        // (Z60).
        presence: {
          initial: 'present',
          states: {
            present: {
              on: {
                IRP_MN_SURPRISE_REMOVAL: [
                  tooHigh,
                  {
                    target: 'noticed',
                    meta: { requirements: ['S14.1', 'kernel-rules 42', 'kernel-rules 44'] },
                  },
                ],
              },
            },
            // A bind that is under way is awaited: there is nobody to tell before it is done.
            noticed: {
              always: [
                { guard: 'isBound', target: 'tellingProtocol' },
                { guard: 'needsNoTelling', target: 'tellingMiniport' },
              ],
            },
            tellingProtocol: {
              entry: 'tellProtocolLoss',
              meta: { requirements: ['S14.2'] },
              on: {
                // It cannot be refused.
                'ProtocolNetPnPEvent.return': {
                  guard: 'protocolKnowsLoss',
                  target: 'tellingMiniport',
                },
              },
            },
            // No call reaches a miniport before MiniportInitializeEx has returned, and none after
            // MiniportHaltEx.
            tellingMiniport: {
              always: [
                { guard: 'isHalted', target: 'gone', actions: 'noteGone' },
                { guard: 'isUp', target: 'notifying' },
              ],
            },
            notifying: {
              entry: ['notifyMiniport', 'noteGone', 'completeAllNotAccepted', 'dropAll'],
              meta: { requirements: ['S14.3'] },
              on: { 'MiniportDevicePnPEventNotify.return': 'gone' },
            },
            gone: {},
          },
        },

        oids: {
          initial: 'idle',
          on: {
            NdisOidRequest: [
              tooHigh,
              {
                guard: 'isGone',
                actions: 'completeNotAccepted',
                meta: { requirements: ['S14.3'] },
              },
              { guard: 'isUnbound', actions: 'completeClosing' },
              { guard: 'notSupported', actions: 'completeNotSupported' },
              {
                guard: 'isTooShort',
                actions: 'completeTooShort',
                meta: { requirements: ['C07'] },
              },
              {
                guard: 'isAnsweredByNdis',
                actions: 'completeFromCache',
                meta: { requirements: ['C23', 'C24'] },
              },
              { actions: 'queueOid', meta: { requirements: ['S17.1', 'kernel-rules 70'] } },
            ],
            NdisCancelOidRequest: [
              tooHigh,
              { guard: 'isQueued', actions: ['completeQueuedAborted', 'dropQueued'] },
              {
                guard: 'isAtMiniport',
                actions: 'cancelAtMiniport',
                meta: { requirements: ['S17.4'] },
              },
              {}, // Only a request: the OID is completed already.
            ],
          },
          states: {
            idle: {
              always: [
                {
                  guard: 'nextIsRefused',
                  actions: ['refuseNext', 'dropNext'],
                  meta: { requirements: ['S2.3', 'C22'] },
                },
                {
                  guard: 'nextHasTimeout',
                  target: 'atMiniport.limited',
                  actions: ['handOut', 'callOid'],
                },
                {
                  guard: 'hasNext',
                  target: 'atMiniport',
                  actions: ['handOut', 'callOid'],
                  meta: { requirements: ['S17.1', 'kernel-rules 70', 'C19'] },
                },
              ],
              on: {
                'MiniportOidRequest.return': doubleCompletion,
                NdisMOidRequestComplete: doubleCompletion,
              },
            },
            atMiniport: {
              initial: 'unlimited',
              states: {
                unlimited: {},
                // NDIS_OID_REQUEST.Timeout: the miniport gives the OID up soon, as for a cancel.
                limited: {
                  after: {
                    oidTimeout: {
                      guard: 'isStillOut',
                      target: 'unlimited',
                      actions: 'cancelAtMiniport',
                      meta: { requirements: ['S17.4'] },
                    },
                  },
                },
              },
              meta: { requirements: ['S17.2', 'S17.3', 'S17.6', 'kernel-rules 71'] },
              on: {
                'MiniportOidRequest.return': [
                  { guard: 'returnsAnother', ...doubleCompletion },
                  { guard: 'returnsAfterCompletion', target: 'idle', actions: 'forgetOid' },
                  { guard: 'returnsFinalAfterCompletion', ...doubleCompletion },
                  { guard: 'returnsPending', actions: 'noteReturned' },
                  forbiddenStatus,
                  { target: 'idle', actions: [...completed, 'forgetOid'] },
                ],
                NdisMOidRequestComplete: [
                  { guard: 'completesAnother', ...doubleCompletion },
                  forbiddenStatus,
                  { guard: 'completesBeforeReturn', actions: [...completed, 'noteCompleted'] },
                  { target: 'idle', actions: [...completed, 'forgetOid'] },
                ],
              },
            },
          },
        },

        reset: resetRegion,
        services: servicesRegion,
      },
      // The power manager: no callback follows MiniportShutdownEx.
      on: {
        ShutDownSystem: [
          { guard: 'isUp', target: 'poweringOff', actions: ['rememberShutdown', 'callShutdown'] },
          { target: 'poweredOff', actions: ['rememberShutdown', 'answerShutdown'] },
        ],
      },
    },
    /** What still arrives is not looked at: the system stops in a moment. */
    poweringOff: {
      on: {
        'MiniportShutdownEx.return': { target: 'poweredOff', actions: 'answerShutdown' },
        '*': {},
      },
    },
    poweredOff: { on: { '*': {} } },
    /** The machine is down: whatever still arrives meets nobody. */
    bugcheck: { tags: ['bugcheck'], on: { '*': {} } },
  },
});
