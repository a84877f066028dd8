/**
 * ┌────────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ Virtual bus driver (VBD) of a vendor: function driver of the device on the bus below, and bus  │
 * │ driver of the miniport's adapter above. It exists in the parent partition (below the PF        │
 * │ miniport's NDIS) and in the guest (below a VF miniport's NDIS).                                │
 * │                                                                                                │
 * │ It queries the interfaces of the bus at PASSIVE_LEVEL, calls their routines for its miniport,  │
 * │ which asks over a private channel and may not call NdisM for them, and gives the references    │
 * │ back before it lets a query-remove pass. IRPs and IOCTLs that are the business of the bus      │
 * │ below (config space, capabilities, power, configuration blocks) go down as they are. Pages:    │
 * │ the VBD sections of ndis/nf-ndis-ndism*.                                                       │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import { vbdActions } from './vbd/actions.ts';
import type { VbdContext, VbdEvent, VbdInput } from './vbd/context.ts';
import { vbdGuards } from './vbd/guards.ts';
import { requestsRegion } from './vbd/requests-region.ts';

const tooHigh = { guard: 'overIrql', target: '#vbd.bugcheck', actions: 'stopOverIrql' } as const;
const ownIrp = ['rememberIrp', 'passIrpDown'] as const;
const finished = ['finishIrp', 'forgetIrp'] as const;
/** Nothing to do here but to let the bus below know. */
const passedDown = [tooHigh, { guard: 'forFdo', target: 'passing', actions: ownIrp }] as const;
const completed = [tooHigh, { guard: 'forPdo', actions: 'completeIrp' }] as const;
const passedThrough = [tooHigh, { actions: 'passThrough' }] as const;
const ownDone = ['succeedIrp', 'forgetIrp'] as const;
const bothGranted = {
  guard: 'interfaceGranted',
  target: '#vbd.operating.function.started',
  actions: ['holdBoth', 'notePresence', ...ownDone],
} as const;
const restored = {
  guard: 'interfaceRefused',
  target: '#vbd.operating.function.started',
  actions: ownDone,
} as const;

export const vbd = setup({
  types: {} as { context: VbdContext; events: VbdEvent; input: VbdInput },
  guards: vbdGuards,
  actions: vbdActions,
}).createMachine({
  id: 'vbd',
  context: ({ input }) => ({
    partition: input.partition,
    bus: input.bus,
    slot: input.slot ?? null,
    present: false,
    irp: null,
    power: null,
    held: [],
    queue: [],
    bugcheck: null,
  }),
  initial: 'operating',
  states: {
    operating: {
      type: 'parallel',
      states: {
        /** Its own device object, on the bus below. */
        function: {
          initial: 'notStarted',
          states: {
            notStarted: {},
            starting: {
              initial: 'forwarding',
              meta: { requirements: ['kernel-rules 49', 'C27'] },
              states: {
                // Bottom-up: the bus starts the device first.
                forwarding: {
                  on: {
                    IoCompleteRequest: [
                      {
                        guard: 'lowerSucceeded',
                        target: 'queryingFirst',
                        actions: 'queryFirst',
                        meta: { requirements: ['S11.1', 'S10'] },
                      },
                      {
                        guard: 'lowerFailed',
                        target: '#vbd.operating.function.notStarted',
                        actions: finished,
                      },
                    ],
                  },
                },
                queryingFirst: {
                  on: {
                    IoCompleteRequest: [
                      {
                        guard: 'interfaceGranted',
                        target: 'queryingSecond',
                        actions: ['holdFirst', 'querySecond'],
                      },
                      {
                        guard: 'interfaceRefused',
                        target: '#vbd.operating.function.notStarted',
                        actions: ['failStart', 'forgetIrp'],
                      },
                    ],
                  },
                },
                queryingSecond: {
                  on: {
                    IoCompleteRequest: [
                      bothGranted,
                      {
                        guard: 'interfaceRefused',
                        target: '#vbd.operating.function.notStarted',
                        actions: ['dropInterfaces', 'forgetInterfaces', 'failStart', 'forgetIrp'],
                      },
                    ],
                  },
                },
              },
            },
            started: {
              on: {
                IRP_MN_QUERY_REMOVE_DEVICE: [
                  tooHigh,
                  // Requests of the miniport are outstanding: not now.
                  {
                    guard: 'busyFdo',
                    actions: 'refuseIrp',
                    meta: { requirements: ['kernel-rules 51', 'S16.1'] },
                  },
                  {
                    guard: 'forFdo',
                    target: 'queryingRemove',
                    actions: ['dropInterfaces', 'forgetInterfaces', ...ownIrp],
                    meta: { requirements: ['kernel-rules 41', 'kernel-rules 52', 'S11.6'] },
                  },
                ],
                IRP_MN_QUERY_STOP_DEVICE: passedDown,
                IRP_MN_STOP_DEVICE: passedDown,
                IRP_MN_CANCEL_STOP_DEVICE: passedDown,
                IRP_MN_START_DEVICE: passedDown,
              },
            },
            /** An IRP without work of its own is with the bus below. */
            passing: {
              on: {
                IoCompleteRequest: { guard: 'lowerDone', target: 'started', actions: finished },
              },
            },
            queryingRemove: {
              on: {
                IoCompleteRequest: [
                  { guard: 'lowerSucceeded', target: 'removePending', actions: finished },
                  // Refused below: cancel-remove follows and brings the interfaces back.
                  { guard: 'lowerFailed', target: 'removePending', actions: finished },
                ],
              },
            },
            removePending: {
              on: {
                IRP_MN_CANCEL_REMOVE_DEVICE: [
                  tooHigh,
                  { guard: 'forFdo', target: 'cancellingRemove', actions: ownIrp },
                ],
              },
            },
            cancellingRemove: {
              initial: 'forwarding',
              meta: { requirements: ['kernel-rules 49', 'kernel-rules 52'] },
              states: {
                forwarding: {
                  on: {
                    IoCompleteRequest: {
                      guard: 'lowerDone',
                      target: 'queryingFirst',
                      // One that was fetched again to serve a request stays: it may be in use.
                      actions: 'queryFirst',
                    },
                  },
                },
                queryingFirst: {
                  on: {
                    IoCompleteRequest: [
                      {
                        guard: 'interfaceGranted',
                        target: 'queryingSecond',
                        actions: ['dropSurplus', 'holdFirst', 'querySecond'],
                      },
                      // Cancel-remove may not fail; without the interface, requests are refused
                      // later.
                      restored,
                    ],
                  },
                },
                queryingSecond: {
                  on: {
                    IoCompleteRequest: [bothGranted, restored],
                  },
                },
              },
            },
            surpriseRemoving: {
              meta: { requirements: ['kernel-rules 43'] },
              on: {
                IoCompleteRequest: {
                  guard: 'lowerDone',
                  target: 'surpriseRemoved',
                  actions: finished,
                },
              },
            },
            surpriseRemoved: {},
            removing: {
              meta: { requirements: ['kernel-rules 37'] },
              on: {
                IoCompleteRequest: { guard: 'lowerDone', target: 'removed', actions: finished },
              },
            },
            removed: {},
          },
          on: {
            IRP_MN_START_DEVICE: [
              tooHigh,
              { guard: 'forFdo', target: '.starting', actions: ownIrp },
            ],
            IRP_MN_QUERY_REMOVE_DEVICE: [
              tooHigh,
              { guard: 'forFdo', target: '.queryingRemove', actions: ownIrp },
            ],
            // Spurious: nothing was asked before, so nothing is restored; the bus may still want to
            // know.
            IRP_MN_CANCEL_REMOVE_DEVICE: [
              tooHigh,
              { guard: 'forFdo', target: '.passing', actions: ownIrp },
            ],
            IRP_MN_SURPRISE_REMOVAL: [
              tooHigh,
              {
                guard: 'forFdo',
                target: '.surpriseRemoving',
                actions: ['noteAbsence', 'dropInterfaces', 'forgetInterfaces', ...ownIrp],
              },
            ],
            IRP_MN_REMOVE_DEVICE: [
              tooHigh,
              {
                guard: 'forFdo',
                target: '.removing',
                actions: ['noteAbsence', 'dropInterfaces', 'forgetInterfaces', ...ownIrp],
              },
            ],
            IRP_MN_QUERY_DEVICE_RELATIONS: [tooHigh, { guard: 'forFdo', actions: 'reportChild' }],
          },
        },

        /** The physical device object of its child: the miniport's adapter. */
        child: {
          initial: 'notStarted',
          states: {
            notStarted: {},
            started: {},
            removePending: {},
            surpriseRemoved: {},
            removed: {},
          },
          on: {
            IRP_MN_START_DEVICE: [
              tooHigh,
              { guard: 'forPdoNotReady', actions: 'completeNotReady' },
              { guard: 'forPdo', target: '.started', actions: 'completeIrp' },
            ],
            IRP_MN_QUERY_REMOVE_DEVICE: [
              tooHigh,
              // Its requests are still being served.
              { guard: 'busyPdo', actions: 'refuseIrp', meta: { requirements: ['S16.1'] } },
              { guard: 'forPdo', target: '.removePending', actions: 'completeIrp' },
            ],
            IRP_MN_CANCEL_REMOVE_DEVICE: [
              tooHigh,
              { guard: 'forPdo', target: '.started', actions: 'completeIrp' },
            ],
            IRP_MN_QUERY_STOP_DEVICE: completed,
            IRP_MN_STOP_DEVICE: completed,
            IRP_MN_CANCEL_STOP_DEVICE: completed,
            IRP_MN_SURPRISE_REMOVAL: [
              tooHigh,
              { guard: 'forPdo', target: '.surpriseRemoved', actions: 'completeIrp' },
            ],
            IRP_MN_REMOVE_DEVICE: [
              tooHigh,
              { guard: 'forPdo', target: '.removed', actions: 'completeIrp' },
            ],
            // What the bus below can tell of the device, or do with its registers, holds for the
            // child.
            IRP_MN_QUERY_CAPABILITIES: passedThrough,
            IRP_MN_READ_CONFIG: passedThrough,
            IRP_MN_WRITE_CONFIG: passedThrough,
            IRP_MN_QUERY_INTERFACE: [
              tooHigh,
              // It exports none on its own device object.
              { guard: 'forFdo', actions: 'passThrough' },
              { guard: 'isPassedOn', actions: 'passThrough', meta: { requirements: ['S11.5'] } },
              // A miniport with a VBD must not manage VFs or blocks through NDIS: NDIS gets no
              // interface (S10).
              { actions: 'leaveStatus', meta: { requirements: ['S10', 'C03', 'C04'] } },
            ],
            InterfaceReference: { actions: 'passThrough' },
            InterfaceDereference: { actions: 'passThrough' },
            GetBusData: { actions: 'passThrough' },
            SetBusData: { actions: 'passThrough' },
            IOCTL_VPCI_READ_BLOCK: passedThrough,
            IOCTL_VPCI_WRITE_BLOCK: passedThrough,
            IOCTL_VPCI_INVALIDATE_BLOCK: passedThrough,
            IoCancelIrp: { actions: 'passThrough' },
          },
        },

        /** Power: the child's IRP becomes one of its own for the device below. */
        power: {
          initial: 'idle',
          states: {
            idle: {
              on: {
                IRP_MN_QUERY_POWER: [
                  tooHigh,
                  // Who refuses a query completes it and does not pass it down.
                  { guard: 'isBusy', actions: 'refuseIrp' },
                  { actions: 'passThrough', meta: { requirements: ['S13.1'] } },
                ],
                IRP_MN_SET_POWER: [
                  tooHigh,
                  {
                    target: 'passing',
                    actions: ['rememberPower', 'passIrpDown'],
                    meta: { requirements: ['kernel-rules 66', 'kernel-rules 69'] },
                  },
                ],
              },
            },
            passing: {
              on: {
                IoCompleteRequest: {
                  guard: 'powerDone',
                  target: 'idle',
                  actions: ['finishPower', 'forgetPower'],
                },
              },
            },
          },
        },

        requests: requestsRegion,
      },
    },
    /** The machine is down: whatever still arrives meets nobody. */
    bugcheck: { tags: ['bugcheck'], on: { '*': {} } },
  },
});
