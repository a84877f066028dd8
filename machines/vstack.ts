/**
 * ┌────────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ Virtualization stack of the parent partition, with the VPCI provider (VSP).                    │
 * │                                                                                                │
 * │ Bound to the PF's adapter as a protocol, it allocates VFs with OIDs, puts them on the guests'  │
 * │ virtual buses, relays what a VF driver reads and writes to the PF miniport, keeps invalidation │
 * │ masks until they are delivered, and takes VFs back: graceful, or by force. One region per VM   │
 * │ network adapter, one per guest's channel. Pages: network/virtual-function-initialization-      │
 * │ sequence, -teardown-sequence, backchannel-communication-*; VPCI over VMBus.                    │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import { messaging, sender, to } from '../src/system/index.ts';
import { VPCI_LIMIT, VPCI_VERSION } from '../src/wdk/vpci-messages.ts';
import { irqlBugcheck, overIrql } from './common.ts';
import { adapterRegion } from './vstack/adapter-region.ts';
import { channelActions } from './vstack/channel.ts';
import { channelRegion } from './vstack/channel-region.ts';
import type { VstackContext, VstackEvent, VstackInput } from './vstack/context.ts';
import { adapterAtRest } from './vstack/context.ts';
import { vstackGuards } from './vstack/guards.ts';
import { lifecycleActions } from './vstack/lifecycle.ts';

const { send, reply, assign } = messaging<VstackContext, VstackEvent>();
const tooHigh = { guard: 'overIrql', target: '#vstack.bugcheck', actions: 'stopOverIrql' } as const;

const protocolActions = {
  stopOverIrql: assign('*', ({ event }) => ({ bugcheck: irqlBugcheck(event) })),
  noteBound: assign('*', () => ({ bound: true, gone: false, lost: false })),
  returnBind: reply('ProtocolBindAdapterEx', ({ event }) => ({
    type: 'ProtocolBindAdapterEx.return',
    id: event.id,
    status: 'NDIS_STATUS_SUCCESS',
  })),
  rememberUnbind: assign('ProtocolUnbindAdapterEx', ({ event }) => ({
    unbind: { from: sender(event), id: event.id, type: event.type },
  })),
  returnUnbind: send('*', ({ context }) =>
    context.unbind === null
      ? undefined
      : to(context.unbind.from, {
          type: 'ProtocolUnbindAdapterEx.return',
          id: context.unbind.id,
          status: 'NDIS_STATUS_SUCCESS',
        } as never),
  ),
  noteUnbound: assign('*', ({ context }) => ({
    bound: false,
    unbind: null,
    gone: context.lost,
    lost: false,
  })),
  noteLost: assign('*', () => ({ lost: true })),
  returnPnPEvent: reply('ProtocolNetPnPEvent', ({ event }) => ({
    type: 'ProtocolNetPnPEvent.return',
    id: event.id,
    status: 'NDIS_STATUS_SUCCESS',
  })),
  refusePnPEvent: reply('ProtocolNetPnPEvent', ({ event }) => ({
    type: 'ProtocolNetPnPEvent.return',
    id: event.id,
    status: 'NDIS_STATUS_FAILURE',
  })),
  // A guest may ask for the VF's path when the VF has just left.
  notePath: assign('SwitchDataPath', ({ context, event }) => ({
    adapters: context.adapters.map((each, vf) =>
      vf === event.vf
        ? { ...each, path: event.toVf && each.onBus ? ('vf' as const) : ('synthetic' as const) }
        : each,
    ),
  })),
};

/** The protocol's binding to the PF's adapter. */
const binding = {
  initial: 'unbound',
  on: {
    SwitchDataPath: { actions: 'notePath' },
    // For a VF that has been freed meanwhile: there is nobody to tell.
    NdisMInvalidateConfigBlock: [tooHigh, {}],
    ProtocolNetPnPEvent: [
      tooHigh,
      {
        guard: 'isSurprise',
        actions: ['noteLost', 'returnPnPEvent'],
        meta: { requirements: ['S14.2'] },
      },
      { guard: 'someoneUsesIt', actions: 'refusePnPEvent', meta: { requirements: ['S16.1'] } },
      { actions: 'returnPnPEvent' },
    ],
  },
  states: {
    unbound: {
      on: {
        ProtocolBindAdapterEx: [
          tooHigh,
          {
            target: 'bound',
            actions: ['noteBound', 'returnBind'],
            meta: { requirements: ['S1.10'] },
          },
        ],
        ProtocolUnbindAdapterEx: [tooHigh, { target: 'unbinding', actions: 'rememberUnbind' }],
      },
    },
    bound: {
      on: {
        ProtocolUnbindAdapterEx: [
          tooHigh,
          {
            target: 'unbinding',
            actions: 'rememberUnbind',
            meta: { requirements: ['S5.1'] },
          },
        ],
      },
    },
    /** Everything that it created is freed first. */
    unbinding: {
      always: { guard: 'allFree', target: 'unbound', actions: ['returnUnbind', 'noteUnbound'] },
    },
  },
} as const;

/**
 * The stack for a fixed number of VM network adapters and guests; a VF that may come later is
 * `unassigned`.
 */
export function createVirtualizationStack(size: { readonly vfs: number; readonly guests: number }) {
  const regions = {
    binding,
    ...Object.fromEntries(
      Array.from({ length: size.vfs }, (_, vf) => [`adapter${vf}`, adapterRegion(vf)]),
    ),
    ...Object.fromEntries(
      Array.from({ length: size.guests }, (_, guest) => [`channel${guest}`, channelRegion(guest)]),
    ),
  };
  return setup({
    types: {} as { context: VstackContext; events: VstackEvent; input: VstackInput },
    guards: { ...vstackGuards, overIrql },
    actions: { ...protocolActions, ...lifecycleActions, ...channelActions },
    delays: { ejectTimeout: VPCI_LIMIT.ejectTimeoutMs.value },
  }).createMachine({
    id: 'vstack',
    context: ({ input }) => ({
      ndis: input.ndis,
      guests: input.guests,
      vpciVersion: input.vpciVersion ?? VPCI_VERSION.DT.value,
      bound: false,
      gone: false,
      unbind: null,
      lost: false,
      adapters: Array.from({ length: size.vfs }, (_, vf) => adapterAtRest(vf)),
      d0: Array.from({ length: size.guests }, () => false),
      relays: [],
      bugcheck: null,
    }),
    initial: 'operating',
    states: {
      operating: { type: 'parallel', states: regions as never },
      /** The machine is down: whatever still arrives meets nobody. */
      bugcheck: { tags: ['bugcheck'], on: { '*': {} } },
    },
  });
}
