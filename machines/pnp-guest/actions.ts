/** What the guest's PnP manager does, by name. */
import type { Outgoing } from '../../src/system/index.ts';
import { messaging, sender, to } from '../../src/system/index.ts';
import { without } from '../common.ts';
import type { PlainPnpMinor } from '../messages/index.ts';
import type { Device, InterfaceWaiter, PnpGuestContext, PnpGuestEvent } from './context.ts';
import { deviceIn, stacksOf } from './context.ts';
import { candidate, powerTarget } from './guards.ts';

const { send, reply, assign } = messaging<PnpGuestContext, PnpGuestEvent>();

const irp = (type: PlainPnpMinor, rest: object) => ({
  type,
  id: 'pnp',
  irql: 'PASSIVE_LEVEL',
  ...rest,
});

/** To the functional device object of the bus. */
const toBus = (type: PlainPnpMinor) =>
  send('*', ({ context }) => to(context.bus, irp(type, { deviceObject: 'FDO' }) as never));

/** To the top of the stack that is being worked on. */
const toStack = (type: PlainPnpMinor) =>
  send('*', ({ context }) => {
    const top = stacksOf(context, context.slot)[context.stack]?.at(-1);
    const message = irp(type, { deviceObject: 'FDO', slot: context.slot });
    return top === undefined ? undefined : to(top, message as never);
  });

const byName = (a: { from: string; id: string }, b: { from: string; id: string }) =>
  `${a.from} ${a.id}` < `${b.from} ${b.id}` ? -1 : 1;

function withDevice(context: PnpGuestContext, slot: number, change: Partial<Device>) {
  return context.devices.map((each) => (each.slot === slot ? { ...each, ...change } : each));
}

/** Works on the topmost built stack of the device that is due. */
const choose = (reason: 'surprise' | 'eject') =>
  assign('*', ({ context }) => {
    const device = candidate(context, reason);
    return device === undefined ? {} : { slot: device.slot, stack: Math.max(0, device.built - 1) };
  });

function answerWaiter(waiter: InterfaceWaiter): Outgoing {
  return to(waiter.from, {
    type: 'AwaitDeviceInterface.done',
    id: waiter.id,
    status: 'STATUS_SUCCESS',
  } as never);
}

export const pnpGuestActions = {
  // VMBus.
  noteOffer: assign('VMBUS_OFFER_CHANNEL', () => ({ offered: true })),
  noteRescind: assign('VMBUS_RESCIND_CHANNEL_OFFER', () => ({ rescinded: true })),
  forgetOffer: assign('*', () => ({ offered: false })),
  forgetRescind: assign('*', () => ({ rescinded: false })),

  // The bus.
  startBus: toBus('IRP_MN_START_DEVICE'),
  noteBusStarted: assign('*', () => ({ busState: 'started' as const })),
  noteBusFailed: assign('*', () => ({ busState: 'failed' as const })),
  surpriseRemoveBus: toBus('IRP_MN_SURPRISE_REMOVAL'),
  removeBus: toBus('IRP_MN_REMOVE_DEVICE'),
  forgetBus: assign('*', () => ({
    busState: 'absent' as const,
    relationsStale: false,
    devices: [],
  })),
  noteStale: assign('*', () => ({ relationsStale: true })),
  queryRelations: toBus('IRP_MN_QUERY_DEVICE_RELATIONS'),
  noteQueried: assign('*', () => ({ relationsStale: false })),
  // Whoever is no longer listed, or has another serial number, is gone; who is new is found.
  takeRelations: assign('IoCompleteRequest', ({ context, event }) => {
    const children = event.children ?? [];
    const isListed = ({ slot, serial }: Device) =>
      children.some((child) => child.slot === slot && child.serial === serial);
    const known = context.devices.map((device) => ({ ...device, missing: !isListed(device) }));
    const fresh = children
      .filter((child) => !context.devices.some((device) => device.slot === child.slot))
      .map(({ slot, serial }) => ({
        slot,
        serial,
        built: 0,
        state: 'found' as const,
        eject: false,
        missing: false,
      }));
    return { devices: [...known, ...fresh].sort((a, b) => a.slot - b.slot) };
  }),
  // The list that brings a slot's new device comes once its old one is removed.
  noteStaleIfReplaced: assign('IoCompleteRequest', ({ context, event }) => ({
    relationsStale:
      context.relationsStale ||
      (event.children ?? []).some((child) =>
        context.devices.some(
          (device) => device.slot === child.slot && device.serial !== child.serial,
        ),
      ),
  })),

  // A device.
  noteEject: assign('IoRequestDeviceEject', ({ context, event }) => ({
    devices: withDevice(context, event.slot, { eject: true }),
  })),
  declineEject: assign('*', ({ context }) => ({
    devices: withDevice(context, context.slot, { eject: false }),
  })),
  chooseStart: assign('*', ({ context }) => {
    const device = candidate(context, 'start');
    return device === undefined ? {} : { slot: device.slot, stack: 0 };
  }),
  chooseSurprise: choose('surprise'),
  chooseEject: choose('eject'),
  chooseTop: assign('*', ({ context }) => ({
    stack: Math.max(0, (deviceIn(context, context.slot)?.built ?? 1) - 1),
  })),
  build: assign('*', ({ context }) => ({
    devices: withDevice(context, context.slot, { built: context.stack + 1 }),
  })),
  up: assign('*', ({ context }) => ({ stack: context.stack + 1 })),
  down: assign('*', ({ context }) => ({ stack: context.stack - 1 })),
  startStack: toStack('IRP_MN_START_DEVICE'),
  queryRemoveStack: toStack('IRP_MN_QUERY_REMOVE_DEVICE'),
  cancelRemoveStack: toStack('IRP_MN_CANCEL_REMOVE_DEVICE'),
  surpriseRemoveStack: toStack('IRP_MN_SURPRISE_REMOVAL'),
  removeStack: toStack('IRP_MN_REMOVE_DEVICE'),
  // Nothing is built on it: the remove IRP goes to the physical device object itself.
  removeUnbuilt: send('*', ({ context }) =>
    to(
      context.bus,
      irp('IRP_MN_REMOVE_DEVICE', { deviceObject: 'PDO', slot: context.slot }) as never,
    ),
  ),
  noteStarted: assign('*', ({ context }) => ({
    devices: withDevice(context, context.slot, { state: 'started' }),
  })),
  noteFailed: assign('*', ({ context }) => ({
    devices: withDevice(context, context.slot, { state: 'failed' }),
  })),
  noteUnbuilt: assign('*', ({ context }) => ({
    devices: withDevice(context, context.slot, { built: 0 }),
  })),
  forgetDevice: assign('*', ({ context }) => ({
    devices: without(context.devices, (device) => device.slot === context.slot),
  })),
  rest: assign('*', () => ({ slot: 0, stack: 0 })),

  // Device interfaces.
  noteInterface: assign('IoSetDeviceInterfaceState', ({ context, event }) => {
    const others = without(context.enabled, (vf) => vf === event.vf);
    const enabled = event.enable ? [...others, event.vf].sort((a, b) => a - b) : others;
    return { enabled };
  }),
  answerWaiters: send('IoSetDeviceInterfaceState', ({ context, event }) =>
    context.waiters
      .filter(({ vf, present }) => vf === event.vf && present === event.enable)
      .map(answerWaiter),
  ),
  dropWaiters: assign('IoSetDeviceInterfaceState', ({ context, event }) => ({
    waiters: without(
      context.waiters,
      ({ vf, present }) => vf === event.vf && present === event.enable,
    ),
  })),
  answerAtOnce: reply('AwaitDeviceInterface', ({ event }) => ({
    type: 'AwaitDeviceInterface.done',
    id: event.id,
    status: 'STATUS_SUCCESS',
  })),
  addWaiter: assign('AwaitDeviceInterface', ({ context, event }) => {
    const { id, vf, present } = event;
    return { waiters: [...context.waiters, { from: sender(event), id, vf, present }].sort(byName) };
  }),

  // Power.
  addPowerAsk: assign('SetDevicePower', ({ context, event }) => {
    const { id, vf, powerState } = event;
    return { powerAsks: [...context.powerAsks, { from: sender(event), id, vf, powerState }] };
  }),
  setPower: send('*', ({ context }) => {
    const top = powerTarget(context);
    const [ask] = context.powerAsks;
    if (top === undefined || ask === undefined) return undefined;
    return to(top, {
      type: 'IRP_MN_SET_POWER',
      id: 'pnp',
      irql: 'PASSIVE_LEVEL',
      deviceObject: 'FDO',
      powerState: ask.powerState,
    } as never);
  }),
  answerPower: send('IoCompleteRequest', ({ context, event }) => powerDone(context, event.status)),
  failPower: send('*', ({ context }) => powerDone(context, 'STATUS_NO_SUCH_DEVICE')),
  dropPowerAsk: assign('*', ({ context }) => ({ powerAsks: context.powerAsks.slice(1) })),
};

function powerDone(context: PnpGuestContext, status: string): Outgoing | undefined {
  const [ask] = context.powerAsks;
  if (ask === undefined) return undefined;
  return to(ask.from, { type: 'SetDevicePower.done', id: ask.id, status } as never);
}
