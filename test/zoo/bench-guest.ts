/**
 * What the entries about the guest's virtual bus share: our VPCI provider and our guest, either as a finished bring-up
 * has left them or from the offer of the channel on, above a stand-in for the PF side that answers every OID at once.
 */
import type { AnyStateMachine, StateValue } from 'xstate';
import { assign, createActor, createMachine } from 'xstate';
import { noBugcheck } from '../../actors/properties/bugchecks.ts';
import { cancelOwnership } from '../../actors/properties/cancel-ownership.ts';
import { doubleCompletion } from '../../actors/properties/double-completion.ts';
import { noAccessAfterEjection } from '../../actors/properties/vf-gone.ts';
import { stackConventions } from '../../machines/conventions.ts';
import { ndisVf } from '../../machines/ndis-vf.ts';
import { pnpGuest } from '../../machines/pnp-guest.ts';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import type { VpciContext } from '../../machines/vpci-bus.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import type { Adapter, VstackContext } from '../../machines/vstack/context.ts';
import { createVirtualizationStack } from '../../machines/vstack.ts';
import type {
  ActorSpec,
  Envelope,
  MonitorProperty,
  Property,
  SystemView,
} from '../../src/system/index.ts';
import { reply, send } from '../../src/system/index.ts';
import type { BugcheckName } from '../../src/wdk/bugcheck.ts';
import type { AnyMessage } from './bench-host.ts';
import {
  allFromRest,
  answersFor,
  beginAll,
  beginning,
  clientOf,
  contextOf,
  fromRest,
  responder,
  restingStack,
} from './bench-host.ts';
import type { ZooSystem } from './entry.ts';

/** What an OID gives back to the virtualization stack. */
function resultOf({ oid, parameters }: AnyMessage): object {
  const { length } = parameters as { readonly length?: number };
  switch (oid) {
    case 'OID_RECEIVE_FILTER_SET_FILTER':
      return { filter: 1 };
    case 'OID_NIC_SWITCH_ALLOCATE_VF':
      return { vf: 0 };
    case 'OID_NIC_SWITCH_CREATE_VPORT':
      return { vport: 1 };
    case 'OID_SRIOV_READ_VF_CONFIG_BLOCK':
      return { block: 'content' };
    case 'OID_SRIOV_READ_VF_CONFIG_SPACE':
      return { count: length, value: 0x8086 };
    case 'OID_SRIOV_WRITE_VF_CONFIG_SPACE':
      return { count: length };
    default:
      return {};
  }
}

/** The PF's adapter: answers each OID at once, and invalidates a block when it is told that it has changed. */
const parentNdis = createMachine({
  on: {
    NdisOidRequest: {
      actions: reply(({ event }: { event: AnyMessage }) => ({
        type: 'ProtocolOidRequestComplete',
        id: event.id,
        oid: event.oid,
        status: 'NDIS_STATUS_SUCCESS',
        result: resultOf(event),
      })),
    },
    UpdateBlock: {
      actions: [
        send('vstack', {
          type: 'NdisMInvalidateConfigBlock',
          id: 'invalidate',
          irql: 'PASSIVE_LEVEL',
          vf: 0,
          blockMask: '0x1',
        }),
        reply(({ event }: { event: AnyMessage }) => ({
          type: 'UpdateBlock.done',
          id: event.id,
          status: 'NDIS_STATUS_SUCCESS',
        })),
      ],
    },
  },
} as never);

export interface Guest {
  /** Programs of the clients, by id; each client begins at any time. */
  readonly clients: Readonly<Record<string, Parameters<typeof clientOf>[0]>>;
  readonly vpci?: AnyStateMachine;
  readonly vstack?: AnyStateMachine;
  /** Actors of the entry's own, or in place of one of ours. */
  readonly others?: Readonly<Record<string, ActorSpec>>;
  readonly initial?: readonly Envelope[];
  /** Rules of the entry's own; they are asked first. */
  readonly rules?: readonly Property[];
  /** `runningGuest`: where the bus begins instead, when the stacks above it are not part of the story. */
  readonly busAt?: {
    readonly value?: StateValue;
    readonly context: (context: VpciContext) => object;
  };
  /** `freshGuest`: the host offers the channel only when the entry's own host does so. */
  readonly notOffered?: true;
  /** `freshGuest`: a previous owner of the bus has crashed in D0. */
  readonly leftInD0?: boolean;
  /** What is to come up at least once. */
  readonly situations?: readonly Property[];
}

/** Ids in the order of their columns. */
const guestIds = ['vstack', 'pnp.g0', 'vpci.g0', 'ndis.vf0', 'vf0'] as const;

/** The stack's rules that a guest's bus can break alone. */
const watched: readonly MonitorProperty[] = [
  noAccessAfterEjection,
  cancelOwnership,
  doubleCompletion,
];

/** A delivery, and what its receiver sent in the same step. */
export interface Seen extends Envelope {
  readonly sent?: readonly { readonly to: string; readonly message: AnyMessage }[];
}

/**
 * A monitor that has seen these deliveries before everything begins. Of a rule about one driver each copy has; what is
 * told here of the bus is, to the other drivers' copies, an IRP that they never touch.
 */
export function informed(property: MonitorProperty, seen: readonly Seen[]): MonitorProperty {
  const actor = createActor(property.machine, { input: property.input } as never);
  actor.start();
  for (const each of seen) actor.send({ type: 'observe', sent: [], ...each } as never);
  const { value, context } = actor.getSnapshot();
  return { ...property, machine: beginning(property.machine, { value, context }) };
}

/** What happened before the VF was at rest and still counts: the list of the bus, and the IRP that NDIS keeps there. */
function beforeRest(isElsewhere: boolean): readonly Seen[] {
  const { children, outstanding } = busContext(restingStack());
  const list = { type: 'VPCI_BUS_RELATIONS2', children: Object.values(children) };
  return [
    { from: 'vstack', to: 'vpci.g0', message: list },
    ...(isElsewhere ? [] : outstanding).map(({ from, id, request, slot }) => {
      const message = { type: request, from, id, slot };
      const returned = { type: 'IoCallDriver.return', id, request, status: 'STATUS_PENDING' };
      return { from, to: 'vpci.g0', message, sent: [{ to: from, message: returned }] };
    }),
  ];
}

function systemOf(
  guest: Guest,
  actors: Record<string, ActorSpec>,
  first: readonly Envelope[],
  seen: readonly Seen[],
) {
  const clients = Object.fromEntries(
    Object.entries(guest.clients).map(([id, steps]) => [id, clientOf(steps)]),
  );
  const all = { ...clients, ndis: { machine: parentNdis }, ...actors, ...guest.others };
  return {
    spec: {
      actors: all,
      initial: [...first, ...(guest.initial ?? []), ...beginAll(...Object.keys(clients))],
    },
    properties: [
      ...(guest.rules ?? []),
      noBugcheck(['vstack', 'vpci.g0', 'ndis.vf0', 'vf0']),
      ...watched.map((property) => informed(property, seen)),
      answersFor(all),
      ...(guest.situations ?? []),
    ],
    conventions: stackConventions,
  } satisfies ZooSystem;
}

const machineOf = (machine: AnyStateMachine | undefined) =>
  machine === undefined ? {} : { machine };

/** A PnP manager and an NDIS that take note of everything and do nothing about it. */
export const aboveTheBus: Readonly<Record<string, ActorSpec>> = {
  'pnp.g0': responder({}, [
    'IoInvalidateDeviceRelations',
    'IoRequestDeviceEject',
    'VMBUS_RESCIND_CHANNEL_OFFER',
  ]),
  'ndis.vf0': responder({}, ['IoCompleteRequest']),
};

/** The VF runs in its guest, and nothing is under way. */
export function runningGuest(guest: Guest): ZooSystem {
  const actors = {
    ...allFromRest(...guestIds),
    vstack: fromRest('vstack', machineOf(guest.vstack)),
    'vpci.g0': fromRest('vpci.g0', { ...machineOf(guest.vpci), ...guest.busAt }),
  };
  return systemOf(guest, actors, [], beforeRest(guest.busAt?.value !== undefined));
}

/** The VF is on the host's side of the bus, and the guest is about to hear of the channel. */
export function freshGuest(guest: Guest): ZooSystem {
  const stacks = [['ndis.vf0']];
  const bus = 'vpci.g0';
  const slot = 0;
  const vf = 0;
  const actors: Record<string, ActorSpec> = {
    vstack: fromRest('vstack', {
      ...machineOf(guest.vstack),
      value: {
        operating: { binding: 'bound', adapter0: 'assigned', channel0: 'offered' },
      } as StateValue,
      context: ({ adapters }: { adapters: readonly Adapter[] }) => ({
        d0: [guest.leftInD0 ?? false],
        adapters: adapters.map((each) => ({
          ...each,
          started: false,
          bar: null,
          path: 'synthetic',
        })),
      }),
    }),
    'pnp.g0': { machine: pnpGuest, input: { bus, slots: [{ slot, vf, stacks }] } },
    'vpci.g0': {
      machine: guest.vpci ?? createVpciBus({ slots: 1 }),
      input: { host: 'vstack', pnp: 'pnp.g0' },
    },
    'ndis.vf0': {
      machine: ndisVf,
      input: { miniport: 'vf0', bus, slot, vf, pnp: 'pnp.g0', host: 'vstack' },
    },
    vf0: { machine: vfMiniport, input: { ndis: 'ndis.vf0', bus, vbd: null, slot } },
  };
  const offer = { from: 'vstack', to: 'pnp.g0', message: { type: 'VMBUS_OFFER_CHANNEL' } };
  const offered = { ...offer, message: { ...offer.message, from: 'vstack' } };
  return systemOf(guest, actors, guest.notOffered === true ? [] : [offered], []);
}

/** The administrator takes the VF back: the guest is asked first. */
export const unassign = ['vstack', { type: 'UnassignVf', vf: 0 }] as const;
/** The VF is taken without asking the guest. */
export const revoke = ['vstack', { type: 'RevokeVf', vf: 0 }] as const;
/** An application of the guest waits until the VF's adapter can be used. */
export const awaitVf = ['pnp.g0', { type: 'AwaitDeviceInterface', vf: 0, present: true }] as const;
const block = { blockId: 0, length: 16 } as const;
export const readIoctl = ['vf0', { type: 'ReadBlock', way: 'ioctl', ...block }] as const;
export const writeIoctl = [
  'vf0',
  { type: 'WriteBlock', way: 'ioctl', ...block, block: 'w' },
] as const;
export const writeSync = [
  'vf0',
  { type: 'WriteBlock', way: 'ndis', ...block, block: 'w' },
] as const;

/** A host that asks the guest for every child that it has listed, not only for those that the guest has started. */
export const askingHost = createVirtualizationStack({ vfs: 1, guests: 1 }).provide({
  guards: {
    mustBeEjected: ({ context }: { context: VstackContext }) => context.d0[0] === true,
  } as never,
}) as AnyStateMachine;

/** Whether the channel region of the bus is in this state. */
export function channelIs(view: SystemView, state: string): boolean {
  return view['vpci.g0']?.matches({ operating: { channel: state } } as never) === true;
}

/** Whether the slot of the bus is in this state. */
export function slotIs(view: SystemView, state: string | object): boolean {
  return view['vpci.g0']?.matches({ operating: { slot0: state } } as never) === true;
}

export const busContext = (view: SystemView) => contextOf<VpciContext>(view, 'vpci.g0');
export const adapter = (view: SystemView) =>
  contextOf<{ adapters: readonly Adapter[] }>(view, 'vstack').adapters[0] as Adapter;
export const adapterIs = (view: SystemView, state: string) =>
  view.vstack?.matches({ operating: { adapter0: state } } as never) === true;

/** A guard or action of a slot, for slot 0; of a guest of the VPCI provider, for guest 0. */
export const ofSlot = (type: string) => ({ type, params: { slot: 0 } });
export const ofGuest = (type: string) => ({ type, params: { guest: 0 } });
/** Where the bus goes when it stops the machine. */
export const bugcheck = '#vpci.bugcheck';

/** Guard: the child is in the list of the bus. */
export const isLinked = ({ context }: { readonly context: VpciContext }) =>
  context.children[0] !== undefined;

/** An action that stops the machine, for the reason that the publication gives. */
export const stop = (code: BugcheckName, rule: string, message: string) =>
  assign({ bugcheck: { code, rule, message } } as never);
