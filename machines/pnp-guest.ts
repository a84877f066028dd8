/**
 * ┌───────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ The guest's PnP manager, with the VMBus driver's offers: it starts the VPCI bus when a        │
 * │ channel is offered, asks for the bus's children when it is told that they changed, builds and │
 * │ starts the device stacks of each child from the bottom up, and removes them from the top      │
 * │ down: in order when the bus asks for an ejection, by surprise when a child has vanished.      │
 * │                                                                                               │
 * │ PnP work is done by one worker, one IRP at a time; news that comes meanwhile is noted. Power  │
 * │ policy shares the worker. Applications wait here for device interfaces.                       │
 * │                                                                                               │
 * │ Pages: kernel/understanding-when-remove-irps-are-issued,                                      │
 * │ kernel/irp-mn-query-device-relations, kernel/state-transitions-for-pnp-devices.               │
 * └───────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import { pnpGuestActions } from './pnp-guest/actions.ts';
import type { PnpGuestContext, PnpGuestEvent, PnpGuestInput } from './pnp-guest/context.ts';
import { pnpGuestGuards } from './pnp-guest/guards.ts';

export type { PnpGuestContext, PnpGuestInput, SlotStacks } from './pnp-guest/context.ts';

const worker = '#pnpGuest.operating.worker';

export const pnpGuest = setup({
  types: {} as { context: PnpGuestContext; events: PnpGuestEvent; input: PnpGuestInput },
  guards: pnpGuestGuards,
  actions: pnpGuestActions,
}).createMachine({
  id: 'pnpGuest',
  context: ({ input }) => ({
    bus: input.bus,
    slots: input.slots,
    busState: 'absent',
    offered: false,
    rescinded: false,
    relationsStale: false,
    devices: [],
    slot: 0,
    stack: 0,
    enabled: [],
    waiters: [],
    powerAsks: [],
  }),
  initial: 'operating',
  states: {
    operating: {
      type: 'parallel',
      states: {
        /** The worker: one IRP at a time. */
        worker: {
          initial: 'idle',
          on: {
            // Says only that an IRP is pended; its completion counts.
            'IoCallDriver.return': {},
          },
          states: {
            idle: {
              entry: 'rest',
              always: [
                // Children are removed before their bus.
                {
                  guard: 'surpriseIsDue',
                  target: 'surpriseRemoving',
                  actions: ['chooseSurprise', 'surpriseRemoveStack'],
                  meta: { requirements: ['kernel-rules 42', 'S16.4'] },
                },
                { guard: 'failedIsGone', actions: ['chooseSurprise', 'forgetDevice', 'rest'] },
                {
                  guard: 'unbuiltIsGone',
                  target: 'removingUnbuilt',
                  actions: ['chooseSurprise', 'removeUnbuilt'],
                },
                {
                  guard: 'busIsGone',
                  target: 'removingBus.surprise',
                  actions: ['forgetRescind', 'surpriseRemoveBus'],
                },
                // A remove IRP follows a failed start.
                { guard: 'busFailed', target: 'removingBus.remove', actions: 'removeBus' },
                {
                  guard: 'busIsOffered',
                  target: 'startingBus',
                  actions: ['forgetOffer', 'startBus'],
                },
                // The bus has been removed already.
                { guard: 'rescindIsMoot', actions: 'forgetRescind' },
                {
                  guard: 'relationsAreDue',
                  target: 'queryingRelations',
                  actions: ['noteQueried', 'queryRelations'],
                },
                {
                  guard: 'ejectIsDue',
                  target: 'ejecting',
                  actions: ['chooseEject', 'queryRemoveStack'],
                  meta: { requirements: ['S3.1', 'S16.1'] },
                },
                {
                  guard: 'unbuiltEjects',
                  target: 'removingUnbuilt',
                  actions: ['chooseEject', 'removeUnbuilt'],
                  meta: { requirements: ['Z04'] },
                },
                {
                  guard: 'startIsDue',
                  target: 'starting',
                  actions: ['chooseStart', 'build', 'startStack'],
                },
                { guard: 'powerIsDue', target: 'settingPower', actions: 'setPower' },
                { guard: 'powerIsMoot', actions: ['failPower', 'dropPowerAsk'] },
              ],
            },

            startingBus: {
              on: {
                IoCompleteRequest: [
                  { guard: 'succeeded', target: 'idle', actions: ['noteBusStarted', 'noteStale'] },
                  { target: 'idle', actions: 'noteBusFailed' },
                ],
              },
            },
            queryingRelations: {
              on: {
                IoCompleteRequest: [
                  {
                    guard: 'succeeded',
                    target: 'idle',
                    actions: ['noteStaleIfReplaced', 'takeRelations'],
                    meta: { requirements: ['kernel-rules 45'] },
                  },
                  { target: 'idle' },
                ],
              },
            },

            /** The stacks of a child, from the bus upwards. */
            starting: {
              on: {
                IoCompleteRequest: [
                  {
                    guard: 'startsAbove',
                    target: 'starting',
                    reenter: true,
                    actions: ['up', 'build', 'startStack'],
                  },
                  { guard: 'succeeded', target: 'idle', actions: 'noteStarted' },
                  { target: 'removing', actions: ['noteFailed', 'removeStack'] },
                ],
              },
            },

            /**
             * Orderly: everybody is asked, from the top down, and only then is anything removed.
             */
            ejecting: {
              on: {
                IoCompleteRequest: [
                  {
                    guard: 'asksBelow',
                    target: 'ejecting',
                    reenter: true,
                    actions: ['down', 'queryRemoveStack'],
                  },
                  { guard: 'succeeded', target: 'removing', actions: ['chooseTop', 'removeStack'] },
                  // Refused: the host takes the device when its patience ends.
                  {
                    target: 'cancellingRemove',
                    actions: ['declineEject', 'cancelRemoveStack'],
                    meta: { requirements: ['S16.1', 'kernel-rules 41'] },
                  },
                ],
              },
            },
            cancellingRemove: {
              on: {
                IoCompleteRequest: [
                  { guard: 'moreBuiltAbove', actions: ['up', 'cancelRemoveStack'] },
                  { target: 'idle' },
                ],
              },
            },

            surpriseRemoving: {
              on: {
                IoCompleteRequest: [
                  { guard: 'moreStacksBelow', actions: ['down', 'surpriseRemoveStack'] },
                  { target: 'removing', actions: ['chooseTop', 'removeStack'] },
                ],
              },
            },
            removing: {
              on: {
                IoCompleteRequest: [
                  { guard: 'moreStacksBelow', actions: ['down', 'removeStack'] },
                  // After a failed start the device object below stays.
                  { guard: 'startFailed', target: 'idle', actions: 'noteUnbuilt' },
                  { target: 'idle', actions: 'forgetDevice' },
                ],
              },
            },
            removingUnbuilt: {
              on: { IoCompleteRequest: { target: 'idle', actions: 'forgetDevice' } },
            },

            removingBus: {
              initial: 'surprise',
              states: {
                surprise: {
                  on: { IoCompleteRequest: { target: 'remove', actions: 'removeBus' } },
                },
                remove: {
                  on: { IoCompleteRequest: { target: `${worker}.idle`, actions: 'forgetBus' } },
                },
              },
            },

            settingPower: {
              meta: { requirements: ['kernel-rules 69'] },
              on: {
                IoCompleteRequest: { target: 'idle', actions: ['answerPower', 'dropPowerAsk'] },
              },
            },
          },
        },

        /** What is noted while the worker works. */
        news: {
          initial: 'listening',
          states: {
            listening: {
              on: {
                VMBUS_OFFER_CHANNEL: { actions: 'noteOffer' },
                // Also a second one for the same channel (Z18).
                VMBUS_RESCIND_CHANNEL_OFFER: { actions: 'noteRescind' },
                IoInvalidateDeviceRelations: { actions: 'noteStale' },
                IoRequestDeviceEject: { actions: 'noteEject' },
                SetDevicePower: { actions: 'addPowerAsk' },
              },
            },
          },
        },

        interfaces: {
          initial: 'listening',
          states: {
            listening: {
              on: {
                IoSetDeviceInterfaceState: {
                  actions: ['noteInterface', 'answerWaiters', 'dropWaiters'],
                },
                AwaitDeviceInterface: [
                  { guard: 'isAsWanted', actions: 'answerAtOnce' },
                  { actions: 'addWaiter' },
                ],
              },
            },
          },
        },
      },
    },
  },
});
