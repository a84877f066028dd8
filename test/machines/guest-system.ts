/** The four machines of a guest with one VF, among a scripted host and applications. */
import type { AnyMachineSnapshot } from 'xstate';
import { enqueueActions, setup } from 'xstate';
import type { ClientStep } from '../../machines/client.ts';
import { client } from '../../machines/client.ts';
import type { BusChild } from '../../machines/messages/index.ts';
import { ndisVf } from '../../machines/ndis-vf.ts';
import { pnpGuest } from '../../machines/pnp-guest.ts';
import { vbd } from '../../machines/vbd.ts';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import type { Message, Outgoing, SystemSpec } from '../../src/system/index.ts';
import { createStepper, inertDirectory, peer, to } from '../../src/system/index.ts';
import type { Sending, Views, Watch } from './explore-plain.ts';
import type { Loose } from './harness.ts';

/** What a scripted actor does with a message; undefined: it does not expect it. */
export type Script<S> = (
  state: S,
  message: Loose,
) => { readonly state: S; readonly sent?: readonly Outgoing[] } | undefined;

/**
 * An actor that a test plays itself; while `impatient` holds, a minute without news is a message
 * `TimeOut` to it.
 */
export function scripted<S>(initial: S, script: Script<S>, impatient: (state: S) => boolean) {
  return setup({
    types: {} as { context: { readonly state: S }; events: Loose },
    guards: {
      expected: ({ context, event }) => script(context.state, event) !== undefined,
      impatient: ({ context }) => impatient(context.state),
      patient: ({ context }) => !impatient(context.state),
    },
    delays: { minute: 60_000 },
    actions: {
      play: enqueueActions(({ context, event, enqueue, self, system }) => {
        const late = event.type.startsWith('xstate.after');
        const done = script(context.state, late ? { type: 'TimeOut' } : event);
        if (done === undefined) return;
        enqueue.assign({ state: done.state } as never);
        for (const { to: id, message } of done.sent ?? []) {
          enqueue.sendTo(peer(system, id), { from: self.id, ...message });
        }
      }),
    },
  }).createMachine({
    context: { state: initial },
    on: { '*': { guard: 'expected', actions: 'play' } },
    initial: 'patient',
    states: {
      patient: { always: { guard: 'impatient', target: 'impatient' } },
      impatient: {
        always: { guard: 'patient', target: 'patient' },
        after: { minute: { target: 'patient', actions: 'play' } },
      },
    },
  });
}

/** The host's side of the channel. */
export interface HostState {
  readonly channel: 'closed' | 'offered' | 'open' | 'rescinded';
  readonly serial: number;
  /**
   * The child is on the bus; `ejecting`: the guest was asked to let go of it, and gets no more
   * answers.
   */
  readonly child: 'absent' | 'present' | 'ejecting';
  /** Content of the one block. */
  readonly block: string;
  readonly onVf: boolean;
  /** Offers that wait for the close of the channel. */
  readonly offers: number;
}

const initialHost: HostState = {
  channel: 'closed',
  serial: 0,
  child: 'absent',
  block: 'b0',
  onVf: false,
  offers: 0,
};
const childOf = ({ serial }: HostState): BusChild => ({
  slot: 0,
  vendorId: 0x8086,
  deviceId: 0x1520,
  serial,
});
const relations = (state: HostState) =>
  to('vpci', {
    type: 'VPCI_BUS_RELATIONS2',
    children: state.child === 'absent' ? [] : [childOf(state)],
  } as never);
const rescind = (): Outgoing[] => [
  to('vpci', { type: 'VMBUS_RESCIND_CHANNEL_OFFER' }),
  to('pnp', { type: 'VMBUS_RESCIND_CHANNEL_OFFER' }),
];

function offer(state: HostState): { state: HostState; sent: Outgoing[] } {
  const next: HostState = {
    ...state,
    channel: 'offered',
    serial: state.serial + 1,
    child: 'present',
    offers: 0,
  };
  return { state: next, sent: [to('pnp', { type: 'VMBUS_OFFER_CHANNEL' })] };
}

/** Without the guest's consent, or after it: the child is off the bus, and the channel goes. */
function takeAway(state: HostState): { state: HostState; sent: Outgoing[] } {
  const next: HostState = { ...state, child: 'absent', channel: 'rescinded' };
  const news = state.channel === 'open' ? [relations(next)] : [];
  return { state: next, sent: [...news, ...rescind()] };
}

/** Orders of the test to the host. */
function command(state: HostState, message: Loose): ReturnType<Script<HostState>> {
  switch (message.type) {
    case 'Offer':
      return state.channel === 'closed' ? offer(state) : { state: { ...state, offers: 1 } };
    case 'Eject':
      if (state.child !== 'present' || state.channel === 'rescinded') return { state };
      // The guest has not seen the child: it is not asked.
      if (state.channel === 'offered') return takeAway(state);
      return {
        state: { ...state, child: 'ejecting' },
        sent: [to('vpci', { type: 'VPCI_EJECT', slot: 0 } as never)],
      };
    case 'TakeAway': {
      if (state.channel !== 'open') return { state };
      const next: HostState = { ...state, child: 'absent' };
      return { state: next, sent: [relations(next)] };
    }
    case 'Replace': {
      if (state.channel !== 'open') return { state };
      const next: HostState = { ...state, child: 'present', serial: state.serial + 1 };
      return { state: next, sent: [relations(next)] };
    }
    case 'TimeOut':
      return takeAway(state);
    case 'Rescind':
      if (state.channel === 'closed' || state.channel === 'rescinded') return { state };
      return { state: { ...state, channel: 'rescinded', child: 'absent' }, sent: rescind() };
    case 'Invalidate':
      if (state.channel !== 'open') return { state };
      return {
        state: { ...state, block: String(message.block) },
        sent: [to('vpci', { type: 'VPCI_INVALIDATE_BLOCK', slot: 0, blockMask: '0x1' } as never)],
      };
    default:
      return undefined;
  }
}

function complete(message: Loose, rest: object = {}): Outgoing[] {
  const type = message.type.startsWith('VpciConfig')
    ? `${message.type}.return`
    : `${message.type}.completion`;
  const { id, slot = 0 } = message;
  return [to('vpci', { type, id, slot, status: 'STATUS_SUCCESS', ...rest } as never)];
}

/** Packets of the guest on a channel that is there. */
function packet(state: HostState, message: Loose): ReturnType<Script<HostState>> {
  switch (message.type) {
    case 'VPCI_QUERY_PROTOCOL_VERSION':
      return { state, sent: complete(message, { version: message.version }) };
    case 'VPCI_FDO_D0_ENTRY':
      return {
        state: { ...state, channel: 'open' },
        sent: [relations(state), ...complete(message)],
      };
    case 'VPCI_FDO_D0_EXIT':
      return { state: { ...state, channel: 'offered' }, sent: complete(message) };
    case 'VPCI_RESOURCES_RELEASED':
      return { state };
    case 'VPCI_EJECTION_COMPLETE':
      return state.child === 'ejecting' ? takeAway(state) : { state };
    default:
      break;
  }
  // While it ejects, and for a child that it has taken away, the host does not answer.
  if (state.child !== 'present') return { state };
  switch (message.type) {
    case 'VPCI_READ_BLOCK':
      return { state, sent: complete(message, { blockId: message.blockId, block: state.block }) };
    case 'VPCI_WRITE_BLOCK':
      return {
        state: { ...state, block: String(message.block) },
        sent: complete(message, { blockId: message.blockId }),
      };
    case 'VpciConfigRead':
      return { state, sent: complete(message, { count: message.length, value: 0x8086 }) };
    case 'VpciConfigWrite':
      return { state, sent: complete(message, { count: message.length }) };
    default:
      return { state, sent: complete(message) };
  }
}

const host: Script<HostState> = (state, message) => {
  if (message.type === 'SwitchDataPath') {
    return { state: { ...state, onVf: message.toVf === true } };
  }
  if (message.type === 'VMBUS_CLOSE_CHANNEL') {
    if (state.channel === 'closed') return undefined;
    const closed: HostState = { ...state, channel: 'closed' };
    return state.offers > 0 ? offer(closed) : { state: closed };
  }
  const commanded = command(state, message);
  if (commanded !== undefined) return commanded;
  // What crosses a rescind meets nobody.
  return state.channel === 'rescinded' ? { state } : packet(state, message);
};

/**
 * The commands that an application, or the test, sends to the host, each at any time after the one
 * before.
 */
export type HostCommand = 'Offer' | 'Eject' | 'TakeAway' | 'Replace' | 'Rescind' | 'Invalidate';

export interface Situation {
  /** Orders to the host, one channel each: all orders among different lists are explored. */
  readonly host: readonly (readonly HostCommand[])[];
  readonly applications?: readonly (readonly ClientStep[])[];
  /** A vendor's VBD between the VPCI bus and NDIS. */
  readonly vbd?: boolean;
}

/** A guest with one VF, in this situation. */
export function guestSystem(situation: Situation): SystemSpec {
  const applications = situation.applications ?? [];
  const bus = situation.vbd === true ? 'vbd' : 'vpci';
  const stacks = situation.vbd === true ? [['vbd'], ['ndis']] : [['ndis']];
  const vbdInput = { partition: 'guest', bus: 'vpci', pnp: 'pnp', slot: 0 };
  return {
    actors: {
      ...(situation.vbd === true ? { vbd: { machine: vbd, input: vbdInput } } : {}),
      host: { machine: scripted(initialHost, host, (state) => state.child === 'ejecting') },
      vpci: { machine: createVpciBus({ slots: 1 }), input: { host: 'host', pnp: 'pnp' } },
      ndis: {
        machine: ndisVf,
        input: { miniport: 'vf', bus, slot: 0, vf: 0, pnp: 'pnp', host: 'host' },
      },
      vf: {
        machine: vfMiniport,
        input: { ndis: 'ndis', bus, vbd: bus === 'vbd' ? 'vbd' : null, slot: 0 },
      },
      pnp: {
        machine: pnpGuest,
        input: { bus: 'vpci', slots: [{ slot: 0, vf: 0, stacks }] },
      },
      ...Object.fromEntries(
        applications.map((steps, n) => [`app${n}`, { machine: client, input: { steps } }]),
      ),
    },
    initial: [
      ...situation.host.flatMap((list, n) =>
        list.map((type) => ({
          from: `test${n}`,
          to: 'host',
          message: { type, from: `test${n}`, block: 'b1' } as Message,
        })),
      ),
      ...applications.map((_, n) => ({
        from: 'environment',
        to: `app${n}`,
        message: { type: 'Begin' },
      })),
    ],
  };
}

/** Each IRP is completed exactly once. */
export const irpWatch: Watch = {
  initial: [],
  note(open, { from, to: receiver, message }: Sending) {
    const { id, from: requester = from } = message as { id?: string; from?: string };
    if (/^(IRP_MN_|IOCTL_)/.test(message.type)) {
      const key = `${requester} ${id}`;
      // A driver in between forwards it unchanged.
      if (open.includes(key) && requester !== from) return open;
      if (open.includes(key)) return { wrong: `${key} is sent again before it is completed` };
      return [...open, key].sort();
    }
    if (message.type !== 'IoCompleteRequest') return open;
    const key = `${receiver} ${id}`;
    if (!open.includes(key))
      return { wrong: `${key} is completed twice: ${JSON.stringify(message)}` };
    return open.filter((each) => each !== key);
  },
};

/** Nothing but the close is sent on a channel that is lost or closed (Z14). */
export function keepsSilent(id: string, after: AnyMachineSnapshot, sent: readonly Sending[]) {
  const { link } = after.context as { link?: string };
  if (id !== 'vpci' || (link !== 'lost' && link !== 'closed')) return undefined;
  const late = sent.find(
    (each) => each.to === 'host' && each.message.type !== 'VMBUS_CLOSE_CHANNEL',
  );
  return late && `${late.message.type} is sent on a channel that is ${link}`;
}

const drivers = ['vpci', 'ndis', 'vf', 'pnp'];

/** Value and context of a driver, without the applications that wait at the PnP manager. */
function situationOf(view: AnyMachineSnapshot): string {
  return JSON.stringify([view.value, { ...view.context, waiters: [] }]);
}

/** The context of an actor in a view, as the test knows it. */
export function contextOf<C>(views: Views, id: string): C {
  const view = views[id];
  if (view === undefined) throw new Error(`no actor '${id}' in the view`);
  return view.context as C;
}

/** At rest nobody waits, and a guest whose channel is closed is as before the first offer. */
export function atRest(spec: SystemSpec) {
  const directory = inertDirectory([...Object.keys(spec.actors), 'environment']);
  const fresh = Object.entries(spec.actors)
    .filter(([id]) => drivers.includes(id))
    .map(([id, { machine, input }]) => {
      const { snapshot } = createStepper(id, machine, directory).initial(input);
      return [id, situationOf(snapshot)] as const;
    });
  return (views: Views, open: readonly string[]): string | undefined => {
    const rest = open.filter((key) => key !== 'ndis invalidate');
    if (rest.length > 0) return `never completed: ${rest.join(', ')}`;
    const { state } = contextOf<{ state: HostState }>(views, 'host');
    if (state.channel === 'rescinded') return 'the channel is never closed';
    if (state.channel === 'closed') {
      const other = fresh.find(([id, first]) => situationOf(views[id] as never) !== first);
      if (other !== undefined) {
        return `${other[0]} is not as before: ${situationOf(views[other[0]] as never)}`;
      }
      if (open.length > 0 || state.onVf) return 'the adapter is gone, its IRP or its path is not';
    }
    const { waiters } = contextOf<{ waiters: readonly { from: string }[] }>(views, 'pnp');
    const stuck = Object.entries(views).find(
      ([id, view]) =>
        id.startsWith('app') &&
        view.value !== 'finished' &&
        !waiters.some(({ from }) => from === id),
    );
    return stuck && `${stuck[0]} waits for ever`;
  };
}
