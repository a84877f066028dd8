/**
 * ┌────────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ PnP manager of the parent partition, as far as the PF is concerned.                            │
 * │                                                                                                │
 * │ An administrator asks it to start the PF's device stacks, to remove them in order, to let the  │
 * │ device sleep or wake, or pulls it out. It sends one IRP at a time to the top of a stack:       │
 * │ start from the bottom stack up, query-remove and remove from the top stack down (children      │
 * │ before the parent), cancel-remove to all when one of them refuses, and power to the top one,   │
 * │ whose drivers pass it down to the bus driver. Pages: kernel/understanding-when-remove-irps-    │
 * │ are-issued, kernel/state-transitions-for-pnp-devices, kernel/irp-mn-query-power.               │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import { messaging, sender, to } from '../src/system/index.ts';
import { ntSuccess } from '../src/wdk/ntstatus.ts';
import { without } from './common.ts';
import type { IoCompleteRequest, PlainPnpMinor, PnpAsk } from './messages/index.ts';

/** Administrators' requests, and completions of its IRPs. */
type PnpEvent = PnpAsk | IoCompleteRequest;

export interface PnpParentInput {
  /** Id of the device actor, which notices at once when it is pulled out. */
  readonly device: string;
  /**
   * Top drivers of the device stacks from the bottom one up: `['ndis']`, or with a VBD `['vbd',
   * 'ndis']`.
   */
  readonly stacks: readonly string[];
}

interface Ask {
  readonly from: string;
  readonly id: string;
  readonly type: PnpAsk['type'];
  readonly powerState: 'D0' | 'D3' | null;
}

interface PnpContext extends PnpParentInput {
  /** The first is being carried out. */
  readonly asks: readonly Ask[];
  /** Index of the stack that has the IRP. */
  readonly at: number;
  readonly deviceState: 'absent' | 'started';
  readonly status: 'STATUS_SUCCESS' | 'STATUS_UNSUCCESSFUL';
}

const { send, assign, when } = messaging<PnpContext, PnpEvent>();
type Minor = PlainPnpMinor | 'IRP_MN_QUERY_POWER' | 'IRP_MN_SET_POWER';
const withMinor = messaging<PnpContext, PnpEvent, { minor: Minor }>();
const asks = ['StartDevice', 'RemoveDevice', 'SurpriseRemoveDevice', 'SetAdapterPower'] as const;
const top = (context: PnpContext) => context.stacks.length - 1;

const irp = (minor: Minor) => ({ type: 'sendIrp', params: { minor } }) as const;
const completed = (minor: Minor) => ({ type: 'completed', params: { minor } }) as const;
const succeeded = (minor: Minor) => ({ type: 'succeeded', params: { minor } }) as const;

/** Asked for by the first request; a query that was refused is taken back with D0. */
const powerOf = ({ asks: [ask], status }: PnpContext) =>
  status === 'STATUS_SUCCESS' ? (ask?.powerState ?? 'D0') : 'D0';
const wantsPower = (context: PnpContext, powerState: 'D0' | 'D3') =>
  context.deviceState === 'started' &&
  context.asks[0]?.type === 'SetAdapterPower' &&
  context.asks[0].powerState === powerState;

export const pnpParent = setup({
  types: {} as { context: PnpContext; events: PnpEvent; input: PnpParentInput },
  guards: {
    completed: withMinor.when(
      'IoCompleteRequest',
      ({ event, params }) => event.request === params.minor,
    ),
    succeeded: withMinor.when(
      'IoCompleteRequest',
      ({ event, params }) => event.request === params.minor && ntSuccess(event.status),
    ),
    mustStart: when(
      '*',
      ({ context }) => context.asks[0]?.type === 'StartDevice' && context.deviceState === 'absent',
    ),
    mustQueryRemove: when(
      '*',
      ({ context }) =>
        context.asks[0]?.type === 'RemoveDevice' && context.deviceState === 'started',
    ),
    mustSurpriseRemove: when(
      '*',
      ({ context }) =>
        context.asks[0]?.type === 'SurpriseRemoveDevice' && context.deviceState === 'started',
    ),
    mustSleep: when('*', ({ context }) => wantsPower(context, 'D3')),
    mustWake: when('*', ({ context }) => wantsPower(context, 'D0')),
    isPulledOut: when('*', ({ context }) => context.asks[0]?.type === 'SurpriseRemoveDevice'),
    isAsked: when('*', ({ context }) => context.asks.length > 0),
    atTop: when('*', ({ context }) => context.at === top(context)),
    atBottom: when('*', ({ context }) => context.at === 0),
  },
  actions: {
    sendIrp: withMinor.send('*', ({ context, params }) =>
      to(context.stacks[context.at] ?? '', {
        type: params.minor,
        id: 'irp',
        irql: 'PASSIVE_LEVEL',
        deviceObject: 'FDO',
        ...(params.minor.endsWith('_POWER') ? { powerState: powerOf(context) } : {}),
      } as never),
    ),
    queueAsk: assign(asks, ({ context, event }) => ({
      asks: [
        ...context.asks,
        {
          from: sender(event),
          id: event.id,
          type: event.type,
          powerState: event.type === 'SetAdapterPower' ? event.powerState : null,
        },
      ],
    })),
    pullDevice: send('*', ({ context }) => to(context.device, { type: 'PullDevice' })),
    goToBottom: assign('*', () => ({ at: 0, status: 'STATUS_SUCCESS' as const })),
    goToTop: assign('*', ({ context }) => ({
      at: top(context),
      status: 'STATUS_SUCCESS' as const,
    })),
    goUp: assign('*', ({ context }) => ({ at: context.at + 1 })),
    goDown: assign('*', ({ context }) => ({ at: context.at - 1 })),
    noteFailure: assign('*', () => ({ status: 'STATUS_UNSUCCESSFUL' as const })),
    noteStarted: assign('*', () => ({ deviceState: 'started' as const })),
    noteAbsent: assign('*', () => ({ deviceState: 'absent' as const })),
    answer: send('*', ({ context }) => {
      const [ask] = context.asks;
      if (ask === undefined) return undefined;
      return to(ask.from, {
        type: `${ask.type}.done`,
        id: ask.id,
        status: context.status,
      } as never);
    }),
    refuse: send('*', ({ context }) => {
      const [ask] = context.asks;
      if (ask === undefined) return undefined;
      const status = 'STATUS_INVALID_DEVICE_STATE';
      return to(ask.from, { type: `${ask.type}.done`, id: ask.id, status } as never);
    }),
    forgetAsk: assign('*', ({ context }) => ({
      asks: without(context.asks, (ask) => ask === context.asks[0]),
      at: 0,
    })),
  },
}).createMachine({
  id: 'pnp',
  context: ({ input }) => ({
    ...input,
    asks: [],
    at: 0,
    deviceState: 'absent',
    status: 'STATUS_SUCCESS',
  }),
  on: {
    StartDevice: { actions: 'queueAsk' },
    RemoveDevice: { actions: 'queueAsk' },
    SetAdapterPower: { actions: 'queueAsk' },
    // The hardware goes at once; the IRPs follow when the one under way is done.
    SurpriseRemoveDevice: { actions: ['queueAsk', 'pullDevice'] },
  },
  initial: 'idle',
  states: {
    idle: {
      always: [
        { guard: 'mustStart', target: 'starting', actions: 'goToBottom' },
        { guard: 'mustQueryRemove', target: 'queryingRemove', actions: 'goToTop' },
        { guard: 'mustSurpriseRemove', target: 'surpriseRemoving', actions: 'goToTop' },
        { guard: 'mustSleep', target: 'queryingPower', actions: 'goToTop' },
        { guard: 'mustWake', target: 'settingPower', actions: 'goToTop' },
        // Nothing has been started: there is nobody to tell.
        { guard: 'isPulledOut', target: 'done', actions: 'goToBottom' },
        { guard: 'isAsked', target: 'idle', reenter: true, actions: ['refuse', 'forgetAsk'] },
      ],
    },
    starting: {
      entry: irp('IRP_MN_START_DEVICE'),
      on: {
        IoCompleteRequest: [
          {
            guard: succeeded('IRP_MN_START_DEVICE'),
            target: 'stackStarted',
            meta: { requirements: ['S16.3'] },
          },
          {
            guard: completed('IRP_MN_START_DEVICE'),
            target: 'removing',
            actions: 'noteFailure',
            meta: { requirements: ['IRP_MN_REMOVE_DEVICE: comes after a failed start'] },
          },
        ],
      },
    },
    stackStarted: {
      always: [
        { guard: 'atTop', target: 'done', actions: 'noteStarted' },
        { target: 'enumerating' },
      ],
    },
    /** A bus driver's children are asked for; they are the next stack. */
    enumerating: {
      entry: irp('IRP_MN_QUERY_DEVICE_RELATIONS'),
      on: {
        IoCompleteRequest: {
          guard: completed('IRP_MN_QUERY_DEVICE_RELATIONS'),
          target: 'starting',
          actions: 'goUp',
        },
      },
    },
    /** Every driver may refuse; a query is followed by a set-power in any case. */
    queryingPower: {
      entry: irp('IRP_MN_QUERY_POWER'),
      meta: { requirements: ['S13.1'] },
      on: {
        IoCompleteRequest: [
          { guard: succeeded('IRP_MN_QUERY_POWER'), target: 'settingPower' },
          {
            guard: completed('IRP_MN_QUERY_POWER'),
            target: 'settingPower',
            actions: 'noteFailure',
          },
        ],
      },
    },
    settingPower: {
      entry: irp('IRP_MN_SET_POWER'),
      meta: { requirements: ['S13.3', 'S13.5', 'kernel-rules 69'] },
      on: {
        IoCompleteRequest: [
          { guard: succeeded('IRP_MN_SET_POWER'), target: 'done' },
          { guard: completed('IRP_MN_SET_POWER'), target: 'done', actions: 'noteFailure' },
        ],
      },
    },
    queryingRemove: {
      entry: irp('IRP_MN_QUERY_REMOVE_DEVICE'),
      meta: { requirements: ['S16.1', 'S16.4'] },
      on: {
        IoCompleteRequest: [
          { guard: succeeded('IRP_MN_QUERY_REMOVE_DEVICE'), target: 'queriedRemove' },
          {
            guard: completed('IRP_MN_QUERY_REMOVE_DEVICE'),
            target: 'cancellingRemove',
            actions: 'noteFailure',
          },
        ],
      },
    },
    queriedRemove: {
      always: [
        { guard: 'atBottom', target: 'removing', actions: 'goToTop' },
        { target: 'queryingRemove', actions: 'goDown' },
      ],
    },
    /** Bottom-up: from the stack that refused to the top. */
    cancellingRemove: {
      entry: irp('IRP_MN_CANCEL_REMOVE_DEVICE'),
      on: {
        IoCompleteRequest: {
          guard: completed('IRP_MN_CANCEL_REMOVE_DEVICE'),
          target: 'cancelledRemove',
        },
      },
    },
    cancelledRemove: {
      always: [
        { guard: 'atTop', target: 'done' },
        { target: 'cancellingRemove', actions: 'goUp' },
      ],
    },
    surpriseRemoving: {
      entry: irp('IRP_MN_SURPRISE_REMOVAL'),
      meta: { requirements: ['kernel-rules 42'] },
      on: {
        IoCompleteRequest: {
          guard: completed('IRP_MN_SURPRISE_REMOVAL'),
          target: 'surpriseRemoved',
        },
      },
    },
    surpriseRemoved: {
      always: [
        { guard: 'atBottom', target: 'removing', actions: 'goToTop' },
        { target: 'surpriseRemoving', actions: 'goDown' },
      ],
    },
    removing: {
      entry: irp('IRP_MN_REMOVE_DEVICE'),
      on: {
        IoCompleteRequest: { guard: completed('IRP_MN_REMOVE_DEVICE'), target: 'removed' },
      },
    },
    removed: {
      always: [
        { guard: 'atBottom', target: 'done', actions: 'noteAbsent' },
        { target: 'removing', actions: 'goDown' },
      ],
    },
    done: { always: { target: 'idle', actions: ['answer', 'forgetAsk'] } },
  },
});
