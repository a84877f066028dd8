/**
 * Situations that no scenario of the library leads to: what is looked at beside it, so that every state of every
 * statechart is either visited or has a reason why not. They must hold, too.
 */
import { setup } from 'xstate';
import { builtinProfiles } from '../../actors/device/index.ts';
import type { Stack, StackOptions } from '../../actors/topology.ts';
import { buildStack } from '../../actors/topology.ts';
import type { ClientStep } from '../../machines/client.ts';
import type { Message, SystemSpec } from '../../src/system/index.ts';
import { messaging, sender, to } from '../../src/system/index.ts';

type Steps = readonly (readonly [string, Message & Readonly<Record<string, unknown>>, 'go on'?])[];

export interface ReachScenario {
  readonly name: string;
  readonly clients: Readonly<Record<string, Steps>>;
  readonly vbd: boolean;
  readonly device?: string;
  readonly switchCreation?: StackOptions['switchCreation'];
  /** As the explorer has it. Default: `idle`. */
  readonly timers?: 'idle' | 'any';
  /** Actors beside the stack. */
  readonly more?: SystemSpec['actors'];
}

const startPf = ['pnp', { type: 'StartDevice' }] as const;
const removePf = ['pnp', { type: 'RemoveDevice' }] as const;
const pullPf = ['pnp', { type: 'SurpriseRemoveDevice' }] as const;
const toVf = (type: string) => ['vstack', { type, vf: 0 }] as const;
const awaitVf = ['pnp.g0', { type: 'AwaitDeviceInterface', vf: 0, present: true }] as const;
const upWithVf = [startPf, toVf('AssignVf'), awaitVf] as const;
const news = ['pf', { type: 'UpdateBlock', vf: 0, blockId: 3, block: 'x' }] as const;
const block = { way: 'ioctl', blockId: 1, length: 16 } as const;

/**
 * The PnP manager's part of a rebalance, which the stack's own leaves out: everybody is asked, from the top down; if
 * somebody refuses, all are told that nothing comes of it; otherwise they are stopped and started again.
 */
interface RebalanceContext {
  readonly stacks: readonly string[];
  readonly irps: readonly (readonly [string, string])[];
  readonly ask: { readonly from: string; readonly id: string };
  readonly isRefused: boolean;
}
type RebalanceEvent =
  | (Message & { readonly type: 'Rebalance'; readonly id: string })
  | (Message & { readonly type: 'IoCompleteRequest'; readonly status: string })
  | (Message & { readonly type: 'IoCallDriver.return' });
const { send, assign, when } = messaging<RebalanceContext, RebalanceEvent>();
const irpsTo = (stacks: readonly string[], minor: string) =>
  stacks.map((id) => [id, `IRP_MN_${minor}_DEVICE`] as const);

const rebalancer = setup({
  types: {} as {
    context: RebalanceContext;
    events: RebalanceEvent;
    input: { readonly stacks: readonly string[] };
  },
  guards: {
    isRefused: when('IoCompleteRequest', ({ event }) => event.status !== 'STATUS_SUCCESS'),
    isDone: ({ context }) => context.irps.length === 0,
  },
  actions: {
    plan: assign('Rebalance', ({ context: { stacks }, event }) => {
      const downwards = [...stacks].reverse();
      const asked = [...irpsTo(downwards, 'QUERY_STOP'), ...irpsTo(downwards, 'STOP')];
      const irps = [...asked, ...irpsTo(stacks, 'START')];
      return { irps, ask: { from: sender(event), id: event.id } };
    }),
    planCancel: assign('*', ({ context: { stacks } }) => ({
      isRefused: true,
      irps: irpsTo(stacks, 'CANCEL_STOP'),
    })),
    sendIrp: send('*', ({ context }) => {
      const [id, type] = context.irps[0] as readonly [string, string];
      return to(id, { type, id: 'rebalance', irql: 'PASSIVE_LEVEL', deviceObject: 'FDO' } as never);
    }),
    next: assign('*', ({ context }) => ({ irps: context.irps.slice(1) })),
    answer: send('*', ({ context: { ask, isRefused } }) => {
      const status = isRefused ? 'STATUS_UNSUCCESSFUL' : 'STATUS_SUCCESS';
      return to(ask.from, { type: 'Rebalance.done', id: ask.id, status } as never);
    }),
  },
}).createMachine({
  id: 'rebalancer',
  context: ({ input }) => ({ ...input, irps: [], ask: { from: '', id: '' }, isRefused: false }),
  initial: 'idle',
  states: {
    idle: { on: { Rebalance: { target: 'sending', actions: 'plan' } } },
    sending: {
      entry: 'sendIrp',
      on: {
        'IoCallDriver.return': {},
        IoCompleteRequest: [
          { guard: 'isRefused', target: 'sent', actions: 'planCancel' },
          { target: 'sent', actions: 'next' },
        ],
      },
    },
    sent: {
      always: [{ guard: 'isDone', target: 'idle', actions: 'answer' }, { target: 'sending' }],
    },
  },
});

const bothWays = [true, false];

export const reachScenarios: readonly ReachScenario[] = bothWays.flatMap(
  (vbd) =>
    [
      {
        name: 'the switch is created at start',
        switchCreation: 'static',
        vbd,
        clients: { administrator: [startPf, removePf] },
      },
      {
        name: 'a VF with a power register',
        device: 'nvme',
        vbd,
        clients: {
          administrator: [
            ...upWithVf,
            ['vstack', { type: 'SetVfPower', vf: 0, powerState: 'D3', wakeEnable: false }],
          ],
        },
      },
      {
        name: 'the adapter of a VF is reset while blocks are invalidated',
        vbd,
        clients: {
          administrator: [...upWithVf, ['ndis.vf0', { type: 'CheckForHang' }]],
          hardware: [awaitVf, news],
          guest: [awaitVf, ['ndis.vf0', { type: 'ResetAdapter' }]],
        },
      },
      {
        name: 'a write is cancelled',
        vbd,
        clients: {
          administrator: [startPf, toVf('AssignVf')],
          application: [
            awaitVf,
            ['vf0', { type: 'WriteBlock', ...block, block: 'a' }, 'go on'],
            ['vf0', { type: 'CancelBlock', request: 'IOCTL_VPCI_WRITE_BLOCK' }],
          ],
        },
      },
      {
        name: 'the PF is removed under its VF',
        vbd,
        clients: { administrator: [...upWithVf, removePf] },
      },
      {
        name: 'the PF is pulled out while it starts',
        vbd,
        // While the device settles, nothing else has to come first.
        timers: 'any',
        clients: { administrator: [startPf], hardware: [pullPf] },
      },
      {
        name: 'the PF is reset while it is pulled out',
        vbd,
        clients: {
          administrator: [startPf, ['ndis', { type: 'ResetAdapter' }]],
          hardware: [pullPf],
        },
      },
      {
        name: 'a VF is taken back before its driver has started',
        vbd,
        clients: {
          administrator: [startPf, toVf('AssignVf'), toVf('UnassignVf'), toVf('AssignVf')],
        },
      },
      {
        name: 'a VF is revoked before its driver has started',
        vbd,
        clients: { administrator: [startPf, toVf('AssignVf'), toVf('RevokeVf')] },
      },
      {
        name: 'the system is shut down',
        vbd,
        clients: { administrator: [startPf, ['ndis', { type: 'ShutDownSystem' }]] },
      },
      {
        name: 'a rebalance is refused',
        vbd,
        more: {
          rebalancer: { machine: rebalancer, input: { stacks: vbd ? ['vbd', 'ndis'] : ['ndis'] } },
        },
        clients: { administrator: [startPf, ['rebalancer', { type: 'Rebalance' }]] },
      },
      {
        name: 'blocks are invalidated while the VF is taken back',
        vbd,
        clients: {
          administrator: [...upWithVf, toVf('UnassignVf')],
          hardware: [awaitVf, news],
        },
      },
      {
        name: 'blocks are invalidated while the VF is revoked',
        vbd,
        clients: {
          administrator: [...upWithVf, toVf('RevokeVf')],
          hardware: [awaitVf, news],
        },
      },
    ] as const,
);

/** The stack of such a situation, at one VF. */
export function reachStack(scenario: ReachScenario): Stack {
  const { clients, vbd, device: name = 'intel-82576', switchCreation = 'dynamic' } = scenario;
  const device = builtinProfiles[name]?.();
  if (device === undefined) throw new Error(`there is no device '${name}'`);
  const stack = buildStack({
    ...{ device, vfs: 1, guests: 1, vbd, switchCreation },
    clients: Object.entries(clients).map(([id, steps]) => ({ id, steps: steps.map(clientStep) })),
  });
  const actors = { ...stack.spec.actors, ...scenario.more };
  return { ...stack, spec: { ...stack.spec, actors } };
}

function clientStep([id, message, goOn]: Steps[number]): ClientStep {
  return { to: id, message, wait: goOn === undefined };
}
