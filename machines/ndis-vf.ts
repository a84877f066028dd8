/**
 * ┌───────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ NDIS in the guest, around the adapter of one VF: the function driver above the VPCI bus, or   │
 * │ above a vendor's VBD, with the VF miniport as its plug-in.                                    │
 * │                                                                                               │
 * │ It takes the PnP and power IRPs of the adapter one at a time and turns them into the          │
 * │ miniport's entry points, keeps one IOCTL_VPCI_INVALIDATE_BLOCK pending below and turns its    │
 * │ completion into OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK, issues one OID at a time, and carries   │
 * │ NdisMRead/WriteConfigBlock and NdisMGet/SetBusData down through the interfaces that it holds. │
 * │                                                                                               │
 * │ Pages: network/backchannel-communication-from-a-vf-miniport-driver, ndis/nf-ndis-ndism*,      │
 * │ network/adapter-states-of-a-miniport-driver,                                                  │
 * │ network/processing-the-surprise-removal-of-a-nic.                                             │
 * └───────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import { ndisVfActions } from './ndis-vf/actions.ts';
import type { NdisVfContext, NdisVfEvent, NdisVfInput } from './ndis-vf/context.ts';
import { ndisVfGuards } from './ndis-vf/guards.ts';
import { leaving } from './ndis-vf/leaving.ts';
import { poweringDown, poweringUp } from './ndis-vf/power.ts';
import { requestRegions } from './ndis-vf/requests.ts';
import { resetActions, resetGuards, resetRegion } from './ndis-vf/reset.ts';
import { starting } from './ndis-vf/starting.ts';

export type { NdisVfContext, NdisVfInput } from './ndis-vf/context.ts';

const tooHigh = { guard: 'overIrql', target: '#ndisVf.bugcheck', actions: 'stopOverIrql' } as const;
const inTurn = [tooHigh, { actions: 'queueIrp' }] as const;
const atOnce = [tooHigh, { actions: 'passThrough' }] as const;
const pass = ['takeIrp', 'passIrpDown', 'forgetIrp'] as const;
/** Nothing for NDIS to do here but to let the bus driver know. */
const otherwisePassed = { guard: 'irpWaits', actions: pass } as const;
const leaveTraffic = ['takeIrp', 'switchBack', 'disableInterface', 'noteDisabled'] as const;
const stopApplications = ['takeIrp', 'disableInterface', 'noteDisabled'] as const;

/**
 * Power for an adapter that has it: a question, or the D0 that takes the question back. The miniport
 * is told, and can only answer with success, so that the IRP does not wait for it.
 */
const askedForPower = [
  {
    guard: 'queryPowerWaits',
    actions: ['takeIrp', 'queuePowerQuery', 'passIrpDown', 'forgetIrp'],
    meta: { requirements: ['S13.1'] },
  },
  {
    guard: 'powerUpWaits',
    actions: ['takeIrp', 'queuePowerUp', 'passIrpDown', 'forgetIrp'],
    meta: { requirements: ['S13.1'] },
  },
] as const;

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

export const ndisVf = setup({
  types: {} as { context: NdisVfContext; events: NdisVfEvent; input: NdisVfInput },
  guards: { ...ndisVfGuards, ...resetGuards },
  actions: { ...ndisVfActions, ...resetActions },
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
    reset: null,
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
            IRP_MN_QUERY_POWER: inTurn,
            IRP_MN_SET_POWER: inTurn,
            // Handed down at once: never queued or blocked, and without a completion routine.
            IRP_MN_QUERY_CAPABILITIES: atOnce,
            IRP_MN_READ_CONFIG: atOnce,
            IRP_MN_WRITE_CONFIG: atOnce,
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
            /**
             * AddDevice was called; not started, or no longer. Surprise removal can come here too.
             */
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

            starting,
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
                ...askedForPower,
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
                ...askedForPower,
                otherwisePassed,
              ],
            },

            poweringDown,
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
            poweringUp,
            leaving,

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

        ...requestRegions,
        reset: resetRegion,
      },
    },
    /** The machine is down: whatever still arrives meets nobody. */
    bugcheck: { tags: ['bugcheck'], on: { '*': {} } },
  },
});
