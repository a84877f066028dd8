/**
 * ┌───────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ VPCI bus driver of one guest (virtualization service client, VSC): the bus on which the VFs   │
 * │ of the guest appear. It speaks VPCI over one VMBus channel with the host.                     │
 * │                                                                                               │
 * │ Life: a channel is offered, the PnP manager starts the bus, versions are negotiated, D0 is    │
 * │ entered, the host lists the children, each child is surveyed and reported to PnP. Above a     │
 * │ started child it serves VPCI_INTERFACE_STANDARD, BUS_INTERFACE_STANDARD and IOCTL_VPCI_*. The │
 * │ host ejects a child, leaves it out of its list, or rescinds the channel; every request that   │
 * │ is under way then ends here, exactly once.                                                    │
 * │                                                                                               │
 * │ Pages: vpci/ni-vpci-ioctl_vpci_*, vpci/nc-vpci-*, kernel/removing-a-device-in-a-bus-driver;   │
 * │ messages as Linux's pci-hyperv.c and OpenVMM have them.                                       │
 * └───────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { newestVersion } from './vpci/guards.ts';
import { tooHigh, vpciSetup } from './vpci/setup.ts';
import { slotRegion } from './vpci/slot.ts';

export type { VpciContext, VpciInput } from './vpci/context.ts';

/** The bus's own IRPs that need nothing but an answer. */
const complete = [tooHigh, { guard: 'forBus', actions: 'completeIrp' }] as const;
const begin = [
  tooHigh,
  {
    guard: 'forBus',
    target: 'negotiating',
    actions: ['rememberBusIrp', 'beginOpening', 'offerVersion'],
  },
] as const;
const failed = {
  guard: 'busAnswered',
  target: 'failed',
  actions: ['failBusStart', 'loseLink'],
} as const;
/**
 * The channel ends while the bus is being started: the start fails, whatever the host would have
 * answered.
 */
const openingEnds = {
  VPCI_BUS_RELATIONS2: { actions: 'keepRelations' },
  VPCI_EJECT: { guard: 'isKept', actions: ['dropKept', 'acknowledgeKept'] },
  VMBUS_RESCIND_CHANNEL_OFFER: { target: 'revoked', actions: ['failBusStart', 'loseLink'] },
  IRP_MN_SURPRISE_REMOVAL: [
    tooHigh,
    { guard: 'forBus', target: 'vanished', actions: ['failBusStart', 'loseLink', 'completeIrp'] },
  ],
} as const;
/** What the host said before it knew: nothing is left that it could concern. */
const deaf = { VPCI_BUS_RELATIONS2: {} } as const;

/** The bus driver with these slots; the usual bus has one. */
export function createVpciBus({ slots }: { readonly slots: number }) {
  const regions = Object.fromEntries(
    Array.from({ length: slots }, (_, slot) => [`slot${slot}`, slotRegion(slot)]),
  );
  return vpciSetup.createMachine({
    id: 'vpci',
    context: ({ input }) => ({
      host: input.host,
      pnp: input.pnp,
      readings: input.readings ?? {},
      link: 'closed',
      version: newestVersion,
      d0Retried: false,
      relations: null,
      busIrp: null,
      busTransaction: null,
      children: {},
      outstanding: [],
      abandoned: [],
      bugcheck: null,
    }),
    initial: 'operating',
    states: {
      operating: {
        type: 'parallel',
        states: { channel, packets, ...regions },
      },
      /** The machine is down: whatever still arrives meets nobody. */
      bugcheck: { tags: ['bugcheck'], on: { '*': {} } },
    },
  });
}

/** The bus's own device object, and the channel that it is the end of. */
const channel = vpciSetup.createStateConfig({
  initial: 'stopped',
  on: {
    IRP_MN_QUERY_DEVICE_RELATIONS: [tooHigh, { guard: 'forBus', actions: 'answerRelations' }],
    IRP_MN_QUERY_CAPABILITIES: complete,
    IRP_MN_QUERY_REMOVE_DEVICE: complete,
    IRP_MN_CANCEL_REMOVE_DEVICE: complete,
    IRP_MN_CANCEL_STOP_DEVICE: complete,
    IRP_MN_QUERY_STOP_DEVICE: [tooHigh, { guard: 'forBus', actions: 'refuseIrp' }],
    IRP_MN_SURPRISE_REMOVAL: complete,
    IRP_MN_REMOVE_DEVICE: complete,
  },
  states: {
    stopped: {
      on: {
        IRP_MN_START_DEVICE: begin,
        // It overtook the start, which comes by way of the PnP manager.
        VMBUS_RESCIND_CHANNEL_OFFER: { target: 'revoked', actions: 'loseLink' },
      },
    },

    negotiating: {
      meta: { requirements: ['vpci-protocol 3', 'vpci-protocol 4'] },
      on: {
        'VPCI_QUERY_PROTOCOL_VERSION.completion': [
          { guard: 'versionAgreed', target: 'enteringD0', actions: 'enterD0' },
          { guard: 'lowerVersionLeft', actions: ['lowerVersion', 'offerVersion'] },
          failed,
        ],
        ...openingEnds,
      },
    },
    enteringD0: {
      on: {
        'VPCI_FDO_D0_ENTRY.completion': [
          { guard: 'd0EnteredAfterRelations', target: 'surveying', actions: 'openLink' },
          { guard: 'd0Entered', target: 'awaitingRelations', actions: 'openLink' },
          {
            guard: 'leftInD0',
            target: 'leavingStaleD0',
            actions: ['noteD0Retry', 'exitD0'],
            meta: { requirements: ['Z15'] },
          },
          failed,
        ],
        ...openingEnds,
      },
    },
    /** A previous owner never left D0: leave it in its place, then try once more. */
    leavingStaleD0: {
      on: {
        'VPCI_FDO_D0_EXIT.completion': {
          guard: 'busAnswered',
          target: 'enteringD0',
          actions: 'enterD0',
        },
        ...openingEnds,
      },
    },
    awaitingRelations: {
      on: { ...openingEnds, VPCI_BUS_RELATIONS2: 'surveying', VPCI_EJECT: undefined },
    },
    surveying: {
      always: {
        guard: 'isSurveyed',
        target: 'installed',
        actions: ['completeBusStart', 'forgetBusIrp', 'forgetRelations'],
      },
      on: { ...openingEnds, VPCI_BUS_RELATIONS2: {}, VPCI_EJECT: undefined },
    },

    installed: {
      on: {
        // The host repeats its list; the slots compare.
        VPCI_BUS_RELATIONS2: {},
        // Can arrive while already started.
        IRP_MN_START_DEVICE: complete,
        IRP_MN_REMOVE_DEVICE: [
          tooHigh,
          {
            guard: 'forBus',
            target: 'leavingD0',
            actions: ['rememberBusIrp', 'beginD0Exit', 'exitD0'],
          },
        ],
        VMBUS_RESCIND_CHANNEL_OFFER: { target: 'revoked', actions: 'loseLink' },
        IRP_MN_SURPRISE_REMOVAL: [
          tooHigh,
          { guard: 'forBus', target: 'vanished', actions: ['loseLink', 'completeIrp'] },
        ],
      },
    },

    /** The guest stops the bus: out of D0, then the channel is closed. */
    leavingD0: {
      on: {
        'VPCI_FDO_D0_EXIT.completion': {
          guard: 'busAnswered',
          target: 'closed',
          actions: ['sendClose', 'completeBusRemove', 'loseLink'],
        },
        VMBUS_RESCIND_CHANNEL_OFFER: {
          target: 'stopped',
          actions: ['sendClose', 'completeBusRemove', 'closeLink'],
        },
        ...deaf,
      },
    },
    /** The start failed; a remove IRP follows. */
    failed: {
      on: {
        VMBUS_RESCIND_CHANNEL_OFFER: { target: 'revoked' },
        IRP_MN_REMOVE_DEVICE: [
          tooHigh,
          { guard: 'forBus', target: 'closed', actions: ['sendClose', 'completeIrp'] },
        ],
        ...deaf,
      },
    },
    /** Closed by the guest; the offer still stands, so the host has yet to rescind it. */
    closed: {
      on: {
        IRP_MN_START_DEVICE: begin,
        VMBUS_RESCIND_CHANNEL_OFFER: { target: 'stopped', actions: 'closeLink' },
        ...deaf,
      },
    },

    /** Rescinded: nothing more is sent but one close, when PnP removes the bus (Z14). */
    revoked: {
      meta: { requirements: ['Z14', 'Z18', 'vpci-protocol 4'] },
      on: {
        IRP_MN_START_DEVICE: [tooHigh, { guard: 'forBus', actions: 'completeNoSuchDevice' }],
        IRP_MN_REMOVE_DEVICE: [
          tooHigh,
          {
            guard: 'forBus',
            target: 'stopped',
            actions: ['sendClose', 'closeLink', 'completeIrp'],
          },
        ],
        // A second rescind for one channel.
        VMBUS_RESCIND_CHANNEL_OFFER: {},
        ...deaf,
      },
    },
    /** PnP knows of the rescind, and the rescind itself is still on its way. */
    vanished: {
      on: {
        VMBUS_RESCIND_CHANNEL_OFFER: 'revoked',
        IRP_MN_START_DEVICE: [tooHigh, { guard: 'forBus', actions: 'completeNoSuchDevice' }],
        IRP_MN_REMOVE_DEVICE: [
          tooHigh,
          { guard: 'forBus', target: 'removed', actions: 'completeIrp' },
        ],
        ...deaf,
      },
    },
    removed: {
      on: {
        VMBUS_RESCIND_CHANNEL_OFFER: { target: 'stopped', actions: ['sendClose', 'closeLink'] },
        ...deaf,
      },
    },
  },
});

/** Answers of the host, the DPCs that complete IRPs, and cancellation. */
const answerless = [
  {
    guard: 'isAbandoned',
    actions: 'freeTransaction',
    meta: { requirements: ['Z39', 'Z52', 'Z43'] },
  },
  // It was under way when the channel was lost: nobody waits for it.
  { guard: 'isNotOpen' },
] as const;
const blockAnswer = [
  { guard: 'answersCall', actions: ['returnCall', 'dropCall'] },
  {
    guard: 'answersIrp',
    actions: ['queueDpc', 'takeIrp'],
    meta: { requirements: ['kernel-rules 28', 'Z63'] },
  },
  ...answerless,
] as const;
const configAnswer = [
  { guard: 'answersConfig', actions: ['returnConfig', 'dropCall'] },
  ...answerless,
] as const;

const packets = vpciSetup.createStateConfig({
  initial: 'listening',
  states: {
    listening: {
      on: {
        'VPCI_READ_BLOCK.completion': blockAnswer,
        'VPCI_WRITE_BLOCK.completion': blockAnswer,
        'VpciConfigRead.return': configAnswer,
        'VpciConfigWrite.return': configAnswer,
        // In time, they are answers to a slot or to the channel; these are the late ones.
        'VPCI_QUERY_PROTOCOL_VERSION.completion': answerless,
        'VPCI_FDO_D0_ENTRY.completion': answerless,
        'VPCI_FDO_D0_EXIT.completion': answerless,
        'VPCI_QUERY_RESOURCE_REQUIREMENTS.completion': answerless,
        'VPCI_RESOURCES_ASSIGNED2.completion': answerless,
        'VPCI_POWER_STATE_CHANGE.completion': answerless,
        KeInsertQueueDpc: {
          guard: 'isQueuedIrp',
          actions: ['completePended', 'dropPended'],
          meta: { requirements: ['kernel-rules 7', 'kernel-rules 8'] },
        },
        IoCancelIrp: [
          {
            guard: 'isCancellable',
            actions: ['completeCancelled', 'dropCancelled'],
            meta: { requirements: ['kernel-rules 24', 'kernel-rules 25', 'Z63'] },
          },
          // No cancel routine: who took it off completes the IRP (kernel rule 28), or has done so.
          {},
        ],
      },
    },
  },
});
