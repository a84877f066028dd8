/** Z16: suspending flushes the queue of work items, and the channel callback, still live, queues another one. */
import { noPacketAfterClose } from '../../actors/properties/closed-channel.ts';
import type { VpciContext } from '../../machines/vpci/context.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { on, renamed, toSelf, varied } from './bench.ts';
import { busContext, channelIs, runningGuest, unassign } from './bench-guest.ts';
import type { AnyMessage } from './bench-host.ts';
import { caller, cameUp, responder } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

interface At {
  readonly context: VpciContext;
  readonly event: AnyMessage;
}
const isSleep = ({ event }: At) => event.deviceObject === 'FDO' && event.powerState === 'D3';
const queueWork = toSelf(({ event }: At) => ({ ...event, from: 'vpci.g0', type: 'EjectWork' }));

/** Handles EJECT in a work item, and leaves D0 for a suspend: its callback is deaf from then on, or not. */
function bus(deafens: boolean) {
  const suspend = {
    guard: isSleep,
    target: 'flushing',
    actions: ['beginD0Exit', toSelf({ type: 'WorkQueueIsEmpty' })],
  };
  const leave = { target: 'suspending', actions: 'exitD0' };
  const rescinded = { target: 'suspended', actions: ['sendClose', 'loseLink'] };
  const deaf = { VPCI_BUS_RELATIONS2: {} };
  return varied(
    createVpciBus({ slots: 1 }),
    {
      'operating.slot0': renamed('VPCI_EJECT', 'EjectWork'),
      'operating.packets.listening': on({
        VPCI_EJECT: [
          // Once suspending has begun, what the host says is not listened to.
          { guard: ({ context }: At) => deafens && context.link !== 'open' },
          { actions: queueWork },
        ],
      }),
      'operating.channel.installed': on({ IRP_MN_SET_POWER: suspend }),
      // The bus has gone first: its power does not matter any more.
      'operating.channel.revoked': on({ IRP_MN_SET_POWER: {} }),
      'operating.channel': (state) => ({
        ...state,
        states: {
          ...state.states,
          flushing: {
            on: { WorkQueueIsEmpty: leave, VMBUS_RESCIND_CHANNEL_OFFER: rescinded, ...deaf },
          },
          suspending: {
            on: {
              'VPCI_FDO_D0_EXIT.completion': {
                guard: 'busAnswered',
                target: 'suspended',
                actions: ['sendClose', 'loseLink'],
              },
              VMBUS_RESCIND_CHANNEL_OFFER: rescinded,
              ...deaf,
            },
          },
          suspended: {
            on: { WorkQueueIsEmpty: {}, VMBUS_RESCIND_CHANNEL_OFFER: {}, ...deaf },
          },
        },
      }),
    },
    {},
  );
}

const sleep = {
  to: 'vpci.g0',
  message: {
    type: 'IRP_MN_SET_POWER',
    id: 'sleep',
    irql: 'PASSIVE_LEVEL',
    deviceObject: 'FDO',
    powerState: 'D3',
  },
  until: null,
};

function system(deafens: boolean): ZooSystem {
  return runningGuest({
    vpci: bus(deafens),
    // The child was surveyed and nobody above knows it yet: ejecting it needs nobody else.
    busAt: {
      value: {
        operating: { channel: 'installed', packets: 'listening', slot0: { child: 'present' } },
      },
      context: ({ children }) => ({
        outstanding: [],
        children: { 0: { ...children[0], references: {}, reported: false, assigned: false } },
      }),
    },
    others: {
      'pnp.g0': caller([sleep], ['VMBUS_RESCIND_CHANNEL_OFFER', 'IoInvalidateDeviceRelations']),
      'ndis.vf0': responder({}),
    },
    initial: [{ from: 'environment', to: 'pnp.g0', message: { type: 'Begin' } }],
    rules: [noPacketAfterClose],
    clients: { administrator: [unassign] },
    situations: [
      cameUp(
        'EjectMeetsSuspend',
        'the bus is suspended with a child that the host has asked it to eject',
        ['vpci.g0', 'vstack'],
        (view) => channelIs(view, 'suspended') && busContext(view).children[0] !== undefined,
      ),
    ],
  });
}

export const z16: ZooEntry = {
  id: 'Z16',
  title: 'suspending closes the channel while its callback still queues work',
  source:
    'Linux pci-hyperv, commit ac82fc83270884adea31d9dec22db09392058bf7 (Add hibernation support), which describes the ' +
    'race and is designed around it',
  story:
    'A guest that suspends flushes the work items of its bus, leaves D0 and closes the channel. The channel callback is ' +
    'live all the while: EJECT arrives after the flush, and the callback queues a work item. It runs when the channel ' +
    'is closed, and writes its acknowledgement into it. The order that is safe: the callback is told to drop what ' +
    'comes, then the queue is flushed, then D0 is left, then the channel is closed. Leaving out any one step is the bug.',
  variation:
    'vpci-bus: EJECT is a work item, and a suspend flushes them before the callback is deaf',
  estimatedDepth: 2,
  measuredDelays: 2,
  caughtBy: 'NoPacketAfterClose',
  broken: () => system(false),
  fixed: () => system(true),
};
